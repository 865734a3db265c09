"""The one guard that every flows table passes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from odopkit._kernels.arguments import check_flag
from odopkit.errors import InvalidValueError
from odopkit.errors.cases import cases_of_columns, refuse
from odopkit.errors.frames import check_table, refuse_nested, whole_letters
from odopkit.errors.telling import shortened
from odopkit.schemas.passing import passed
from odopkit.schemas.repeats import own, refuse_mixed_levels, refuse_repeats
from odopkit.typing import TEXT_COLUMNS

if TYPE_CHECKING:
    import pandas as pd

    from odopkit.schemas.engine import pa


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
        (label and position of the row, column, value, problem); the message shows one of
        each kind, up to three.
    MixedHSLevelError
        If HS codes of several lengths are used: a heading and its tariff lines in
        one table would be counted twice.
    InvalidValueError
        If `frame` is not a pandas DataFrame, or `schema` not a model.

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
    check_table(frame, "a flows table", wanted="flows")
    check_flag(unique, "unique")
    if schema is not None:
        _check_schema(schema)
    if not frame.columns.is_unique:
        twice = sorted({str(c) for c in frame.columns[frame.columns.duplicated()]})
        refuse(cases_of_columns(twice, "appears more than once; keep one"))
    refuse_nested(frame, "a flows table", (*TEXT_COLUMNS, "value", "shipments"))
    with whole_letters(frame):
        checked = passed(frame) if schema is None else None
        if checked is None:
            from odopkit.schemas.judging import judged

            return judged(frame, schema, unique=unique)
    checked = own(checked, frame)
    if "hs_code" in checked:
        refuse_mixed_levels(checked["hs_code"])
    if unique:
        refuse_repeats(checked, TEXT_COLUMNS)
    return checked


def _check_schema(schema: object) -> None:
    """Refuse what is no model of a table."""
    if not (isinstance(schema, type) and hasattr(schema, "validate")):
        msg = (
            "schema must be a model, the class itself such as odopkit.Exports; "
            f"got {shortened(schema)}"
        )
        raise InvalidValueError(msg)
