"""Countries or programmes laid out by two of their codes, with what each cell holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import pandas as pd

from odopkit.errors import InvalidValueError, UnknownNameError
from odopkit.ovop.orientation.by_country import WORLD, How, counts, roll_up, statuses
from odopkit.ovop.orientation.classifying import orientation_table
from odopkit.ovop.orientation.codebooks import Codebook, Mode, Rules, Threshold, as_rules
from odopkit.ovop.records.codes import Orientation, Status
from odopkit.ovop.records.data_files import REGIONS
from odopkit.ovop.records.parsing import CODES, SEVERAL

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from odopkit.ovop.records.registry import ProgrammeRegistry


ORIENTATIONS: Final = tuple(str(one) for one in Orientation)
_OF_A_COUNTRY: Final = ("orientation", "mix_kind")
_AREAS: Final = ("region", "subregion")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Crosstab:
    """A table of counts of countries or programmes, with what each cell holds.

    Parameters
    ----------
    counts : DataFrame
        Wide: one row for each of `rows` (first column), one int64 column for each of
        `columns`.
    cells : DataFrame
        Long, one row for each cell that is not empty: `rows`, `columns`, ``n``,
        ``n_stated`` (of them, how many rest on statements of the paper alone), ``basis``

    left_out : DataFrame
        ``key`` and ``reason`` of countries or records that are not counted.
    rows, columns : str
        What is laid out.
    unit : str
        What is counted, ``country`` or ``programme``.
    parameters : mapping of str
        The options that made it.
    """

    counts: pd.DataFrame
    cells: pd.DataFrame
    left_out: pd.DataFrame
    rows: str
    columns: str
    unit: str
    parameters: Mapping[str, str]

    def to_frame(self) -> pd.DataFrame:
        """Return the counts with the options as further columns.

        Returns
        -------
        DataFrame
            `counts`, ``unit`` and a column for each option.
        """
        return self.counts.assign(unit=self.unit, **self.parameters)

    def against_rest(self, *, row: str, column: str) -> Crosstab:
        """Merge all rows but one, and all columns but one, to a table of two by two.

        Parameters
        ----------
        row : str
            The row to keep, such as ``"Americas"``.
        column : str
            The column to keep, such as ``"social"``.  ``unstated`` is not part of the rest.

        Returns
        -------
        Crosstab
            Rows `row` and ``rest``, columns `column` and ``other``.

        Raises
        ------
        UnknownNameError
            If there is no such row or column.

        Examples
        --------
        >>> from odopkit import load_programmes
        >>> from odopkit.ovop import crosstab
        >>> table = crosstab(load_programmes("elsewhere", min_confidence="low"))
        >>> table.against_rest(row="Americas", column="social").counts
             region  social  other
        0  Americas       4      4
        1      rest       4     22
        """
        given = [str(c) for c in self.counts.columns[1:] if c != "unstated"]
        for asked, known in ((row, self.counts[self.rows].tolist()), (column, given)):
            if asked not in known:
                msg = f"the table has no {asked!r}; it has {', '.join(map(str, known))}"
                raise UnknownNameError(msg)
        names = {self.rows: "rest", self.columns: "other"}
        cells = self.cells[self.cells[self.columns] != "unstated"].copy()
        for name, kept in ((self.rows, row), (self.columns, column)):
            cells[name] = cells[name].where(cells[name] == kept, names[name])
        both = ([row, "rest"], [column, "other"])
        merged = [
            _merged(
                cells[(cells[self.rows] == r) & (cells[self.columns] == c)],
                {self.rows: r, self.columns: c},
            )
            for r in both[0]
            for c in both[1]
        ]
        unstated = self.cells[self.cells[self.columns] == "unstated"]
        left_out = [
            {"key": key, "reason": "unstated"}
            for members in unstated["members"]
            for key in str(members).split("; ")
        ]
        return Crosstab(
            counts=_wide(merged, self.rows, self.columns, *both),
            cells=_cells([m for m in merged if m["n"]], self.rows, self.columns),
            left_out=_listed([*self.left_out.to_dict("records"), *left_out]),
            rows=self.rows,
            columns=self.columns,
            unit=self.unit,
            parameters=self.parameters,
        )


def _merged(cells: pd.DataFrame, keys: dict[str, str]) -> dict[str, Any]:
    return {
        **keys,
        "n": int(cells["n"].sum()),
        "n_stated": int(cells["n_stated"].sum()),
        "basis": each_basis(cells["basis"]),
        "rows_basis": each_basis(cells["rows_basis"]),
        "members": "; ".join(cells["members"]),
    }


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
        How countries are rolled up, see :func:`~odopkit.roll_up`.
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
    rules = as_rules(threshold=threshold, codebook=codebook, mode=mode)
    out = statuses(leave_out)
    if unit == "country":
        if rows not in _AREAS or columns not in _OF_A_COUNTRY:
            msg = (
                f"countries have rows {' or '.join(_AREAS)} and columns "
                f"{' or '.join(_OF_A_COUNTRY)}; got {rows!r} and {columns!r}, for which "
                f"unit='programme' is needed"
            )
            raise InvalidValueError(msg)
        kept, left_out = _countries(registry, how, rules, out)
        key = "iso3"
    elif unit == "programme":
        kept, left_out = _programmes(registry, rows, columns, rules, out)
        key = "id"
    else:
        msg = f"unit is 'country' or 'programme', got {unit!r}"
        raise InvalidValueError(msg)
    parameters: dict[str, str] = {"how": how} if unit == "country" else {}
    parameters |= {
        **rules.to_dict(),
        "leave_out": "; ".join(out),
        "source": registry.source,
        "min_confidence": str(registry.min_confidence),
    }
    found = []
    for (r, c), here in kept.groupby([rows, columns], sort=True):
        bases = [str(text) for text in here[_basis_of(columns)]]
        found.append(
            {
                rows: str(r),
                columns: str(c),
                "n": len(here),
                "n_stated": sum(text == "stated" for text in bases),
                "basis": each_basis(bases),
                "rows_basis": each_basis(str(text) for text in here[_basis_of(rows)]),
                "members": "; ".join(here[key]),
            }
        )
    row_names = _ordered(kept[rows], REGIONS)
    shown = ORIENTATIONS if columns == "orientation" else tuple(sorted(set(kept[columns])))
    return Crosstab(
        counts=_wide(found, rows, columns, row_names, list(shown)),
        cells=_cells(found, rows, columns),
        left_out=_listed(left_out),
        rows=rows,
        columns=columns,
        unit=unit,
        parameters=parameters,
    )


def _basis_of(name: str) -> str:
    """Name the column that says what values of this one rest on."""
    if name in _AREAS:
        return "codes_basis"
    return "orientation_basis" if name in _OF_A_COUNTRY else f"{name}_basis"


def each_basis(bases: Iterable[str]) -> str:
    """Name each basis once."""
    return "; ".join(dict.fromkeys(b for text in bases for b in text.split("; ") if b))


def _countries(
    registry: ProgrammeRegistry, how: How, rules: Rules, out: Sequence[str]
) -> tuple[pd.DataFrame, list[dict[str, str]]]:
    """One row per country with a programme that counts."""
    table = roll_up(
        registry,
        how=how,
        threshold=rules.threshold,
        codebook=rules.codebook,
        mode=rules.mode,
        leave_out=out,
    )
    apart = (table["iso3"] == "") | (table["n_programmes"] == 0)
    left_out = [
        {"key": str(row["iso3"] or row["deciding_ids"] or "world"), "reason": str(row["reason"])}
        for row in table[apart].to_dict("records")
    ]
    return table[~apart], left_out


def _programmes(
    registry: ProgrammeRegistry, rows: str, columns: str, rules: Rules, out: Sequence[str]
) -> tuple[pd.DataFrame, list[dict[str, str]]]:
    """One row per record that counts, with the two fields and their basis."""
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
    joined = oriented.copy()
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


def _wide(
    found: list[dict[str, Any]],
    rows: str,
    columns: str,
    row_names: Sequence[str],
    column_names: Sequence[str],
) -> pd.DataFrame:
    at = {(cell[rows], cell[columns]): cell["n"] for cell in found}
    laid = [{rows: r, **{c: at.get((r, c), 0) for c in column_names}} for r in row_names]
    kinds = {rows: "str", **dict.fromkeys(column_names, "int64")}
    return pd.DataFrame(laid, columns=list(kinds)).astype(kinds)


def _cells(found: list[dict[str, Any]], rows: str, columns: str) -> pd.DataFrame:
    kinds = {rows: "str", columns: "str", "n": "int64", "n_stated": "int64"}
    kinds |= {"basis": "str", "rows_basis": "str", "members": "str"}
    return pd.DataFrame(found, columns=list(kinds)).astype(kinds)


def _listed(left_out: list[Any]) -> pd.DataFrame:
    return pd.DataFrame(left_out, columns=["key", "reason"]).astype("str")
