"""How concentration changed between two dates, from which parts, and how surely."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from odopkit._kernels.arguments import as_names, check_confidence
from odopkit._kernels.named import measures_of
from odopkit._kernels.paired import are_times
from odopkit._kernels.resampling import alphabetic_months
from odopkit.change.intervals import change_intervals
from odopkit.change.pairing import paired
from odopkit.change.parts import hhi_parts, theil_parts
from odopkit.errors import InvalidValueError
from odopkit.results import Result, plain_items
from odopkit.typing import DISTRICT, UNSPECIFIED_VALUES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from odopkit.typing import PlaceOptions, PseudoMode, UnspecifiedMode


COVERS: Final = (
    "the change at mean exports over runs of blocks like these ({block}), each with what it "
    "exports at both dates, the units fixed; not errors of measurement"
)
"""What an interval is of, in the result."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ConcentrationChange(Result):
    """Concentration at two dates, the change, and what it is made of.

    Parameters
    ----------
    first_period, last_period : str or None
        The periods of the two tables, where they have one.
    n_units, n_blocks : int
        Units at either date, and blocks at either (0 without blocks).
    confidence : float
        Of the intervals.
    covers : str
        What the intervals are of; empty without blocks.
    exit, stayers, entry : float
        The three parts of the change of the Herfindahl-Hirschman index.
    between, within : float
        The two parts of the change of Theil's T; NaN where states are the units.
    measures : DataFrame
        One row per measure: ``measure``, ``first_estimate``, ``last_estimate``, ``change``,
        ``lower``, ``upper``, ``n_blocks`` and ``reason`` (why there is no interval).
    hhi : DataFrame
        One row each for exit, stayers and entry: ``part``, ``n_units``, ``share_first``,
        ``share_last``, ``change``, ``change_of_squares`` and ``reason``.
    theil : DataFrame
        One row per state: ``state``, ``n_units``, ``share_first``, ``share_last``,
        ``theil_first``, ``theil_last``, ``between``, ``within`` (changes of its two terms),
        ``from_inside`` and ``from_shares`` (the parts of ``within``) and ``reason``.
    """

    first_period: str | None
    last_period: str | None
    n_units: int
    n_blocks: int
    confidence: float
    covers: str
    exit: float
    stayers: float
    entry: float
    between: float
    within: float
    measures: pd.DataFrame = field(repr=False)
    hhi: pd.DataFrame = field(repr=False)
    theil: pd.DataFrame = field(repr=False)

    def to_frame(self) -> pd.DataFrame:
        """Return a copy of the table of measures."""
        return self.measures.copy()

    def to_dict(self) -> dict[str, Any]:
        """Return everything as strict JSON, tables as lists of records."""
        return plain_items({f.name: getattr(self, f.name) for f in fields(self)})


def concentration_change(
    first: pd.DataFrame,
    last: pd.DataFrame,
    *,
    block: str | None = None,
    across: str | tuple[str, ...] = DISTRICT,
    measures: Sequence[str] = ("cr1", "cr3", "hhi", "theil_t"),
    confidence: float = 0.95,
    unspecified: UnspecifiedMode = "exclude",
    unspecified_values: Sequence[str] = UNSPECIFIED_VALUES,
    pseudo: PseudoMode = "denominator",
    units: pd.DataFrame | None = None,
    min_value: float | None = None,
) -> ConcentrationChange:
    r"""Measure concentration at two dates, and split the change into parts that add up.

    .. math::

        H_1 - H_0 = (h_0 - H_0) + (h_1 - h_0) + (H_1 - h_1), \qquad
        T_1 - T_0 = \sum_g \Delta b_g + \sum_g \Delta (s_g T_g),

    exit, shifts among stayers and entry, then between and within states: :math:`H` is the
    Herfindahl-Hirschman index over all units and :math:`h` that of stayers alone, which
    export at both dates; :math:`T` is Theil's T, :math:`T_g` inside state :math:`g` of
    share :math:`s_g`, and :math:`b_g = s_g \ln (s_g n / n_g)` with :math:`n_g` of
    :math:`n` units.

    Parameters
    ----------
    first, last : DataFrame
        Flows tables (see :func:`odopkit.validate`) of one period each, in one currency.
    block : str, optional
        The column that says which rows move together, the same at both dates: a firm, a
        partner.  Without it there are no intervals.
    across : ("state", "district") or "state"
        The units.  All at either date count at both, with zero where they export nothing.
    measures : sequence of str
        As in :func:`odopkit.concentration_table`.
    confidence : float, default 0.95
        Probability between the ends of the interval, a fraction.
    unspecified, unspecified_values, pseudo, units, min_value
        Which places and products count; see :func:`odopkit.set_aside`.  With `min_value`,
        to enter is to reach it.

    Returns
    -------
    ConcentrationChange
        Fractions, changes from -1 to 1 (Theil's from -ln n to ln n): ``exit + stayers +
        entry`` is the change of HHI, ``between + within`` that of Theil's T.

    Raises
    ------
    InvalidValueError
        If an option is outside its choices, or the periods do not compare.
    UnknownNameError
        If a measure is unknown.
    InvalidTableError, MixedPeriodError
        If a table is not valid, or holds several periods.

    Notes
    -----
    Exit is counted first and entry last, so that running backwards swaps them.
    ``change_of_squares`` is the other split, by squared shares of each group, in which
    every entry concentrates.  ``from_inside`` is a state's mean share times the change of
    its index, ``from_shares`` the rest of ``within``; a state that came or went has shares
    only.  The interval covers the change of the measure at mean exports: blocks are imagined
    redrawn with what they export at both dates.  Each is taken out of both (jackknife), and
    the interval reaches :math:`t` standard
    errors beyond the change and the change less its bias, farther where the blocks are
    skewed, and for Theil's T a third of the larger bias of the two dates.  Blocks that most
    units export in are taken for times, whose correlation widens it.  It is offered for
    ``hhi``, ``theil_t``, ``entropy`` and ``cr`` where simulated panels were covered, else
    declined with the reason.  Ratios beyond the first need a unit in its last rank that is two
    standard errors ahead of the next, and many blocks.  The usual mistake is to read a
    change of a few large firms as one of the country.  Source: :cite:t:`Theil1967`;
    :cite:t:`DavisonHinkley1997`, :cite:t:`Hall1992` for the skew.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit.change import concentration_change
    >>> first = pd.DataFrame({"state": ["Goa", "Goa", "Sikkim"], "value": [5.0, 3.0, 2.0],
    ...                       "district": ["North Goa", "South Goa", "Gangtok"]})
    >>> last = first.assign(district=["North Goa", "South Goa", "Namchi"],
    ...                     value=[4.0, 4.0, 2.0])
    >>> found = concentration_change(first, last, measures=("hhi",))
    >>> found.hhi[["part", "n_units", "change", "change_of_squares"]].round(3)
          part  n_units  change  change_of_squares
    0     exit        1   0.151              -0.04
    1  stayers        2  -0.031              -0.02
    2    entry        1  -0.140               0.04
    >>> round(found.exit + found.stayers + found.entry, 3), found.measures["reason"][0]
    (-0.02, 'no interval: no blocks were named, so nothing can be imagined redrawn')
    """
    check_confidence(confidence)
    chosen = measures_of(measures)
    axis = "state" if as_names(across, "across") == ("state",) else "place"
    if axis == "place" and as_names(across, "across") != DISTRICT:
        msg = f"across must be ('state', 'district') or 'state', got {across!r}"
        raise InvalidValueError(msg)
    options: PlaceOptions = {
        "unspecified": unspecified,
        "unspecified_values": unspecified_values,
        "pseudo": pseudo,
        "units": units,
        "min_value": min_value,
    }
    pair = paired(first, last, block=block, axis=axis, options=options)
    times = block is not None and are_times((pair.first, pair.last))
    x0, x1 = pair.first.by_unit, pair.last.by_unit
    hhi = hhi_parts(x0, x1)
    theil = theil_parts(x0, x1, pair.state_of, pair.states)
    parts = dict(zip(hhi["part"], hhi["change"].tolist(), strict=True))
    split = [float(theil[c].sum(min_count=1)) for c in ("between", "within")]
    return ConcentrationChange(
        first_period=pair.periods[0],
        last_period=pair.periods[1],
        n_units=len(x0),
        n_blocks=0 if block is None else pair.first.n_blocks,
        confidence=confidence,
        covers="" if block is None else COVERS.format(block=block),
        **parts,
        between=split[0] if axis == "place" else np.nan,
        within=split[1] if axis == "place" else np.nan,
        measures=change_intervals(
            pair.first,
            pair.last,
            chosen,
            blocks=block is not None,
            confidence=confidence,
            refusal=alphabetic_months(pair.labels) if times else "",
        ),
        hhi=hhi,
        theil=theil if axis == "place" else theil.iloc[:0],
    )
