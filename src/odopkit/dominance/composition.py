"""What a set of products is made of, by broad sector and by section of the HS.

The public name lives in :mod:`odopkit.dominance`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit._kernels.arguments import check_choice
from odopkit.errors.frames import check_table
from odopkit.hs.cleaning import parse_hs
from odopkit.hs.code import BROAD_SECTORS, is_pseudo_chapter
from odopkit.hs.titles import SECTIONS
from odopkit.tables.cells import prepare
from odopkit.tables.labels import text_column
from odopkit.tables.options import refuse_options
from odopkit.typing import UNSPECIFIED_VALUES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from odopkit.typing import (
        Float64Array,
        HSLevel,
        IntArray,
        PlaceOptions,
        PseudoMode,
        UnspecifiedMode,
    )


def product_composition(
    flows_or_leads: pd.DataFrame,
    *,
    by: Literal["broad_sector", "section"] = "broad_sector",
    level: HSLevel | None = None,
    period: str | None = None,
    unspecified: UnspecifiedMode = "exclude",
    unspecified_values: Sequence[str] = UNSPECIFIED_VALUES,
    pseudo: PseudoMode = "denominator",
    units: pd.DataFrame | None = None,
    min_value: float | None = None,
) -> pd.DataFrame:
    r"""Say which sectors a set of products belongs to: by codes, by slots and by value.

    .. math::

        p_g = \frac{|K_g|}{|K|}, \qquad s_g = \frac{|C_g|}{|C|}, \qquad
        v_g = \frac{\sum_{c \in C_g} x_c}{\sum_{c \in C} x_c},

    where :math:`C` are the slots (a district with one of its products), :math:`K` the
    different codes among them, :math:`x_c` the value of a slot, and the index :math:`g`
    restricts each to group :math:`g`.

    Parameters
    ----------
    flows_or_leads : DataFrame
        Leading products as :func:`odopkit.lead_products` gives them (filter it as you
        like), or a flows table with ``hs_code`` (see :func:`odopkit.validate`), all of
        whose district and product pairs are then slots.
    by : {"broad_sector", "section"}, default "broad_sector"
        Agriculture (chapters 01-24), minerals (25-27) and manufacturing (28-97), or the
        sections I to XXI.
    level, period, unspecified, unspecified_values, pseudo, units, min_value
        For a flows table only: digits to roll up to, and which year, places and products
        count; see :func:`odopkit.set_aside`.

    Returns
    -------
    DataFrame
        One row per group, in HS order, empty ones included: the group (sections with
        ``broad_sector``), ``n_products``, ``share_of_products``, ``n_slots``,
        ``share_of_slots``, ``value``, ``share_of_value``; by section also
        ``share_of_products_in_sector`` and ``share_of_slots_in_sector``.  Shares are
        fractions, NaN where nothing is to be shared, and ``reason`` comes last.

    Raises
    ------
    InvalidValueError
        If `by` is another word, the table has no ``hs_code``, or options for flows tables
        come with leading products.
    InvalidTableError, MixedHSLevelError, MixedPeriodError
        If a flows table is not valid.

    Notes
    -----
    The three shares answer different questions, and a printed percentage rarely says
    which it is: of 500 codes, 22.8 per cent in agriculture are 114, too few for the
    69.3, 19.9 and 10.1 per cent that the source prints within it, so those
    must be shares of slots.  Special transactions (chapters 98-99) are no products.

    Source: :cite:t:`Gaur2023`, section 5 (69, 22.8 and 8.2 per cent).

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit import lead_products
    >>> from odopkit.dominance import product_composition
    >>> table = pd.DataFrame({
    ...     "state": "Haryana", "district": ["Karnal", "Kaithal", "Panipat"],
    ...     "hs_code": ["10063020", "10063020", "57032090"], "value": [6.0, 3.0, 1.0]})
    >>> made = product_composition(lead_products(table))
    >>> made[["broad_sector", "n_products", "n_slots", "share_of_slots"]].round(3)
        broad_sector  n_products  n_slots  share_of_slots
    0    agriculture           1        2           0.667
    1       minerals           0        0           0.000
    2  manufacturing           1        1           0.333
    """
    check_choice(by, ("broad_sector", "section"), "by")
    options: PlaceOptions = {
        "period": period,
        "unspecified": unspecified,
        "unspecified_values": unspecified_values,
        "pseudo": pseudo,
        "units": units,
        "min_value": min_value,
    }
    if isinstance(flows_or_leads, pd.DataFrame) and "rank" in flows_or_leads:
        refuse_options(options | {"level": level}, "leading products were made with their own")
        codes, item, value = _of_leads(flows_or_leads)
    else:
        cells = prepare(flows_or_leads, product="hs_code", level=level, **options)
        codes, item, value = cells.products, cells.product, cells.value
    return _composition(codes, item, value, by)


def _of_leads(leads: pd.DataFrame) -> tuple[np.ndarray[Any, Any], IntArray, Float64Array]:
    """Take codes, slots and values of leading products."""
    check_table(leads, "flows_or_leads", ("hs_code", "value"), of="the result of lead_products")
    # A district without exports keeps a row without a product: no slot.
    slots = leads[leads["hs_code"].notna()]
    item, codes = pd.factorize(slots["hs_code"], sort=True)
    return np.array(codes.tolist(), dtype=object), item, slots["value"].to_numpy(dtype=np.float64)


def _composition(
    codes: np.ndarray[Any, Any], item: IntArray, value: Float64Array, by: str
) -> pd.DataFrame:
    """Count and add up what lies in each group, empty ones included."""
    sectors = list(BROAD_SECTORS)
    names = sectors if by == "broad_sector" else [section for section, *_ in SECTIONS]
    outside = len(names)  # special transactions, where the caller ranks them as products
    of_code = _group_numbers(codes, by, names)
    used = np.zeros(len(codes), dtype=bool)
    used[item] = True
    groups = outside + 1
    n_products = kernels.count_by(of_code[used], groups)[:outside]
    n_slots = kernels.count_by(of_code[item], groups)[:outside]
    amount = kernels.sum_by(of_code[item], groups, value)[:outside]
    out: dict[str, Any] = {by: pd.Series(names, dtype="str")}
    if by == "section":
        first = np.array([chapter for _, chapter, _, _ in SECTIONS])
        last = np.array([end for _, end in BROAD_SECTORS.values()])
        sector = np.searchsorted(last, first)
        out["broad_sector"] = pd.Series([sectors[i] for i in sector], dtype="str")
    for name, counts in (("products", n_products), ("slots", n_slots)):
        out[f"n_{name}"] = counts
        out[f"share_of_{name}"] = _share(counts, counts.sum())
    out["value"] = amount
    out["share_of_value"] = _share(amount, amount.sum())
    reason = np.full(len(names), "", dtype=object)
    if by == "section":
        for name, counts in (("products", n_products), ("slots", n_slots)):
            whole = np.bincount(sector, weights=counts, minlength=len(sectors))[sector]
            out[f"share_of_{name}_in_sector"] = _share(counts, whole)
            reason[whole == 0] = "no products in the broad sector"
    if amount.sum() <= 0:
        reason[:] = "no value" if n_slots.any() else "no products"
    return pd.DataFrame(out | {"reason": text_column(reason)})


def _group_numbers(codes: np.ndarray[Any, Any], by: str, names: Sequence[str]) -> IntArray:
    """Give each code the number of its group, and special transactions the one after."""
    rank = {name: i for i, name in enumerate(names)}
    return np.array(
        [
            len(names) if is_pseudo_chapter(c.code) else rank[str(getattr(c, by))]
            for c in map(parse_hs, codes)
        ],
        dtype=np.intp,
    )


def _share(part: np.ndarray[Any, Any], whole: Any) -> Float64Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.asarray(whole) > 0, part / whole, np.nan)
