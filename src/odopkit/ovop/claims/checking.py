"""What the paper claims for such programmes, set against the records.

Every verdict is worked out from the records and figures that are passed in: change one,
and the verdict follows.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Final

from odopkit._kernels.arguments import check_open_fraction, check_rng
from odopkit.errors import InvalidValueError
from odopkit.errors.telling import shortened
from odopkit.names import renamed
from odopkit.ovop.claims.findings import findings
from odopkit.ovop.claims.outcomes import load_outcome_figures
from odopkit.ovop.claims.verdicts import Case, Finding
from odopkit.ovop.india import load_india_model
from odopkit.ovop.orientation.codebooks import as_rules
from odopkit.ovop.orientation.variants import crosstabs
from odopkit.ovop.records.frames import framed
from odopkit.ovop.records.given import check_registry

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import pandas as pd

    from odopkit.ovop.orientation.by_country import How
    from odopkit.ovop.orientation.codebooks import Codebook, Mode, Threshold
    from odopkit.ovop.records.registry import ProgrammeRegistry


@renamed(seed="rng")
def check_claims(
    registry: ProgrammeRegistry,
    *,
    thresholds: Sequence[Threshold] = ("1/2", "2/3", "3/4"),
    codebooks: Sequence[Codebook | str] = ("default", "poverty_neutral", "paper"),
    how: How = "union",
    mode: Mode = "reported",
    alpha: float = 0.05,
    figures: pd.DataFrame | None = None,
    counts: pd.DataFrame | None = None,
    rng: np.random.Generator | int | None = None,
) -> pd.DataFrame:
    """Each claim of the paper that the records can test, with a verdict and its grounds.

    Parameters
    ----------
    registry : ProgrammeRegistry
        The records; load both sources, since most claims need both.
    thresholds : sequence of str or Fraction
        Variants of :func:`~odopkit.classify_orientation`; a claim on regions has to
        hold in each.
    codebooks : sequence of Codebook or str
        Variants of the codebook, likewise.
    how : {"union", "majority", "latest"}, default "union"
        How countries are summarised, see :func:`~odopkit.programmes_by_country`.
    mode : {"reported", "derived"}, default "reported"
        Whether stated orientations go first.
    alpha : float, default 0.05
        What the p-value of every variant has to stay below for ``established``.
    figures : DataFrame, optional
        Outcome figures in the form of :func:`~odopkit.ovop.load_outcome_figures`, which
        is the default.
    counts : DataFrame, optional
        Dated counts in the form of ``load_india_model().counts_frame()``, which is the
        default.
    rng : Generator or int, optional
        For tables too large to enumerate, see :func:`~odopkit.ovop.sensitivity`.

    Returns
    -------
    DataFrame
        One row per claim: ``claim_id``, ``claim`` (in words of this package), ``verdict``
        (see :class:`~odopkit.ovop.ClaimVerdict`), ``rests_on`` (the numbers behind it), ``n_cases``
        (countries, programmes or figures), ``n_variants``, ``n_holding`` (variants in
        which it holds), ``p_min``, ``p_max`` (over variants, NaN where nothing is
        tested), ``basis`` (of what it is set against: ``stated`` and ``inferred`` are the
        paper's), ``locator`` (of the claim in the paper), the options ``thresholds``,
        ``codebooks``, ``how``, ``mode``, ``alpha``, ``source``, ``min_confidence``, and
        ``reason``.  The claims themselves are stated by the paper.

    Raises
    ------
    InvalidValueError
        If an option is outside its choices.

    Notes
    -----
    A verdict is on these records under these rules.  They were collected by hand and
    coded by one person, so ``established`` would still be no proof, and
    ``not_established`` is not "wrong".  A figure within ten per cent of one that the
    paper gives as approximate, or within 0.05 of an exact one, counts as reproduced.
    Source of the claims: :cite:t:`Gaur2023`, sections 2, 3 and 5.

    Examples
    --------
    >>> from odopkit import check_claims, load_programmes
    >>> claims = check_claims(load_programmes("both", min_confidence="low"))
    >>> claims.set_index("claim_id").loc["latin_america_social", "verdict"]
    'not_established'
    >>> claims["verdict"].value_counts().to_dict()["supported"]
    4
    """
    check_registry(registry)
    for name, given in (("thresholds", thresholds), ("codebooks", codebooks)):
        if isinstance(given, str) or not given:
            msg = f"{name} needs one or more variants in a list, got {shortened(given)}"
            raise InvalidValueError(msg)
    check_open_fraction(alpha, "alpha")
    rules = [as_rules(threshold=t, codebook=c, mode=mode) for c in codebooks for t in thresholds]
    case = Case(
        registry=registry,
        core=tuple(registry.filter(core=True)),
        figures=load_outcome_figures() if figures is None else figures,
        counts=load_india_model().counts_frame() if counts is None else counts,
        crosstabs=tuple(
            crosstabs(registry, thresholds=thresholds, codebooks=codebooks, hows=[how], mode=mode)
        ),
        thresholds=tuple(thresholds),
        codebooks=tuple(codebooks),
        how=how,
        mode=mode,
        alpha=alpha,
        rng=check_rng(rng),
    )
    options = {
        "thresholds": "; ".join(dict.fromkeys(str(one.threshold) for one in rules)),
        "codebooks": "; ".join(dict.fromkeys(one.codebook.name for one in rules)),
        "how": how,
        "mode": mode,
        "alpha": alpha,
        "source": registry.source,
        "min_confidence": str(registry.min_confidence),
    }
    rows = [{name: getattr(found, name) for name in _NAMES} | options for found in findings(case)]
    for row in rows:
        row["verdict"] = str(row["verdict"])
    return framed(rows, _COLUMNS, _KINDS)


_NAMES: Final = tuple(one.name for one in fields(Finding))
_COLUMNS: Final = (
    *("claim_id", "claim", "verdict", "rests_on", "n_cases", "n_variants", "n_holding"),
    *("p_min", "p_max", "basis", "locator", "thresholds", "codebooks", "how", "mode"),
    *("alpha", "source", "min_confidence", "reason"),
)
_KINDS: Final = dict.fromkeys(("n_cases", "n_variants", "n_holding"), "int64") | dict.fromkeys(
    ("p_min", "p_max", "alpha"), "float64"
)
