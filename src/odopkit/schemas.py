"""The one guard that every table passes: pandera models and `validate`.

Checks look at category *levels*, not rows: ten million rows hold a few thousand
districts and codes, so a full check costs less than one grouped sum.
"""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING, Any, Optional, cast

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit.errors import InvalidTableError, InvalidValueError, MixedHSLevelError
from odopkit.hs.code import RESERVED_CHAPTER
from odopkit.typing import DISTRICT, LEVELS, TEXT_COLUMNS

with warnings.catch_warnings():
    # pandera imports PySpark's pandas wherever PySpark is installed, which warns of pandas 3:
    # no news to those who hand us a pandas table, and of no effect on those who do not.
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
    import pandera.pandas as pa

    # Series and Optional are read by pandera at run time, so they are real imports.
    from pandera.typing import Series

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

__all__ = [
    "BilateralTrade",
    "Exports",
    "Flows",
    "IndicatorTable",
    "ProductFlows",
    "validate",
    "validate_indicators",
]

_HS = re.compile(r"(?:[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{8})\Z")
_PERIOD = re.compile(r"[0-9]{4}(?:-[0-9]{2})?\Z")

# The text columns of trade between countries; together, those present are its key.
_TRADE_COLUMNS = ("exporter", "market", "product", "period")
_ALL_TEXT = frozenset((*TEXT_COLUMNS, *_TRADE_COLUMNS))

_HINTS = {
    "dtype_text": "is not text; read the column as text (codes lose zeros as numbers)",
    "dtype_value": "is not a number; strip units and thousands marks, or use read_exports",
    "dtype_count": "is not a whole number (int64)",
    "dtype": "has another type than its schema asks for",
    "absent": "is not in the table; rename or add it",
    "missing": "is missing",
    "_text": "is empty, has outer blanks, or is not text",
    "_product": "is empty, has outer blanks, or is not text",
    "_hs": "is not an HS code of 2, 4, 6 or 8 ASCII digits (normalize_hs cleans codes)",
    "_period": "is not a year such as '2021' or a fiscal year such as '2021-22'",
    "_value": "is negative or not finite",
    "_count": "is negative",
    "_finite": "is infinite; an indicator may be missing, but it must have an end",
}


def _is_text(series: pd.Series[Any]) -> bool:
    dtype = series.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        return False  # its kind is that of objects, and converting it would copy it
    if isinstance(dtype, pd.ArrowDtype):
        return "string" in str(dtype)
    return dtype.kind == "O" or isinstance(dtype, pd.StringDtype)


def _as_category(series: pd.Series[Any]) -> pd.Series[Any]:
    if isinstance(series.dtype, pd.ArrowDtype) and "dictionary" in str(series.dtype):
        # Arrow's own dictionaries cannot be cast where a value is missing.
        series = series.astype(object).where(series.notna(), np.nan)
    try:
        return series.astype("category")
    except TypeError:  # a cell that cannot be a label, such as a list
        return series


def _levels(series: pd.Series[Any], good: Callable[[str], bool]) -> Any:
    """Check each category once; True when fine, else a mask of good rows."""
    if not isinstance(series.dtype, pd.CategoricalDtype):
        return True  # the wrong dtype is reported already
    levels = series.array.categories.tolist()
    bad = [c for c in levels if not (isinstance(c, str) and good(c))]
    return ~series.isin(bad) if bad else True


def _encoded(df: pd.DataFrame, text: Sequence[str]) -> dict[str, Any]:
    """Text columns as category and values as float64, where they are something else."""
    new: dict[str, Any] = {c: _as_category(df[c]) for c in text if c in df and _is_text(df[c])}
    if "value" in df:
        value = df["value"]
        if value.dtype.kind in "iuf" and value.dtype != np.float64:
            new["value"] = pd.Series(
                value.to_numpy(dtype=np.float64, na_value=np.nan), index=df.index
            )
    return new


def _is_clean(text: str) -> bool:
    return text != "" and text == text.strip()


def _is_amount(series: pd.Series[Any]) -> Any:
    if series.dtype.kind != "f":
        return True
    v = series.to_numpy()
    if v.size == 0 or (v.min() >= 0 and v.max() < np.inf):
        return True
    return series.isna() | ((series >= 0) & np.isfinite(series))


def _is_period(text: str) -> bool:
    if not _PERIOD.match(text):
        return False
    return len(text) == 4 or (int(text[:4]) + 1) % 100 == int(text[5:])


_NO_CHAPTERS = frozenset(("00", RESERVED_CHAPTER))


def _is_product_code(text: str) -> bool:
    return bool(_HS.match(text)) and text[:2] not in _NO_CHAPTERS


def _are_product_codes(levels: Sequence[object]) -> bool:
    """Whether all are, asked of all at once: the codes of a good table are thousands."""
    if not all(isinstance(c, str) for c in levels):
        return False
    codes = cast("Sequence[str]", levels)
    digits = "".join(codes)
    return (
        digits.isascii()
        and digits.isdigit()
        and set(map(len, codes)) <= set(LEVELS)
        and _NO_CHAPTERS.isdisjoint(c[:2] for c in codes)
    )


class Flows(pa.DataFrameModel):
    """A table of exports by place: what every flows table has.

    Columns: ``state`` and ``district`` (text, not empty, no outer blanks), ``value``
    (finite, not negative, one currency and one scale), and where present ``period``
    (``2021-22`` or ``2021``), ``partner`` and ``shipments`` (a count).  Text becomes
    category and ``value`` float64; other columns pass through untouched.

    Subclass it to add columns of your own and pass the class to :func:`validate`.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit import Flows, validate
    >>> table = pd.DataFrame({"state": ["Goa"], "district": ["South Goa"], "value": [3]})
    >>> validate(table, Flows)["value"].dtype
    dtype('float64')
    """

    state: Series[pd.CategoricalDtype]
    district: Series[pd.CategoricalDtype]
    value: Series[np.float64]
    period: Optional[Series[pd.CategoricalDtype]]  # noqa: UP045 - pandera reads Optional
    partner: Optional[Series[pd.CategoricalDtype]]  # noqa: UP045
    shipments: Optional[Series[np.int64]]  # noqa: UP045

    @pa.dataframe_parser
    @classmethod
    def _encode(cls, df: pd.DataFrame) -> pd.DataFrame:
        new = _encoded(df, TEXT_COLUMNS)
        if "shipments" in df:
            count = df["shipments"]
            if count.dtype.kind in "iu" and count.dtype != np.int64 and not count.hasnans:
                new["shipments"] = count.astype(np.int64)
        return df.assign(**new) if new else df

    @pa.check("state", "district", "partner", ignore_na=False)
    @classmethod
    def _text(cls, series: pd.Series[Any]) -> Any:
        return _levels(series, _is_clean)

    @pa.check("period", ignore_na=False)
    @classmethod
    def _period(cls, series: pd.Series[Any]) -> Any:
        return _levels(series, _is_period)

    @pa.check("value", ignore_na=False)
    @classmethod
    def _value(cls, series: pd.Series[Any]) -> Any:
        return _is_amount(series)

    @pa.check("shipments", ignore_na=False)
    @classmethod
    def _count(cls, series: pd.Series[Any]) -> Any:
        if series.dtype.kind != "i":
            return True
        return True if series.size == 0 or series.min() >= 0 else series >= 0


class Exports(Flows):
    """Exports by place and HS code: :class:`Flows` plus ``hs_code``.

    ``hs_code`` is text of 2, 4, 6 or 8 ASCII digits, all of one length in a table,
    and never coerced from numbers.  Chapter 77 is refused; chapters 98-99 are
    legal and set aside by the measures.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit import Exports, validate
    >>> table = pd.DataFrame({"state": ["Goa"], "district": ["South Goa"],
    ...                       "hs_code": ["30049099"], "value": [314.9]})
    >>> validate(table, Exports)["hs_code"].tolist()
    ['30049099']
    """

    hs_code: Series[pd.CategoricalDtype]

    @pa.check("hs_code", ignore_na=False)
    @classmethod
    def _hs(cls, series: pd.Series[Any]) -> Any:
        if isinstance(series.dtype, pd.CategoricalDtype) and _are_product_codes(
            series.array.categories.tolist()
        ):
            return True
        return _levels(series, _is_product_code)


class ProductFlows(Flows):
    """Exports by place and product where products are not HS codes.

    ``product`` is any text: a sector, a section, a national nomenclature.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit import ProductFlows, validate
    >>> table = pd.DataFrame({"state": ["Spain"], "district": ["Jaén"],
    ...                       "product": ["Foodstuffs"], "value": [1.5]})
    >>> validate(table, ProductFlows)["product"].tolist()
    ['Foodstuffs']
    """

    product: Series[pd.CategoricalDtype]

    @pa.check("product", ignore_na=False)
    @classmethod
    def _product(cls, series: pd.Series[Any]) -> Any:
        return _levels(series, _is_clean)


class BilateralTrade(pa.DataFrameModel):
    """Trade between countries: who sells what to whom.

    Columns: ``exporter``, ``market`` and ``product`` (text, not empty, no outer blanks),
    ``value`` (finite, not negative, one currency and one scale), and where present
    ``period`` (``2021-22`` or ``2021``).  Text becomes category and ``value`` float64;
    other columns pass through untouched.

    An exporter is never its own market: :func:`odopkit.validate` refuses such rows and lists them.
    They are re-imports or home sales, and counting them would add a country's own use of
    its imports to what it could export to itself.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit.schemas import BilateralTrade, validate
    >>> table = pd.DataFrame({"exporter": ["IND"], "market": ["ARE"],
    ...                       "product": ["100630"], "value": [250]})
    >>> validate(table, BilateralTrade)["value"].dtype
    dtype('float64')
    """

    exporter: Series[pd.CategoricalDtype]
    market: Series[pd.CategoricalDtype]
    product: Series[pd.CategoricalDtype]
    value: Series[np.float64]
    period: Optional[Series[pd.CategoricalDtype]]  # noqa: UP045

    @pa.dataframe_parser
    @classmethod
    def _encode(cls, df: pd.DataFrame) -> pd.DataFrame:
        new = _encoded(df, _TRADE_COLUMNS)
        return df.assign(**new) if new else df

    @pa.check("exporter", "market", "product", ignore_na=False)
    @classmethod
    def _text(cls, series: pd.Series[Any]) -> Any:
        return _levels(series, _is_clean)

    @pa.check("period", ignore_na=False)
    @classmethod
    def _period(cls, series: pd.Series[Any]) -> Any:
        return _levels(series, _is_period)

    @pa.check("value", ignore_na=False)
    @classmethod
    def _value(cls, series: pd.Series[Any]) -> Any:
        return _is_amount(series)


def _is_label(series: pd.Series[Any]) -> Any:
    return _levels(series, _is_clean)


def _is_finite(series: pd.Series[Any]) -> Any:
    return True if series.dtype.kind != "f" else ~np.isinf(series)


def _encoded_indicators(
    df: pd.DataFrame, unit: Sequence[str], indicators: Sequence[str]
) -> pd.DataFrame:
    """Labels as category and numbers as float64, missing as NaN; anything else as it is."""
    new = {c: _as_category(df[c]) for c in unit if c in df and _is_text(df[c])}
    for c in indicators:
        if c in df and df[c].dtype.kind in "iuf" and df[c].dtype != np.float64:
            new[c] = pd.Series(df[c].to_numpy(dtype=np.float64, na_value=np.nan), index=df.index)
    return df.assign(**new) if new else df


class IndicatorTable(pa.DataFrameModel):
    """A table of indicators by place: one row per place, numbers or nothing.

    Columns: ``state`` and ``district`` (text, not empty, no outer blanks), which together
    name each row once.  Subclass it to name your indicators, each a column of numbers:
    text is not converted, an infinite number is refused, a missing one is legal.  Other columns
    pass through untouched.

    :func:`validate_indicators` makes the same checks with columns named in the call.

    Examples
    --------
    >>> import pandas as pd
    >>> import pandera.pandas as pa
    >>> from pandera.typing import Series
    >>> from odopkit.schemas import IndicatorTable, validate
    >>> class Growth(IndicatorTable):
    ...     growth: Series[float] = pa.Field(nullable=True)
    >>> table = pd.DataFrame({"state": ["Goa"], "district": ["South Goa"], "growth": [3]})
    >>> validate(table, Growth)["growth"].tolist()
    [3.0]
    """

    state: Series[pd.CategoricalDtype]
    district: Series[pd.CategoricalDtype]

    @pa.dataframe_parser
    @classmethod
    def _encode(cls, df: pd.DataFrame) -> pd.DataFrame:
        named = [c for c in cls.to_schema().columns if c not in DISTRICT]
        return _encoded_indicators(df, DISTRICT, named)

    @pa.check("state", "district", ignore_na=False)
    @classmethod
    def _text(cls, series: pd.Series[Any]) -> Any:
        return _is_label(series)

    @pa.check(".*", regex=True)
    @classmethod
    def _finite(cls, series: pd.Series[Any]) -> Any:
        return _is_finite(series)


def validate(
    frame: pd.DataFrame, schema: type[pa.DataFrameModel] | None = None, *, unique: bool = False
) -> pd.DataFrame:
    """Check a flows table once, and return it with the types that measures need.

    Parameters
    ----------
    frame : DataFrame
        Columns as in :class:`Flows`, :class:`Exports` or :class:`ProductFlows`;
        others pass through.  It is not changed.
    schema : type, optional
        The model to check against.  By default ``Exports`` if there is a column
        ``hs_code``, else ``ProductFlows`` if there is ``product``, else ``Flows``;
        :class:`~odopkit.schemas.BilateralTrade` and
        :class:`~odopkit.schemas.IndicatorTable` have to be named.
    unique : bool, default False
        Refuse rows that repeat a key (all text columns present).  Off, repeated
        keys are legal, as in monthly or partner data, and every measure sums them.

    Returns
    -------
    DataFrame
        A new frame: text columns as category, ``value`` as float64, index and
        extra columns as they were.

    Raises
    ------
    InvalidTableError
        If a column is absent or a cell is bad.  `failure_cases` lists each bad cell
        (index label, column, value, problem); the message shows three.
    MixedHSLevelError
        If HS codes of several lengths are used: a heading and its tariff lines in
        one table would be counted twice.
    InvalidValueError
        If `frame` is not a DataFrame.

    Notes
    -----
    Rows are not dropped and values not repaired here; the readers do that, with a
    list.  Several years in one table are valid; a measure asks for one of them.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit import validate
    >>> from odopkit.errors import InvalidTableError
    >>> bad = pd.DataFrame({"state": ["Goa", "Goa"], "district": ["South Goa", ""],
    ...                     "value": [3.0, -1.0]})
    >>> try:
    ...     validate(bad)
    ... except InvalidTableError as error:
    ...     print(error.failure_cases[["row", "column", "value"]].to_string())
       row    column value
    0    1  district
    1    1     value  -1.0
    """
    if not isinstance(frame, pd.DataFrame):
        msg = f"validate needs a pandas DataFrame, got {type(frame).__name__}"
        raise InvalidValueError(msg)
    if not frame.columns.is_unique:
        twice = sorted({str(c) for c in frame.columns[frame.columns.duplicated()]})
        cases = pd.DataFrame(
            {"row": None, "column": twice, "value": None, "problem": "appears more than once"}
        )
        _refuse(cases)
    if schema is None:
        schema = Exports if "hs_code" in frame else ProductFlows if "product" in frame else Flows
    try:
        with warnings.catch_warnings():
            # pandas 2.3 deprecates a concat that pandera makes on missing values.
            warnings.simplefilter("ignore", FutureWarning)
            checked: pd.DataFrame = schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        _refuse(_tidy(_by_position(error.failure_cases, frame, schema), frame))
    if checked is frame:  # nothing had to be converted: still never the caller's object
        checked = frame.copy()
    checked.index = frame.index.copy()  # renaming it renames no other
    if "hs_code" in checked and issubclass(schema, Exports):
        _refuse_mixed_levels(checked["hs_code"])
    if issubclass(schema, BilateralTrade):
        _refuse_own_trade(checked)
    if issubclass(schema, IndicatorTable):
        cases = _units_named_twice(checked, list(DISTRICT))
        if len(cases):
            _refuse(cases)
    elif unique:
        _refuse_repeats(
            checked, _TRADE_COLUMNS if issubclass(schema, BilateralTrade) else TEXT_COLUMNS
        )
    return checked


def _by_position(
    cases: pd.DataFrame, frame: pd.DataFrame, schema: type[pa.DataFrameModel] | pa.DataFrameSchema
) -> pd.DataFrame:
    """Name bad rows by position: labels may repeat, be missing, or be spelled-out tuples."""
    index = frame.index
    if index.nlevels == 1 and index.is_unique and not index.hasnans:
        position = index.get_indexer(pd.Index(cases["index"], dtype=object))
        found = pd.Series(position, index=cases.index)
        return cases.assign(index=found.where(found >= 0))  # no row: the whole column
    try:
        schema.validate(frame.set_axis(pd.RangeIndex(len(frame)), axis=0), lazy=True)
    except pa.errors.SchemaErrors as error:
        again: pd.DataFrame = error.failure_cases
        return again
    return cases.assign(index=None)  # pragma: no cover - the rows were bad a moment ago


def _tidy(
    cases: pd.DataFrame,
    frame: pd.DataFrame,
    text: Collection[str] = _ALL_TEXT,
    numbers: Collection[str] = ("value",),
) -> pd.DataFrame:
    """Give pandera's failure cases our columns, one row per bad cell."""
    check = cases["check"].astype(str)
    absent = check == "column_in_dataframe"
    dtype = check.str.startswith("dtype(") | check.str.startswith("coerce_dtype(")
    column = cases["column"].where(~absent, cases["failure_case"]).astype(object)
    problem = check.map(_HINTS).astype(object)
    problem[absent] = _HINTS["absent"]
    problem[check == "not_nullable"] = _HINTS["missing"]
    is_text = column.isin(list(text))
    is_number = dict.fromkeys(numbers, _HINTS["dtype_value"])
    problem[dtype] = np.where(
        is_text[dtype],
        _HINTS["dtype_text"],
        column[dtype].map({"shipments": _HINTS["dtype_count"]} | is_number).fillna(_HINTS["dtype"]),
    )
    problem = problem.where(problem.notna(), check)
    # A check of the caller's own may speak of the table as a whole, without a row.
    whole = absent | dtype | cases["index"].isna()
    position = cases["index"].where(~whole, -1).astype(np.intp).to_numpy()
    row = np.full(len(cases), None, dtype=object)
    labels = frame.index[position].tolist() if len(frame) else []
    for i in np.flatnonzero(~whole):
        row[i] = labels[i]
    value = cases["failure_case"].astype(object)
    value[absent] = None
    for i in cases.index[dtype]:
        if column[i] in frame:
            value[i] = str(frame[column[i]].dtype)
    tidy = pd.DataFrame(
        {
            "row": pd.Series(row, index=cases.index, dtype=object),
            "column": column,
            "value": value,
            "problem": problem,
            "position": position,
            "order": frame.columns.get_indexer(pd.Index(column)),
        }
    )
    # A wrong dtype is listed by pandera once per row, a cell once per failed check; and the
    # order of the list depends on the version of pandas.
    return (
        tidy.drop_duplicates(["position", "column"])
        .sort_values(["position", "order"], kind="stable")
        .drop(columns=["position", "order"])
        .reset_index(drop=True)
    )


def _refuse(cases: pd.DataFrame) -> None:
    shown = []
    for case in cases.head(3).itertuples(index=False):
        if case.row is None:
            got = "" if case.value is None else f" ({case.value!s})"
            shown.append(f"column {case.column!r}{got} {case.problem!s}")
        else:
            shown.append(f"row {case.row!r}, {case.column!s}: {case.value!r} {case.problem!s}")
    more = f"; and {len(cases) - 3} more in .failure_cases" if len(cases) > 3 else ""
    msg = f"{len(cases)} problem(s) in the table: " + "; ".join(shown) + more
    raise InvalidTableError(msg, failure_cases=cases)


def _refuse_mixed_levels(codes: pd.Series[Any]) -> None:
    levels = codes.array.categories.tolist()
    lengths = np.array([len(c) for c in levels], dtype=np.intp)
    if len(set(lengths.tolist())) < 2:
        return
    # Only now look at rows: levels that a filter left behind do not count.
    n_of = np.bincount(codes.array.codes, minlength=len(levels))
    used = lengths[n_of > 0]
    found = tuple(sorted(set(used.tolist())))
    if len(found) < 2:
        return
    rows = ", ".join(f"{int(n_of[lengths == n].sum())} rows of {n} digits" for n in found)
    msg = (
        f"hs_code mixes levels ({rows}), so totals would count goods twice; keep one level, "
        "or roll up with aggregate_exports(level=...) after removing the coarser rows"
    )
    raise MixedHSLevelError(msg, levels=found)


def _refuse_own_trade(frame: pd.DataFrame) -> None:
    # Compared by label: the two columns have categories of their own.
    market = frame["market"].array
    to = pd.Index(market.categories).get_indexer(frame["exporter"].array.categories)
    where = np.flatnonzero(to[frame["exporter"].array.codes] == market.codes)
    if not len(where):
        return
    cases = pd.DataFrame(
        {
            "row": pd.Series(frame.index[where].tolist(), dtype=object),
            "column": "market",
            "value": frame["market"].iloc[where].astype(object).tolist(),
            "problem": "is the exporter itself; keep rows where the two differ",
        }
    )
    _refuse(cases)


def _refuse_repeats(frame: pd.DataFrame, text: Sequence[str]) -> None:
    key = [c for c in text if c in frame]
    columns = [kernels.Column(frame[c].array.codes, len(frame[c].array.categories)) for c in key]
    if not kernels.has_repeats(columns):
        return
    repeated = frame.duplicated(key, keep=False).to_numpy()
    where = np.flatnonzero(repeated)
    values = [
        " / ".join(map(str, t)) for t in frame[key].iloc[where].itertuples(index=False, name=None)
    ]
    cases = pd.DataFrame(
        {
            "row": pd.Series(frame.index[where].tolist(), dtype=object),
            "column": ", ".join(key),
            "value": values,
            "problem": "repeats a key; sum the rows, or leave unique=False to let measures sum",
        }
    )
    _refuse(cases)


def validate_indicators(
    frame: pd.DataFrame, *, unit: Sequence[str], indicators: Sequence[str]
) -> pd.DataFrame:
    """Check a table of units and indicators once: one row per unit, numbers or nothing.

    Parameters
    ----------
    frame : DataFrame
        One row per unit.  It is not changed.
    unit : sequence of str
        The text columns that together name a unit.
    indicators : sequence of str
        The columns of numbers.  A missing number is legal, an infinite one is not.

    Returns
    -------
    DataFrame
        A new frame of these columns only: units as ``str``, indicators as float64 (missing
        as NaN), rows and index as they were.

    Raises
    ------
    InvalidTableError
        If a column is absent, a label is missing, empty or no text, a unit has two rows, or
        an indicator is not a number or is infinite.  `failure_cases` lists each bad cell.
    InvalidValueError
        If `frame` is not a DataFrame, or a column is asked for twice or not at all.

    Notes
    -----
    The checks are those of :class:`~odopkit.schemas.IndicatorTable`, in a pandera schema made of
    the columns named here.  Numbers stored as text are not converted: what a reader could not
    read as a number is a finding, not a missing value.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit.schemas import validate_indicators
    >>> table = pd.DataFrame({"state": ["Goa", "Sikkim"], "growth": [3, None]})
    >>> validate_indicators(table, unit=["state"], indicators=["growth"])
        state  growth
    0     Goa     3.0
    1  Sikkim     NaN
    """
    if not isinstance(frame, pd.DataFrame):
        msg = f"a table of indicators must be a pandas DataFrame, got {type(frame).__name__}"
        raise InvalidValueError(msg)
    unit, indicators = list(unit), list(indicators)
    asked = [*unit, *indicators]
    if not unit or not indicators or len(set(asked)) < len(asked):
        msg = f"name at least one unit column and one indicator, each once; got {asked!r}"
        raise InvalidValueError(msg)
    twice = [c for c in asked if (frame.columns == c).sum() > 1]
    if twice:
        problem = "appears more than once"
        _refuse(pd.DataFrame({"row": None, "column": twice, "value": None, "problem": problem}))
    part = frame[[c for c in asked if c in frame.columns]]
    schema = _indicator_schema(unit, indicators)
    found: list[pd.DataFrame] = []
    try:
        with warnings.catch_warnings():
            # As in `validate`.
            warnings.simplefilter("ignore", FutureWarning)
            checked: pd.DataFrame = schema.validate(part, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases_by_row = _by_position(error.failure_cases, part, schema)
        found.append(_tidy(cases_by_row, part, unit, indicators))
        checked = _encoded_indicators(part, unit, indicators)
    found.append(_units_named_twice(checked, unit))
    found = [cases for cases in found if len(cases)]
    if found:
        _refuse(pd.concat(found, ignore_index=True))
    columns = {c: pd.Series(checked[c].tolist(), dtype="str").to_numpy() for c in unit}
    columns |= {c: checked[c].to_numpy() for c in indicators}
    return pd.DataFrame(columns, index=frame.index.copy()).astype(dict.fromkeys(unit, "str"))


def _indicator_schema(unit: Sequence[str], indicators: Sequence[str]) -> pa.DataFrameSchema:
    """Make the schema of a table whose columns are known only now, as `IndicatorTable` is."""
    label = pa.Check(_is_label, name="_text", ignore_na=False)
    finite = pa.Check(_is_finite, name="_finite")
    columns = {c: pa.Column(pd.CategoricalDtype, label) for c in unit}
    columns |= {c: pa.Column(np.float64, finite, nullable=True) for c in indicators}
    encode = pa.Parser(lambda df: _encoded_indicators(df, unit, indicators))
    return pa.DataFrameSchema(columns, parsers=encode)


def _units_named_twice(checked: pd.DataFrame, unit: list[str]) -> pd.DataFrame:
    """List rows of units that have another row too; labels that are bad are listed elsewhere."""
    if not all(c in checked and isinstance(checked[c].dtype, pd.CategoricalDtype) for c in unit):
        return pd.DataFrame()
    key = checked[unit]
    where = np.flatnonzero((key.duplicated(keep=False) & key.notna().all(axis=1)).to_numpy())
    labels = [" / ".join(map(str, t)) for t in key.iloc[where].itertuples(index=False, name=None)]
    return pd.DataFrame(
        {
            "row": pd.Series(checked.index[where].tolist(), dtype=object),
            "column": ", ".join(unit),
            "value": pd.Series(labels, dtype=object),
            "problem": "names a unit twice; keep one row per unit",
        }
    )
