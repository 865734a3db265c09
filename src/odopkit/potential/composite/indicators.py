"""Indicators, the score made of them, and the checks that all that follows relies on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import KW_ONLY, asdict, dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, TypedDict

from odopkit._kernels.arguments import check_number, check_pair
from odopkit.errors import InvalidValueError
from odopkit.errors.telling import kind_of, shortened
from odopkit.potential.composite import normalise as norm
from odopkit.results import Result, plain_items

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from odopkit.typing import Float64Array

    Normalise = Literal["minmax", "z", "rank", "reference"]

    Aggregate = Literal["arithmetic", "geometric"]

    Imputation = Literal["present", "mean", "hot_deck"]

    Weights = Literal["equal", "pca", "entropy"] | Mapping[str, float]


NORMALISE: Final = ("minmax", "z", "rank", "reference")
AGGREGATE: Final = ("arithmetic", "geometric")
IMPUTE: Final = ("present", "mean", "hot_deck")


@dataclass(frozen=True, slots=True)
class Indicator:
    """One column of a composite score: what it is, and which way is better.

    Parameters
    ----------
    name : str
        The column.
    direction : {1, -1}
        1 if more is better, -1 if less is.  There is no default: a sign left unsaid is how
        a score comes to reward what it meant to punish.
    unit : str
        What it is measured in: ``"USD million"``, ``"ratio"``, ``"per cent a year"``.
    lower, upper : float, optional
        Fixed ends of the min-max scale, such as those of a base year; by default the
        column's own.
    reference : float, optional
        What ``normalise="reference"`` measures the distance to; not 0.
    pillar : str, optional
        The group of indicators that it belongs to; all of a score have one, or none has.

    Raises
    ------
    InvalidValueError
        If a field is outside these bounds.

    Examples
    --------
    >>> from odopkit.potential.composite import Indicator
    >>> Indicator("transit_days", direction=-1, unit="days").direction
    -1
    """

    name: str
    _: KW_ONLY
    direction: Literal[1, -1]
    unit: str
    lower: float | None = None
    upper: float | None = None
    reference: float | None = None
    pillar: str | None = None

    def __post_init__(self) -> None:
        """Check each field."""
        for field in ("name", "unit", *(() if self.pillar is None else ("pillar",))):
            value = getattr(self, field)
            if not isinstance(value, str) or not value.strip():
                msg = (
                    f"{field} of an indicator must be text that is not empty, got "
                    f"{shortened(value)}"
                )
                raise InvalidValueError(msg)
        if isinstance(self.direction, bool) or self.direction not in (1, -1):
            msg = (
                f"direction of {self.name!r} must be 1 (more is better) or -1 (less is better), "
                f"got {shortened(self.direction)}"
            )
            raise InvalidValueError(msg)
        for field in ("lower", "upper", "reference"):
            number = getattr(self, field)
            if number is not None:
                check_number(number, f"{field} of {self.name!r}")
        if self.lower is not None and self.upper is not None:
            check_pair((self.lower, self.upper), f"lower and upper of {self.name!r}")
        if self.reference == 0:
            msg = f"reference of {self.name!r} must not be 0: distances are relative to it"
            raise InvalidValueError(msg)


class ScoreOptions(TypedDict):
    """How a score was made."""

    normalise: Normalise
    weights: str
    pillar_weights: str
    aggregate: Aggregate
    scale: tuple[float, float]
    winsorise: int
    min_coverage: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class CompositeScore(Result):
    """Scores of units, and everything that went into them.

    Parameters
    ----------
    scores : DataFrame
        In order of rank: the unit, ``score``, ``rank`` (Int64, 1 is best; missing where there
        is no score), ``tied`` (equals a neighbour; ties are ordered by label), ``coverage``
        (share of the weight that is present), ``n_missing`` (indicators without a normalised
        value) and ``reason``.
    indicators : DataFrame
        One row per indicator: ``indicator``, ``direction``, ``unit``, ``weight`` (nominal,
        shares of 1), ``n_units`` (that have it), ``n_missing``, ``lower`` and ``upper`` (of
        what was normalised, or the ends given), ``n_outside`` (values beyond given ends),
        ``skewness`` and ``kurtosis`` (excess) before and ``..._after`` winsorising,
        ``n_winsorised`` and ``reason``.
    normalised, values : DataFrame
        The unit and a column per indicator, sorted by unit: after normalising, where more is
        better; and before it, after winsorising.
    pillars : DataFrame
        One row per pillar: ``pillar``, ``weight`` (share of 1) and ``n_indicators``; none
        where indicators have no pillars.
    pillar_scores : DataFrame
        One row per unit and pillar: the unit, ``pillar``, ``score`` (the mean inside it, of
        what is present), ``coverage`` (share of the pillar's weight that is present) and
        ``reason``.
    winsorised : DataFrame
        Each value that was pulled in: the unit, ``indicator``, ``value``, ``used``.
    warnings : DataFrame
        What should give pause: ``check``, ``indicators``, ``value``, ``threshold``,
        ``reason``.
    definition : tuple of Indicator
        The indicators as they were given.
    cronbach_alpha : float
        Of the normalised table; NaN with fewer than five complete units.
    pca_share : float
        Share of variance on the first component where weights are of it, else NaN.
    unit : tuple of str
        The columns that name a unit.
    options : dict
        The options that made it.
    """

    scores: pd.DataFrame
    indicators: pd.DataFrame
    normalised: pd.DataFrame
    values: pd.DataFrame
    pillars: pd.DataFrame
    pillar_scores: pd.DataFrame
    winsorised: pd.DataFrame
    warnings: pd.DataFrame
    definition: tuple[Indicator, ...]
    cronbach_alpha: float
    pca_share: float
    unit: tuple[str, ...]
    options: ScoreOptions

    def to_frame(self) -> pd.DataFrame:
        """Return the scores, without the tables behind them."""
        return self.scores.copy()

    def to_dict(self) -> dict[str, Any]:
        """Return numbers about the whole, the options, and the tables as lists of records."""
        return plain_items(
            {
                "n_units": len(self.scores),
                "n_scored": int(self.scores["score"].notna().sum()),
                "n_indicators": len(self.definition),
                "n_winsorised": len(self.winsorised),
                "n_warnings": len(self.warnings),
                "cronbach_alpha": self.cronbach_alpha,
                "pca_share": self.pca_share,
                "unit": self.unit,
                **self.options,
                "definition": [asdict(i) for i in self.definition],
                "scores": self.scores,
                "indicators": self.indicators,
                "normalised": self.normalised,
                "values": self.values,
                "pillars": self.pillars,
                "pillar_scores": self.pillar_scores,
                "winsorised": self.winsorised,
                "warnings": self.warnings,
            }
        )


def checked_table(
    frame: pd.DataFrame, unit: tuple[str, ...], indicators: Sequence[str]
) -> pd.DataFrame:
    """Pass a table through its guard: the one place where these scores import it."""
    from odopkit.schemas.indicators import validate_indicators

    return validate_indicators(frame, unit=unit, indicators=indicators)


def unit_columns(unit: str | Sequence[str]) -> tuple[str, ...]:
    """Columns that name a unit, be it one or several."""
    return (unit,) if isinstance(unit, str) else tuple(unit)


def check_definition(indicators: Sequence[Indicator]) -> tuple[Indicator, ...]:
    """Refuse anything but indicators."""
    alone = isinstance(indicators, Indicator | str) or not isinstance(indicators, Iterable)
    definition: tuple[Any, ...] = (indicators,) if alone else tuple(indicators)
    odd = [i for i in definition if not isinstance(i, Indicator)]
    if odd or not definition:
        got = f"got {shortened(odd[0])}" if odd else "got none"
        msg = f"indicators must be a sequence of Indicator(name, direction=, unit=); {got}"
        raise InvalidValueError(msg)
    return definition


def check_references(definition: tuple[Indicator, ...]) -> None:
    """Refuse distances to a reference that is not there."""
    without = [i.name for i in definition if i.reference is None]
    if without:
        msg = (
            f'normalise="reference" needs Indicator(..., reference=) of each; {without[0]!r} has '
            f"none ({len(without)} in all)"
        )
        raise InvalidValueError(msg)


def normalised(
    x: Float64Array,
    definition: tuple[Indicator, ...],
    method: str,
    scale: tuple[float, float],
) -> list[norm.Normalised]:
    """Each column of `x` on a common scale."""
    return [
        norm.normalise(
            x[:, j],
            method,
            direction=i.direction,
            scale=scale,
            bounds=(i.lower, i.upper),
            reference=i.reference,
        )
        for j, i in enumerate(definition)
    ]


def check_score(score: object) -> None:
    """Refuse anything but a composite score."""
    if not isinstance(score, CompositeScore):
        msg = f"score must be what composite_score returns, got {kind_of(score)}"
        raise InvalidValueError(msg)
