"""Countries or programmes laid out by two of their codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from odopkit._kernels.arguments import check_choice
from odopkit.errors import InvalidValueError
from odopkit.errors.telling import shortened
from odopkit.ovop.orientation.by_country import How, counts, programmes_by_country, statuses
from odopkit.ovop.orientation.by_record import orientation_table
from odopkit.ovop.orientation.codebooks import Codebook, Mode, Rules, Threshold, as_rules
from odopkit.ovop.orientation.tabulated import Crosstab, each_basis, listed, long, wide
from odopkit.ovop.records.codes import Orientation, Status
from odopkit.ovop.records.data_files import REGIONS
from odopkit.ovop.records.given import check_registry
from odopkit.ovop.records.parsing import CODES, SEVERAL
from odopkit.ovop.records.places import WORLD

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import pandas as pd

    from odopkit.ovop.records.registry import ProgrammeRegistry


ORIENTATIONS: Final = tuple(str(one) for one in Orientation)
_OF_A_COUNTRY: Final = ("orientation", "mix_kind")
_AREAS: Final = ("region", "subregion")


def crosstab(
    registry: ProgrammeRegistry,
    *,
    rows: str = "region",
    columns: str = "orientation",
    unit: Literal["country", "programme"] = "country",
    how: How = "union",
    threshold: Threshold = "2/3",
    codebook: Codebook | str = "default",
    mode: Mode = "reported",
    leave_out: Collection[Status | str] = (Status.PROPOSED,),
) -> Crosstab:
    """Countries, or programmes, by region and orientation or any two codes.

    Parameters
    ----------
    registry : ProgrammeRegistry
        The records.
    rows : str, default "region"
        ``"region"``, ``"subregion"``, or with unit "programme" any field that holds one
        code, such as ``"direction"``.
    columns : str, default "orientation"
        ``"orientation"``, ``"mix_kind"`` (of countries), or with unit "programme" any
        field that holds one code.  An orientation is that of the rules, not the field.
    unit : {"country", "programme"}, default "country"
        What is counted.  Programmes are counted by record.
    how : {"union", "majority", "latest"}, default "union"
        How countries are summarised, see :func:`~odopkit.programmes_by_country`.
    threshold : str or Fraction, default "2/3"
        See :func:`~odopkit.classify_orientation`.
    codebook : Codebook or {"default", "poverty_neutral", "paper"}
        See :func:`~odopkit.classify_orientation`.
    mode : {"reported", "derived"}, default "reported"
        See :func:`~odopkit.classify_orientation`.
    leave_out : collection of Status or str, default ("proposed",)
        Programmes with such a status do not count.

    Returns
    -------
    Crosstab
        The counts, the cells with their members and basis, and what was left out: a
        programme of the whole world is in no region.

    Raises
    ------
    InvalidValueError
        If an option is outside its choices, or a field does not hold one code.

    Notes
    -----
    "unstated" is a column of its own and no orientation.  Source of the two classes:
    :cite:t:`Gaur2023`, section 3, whose own figures by country are in a picture.

    Examples
    --------
    >>> from odopkit import load_programmes
    >>> from odopkit.ovop import crosstab
    >>> table = crosstab(load_programmes("elsewhere", min_confidence="low"))
    >>> table.counts
         region  social  economic  social_economic  unstated
    0    Africa       1         4                2         6
    1  Americas       4         1                3         0
    2      Asia       3         9                7         0
    >>> table.left_out.loc[0, "reason"]
    'no country: a programme of the whole world'
    """
    check_registry(registry)
    rules = as_rules(threshold=threshold, codebook=codebook, mode=mode)
    out = statuses(leave_out)
    if check_choice(unit, ("country", "programme"), "unit") == "country":
        kept, left_out = _countries(registry, rows, columns, how, rules, out)
    else:
        kept, left_out = _programmes(registry, rows, columns, rules, out)
    found = _cells(kept, rows, columns)
    shown = ORIENTATIONS if columns == "orientation" else sorted(set(kept[columns]))
    return Crosstab(
        counts=wide(found, rows, columns, _ordered(kept[rows], REGIONS), shown),
        cells=long(found, rows, columns),
        left_out=listed(left_out),
        rows=rows,
        columns=columns,
        unit=unit,
        parameters={
            **({"how": how} if unit == "country" else {}),
            **rules.to_dict(),
            "leave_out": "; ".join(out),
            "source": registry.source,
            "min_confidence": str(registry.min_confidence),
        },
    )


def _cells(kept: pd.DataFrame, rows: str, columns: str) -> list[dict[str, Any]]:
    """Count what falls into each cell, and say on what it rests."""
    found = []
    for (r, c), here in kept.groupby([rows, columns], sort=True):
        bases = [str(text) for text in here[_basis_of(columns)]]
        found.append(
            {
                rows: str(r),
                columns: str(c),
                "n_members": len(here),
                "n_stated": sum(text == "stated" for text in bases),
                "basis": each_basis(bases),
                "rows_basis": each_basis(str(text) for text in here[_basis_of(rows)]),
                "members": "; ".join(here["key"]),
            }
        )
    return found


def _basis_of(name: str) -> str:
    """Name the column that says what values of this one rest on."""
    if name in _AREAS:
        return "codes_basis"
    return "orientation_basis" if name in _OF_A_COUNTRY else f"{name}_basis"


def _countries(
    registry: ProgrammeRegistry,
    rows: str,
    columns: str,
    how: How,
    rules: Rules,
    out: Sequence[str],
) -> tuple[pd.DataFrame, list[dict[str, str]]]:
    """One row per country with a programme that counts, under its code as ``key``."""
    if rows not in _AREAS or columns not in _OF_A_COUNTRY:
        msg = (
            f"countries have rows {' or '.join(_AREAS)} and columns "
            f"{' or '.join(_OF_A_COUNTRY)}; got {shortened(rows)} and {columns!r}, for which "
            f"unit='programme' is needed"
        )
        raise InvalidValueError(msg)
    table = programmes_by_country(
        registry,
        how=how,
        threshold=rules.threshold,
        codebook=rules.codebook,
        mode=rules.mode,
        leave_out=out,
    ).rename(columns={"iso3": "key"})
    apart = (table["key"] == "") | (table["n_programmes"] == 0)
    left_out = [
        {"key": str(row["key"] or row["deciding_ids"] or "world"), "reason": str(row["reason"])}
        for row in table[apart].to_dict("records")
    ]
    return table[~apart], left_out


def _programmes(
    registry: ProgrammeRegistry, rows: str, columns: str, rules: Rules, out: Sequence[str]
) -> tuple[pd.DataFrame, list[dict[str, str]]]:
    """One row per record that counts, under its id as ``key``, with both fields."""
    single = [name for name in (*CODES, *_AREAS) if name not in SEVERAL]
    for name in (rows, columns):
        if name not in single:
            msg = f"{name!r} is no field that holds one code; there are {', '.join(single)}"
            raise InvalidValueError(msg)
    if rows == columns:
        msg = f"rows and columns are both {rows!r}; choose two fields"
        raise InvalidValueError(msg)
    oriented = orientation_table(
        registry, threshold=rules.threshold, codebook=rules.codebook, mode=rules.mode
    )
    fields = registry.to_frame(basis=True)
    joined = oriented.rename(columns={"id": "key"})
    for name in {rows, columns} - {"orientation"}:
        joined[name] = fields[name]
        joined[f"{name}_basis"] = fields[f"{name}_basis"]
    mask = np.array([counts(p, out) and p.iso3 is not None for p in registry], dtype=bool)
    left_out = [
        {
            "key": p.id,
            "reason": WORLD if counts(p, out) else "no programme of its own, or left out by status",
        }
        for p, kept in zip(registry, mask, strict=True)
        if not kept
    ]
    return joined[mask], left_out


def _ordered(values: pd.Series[Any], known: Sequence[str]) -> list[str]:
    there = {str(value) for value in values}
    return [one for one in known if one in there] + sorted(there - set(known))
