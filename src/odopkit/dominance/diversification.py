"""How many chapters, products and partners a district has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from odopkit import _kernels as kernels
from odopkit._kernels.keys import SMALL_TABLE
from odopkit.dominance.districts import silent_reason
from odopkit.tables.cells import cells_of, check_options
from odopkit.tables.labels import text_column
from odopkit.tables.layout import guarded, lay_out
from odopkit.typing import UNSPECIFIED_VALUES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from odopkit.tables.cells import Cells, RankOptions
    from odopkit.typing import HSLevel, IntArray, PseudoMode, UnspecifiedMode


def diversification_table(
    flows: pd.DataFrame,
    *,
    level: HSLevel | None = None,
    product: str = "hs_code",
    period: str | None = None,
    unspecified: UnspecifiedMode = "exclude",
    unspecified_values: Sequence[str] = UNSPECIFIED_VALUES,
    pseudo: PseudoMode = "denominator",
    units: pd.DataFrame | None = None,
    min_value: float | None = None,
) -> pd.DataFrame:
    """How many chapters, products and destinations each district exports: Figure 2.

    Parameters
    ----------
    flows : DataFrame
        A flows table (see :func:`odopkit.validate`); destinations need ``partner``.
    level : {2, 4, 6, 8}, optional
        HS digits at which products are counted; by default 8, or what the table has.
    product : str, default "hs_code"
        The column of products.
    period, unspecified, unspecified_values, pseudo, units, min_value
        Which year, places and products count; see :func:`odopkit.set_aside`.

    Returns
    -------
    DataFrame
        ``state``, ``district``, ``n_chapters``, ``n_products``, ``n_partners`` and
        ``reason``.  ``n_chapters`` is NaN where products are not HS codes, and
        ``n_partners`` where there is no column ``partner``, with the reason.

    Raises
    ------
    InvalidValueError
        If an option is outside its choices.
    InvalidTableError, MixedHSLevelError, MixedPeriodError
        If `flows` is not a valid table of one level and one period.

    Notes
    -----
    Only positive values count.  A partner named as unspecified is no destination,
    and special transactions are no products (unless ``pseudo="product"``), though
    a country that bought nothing else is a destination.

    Source: :cite:t:`Gaur2023`, Figure 2.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit.dominance import diversification_table
    >>> table = pd.DataFrame({
    ...     "state": "Goa", "district": ["North Goa", "North Goa", "South Goa"],
    ...     "hs_code": ["30049099", "30042019", "26011100"],
    ...     "partner": ["USA", "USA", "China"], "value": [3.0, 2.0, 5.0]})
    >>> diversification_table(table)
      state   district  n_chapters  n_products  n_partners reason
    0   Goa  North Goa           1           2           1
    1   Goa  South Goa           1           1           1
    """
    check_options(unspecified=unspecified, pseudo=pseudo, min_value=min_value, level=level)
    ranks: RankOptions = {
        "unspecified": unspecified,
        "unspecified_values": unspecified_values,
        "units": units,
        "min_value": min_value,
    }
    table = guarded(flows)
    layout = lay_out(table, product=product, level=level, period=period, pseudo=pseudo)
    partners = None
    if "partner" in table:
        by_partner = lay_out(table, product="partner", period=period, pseudo=pseudo)
        partners = cells_of(by_partner, **ranks)
    return diversification_of(cells_of(layout, **ranks), partners)


def diversification_of(cells: Cells, partners: Cells | None) -> pd.DataFrame:
    """Count chapters, products and partners of cells that are laid out already."""
    n = cells.n_places
    missing = []
    chapters: np.ndarray[Any, Any] = np.full(n, np.nan)
    if cells.level is None:
        missing.append("products are not HS codes")
    else:
        names, of_product = np.unique([c[:2] for c in cells.products], return_inverse=True)
        chapters = _distinct(cells.place, of_product[cells.product], n, len(names))
    destinations: np.ndarray[Any, Any] = np.full(n, np.nan)
    if partners is None:
        missing.append("no column partner")
    else:
        unnamed = {v.strip().casefold() for v in cells.options["unspecified_values"]}
        real = np.array([p.strip().casefold() not in unnamed for p in partners.products], bool)
        at = real[partners.product]
        destinations = _distinct(
            partners.place[at], partners.product[at], n, len(partners.products)
        )
    products = kernels.count_by(cells.place, n)
    reason = np.full(n, "; ".join(missing), dtype=object)
    silent = np.flatnonzero(products == 0)
    reason[silent] = silent_reason(cells, silent)
    return pd.DataFrame(
        {
            **cells.keys(),
            "n_chapters": chapters,
            "n_products": products,
            "n_partners": destinations,
            "reason": text_column(reason),
        }
    )


def _distinct(group: IntArray, item: IntArray, n_groups: int, n_items: int) -> np.ndarray[Any, Any]:
    """Count different items by group."""
    width = max(n_items, 1)
    pairs = group * np.intp(width) + item
    if n_groups * width <= SMALL_TABLE:
        seen = np.zeros((n_groups, width), dtype=bool)
        seen.ravel()[pairs] = True
        return np.asarray(np.count_nonzero(seen, axis=1), dtype=np.int64)
    return kernels.count_by(np.unique(pairs) // width, n_groups)
