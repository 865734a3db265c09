"""Near names for review: a draft that a person completes, never a match.

The public names live in :mod:`odopkit.product_lists`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from odopkit._kernels.arguments import check_whole
from odopkit.errors import InvalidValueError, MissingDependencyError
from odopkit.errors.frames import refuse_half_letters, whole_letters
from odopkit.errors.telling import kind_of, shortened
from odopkit.hs.cleaning import normalize_hs
from odopkit.product_lists.listing import as_text, names_of, need_columns
from odopkit.typing import DISTRICT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

    from odopkit.typing import Float64Array, IntArray


def _rapidfuzz(asked: str) -> ModuleType:
    try:
        import rapidfuzz
        import rapidfuzz.process
    except ImportError as error:
        msg = f'{asked} needs rapidfuzz; install it with: pip install "odopkit[match]"'
        raise MissingDependencyError(msg) from error
    return rapidfuzz


def _best(scores: Float64Array, limit: int) -> tuple[IntArray, IntArray]:
    """Rows and columns of the highest scores of each row; earlier columns first in ties."""
    column = np.argsort(-scores, axis=1, kind="stable")[:, :limit]
    row = np.repeat(np.arange(len(scores)), column.shape[1])
    column = column.ravel()
    some = scores[row, column] > 0
    return row[some], column[some]


def propose_codes(
    texts: Iterable[str], descriptions: pd.DataFrame, *, limit: int = 3
) -> pd.DataFrame:
    """Codes whose descriptions resemble the words of a list, for a person to review.

    The score is the token-set ratio: both texts as sets of words without case and
    punctuation, 1 where the words of one are all among those of the other.

    Parameters
    ----------
    texts : iterable of str
        Words of a list; outer blanks are dropped, and each text is looked at once.
    descriptions : DataFrame
        Your own nomenclature, columns ``hs_code`` and ``description``.
    limit : int, default 3
        How many codes to propose for a text, at least 1.

    Returns
    -------
    DataFrame
        ``text``, ``hs_code``, ``description``, ``score`` (0 to 1) and ``accepted``, by
        text and falling score (ties by code).  ``accepted`` is False in every row: set
        it by hand, then pass the frame as ``codes=`` to :func:`odopkit.match_product_lists`,
        which uses accepted rows only.  A text that resembles nothing keeps one row,
        without a code.

    Raises
    ------
    MissingDependencyError
        If rapidfuzz is not installed (extra ``match``).
    InvalidValueError
        If `texts` is a single string or holds what is not text, or `limit` is below 1.
    InvalidTableError
        If `descriptions` lacks a column, or a description is missing or empty.
    InvalidHSCodeError
        If a code of `descriptions` cannot be read.

    Notes
    -----
    A high score is no match: spelling knows nothing of trade ("horn craft" is not the
    horn of a car), and words a nomenclature does not use ("chikankari") score low
    though they have a code.  The words are from lists as in :cite:t:`Gaur2023`,
    section 5.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit.product_lists import propose_codes
    >>> mine = pd.DataFrame({
    ...     "hs_code": ["5701", "7013", "9503"],
    ...     "description": ["Carpets, knotted", "Glassware for the table", "Toys"]})
    >>> propose_codes(["Carpets", "Glassware"], mine, limit=1)
            text hs_code              description  score  accepted
    0    Carpets    5701         Carpets, knotted    1.0     False
    1  Glassware    7013  Glassware for the table    1.0     False
    """
    limit = check_whole(limit, "limit", least=1)
    if isinstance(texts, str) or not isinstance(texts, Iterable):
        msg = f"texts must be a list or column of texts, got {kind_of(texts)}"
        raise InvalidValueError(msg)
    given = list(texts)
    odd = [t for t in given if not (isinstance(t, str) and t.strip())]
    if odd:
        msg = f"texts must be text and not empty, got {shortened(odd[0])}"
        raise InvalidValueError(msg)
    with whole_letters(None, "one of the texts"):
        refuse_half_letters(given)
    (described,) = names_of(descriptions, ["description"], "descriptions")
    need_columns(descriptions, ["hs_code"], "descriptions")
    coded = normalize_hs(descriptions["hs_code"]).tolist()
    entries = sorted(set(zip(coded, described, strict=True)))
    fuzzy = _rapidfuzz("propose_codes")
    wanted = sorted({t.strip() for t in given})
    scores = np.zeros((len(wanted), len(entries)))
    if wanted and entries:
        scores = fuzzy.process.cdist(
            wanted,
            [words for _, words in entries],
            scorer=fuzzy.fuzz.token_set_ratio,
            processor=fuzzy.utils.default_process,
            dtype=np.float64,
        )
    row, column = _best(scores, limit)
    found = [(wanted[i], *entries[j], scores[i, j] / 100) for i, j in zip(row, column, strict=True)]
    none = [(wanted[i], None, None, 0.0) for i in sorted({*range(len(wanted))} - {*row.tolist()})]
    return _review(found + none, ["text", "hs_code", "description"]).sort_values(
        "text", kind="stable", ignore_index=True
    )


def _review(rows: Sequence[Sequence[Any]], names: Sequence[str]) -> pd.DataFrame:
    """Lay out names and a score for review, nothing accepted."""
    out: dict[str, Any] = {c: as_text(row[j] for row in rows) for j, c in enumerate(names)}
    out["score"] = np.array([row[-1] for row in rows], dtype=np.float64)
    return pd.DataFrame(out).assign(accepted=False)


def propose_places(
    identified: pd.DataFrame, flows: pd.DataFrame, *, limit: int = 3
) -> pd.DataFrame:
    """Districts of a flows table whose names resemble unmatched ones of a list.

    For each listed district that is not in `flows` under its name (any case), districts
    of the same state, or of every state where that state is not in `flows` either.
    The score is the normalised indel similarity of the names without case.

    Parameters
    ----------
    identified : DataFrame
        The list: ``state`` and ``district``.
    flows : DataFrame
        A flows table, or any frame of ``state`` and ``district``.
    limit : int, default 3
        How many districts to propose for each name, at least 1.

    Returns
    -------
    DataFrame
        ``state`` and ``district`` as listed, ``proposed_state``,
        ``proposed_district``, ``score`` (0 to 1) and ``accepted``, which is False in
        every row; falling score, ties by name.  Empty when every district is found.

    Raises
    ------
    MissingDependencyError
        If rapidfuzz is not installed (extra ``match``).
    InvalidTableError
        If a column is absent, or a name is missing or empty.
    InvalidValueError
        If `limit` is below 1, or an argument is not a DataFrame.

    Notes
    -----
    A proposal may be a neighbour: districts are renamed (Hoshangabad is Narmadapuram)
    and split, which no spelling shows.  Correct the list itself with what you accept.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit.product_lists import propose_places
    >>> official = pd.DataFrame({"state": "Madhya Pradesh", "district": ["Sajapur", "Indore"]})
    >>> table = pd.DataFrame({
    ...     "state": "MADHYA PRADESH", "district": ["INDORE", "SHAJAPUR", "UJJAIN"]})
    >>> propose_places(official, table, limit=1)[["district", "proposed_district", "accepted"]]
      district proposed_district  accepted
    0  Sajapur          SHAJAPUR     False
    """
    limit = check_whole(limit, "limit", least=1)
    states, districts = names_of(identified, DISTRICT, "identified")
    need_columns(flows, DISTRICT, "flows")
    known_states, known_districts = names_of(
        flows[[*DISTRICT]].drop_duplicates(), DISTRICT, "flows"
    )
    known = sorted(set(zip(known_states, known_districts, strict=True)))
    here = {(s.casefold(), d.casefold()) for s, d in known}
    fuzzy = _rapidfuzz("propose_places")
    rows = []
    for state, district in sorted(set(zip(states, districts, strict=True))):
        if (state.casefold(), district.casefold()) in here:
            continue
        near = [p for p in known if p[0].casefold() == state.casefold()] or known
        scores = np.array([[fuzzy.fuzz.ratio(district.casefold(), d.casefold()) for _, d in near]])
        rows += [(state, district, *near[j], scores[0, j] / 100) for j in _best(scores, limit)[1]]
    return _review(rows, ["state", "district", "proposed_state", "proposed_district"])
