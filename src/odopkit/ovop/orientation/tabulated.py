"""A table of counts that knows what each of its cells holds."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from odopkit.errors import UnknownNameError
from odopkit.ovop.records.frames import framed, plain
from odopkit.results import Result

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Crosstab(Result):
    """A table of counts of countries or programmes, with what each cell holds.

    Parameters
    ----------
    counts : DataFrame
        Wide: one row for each of `rows` (first column), one int64 column for each of
        `columns`.
    cells : DataFrame
        Long, one row for each cell that is not empty: `rows`, `columns`, ``n_members``,
        ``n_stated`` (of them, how many rest on statements of the paper alone), ``basis``
        (of the values of `columns`), ``rows_basis``, ``members`` (their codes or ids).
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

    def to_dict(self) -> dict[str, Any]:
        """Return the three tables as lists of records, and what made them.

        Returns
        -------
        dict
            ``counts``, ``cells``, ``left_out``, ``rows``, ``columns``, ``unit`` and
            ``parameters``.
        """
        return {field.name: plain(getattr(self, field.name)) for field in fields(self)}

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
        told = self.cells[self.cells[self.columns] != "unstated"]
        kept_rows = told[self.rows].where(told[self.rows] == row, "rest")
        kept_columns = told[self.columns].where(told[self.columns] == column, "other")
        both = ([row, "rest"], [column, "other"])
        merged = [
            {self.rows: r, self.columns: c} | _merged(told[(kept_rows == r) & (kept_columns == c)])
            for r in both[0]
            for c in both[1]
        ]
        unstated = self.cells[self.cells[self.columns] == "unstated"]
        left_out = [
            {"key": key, "reason": "unstated"}
            for members in unstated["members"]
            for key in str(members).split("; ")
        ]
        return replace(
            self,
            counts=wide(merged, self.rows, self.columns, *both),
            cells=long([m for m in merged if m["n_members"]], self.rows, self.columns),
            left_out=listed([*plain(self.left_out), *left_out]),
        )


def _merged(cells: pd.DataFrame) -> dict[str, Any]:
    """Make one cell of several."""
    return {
        "n_members": int(cells["n_members"].sum()),
        "n_stated": int(cells["n_stated"].sum()),
        "basis": each_basis(cells["basis"]),
        "rows_basis": each_basis(cells["rows_basis"]),
        "members": "; ".join(cells["members"]),
    }


def each_basis(bases: Iterable[str]) -> str:
    """Name each basis once."""
    return "; ".join(dict.fromkeys(b for text in bases for b in text.split("; ") if b))


def wide(
    found: Sequence[Mapping[str, Any]],
    rows: str,
    columns: str,
    row_names: Sequence[str],
    column_names: Sequence[str],
) -> pd.DataFrame:
    """Lay the counts of cells out, one row for each name; an empty cell counts 0."""
    at = {(cell[rows], cell[columns]): cell["n_members"] for cell in found}
    laid = [{rows: r, **{c: at.get((r, c), 0) for c in column_names}} for r in row_names]
    return framed(laid, [rows, *column_names], dict.fromkeys(column_names, "int64"))


def long(found: Sequence[Mapping[str, Any]], rows: str, columns: str) -> pd.DataFrame:
    """Lay cells out one below the other."""
    names = [rows, columns, "n_members", "n_stated", "basis", "rows_basis", "members"]
    return framed(found, names, dict.fromkeys(("n_members", "n_stated"), "int64"))


def listed(left_out: Sequence[Mapping[str, str]]) -> pd.DataFrame:
    """Lay out what is not counted, each with its reason."""
    return framed(left_out, ["key", "reason"])
