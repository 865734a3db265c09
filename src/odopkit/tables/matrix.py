"""Places by products as one labelled sparse matrix, with what its shares are shares of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit._kernels.arguments import check_choice, check_dtype
from odopkit.errors import InvalidTableError, InvalidValueError
from odopkit.tables.cells import prepare
from odopkit.tables.indexes import encoded, product_index, unit_index
from odopkit.tables.labels import text_column
from odopkit.tables.sparse import frozen, no_reasons, rows_of, sparse, unit_columns
from odopkit.typing import DISTRICT, UNSPECIFIED_VALUES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import DTypeLike, NDArray
    from scipy.sparse import csr_array

    from odopkit.tables.cells import Cells
    from odopkit.typing import BoolArray, Float64Array, HSLevel, PseudoMode, UnspecifiedMode


MatrixKind = Literal["exports", "location quotient", "presence"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MatrixTotals:
    """What the values of an :class:`ExportMatrix` are shares of.

    They may exceed the sums of the matrix: special transactions, unspecified and small
    places count in totals without being rows or columns, as the options say.

    Parameters
    ----------
    unit : ndarray of float, shape (n_units,)
        All exports of each unit.
    product : ndarray of float, shape (n_products,)
        All exports of each product.
    grand : float
        All exports.
    nation : ndarray of float, shape (n_products,)
        The nation's exports of each product, unspecified places included in every mode.
    nation_grand : float
        The nation's exports, likewise.
    states : Index
        Labels of the units' states; empty where units have one label only.
    state_of : ndarray of int, shape (n_units,)
        Position of each unit's state.
    state : ndarray of float, shape (n_states,)
        All exports of each state.
    outside : tuple of three ndarray, or None
        State, product and value of what counts in a state's exports of a product without
        belonging to a unit.
    """

    unit: Float64Array
    product: Float64Array
    grand: float
    nation: Float64Array
    nation_grand: float
    states: pd.Index[Any]
    state_of: NDArray[np.intp]
    state: Float64Array
    outside: tuple[NDArray[np.intp], NDArray[np.intp], Float64Array] | None = None

    def __post_init__(self) -> None:
        for name in ("unit", "product", "nation", "state_of", "state"):
            object.__setattr__(self, name, frozen(getattr(self, name)))
        if self.outside is not None:
            a, b, c = self.outside
            object.__setattr__(self, "outside", (frozen(a), frozen(b), frozen(c)))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
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
    >>> m.to_long()
         state  district hs_code  value
    0  Haryana    Karnal    1006   75.0
    1  Haryana    Karnal    8421   25.0
    2   Punjab  Amritsar    1006   50.0
    """

    values: csr_array
    units: pd.Index[Any]
    products: pd.Index[Any]
    kind: MatrixKind
    totals: MatrixTotals
    unit_reason: NDArray[Any]
    product_reason: NDArray[Any]
    state_defined: NDArray[np.int64] | None = None
    aside: pd.DataFrame = field(default_factory=pd.DataFrame)
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
        (16 to 40 bytes a cell).  ``unspecified="denominator"`` and `min_value` lay the
        table out a second time, to know what each state exports outside its units.
        """
        kind = check_dtype(dtype)
        common: dict[str, Any] = {
            "product": product,
            "level": level,
            "period": period,
            "unspecified_values": unspecified_values,
            "pseudo": pseudo,
        }
        cells = prepare(flows, **common, unspecified=unspecified, units=units, min_value=min_value)
        outside = None
        if unspecified == "denominator" or min_value:
            wide: UnspecifiedMode = "exclude" if unspecified == "exclude" else "unit"
            outside = _outside(prepare(flows, **common, unspecified=wide), cells)
        unnamed = cells.value_unspecified if unspecified == "exclude" else 0.0
        names = pd.MultiIndex.from_arrays(
            [text_column(cells.state), text_column(cells.district)], names=DISTRICT
        )
        return cls(
            values=sparse(
                cells.value.astype(kind),
                cells.product,
                cells.indptr,
                (cells.n_places, len(cells.products)),
            ),
            units=names,
            products=pd.Index(text_column(cells.products), name=product),
            kind="exports",
            totals=MatrixTotals(
                unit=cells.place_total,
                product=cells.product_total,
                grand=cells.total,
                nation=cells.nation,
                nation_grand=cells.total + unnamed,
                states=pd.Index(text_column(cells.states), name="state"),
                state_of=cells.state_of,
                state=cells.state_total,
                outside=outside,
            ),
            unit_reason=no_reasons(cells.n_places),
            product_reason=no_reasons(len(cells.products)),
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
        if not isinstance(wide, pd.DataFrame):
            msg = f"wide must be a DataFrame of units by products, got {type(wide).__name__}"
            raise InvalidValueError(msg)
        units, products = unit_index(wide.index), product_index(wide.columns)
        if not all(pd.api.types.is_numeric_dtype(t) for t in wide.dtypes):
            odd = next(c for c, t in wide.dtypes.items() if not pd.api.types.is_numeric_dtype(t))
            msg = f"column {odd!r} must hold numbers, got {wide[odd].dtype}"
            raise InvalidTableError(msg)
        dense = wide.to_numpy(dtype=np.float64, na_value=np.nan)
        bad = ~(np.isfinite(dense) & (dense >= 0))
        if bad.any():
            i, k = (int(x[0]) for x in np.nonzero(bad))
            msg = (
                f"the frame has {dense[i, k]} at {wide.index[i]!r}, {wide.columns[k]!r} and "
                f"{int(bad.sum())} such values in all; exports are numbers of at least 0: "
                "drop or fill them first"
            )
            raise InvalidTableError(msg)
        row, column = np.nonzero(dense)
        value = dense[row, column]
        if kind == "presence" and (value != 1).any():
            msg = f"presence must be 0 or 1, got {value[value != 1][0]}; see presence()"
            raise InvalidTableError(msg)
        return _from_cells(cls, units, products, row, column, value, kind, number)

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

        Notes
        -----
        It makes no rectangle: memory is some 50 bytes a row.  Tables of districts go
        through :meth:`from_flows`, which also checks codes, periods and places.
        """
        number = check_dtype(dtype)
        keys = [unit] if isinstance(unit, str) else list(unit)
        absent = [c for c in (*keys, product, value) if c not in table]
        if absent:
            msg = f"the table has no column {absent[0]!r}; it has {list(table.columns)}"
            raise InvalidTableError(msg)
        if len(keys) not in (1, 2):
            msg = f"unit must name one column, or state and district; got {keys}"
            raise InvalidValueError(msg)
        amount = (
            np.zeros(0)
            if table.empty
            else kernels.as_values(table[value], name=f"column {value!r}")
        )
        codes, labels = zip(*(encoded(table[c], c) for c in (*keys, product)), strict=True)
        columns = [kernels.Column(c, len(x)) for c, x in zip(codes, labels, strict=True)]
        found, (sums,) = kernels.group_sums(columns, [amount])
        joint = found[0] if len(keys) == 1 else found[0] * len(labels[1]) + found[1]
        used, row = np.unique(joint, return_inverse=True)
        if len(keys) == 1:
            units: pd.Index[Any] = pd.Index(text_column(labels[0][used]), name=keys[0])
        else:
            first, second = np.divmod(used, max(len(labels[1]), 1))
            units = pd.MultiIndex.from_arrays(
                [text_column(labels[0][first]), text_column(labels[1][second])], names=DISTRICT
            )
        products = pd.Index(text_column(labels[-1]), name=product)
        keep = sums > 0
        return _from_cells(
            cls, units, products, row[keep], found[-1][keep], sums[keep], "exports", number
        )

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
            dense[~self._in_state_defined()] = np.nan
        return pd.DataFrame(dense, index=self.units, columns=self.products, copy=False)

    def to_long(self) -> pd.DataFrame:
        """Return stored cells only: the unit's labels, the product and ``value``.

        Cells that are undefined are not stored; :meth:`undefined` lists them.
        """
        row = rows_of(self.values)
        columns = {
            name: labels.iloc[row].reset_index(drop=True)
            for name, labels in unit_columns(self.units).items()
        }
        item = pd.Series(self.products.array, dtype="str")
        columns[str(self.products.name)] = item.iloc[self.values.indices].reset_index(drop=True)
        columns["value"] = pd.Series(self.values.data.copy())
        return pd.DataFrame(columns)

    def undefined(self) -> pd.DataFrame:
        """List what has no value and why: whole units, whole products, states' products.

        Returns
        -------
        DataFrame
            The unit's labels, the product and ``reason``; ``""`` stands for all.  Empty
            where every value is defined.
        """
        bad_units = np.flatnonzero(self.unit_reason != "")
        bad_products = np.flatnonzero(self.product_reason != "")
        names = [str(n) for n in self.units.names]
        keys = {n: [str(x) for x in c.iloc[bad_units]] for n, c in unit_columns(self.units).items()}
        item = [""] * len(bad_units) + [str(x) for x in self.products[bad_products]]
        reason = [*self.unit_reason[bad_units], *self.product_reason[bad_products]]
        for name in names:
            keys[name] += [""] * len(bad_products)
        if self.state_defined is not None:
            state, product = np.nonzero(~self._defined_by_state())
            keep = self.product_reason[product] == ""
            state, product = state[keep], product[keep]
            keys["state"] += [str(x) for x in self.totals.states[state]]
            keys["district"] += [""] * len(state)
            item += [str(x) for x in self.products[product]]
            reason += ["no exports of the product in the state"] * len(state)
        columns = {n: pd.Series(keys[n], dtype="str") for n in names}
        columns[str(self.products.name)] = pd.Series(item, dtype="str")
        return pd.DataFrame(columns | {"reason": pd.Series(reason, dtype="str")})

    def _defined_by_state(self) -> BoolArray:
        defined = np.zeros((len(self.totals.states), len(self.products)), dtype=bool)
        defined.ravel()[self.state_defined] = True
        return defined

    def _in_state_defined(self) -> BoolArray:
        return self._defined_by_state()[self.totals.state_of]


def _from_cells(
    cls: type[ExportMatrix],
    units: pd.Index[Any],
    products: pd.Index[Any],
    row: NDArray[np.intp],
    column: NDArray[np.intp],
    value: Float64Array,
    kind: MatrixKind,
    dtype: np.dtype[Any],
) -> ExportMatrix:
    """Make a matrix of cells ordered by unit, then product; totals are its own sums."""
    n_units, n_products = len(units), len(products)
    if units.nlevels == 2:
        state_of, states = pd.factorize(units.get_level_values(0), sort=True)
        state_of = state_of.astype(np.intp)
    else:
        state_of, states = np.zeros(n_units, dtype=np.intp), pd.Index([], dtype="str")
    unit_total = kernels.sum_by(row, n_units, value)
    product_total = kernels.sum_by(column, n_products, value)
    grand = float(value.sum())
    counts = kernels.count_by(row, n_units)
    return cls(
        values=sparse(
            value.astype(dtype),
            column,
            np.concatenate(([0], np.cumsum(counts))),
            (n_units, n_products),
        ),
        units=units,
        products=products,
        kind=kind,
        totals=MatrixTotals(
            unit=unit_total,
            product=product_total,
            grand=grand,
            nation=product_total,
            nation_grand=grand,
            states=pd.Index(states, name="state"),
            state_of=state_of,
            state=kernels.sum_by(state_of, len(states), unit_total) if len(states) else np.zeros(0),
        ),
        unit_reason=no_reasons(n_units),
        product_reason=no_reasons(n_products),
    )


def _outside(
    everything: Cells, cells: Cells
) -> tuple[NDArray[np.intp], NDArray[np.intp], Float64Array]:
    """Cells of places that count in totals without being units, by state and product."""
    all_pairs = pd.MultiIndex.from_arrays([everything.state, everything.district])
    own_pairs = pd.MultiIndex.from_arrays([cells.state, cells.district])
    extra = own_pairs.get_indexer(all_pairs) < 0
    state = pd.Index(cells.states).get_indexer(everything.states)[everything.state_of]
    product = pd.Index(cells.products).get_indexer(everything.products)
    keep = extra[everything.place] & (state[everything.place] >= 0)
    return (
        state[everything.place[keep]].astype(np.intp),
        product[everything.product[keep]].astype(np.intp),
        everything.value[keep],
    )
