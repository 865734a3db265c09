"""How much is stated, field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from odopkit.errors import UndefinedMeasureError
from odopkit.ovop.records.codes import Basis
from odopkit.ovop.records.given import check_registry
from odopkit.ovop.records.parsing import FACT_FIELDS

if TYPE_CHECKING:
    from odopkit.ovop.records.registry import ProgrammeRegistry


def field_coverage(registry: ProgrammeRegistry) -> pd.DataFrame:
    """How much is known: for every field, how many records fill it, and on what basis.

    Parameters
    ----------
    registry : ProgrammeRegistry
        The records.

    Returns
    -------
    DataFrame
        One row per field of :class:`~odopkit.ovop.Programme`: ``field``, ``n_records``,
        ``n_stated`` (the paper says it), ``n_inferred`` (it follows from the paper),
        ``n_elsewhere`` (another document says it), ``n_coded`` (a code of this package),
        ``n_unstated``, ``share_unstated``, ``source``, ``min_confidence``, ``reason`` (where
        no record fills it).  A record with facts of several bases counts once, under the
        first of these four.

    Raises
    ------
    UndefinedMeasureError
        If the registry is empty.

    Examples
    --------
    Of 49 programmes that the paper names, it states the orientation of two:

    >>> from odopkit import load_programmes
    >>> from odopkit.ovop import field_coverage
    >>> known = field_coverage(load_programmes().filter(core=True)).set_index("field")
    >>> known.loc[["orientation", "subsidies"], ["n_stated", "n_unstated", "share_unstated"]]
                 n_stated  n_unstated  share_unstated
    field
    orientation         2          47        0.959184
    subsidies           4          43        0.877551
    """
    check_registry(registry)
    if len(registry) == 0:
        msg = "coverage is undefined: the registry has no records"
        raise UndefinedMeasureError(msg)
    order = (Basis.STATED, Basis.INFERRED, Basis.ELSEWHERE, Basis.CODED)
    tally = {field: dict.fromkeys(order, 0) for field in FACT_FIELDS}
    for programme in registry:
        bases: dict[str, set[Basis]] = {}
        for field, fact in programme.facts():
            bases.setdefault(field, set()).add(fact.provenance.basis)
        for field, told in bases.items():
            tally[field][next(basis for basis in order if basis in told)] += 1
    rows = []
    for field, known in tally.items():
        unstated = len(registry) - sum(known.values())
        rows.append(
            {
                "field": field,
                "n_records": len(registry),
                **{f"n_{basis}": n for basis, n in known.items()},
                "n_unstated": unstated,
                "share_unstated": unstated / len(registry),
                "source": registry.source,
                "min_confidence": str(registry.min_confidence),
                "reason": "" if any(known.values()) else "no record fills it",
            }
        )
    texts = ("field", "source", "min_confidence", "reason")
    return pd.DataFrame(rows).astype(dict.fromkeys(texts, "str"))
