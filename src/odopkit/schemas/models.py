"""The guarded tables, as pandera models."""

from __future__ import annotations

from typing import Any, Optional

import numpy as np
import pandas as pd

from odopkit.schemas.columns import (
    TRADE_COLUMNS,
    encoded,
    encoded_flows,
    encoded_indicators,
    is_amount,
    is_count,
    is_finite,
    is_hs,
    is_label,
    is_place,
    is_year,
)
from odopkit.schemas.engine import Series, pa
from odopkit.typing import DISTRICT


class Flows(pa.DataFrameModel):
    """A table of exports by place: what every flows table has.

    Columns: ``state`` and ``district`` (text, not empty, no outer blanks, no word for a
    total such as ``Total`` or ``World`` among other places), ``value`` (finite, not
    negative, one currency and one scale), and where present ``period``
    (``2021-22`` or ``2021``, or a part of a year: ``2024-25 (Apr-Aug)``), ``partner`` and
    ``shipments`` (a count).  Text becomes category and ``value`` float64; other columns pass
    through untouched.

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
        return encoded_flows(df)

    @pa.check("state", "district", "partner", ignore_na=False)
    @classmethod
    def _text(cls, series: pd.Series[Any]) -> Any:
        return is_label(series)

    @pa.check("state", "district", ignore_na=False)
    @classmethod
    def _place(cls, series: pd.Series[Any]) -> Any:
        return is_place(series)

    @pa.check("period", ignore_na=False)
    @classmethod
    def _period(cls, series: pd.Series[Any]) -> Any:
        return is_year(series)

    @pa.check("value", ignore_na=False)
    @classmethod
    def _value(cls, series: pd.Series[Any]) -> Any:
        return is_amount(series)

    @pa.check("shipments", ignore_na=False)
    @classmethod
    def _count(cls, series: pd.Series[Any]) -> Any:
        return is_count(series)


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
        return is_hs(series)


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
        return is_label(series)


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
        new = encoded(df, TRADE_COLUMNS)
        return df.assign(**new) if new else df

    @pa.check("exporter", "market", "product", ignore_na=False)
    @classmethod
    def _text(cls, series: pd.Series[Any]) -> Any:
        return is_label(series)

    @pa.check("period", ignore_na=False)
    @classmethod
    def _period(cls, series: pd.Series[Any]) -> Any:
        return is_year(series)

    @pa.check("value", ignore_na=False)
    @classmethod
    def _value(cls, series: pd.Series[Any]) -> Any:
        return is_amount(series)


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
        return encoded_indicators(df, DISTRICT, named)

    @pa.check("state", "district", ignore_na=False)
    @classmethod
    def _text(cls, series: pd.Series[Any]) -> Any:
        return is_label(series)

    @pa.check(".*", regex=True)
    @classmethod
    def _finite(cls, series: pd.Series[Any]) -> Any:
        return is_finite(series)
