"""Table 2's counts under every threshold, least value and treatment of unspecified places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, get_args

import numpy as np
import pandas as pd

from odopkit._kernels.arguments import as_sequence, check_choice, check_fraction
from odopkit.dominance.districts import leading_two
from odopkit.dominance.rules import DominanceRule, as_rule, is_double
from odopkit.errors import InvalidValueError
from odopkit.tables.cells import Cells, cells_of, check_options
from odopkit.tables.layout import guarded, lay_out
from odopkit.tables.national import national_totals
from odopkit.typing import UNSPECIFIED_VALUES, DominanceBasis, UnspecifiedMode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from odopkit.typing import HSLevel, IntArray, NationalTotals, PseudoMode


PAPER_THRESHOLDS: Final = tuple(round(i / 100, 2) for i in range(51))
"""From 0 to .5 by a hundredth: the paper's .10 with its neighbours on both sides."""


def dominance_sensitivity(
    flows: pd.DataFrame,
    *,
    rule: DominanceRule | str,
    thresholds: Sequence[float] = PAPER_THRESHOLDS,
    min_values: Sequence[float | None] = (None,),
    unspecified_modes: Sequence[UnspecifiedMode] = ("exclude", "denominator", "unit"),
    within: str | None = None,
    level: HSLevel | None = None,
    product: str = "hs_code",
    basis: DominanceBasis = "district",
    national: NationalTotals = None,
    period: str | None = None,
    unspecified_values: Sequence[str] = UNSPECIFIED_VALUES,
    pseudo: PseudoMode = "denominator",
    units: pd.DataFrame | None = None,
) -> pd.DataFrame:
    r"""Count single- and double-product districts under every choice behind Table 2.

    .. math:: D(t) = \#\{d : x_{(1)} - x_{(2)} > t\, X_d\},

    and its like for other rules, where :math:`x_{(1)} \ge x_{(2)}` are the two largest
    products of district :math:`d`, :math:`X_d` its exports and :math:`t` the threshold.

    Parameters
    ----------
    flows : DataFrame
        A flows table (see :func:`odopkit.validate`).
    rule : DominanceRule or str
        As in :func:`odopkit.dominance_table`; it has no default.
    thresholds : sequence of float
        Fractions from 0 to 1; by default 0 to .5 by a hundredth.
    min_values : sequence of float or None
        Least values of a district, in the unit of the table; None for no limit.
    unspecified_modes : sequence of {"exclude", "denominator", "unit"}
        Treatments of unspecified places, see :func:`odopkit.set_aside`.
    within : "state" or None
        Whether to count by state as well; the sum has ``state == "Total"``.
    level, product, basis, national
        As in :func:`odopkit.dominance_table`.
    period, unspecified_values, pseudo, units
        Which year, places and products count; see :func:`odopkit.set_aside`.

    Returns
    -------
    DataFrame
        One row per choice (and state), ready to draw: ``unspecified``, ``min_value`` (NaN
        for none), ``threshold``, ``state`` where asked for, ``single``, ``double``,
        ``only_product`` (they are in single or double too), ``no_exports``, ``n_units`` =
        single + double + no_exports, ``rule`` and ``reason``.

    Raises
    ------
    InvalidValueError
        If an option is outside its choices, or a list of choices is empty.
    InvalidTableError, MixedHSLevelError, MixedPeriodError
        If `flows` is not a valid table of one level and one period.

    Notes
    -----
    The table is validated and summed once.  The usual mistake is to call counts robust
    that do not move: the illustrative table has no gap between .0851 and .1203 because it
    was built so.  With ``"unit"`` an unspecified place is a district like any other, which
    moves counts without a district having changed.  Source: the rule of
    :cite:t:`Gaur2023`, Table 2.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit.dominance import dominance_sensitivity
    >>> table = pd.DataFrame({
    ...     "state": "Haryana", "district": ["Karnal", "Karnal", "Panipat", "Panipat"],
    ...     "hs_code": ["10063020", "84212190", "57032090", "63026090"],
    ...     "value": [76.0, 24.0, 26.0, 24.0]})
    >>> found = dominance_sensitivity(table, rule="as_published", thresholds=(0, 0.1),
    ...                               min_values=(None, 60), unspecified_modes=("exclude",))
    >>> found[["min_value", "threshold", "single", "double", "n_units"]]
       min_value  threshold  single  double  n_units
    0        NaN        0.0       0       2        2
    1        NaN        0.1       1       1        2
    2       60.0        0.0       0       1        1
    3       60.0        0.1       0       1        1
    """
    rule = as_rule(rule)
    check_choice(basis, get_args(DominanceBasis), "basis")
    limits = _checked(thresholds, min_values, unspecified_modes)
    if within is not None and within != "state":
        msg = f"within must be 'state' or None, got {within!r}"
        raise InvalidValueError(msg)
    for mode in unspecified_modes:
        for least in min_values:
            check_options(unspecified=mode, pseudo=pseudo, min_value=least, level=level)
    layout = lay_out(guarded(flows), product=product, level=level, period=period, pseudo=pseudo)
    frames = []
    for mode in unspecified_modes:
        for least in min_values:
            cells = cells_of(
                layout,
                unspecified=mode,
                unspecified_values=unspecified_values,
                units=units,
                min_value=least,
            )
            nation = national_totals(cells, national, product)
            two = leading_two(cells, basis, nation)
            counted = _counts(cells, two, rule, limits, by_state=within is not None)
            counted.insert(0, "unspecified", mode)
            counted.insert(1, "min_value", np.nan if least is None else float(least))
            frames.append(counted)
    found = pd.concat(frames, ignore_index=True)
    found.insert(len(found.columns) - 1, "rule", str(rule))
    return found.astype(dict.fromkeys(("unspecified", "rule", "reason"), "str"))


def _checked(
    thresholds: Sequence[float], min_values: Sequence[float | None], modes: Sequence[str]
) -> list[float]:
    """Refuse empty lists of choices, and thresholds that are no fractions."""
    lists = {"thresholds": thresholds, "min_values": min_values, "unspecified_modes": modes}
    for name, given in lists.items():
        if not as_sequence(given, name):
            msg = f"{name} is empty; give at least one"
            raise InvalidValueError(msg)
    return [check_fraction(t, "thresholds") for t in thresholds]


def _counts(
    cells: Cells, two: Any, rule: DominanceRule, thresholds: list[float], *, by_state: bool
) -> pd.DataFrame:
    defined = two.has_first & ~np.isnan(two.first_share - two.second_share)
    only = two.has_first & (two.product[:, 1] < 0)
    groups = list(_groups(cells, by_state=by_state))
    rows = []
    for t in thresholds:
        with np.errstate(invalid="ignore"):
            double = is_double(rule, two.first_amount, two.second_amount, two.whole_amount, t)
        for state, here in groups:
            n_double = int((double & defined)[here].sum())
            n_single = int((~double & defined)[here].sum())
            silent = int((~two.has_first)[here].sum())
            without = int((two.has_first & ~defined)[here].sum())
            rows.append(
                {
                    "threshold": t,
                    "state": state,
                    "single": n_single,
                    "double": n_double,
                    "only_product": int(only[here].sum()),
                    "no_exports": silent,
                    "n_units": n_single + n_double + silent,
                    "reason": f"{without} with exports but no verdict" if without else "",
                }
            )
    frame = pd.DataFrame(rows).astype({"state": "str", "reason": "str"})
    return frame if by_state else frame.drop(columns="state")


def _groups(cells: Cells, *, by_state: bool) -> Iterator[tuple[str, IntArray]]:
    """Positions of the places of each state, and of all."""
    if by_state:
        for i, state in enumerate(cells.states.tolist()):
            yield state, np.flatnonzero(cells.state_of == i)
    yield "Total", np.arange(cells.n_places)
