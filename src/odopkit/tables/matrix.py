"""Places by products as one labelled sparse matrix, with what its shares are shares of."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit._kernels.arguments import check_choice, check_dtype
from odopkit.errors import InvalidTableError, InvalidValueError
from odopkit.results import plain_items
from odopkit.tables.aside import aside_frame
from odopkit.tables.cells import check_options
from odopkit.tables.frames import long_of, undefined_of
from odopkit.tables.indexes import long_cells, wide_cells
from odopkit.tables.labels import text_column
from odopkit.tables.layout import guarded, lay_out
from odopkit.tables.sparse import frozen, no_reasons, sparse
from odopkit.tables.totals import MatrixTotals, cells_and_outside, own_totals, totals_of_cells
from odopkit.typing import DISTRICT, UNSPECIFIED_VALUES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import DTypeLike, NDArray
    from scipy.sparse import csr_array

    from odopkit.tables.cells import Cells
    from odopkit.tables.totals import Outside
    from odopkit.typing import (
        BoolArray,
        Float64Array,
        HSLevel,
        IntArray,
        PseudoMode,
        UnspecifiedMode,
    )


MatrixKind = Literal["exports", "location quotient", "presence"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ExportMatrix:
    r"""Exports (or quotients, or presence) of units by product, labelled and sparse.

    Make one with :meth:`from_flows`, :meth:`from_long` or :meth:`from_frame`.  It never
    changes: its index arrays and labels are read-only, so results may share them.

    Parameters
    ----------
    values : scipy.sparse.csr_array, shape (n_units, n_products)
        Stored cells, read-only; what is not stored is zero.
    units : Index
        Labels of rows: (state, district) pairs, or one label each (countries).
    products : Index
        Labels of columns, named by the column that they came from.
    kind : {"exports", "location quotient", "presence"}
        What the values are.
    totals : MatrixTotals
        What the values are shares of.
    unit_reason, product_reason : ndarray of str
        Why a whole row or column is undefined, ``""`` where it is defined.
    state_defined : ndarray of int or None
        Where quotients against states are defined: sorted keys
        ``state * n_products + product``; None where that does not apply.
    aside : DataFrame
        What was set aside (see :func:`odopkit.set_aside`).
    level : int or None
        Digits of the HS codes; None where products are not HS codes.
    period : str or None
        The period, where the table had one.
    options : dict
        The options that made it.

    Notes
    -----
    Memory is 12 bytes a stored cell (8 in float32): 700 districts by 11,000 tariff
    lines, 8 per cent full, take 7.4 MB where the rectangle takes 62 MB.

    The usual mistake is to divide by sums of the matrix where special transactions or
    unspecified places belong to the denominator: take them from ``totals``.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit import ExportMatrix
    >>> table = pd.DataFrame({
    ...     "state": ["Haryana", "Haryana", "Punjab"],
    ...     "district": ["Karnal", "Karnal", "Amritsar"],
    ...     "hs_code": ["10063020", "84212190", "10063020"],
    ...     "value": [75.0, 25.0, 50.0]})
    >>> m = ExportMatrix.from_flows(table, level=4)
    >>> m.to_frame()
    hs_code           1006  8421
    state   district
    Haryana Karnal    75.0  25.0
    Punjab  Amritsar  50.0   0.0
    """

    values: csr_array
    units: pd.Index[Any]
    products: pd.Index[Any]
    kind: MatrixKind
    totals: MatrixTotals
    unit_reason: NDArray[Any]
    product_reason: NDArray[Any]
    state_defined: NDArray[np.int64] | None = None
    aside: pd.DataFrame = field(default_factory=lambda: aside_frame((), 0.0))
    level: int | None = None
    period: str | None = None
    options: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        shape = (len(self.units), len(self.products))
        if self.values.shape != shape:
            msg = f"values have shape {self.values.shape}, but the labels {shape}"
            raise InvalidValueError(msg)
        object.__setattr__(self, "unit_reason", frozen(self.unit_reason))
        object.__setattr__(self, "product_reason", frozen(self.product_reason))

    def __repr__(self) -> str:
        """Say what the matrix holds, not its cells."""
        names = ", ".join(map(str, self.units.names))
        level = f" of {self.level} digits" if self.level else ""
        period = f", period {self.period}" if self.period else ""
        return (
            f"ExportMatrix of {self.kind}: {len(self.units):,} units ({names}) x "
            f"{len(self.products):,} products ({self.products.name}{level}){period}, "
            f"{self.values.nnz:,} stored cells"
        )

    def _repr_html_(self) -> str:
        """Show the same line in a notebook."""
        return f"<p>{escape(repr(self))}</p>"

    def to_dict(self) -> dict[str, Any]:
        """Return strict JSON: stored cells, what is undefined, what was set aside, options."""
        return plain_items(
            {
                "kind": self.kind,
                "level": self.level,
                "period": self.period,
                "cells": self.to_long(),
                "undefined": self.undefined(),
                "aside": self.aside,
                "options": self.options,
            }
        )

    @property
    def shape(self) -> tuple[int, int]:
        """How many units and products."""
        return len(self.units), len(self.products)

    @classmethod
    def from_flows(
        cls,
        flows: pd.DataFrame,
        *,
        level: HSLevel | None = None,
        product: str = "hs_code",
        dtype: DTypeLike = np.float64,
        period: str | None = None,
        unspecified: UnspecifiedMode = "exclude",
        unspecified_values: Sequence[str] = UNSPECIFIED_VALUES,
        pseudo: PseudoMode = "denominator",
        units: pd.DataFrame | None = None,
        min_value: float | None = None,
    ) -> ExportMatrix:
        """Lay a flows table out as districts by products.

        Parameters
        ----------
        flows : DataFrame
            A flows table (see :func:`odopkit.validate`).
        level : {2, 4, 6, 8}, optional
            HS digits to roll up to; by default 8, or what the table has.
        product : str, default "hs_code"
            The column of products.
        dtype : {"float64", "float32"}, default "float64"
            Type of the stored values.  float32 rounds each once, by at most 6e-8 of
            itself; totals stay float64.
        period, unspecified, unspecified_values, pseudo, units, min_value
            Which year, places and products count; see :func:`odopkit.set_aside`.  Each
            place of `units` is a row, with or without exports.

        Returns
        -------
        ExportMatrix
            Rows and columns in label order.

        Raises
        ------
        InvalidValueError
            If an option is outside its choices.
        InvalidTableError, MixedHSLevelError, MixedPeriodError
            If `flows` is not a valid table of one level and one period.

        Notes
        -----
        Beyond the validated table it holds the sums by place and product once or twice
        (16 to 40 bytes a cell).
        """
        kind = check_dtype(dtype)
        check_options(unspecified=unspecified, pseudo=pseudo, min_value=min_value, level=level)
        layout = lay_out(guarded(flows), product=product, level=level, period=period, pseudo=pseudo)
        cells, outside = cells_and_outside(
            layout,
            unspecified=unspecified,
            unspecified_values=unspecified_values,
            units=units,
            min_value=min_value,
        )
        return cls.from_cells(cells, product=product, dtype=kind, outside=outside)

    @classmethod
    def from_cells(
        cls,
        cells: Cells,
        *,
        product: str,
        dtype: DTypeLike = np.float64,
        outside: Outside | None = None,
    ) -> ExportMatrix:
        """Make a matrix of cells that are laid out already."""
        places = [text_column(cells.state), text_column(cells.district)]
        # Pairs of labels are numbered, not named.
        numbered = cells.products.dtype.kind == "i"
        names = pd.Series(cells.products) if numbered else text_column(cells.products)
        return _made(
            pd.MultiIndex.from_arrays(places, names=DISTRICT),
            pd.Index(names, name=product),
            (cells.place, cells.product, cells.value),
            totals_of_cells(cells, outside),
            dtype=check_dtype(dtype),
            aside=cells.aside,
            level=cells.level,
            period=cells.period,
            options=dict(cells.options),
        )

    @classmethod
    def from_frame(
        cls, wide: pd.DataFrame, *, kind: MatrixKind = "exports", dtype: DTypeLike = np.float64
    ) -> ExportMatrix:
        """Take a wide frame: rows are units, columns products.

        Parameters
        ----------
        wide : DataFrame of float
            The index holds (state, district) pairs or one text label a unit; columns
            hold text labels of products.  Their order is kept.
        kind : {"exports", "location quotient", "presence"}, default "exports"
            What the values are; presence must be 0 or 1.
        dtype : {"float64", "float32"}, default "float64"
            Type of the stored values; float32 rounds each by at most 6e-8 of itself.

        Returns
        -------
        ExportMatrix
            Its totals are the sums of the frame.

        Raises
        ------
        InvalidTableError
            If a value is missing, infinite, negative or not a number, a label repeats,
            is missing, empty or not text, or presence is neither 0 nor 1.
        InvalidValueError
            If `wide` is no DataFrame or an option is outside its choices.
        """
        check_choice(kind, get_args(MatrixKind), "kind")
        number = check_dtype(dtype)
        units, products, cells = wide_cells(wide)
        if kind == "presence" and (cells[2] != 1).any():
            odd = cells[2][cells[2] != 1][0]
            msg = f"presence must be 0 or 1, got {odd}; see presence()"
            raise InvalidTableError(msg)
        totals = own_totals(units, len(products), *cells)
        return _made(units, products, cells, totals, dtype=number, kind=kind)

    @classmethod
    def from_long(
        cls,
        table: pd.DataFrame,
        *,
        unit: str | Sequence[str],
        product: str = "product",
        value: str = "value",
        dtype: DTypeLike = np.float64,
    ) -> ExportMatrix:
        """Take a long table of any units, such as the world's exports by country.

        Parameters
        ----------
        table : DataFrame
            One or more rows for each unit and product; repeated ones are summed.
        unit : str or pair of str
            The column that names units, or the columns of state and district.
        product : str, default "product"
            The column that names products, as text.
        value : str, default "value"
            The column of values.
        dtype : {"float64", "float32"}, default "float64"
            Type of the stored values; float32 rounds each by at most 6e-8 of itself.

        Returns
        -------
        ExportMatrix
            Rows and columns in label order.

        Raises
        ------
        InvalidTableError
            If a column is absent, a label missing, empty or not text, or a value
            missing, infinite, negative or not a number.
        InvalidValueError
            If `unit` is ``"district"`` and two states have one of the same name.

        Notes
        -----
        It makes no rectangle: memory is some 50 bytes a row.  Tables of districts go
        through :meth:`from_flows`, which also checks codes, periods and places.
        """
        number = check_dtype(dtype)
        units, products, cells = long_cells(table, unit, product, value)
        return _made(units, products, cells, own_totals(units, len(products), *cells), dtype=number)

    def to_frame(self) -> pd.DataFrame:
        """Return the whole rectangle: rows are units, columns products.

        Undefined rows, columns and cells are NaN (:meth:`undefined` says why).  It takes
        8 bytes a cell (4 in float32), stored or not: 62 MB for 700 districts by 11,000
        tariff lines.
        """
        dense = self.values.toarray()
        dense[self.unit_reason != ""] = np.nan
        dense[:, self.product_reason != ""] = np.nan
        if self.state_defined is not None:
            dense[~self.defined_by_state()[self.totals.state_of]] = np.nan
        return pd.DataFrame(dense, index=self.units, columns=self.products, copy=False)

    def to_long(self) -> pd.DataFrame:
        """Return stored cells only: the unit's labels, the product and ``value``.

        Cells that are undefined are not stored; :meth:`undefined` lists them.
        """
        return long_of(self.values, self.units, self.products)

    def undefined(self) -> pd.DataFrame:
        """List what has no value and why: whole units, whole products, states' products.

        Returns
        -------
        DataFrame
            The unit's labels, the product and ``reason``; ``""`` stands for all.  Empty
            where every value is defined.
        """
        by_state = None
        if self.state_defined is not None:
            by_state = self.totals.states, self.defined_by_state()
        return undefined_of(
            self.units, self.products, self.unit_reason, self.product_reason, by_state
        )

    def defined_by_state(self) -> BoolArray:
        """Tell for each state and product whether quotients against the state are defined."""
        defined = np.zeros((len(self.totals.states), len(self.products)), dtype=bool)
        defined.ravel()[self.state_defined] = True
        return defined


def _made(
    units: pd.Index[Any],
    products: pd.Index[Any],
    cells: tuple[IntArray, IntArray, Float64Array],
    totals: MatrixTotals,
    *,
    dtype: np.dtype[Any],
    kind: MatrixKind = "exports",
    **made: Any,
) -> ExportMatrix:
    """Make a matrix of cells ordered by unit, then product: row, column and value."""
    row, column, value = cells
    starts = np.concatenate(([0], np.cumsum(kernels.count_by(row, len(units)))))
    return ExportMatrix(
        values=sparse(value.astype(dtype), column, starts, (len(units), len(products))),
        units=units,
        products=products,
        kind=kind,
        totals=totals,
        unit_reason=no_reasons(len(units)),
        product_reason=no_reasons(len(products)),
        **made,
    )
