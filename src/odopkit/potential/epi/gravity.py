"""Ease of trade fitted by a gravity model, beside the observed one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from odopkit._kernels.arguments import as_names
from odopkit.errors import InvalidValueError, UndefinedMeasureError
from odopkit.potential.epi.factors import position
from odopkit.potential.epi.trade import by_label, check_columns, lay_out, numbers, weighted_mean
from odopkit.results import Result, plain_items
from odopkit.tables.labels import text_column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from odopkit.potential.epi.trade import Trade
    from odopkit.typing import BoolArray, Float64Array, IntArray

_CLOSE: Final = 1e-9
_MOST_STEPS: Final = 200
# Less than this part of mean trade is fitted to a pair without trade only where none is possible.
_NOTHING: Final = 1e-5
_SEPARATED: Final = (
    "{} of {} pairs without trade are told apart from all pairs with trade by effects, distance or "
    "covariates, so that no finite coefficient fits; leave out the covariate that marks them, or "
    "the rows of distances of these pairs (the first is {} to {})"
)
_TOO_FEW: Final = (
    "{} pairs with trade and a distance do not tell the {} effects of exporters, markets, distance "
    "and covariates apart; add countries, or leave out covariates that say the same twice"
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class GravityEase(Result):
    """Ease of trade as it is and as a gravity model has it.

    Parameters
    ----------
    pairs : DataFrame
        One row per exporter and market: ``exporter``, ``market``, ``actual``, ``predicted``
        (by shares alone), ``fitted`` (by the model), ``trade_ratio`` and
        ``trade_ratio_fitted`` (either beside what shares predict) and ``reason``.
    coefficients : DataFrame
        ``term`` and ``coefficient``: the logarithm of distance, and each covariate.
    n_pairs : int
        Pairs that the model was fitted to.
    deviance : float
        Poisson deviance of the fit, in the unit of the values.
    """

    pairs: pd.DataFrame = field(repr=False)
    coefficients: pd.DataFrame = field(repr=False)
    n_pairs: int
    deviance: float

    def to_frame(self) -> pd.DataFrame:
        """Return a copy of the table of pairs."""
        return self.pairs.copy()

    def to_dict(self) -> dict[str, Any]:
        """Return everything as strict JSON, tables as lists of records."""
        return plain_items(
            {
                "n_pairs": self.n_pairs,
                "deviance": self.deviance,
                "pairs": self.pairs,
                "coefficients": self.coefficients,
            }
        )


def gravity_ease(
    trade: pd.DataFrame,
    *,
    distances: pd.DataFrame,
    exporter: str | None = None,
    covariates: Sequence[str] = (),
    period: str | None = None,
) -> GravityEase:
    r"""Fit ease of trade to distance by a gravity model, beside the observed ease.

    .. math::

        E[V_{ij}] = P_{ij} \exp(\alpha_i + \gamma_j + \beta \ln d_{ij} + \theta' z_{ij}), \qquad
        P_{ij} = \sum_k \frac{V_{i \cdot k}}{V_{\cdot \cdot k}}\, V_{\cdot jk},

    where :math:`V_{ij}` are all exports of :math:`i` to :math:`j`, :math:`P_{ij}` what shares
    alone predict (:math:`V_{ijk}` are exports of product :math:`k`, a dot is a sum),
    :math:`\alpha_i` and :math:`\gamma_j` effects of exporter and market, :math:`d_{ij}` their
    distance and :math:`z_{ij}` the covariates.  Observed ease is :math:`V_{ij} / P_{ij}`,
    fitted ease :math:`E[V_{ij}] / P_{ij}`.

    Parameters
    ----------
    trade : DataFrame
        As in :func:`export_potential`: with all competitors.
    distances : DataFrame
        ``exporter``, ``market``, ``distance`` (above 0, in any one unit), and the covariates.
    exporter : str, optional
        Whose pairs come out; by default all.  The model is always fitted to all.
    covariates : sequence of str
        Columns of numbers in `distances` that enter as they are, such as a common border.
    period : str, optional
        The year, where the table has several.

    Returns
    -------
    GravityEase
        Ratios from 0 up; 1 is what shares alone predict.  A pair without trade has a fitted
        ease as well, which ``imputed_ease=`` of :func:`export_potential` takes.

    Raises
    ------
    InvalidTableError, MixedPeriodError
        If a table is not valid, or holds several periods of which none is chosen.
    InvalidValueError
        If `exporter` does not export, or a covariate is no column of numbers.
    UndefinedMeasureError
        If there are too few pairs with trade and a distance, the fit does not settle, or
        pairs without trade are told apart from all others, so that no coefficient is finite.

    Notes
    -----
    The fit is Poisson pseudo-maximum likelihood, zeros included, by
    ``scipy.optimize.minimize``; fitted exports add up to actual ones for each exporter and
    each market.  No standard errors are given: pairs of one country are not independent.
    The usual mistake is to read fitted ease as what trade *could* be: it is an average of
    what trade is at that distance.  Source: :cite:t:`SantosSilvaTenreyro2006`.

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit.potential import gravity_ease
    >>> far = {"AB": 1.0, "AC": 2.0, "AD": 4.0, "BC": 2.0, "BD": 1.0, "CD": 4.0}
    >>> rows = [(i, j, far["".join(sorted(i + j))]) for i in "ABCD" for j in "ABCD" if i != j]
    >>> distances = pd.DataFrame(rows, columns=["exporter", "market", "distance"])
    >>> trade = distances.assign(product="rice", value=12 / distances["distance"])
    >>> found = gravity_ease(trade, distances=distances, exporter="A")
    >>> found.coefficients.round(3)
               term  coefficient
    0  log_distance         -1.0
    >>> found.pairs[["market", "trade_ratio", "trade_ratio_fitted"]].round(3)
      market  trade_ratio  trade_ratio_fitted
    0      B        1.600               1.600
    1      C        1.600               1.600
    2      D        0.667               0.667
    """
    t = lay_out(trade, period)
    terms = tuple(as_names(covariates, "covariates"))
    if len({*terms, "distance", "exporter", "market"}) < len(terms) + 3:
        msg = f"covariates must be further columns of distances, each once; got {terms!r}"
        raise InvalidValueError(msg)
    own = None if exporter is None else position(exporter, t.exporters)
    pairs = _pairs(t, distances, terms)
    model = _fit(pairs, t)
    keep = ~pairs.same if own is None else ~pairs.same & (pairs.exporter == own)
    fitted = np.where(model.used, model.fitted, np.nan)
    predicted = pairs.predicted
    return GravityEase(
        pairs=pd.DataFrame(
            {
                "exporter": text_column(t.exporters, pairs.exporter[keep]),
                "market": text_column(t.markets, pairs.market[keep]),
                "actual": pairs.actual[keep],
                "predicted": predicted[keep],
                "fitted": fitted[keep],
                "trade_ratio": weighted_mean(pairs.actual, predicted)[keep],
                "trade_ratio_fitted": weighted_mean(fitted, predicted)[keep],
                "reason": text_column(model.reason[keep]),
            }
        ),
        coefficients=pd.DataFrame(
            {
                "term": pd.Series(["log_distance", *terms], dtype="str"),
                "coefficient": model.slopes,
            }
        ),
        n_pairs=int(model.used.sum()),
        deviance=model.deviance,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Pairs:
    """Every exporter with every market, by exporter and then market."""

    exporter: IntArray
    market: IntArray
    actual: Float64Array
    predicted: Float64Array
    z: Float64Array  # log distance and covariates, a row a pair; NaN where unknown
    same: BoolArray  # a country with itself
    shape: tuple[int, int]


def _pairs(t: Trade, distances: pd.DataFrame, terms: tuple[str, ...]) -> _Pairs:
    check_columns(distances, ("exporter", "market", "distance", *terms), name="distances")
    n_exporters, n_markets = len(t.exporters), len(t.markets)
    exporter, market = (x.ravel() for x in np.indices((n_exporters, n_markets)))
    actual = np.zeros((n_exporters, n_markets))
    np.add.at(actual, (t.exporter, t.market), t.value)
    sold = np.zeros((n_exporters, len(t.products)))
    np.add.at(sold, (t.exporter, t.product), t.value)
    share = np.nan_to_num(weighted_mean(sold, t.by_product(t.value)))
    length = numbers(distances, "distance", name="distances", least=0, above=True)
    columns = [np.log(length)] + [
        numbers(distances, c, name="distances", least=-np.inf, above=False) for c in terms
    ]
    keys = {"exporter": t.exporters, "market": t.markets}
    return _Pairs(
        exporter=exporter,
        market=market,
        actual=actual.ravel(),
        predicted=(share @ t.by_cell(t.value).T).ravel(),
        z=np.column_stack([by_label(distances, keys, c, name="distances") for c in columns]),
        same=(t.exporters[:, None] == t.markets[None, :]).ravel(),
        shape=(n_exporters, n_markets),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Fit:
    used: BoolArray
    fitted: Float64Array
    slopes: Float64Array
    deviance: float
    reason: np.ndarray[Any, Any]


def _usable(pairs: _Pairs) -> tuple[BoolArray, np.ndarray[Any, Any]]:
    """Which pairs the model is fitted to, and why not the others."""
    n_exporters, n_markets = pairs.shape
    reason = np.full(len(pairs.actual), "", dtype=object)
    unknown = np.isnan(pairs.z).any(axis=1)
    reason[unknown] = "the distance or a covariate is not known"
    reason[~(pairs.predicted > 0)] = "the market imports nothing that the exporter sells"
    used = ~pairs.same & (reason == "")
    # Whoever trades nothing with the rest has no effect but minus infinity.
    while True:
        of_exporter = np.bincount(pairs.exporter[used], pairs.actual[used], n_exporters)
        of_market = np.bincount(pairs.market[used], pairs.actual[used], n_markets)
        left = used & (of_exporter[pairs.exporter] > 0) & (of_market[pairs.market] > 0)
        if (left == used).all():
            break
        reason[used & ~left] = "the exporter or the market has no trade to fit an effect to"
        used = left
    return used, reason


def _separated(x: Any, v: Float64Array, suspect: BoolArray) -> BoolArray:
    """Which pairs without trade the terms can push to nothing at no cost to those with trade.

    A direction in which pairs with trade stay and some of the others only fall, found by a
    linear programme; without one the maximum is at finite coefficients.
    """
    from scipy.optimize import linprog

    if not suspect.any():
        return suspect
    none = v == 0
    down: Any = linprog(
        np.asarray(x[none].sum(axis=0)).ravel(),
        A_ub=x[none],
        b_ub=np.zeros(int(none.sum())),
        A_eq=x[~none],
        b_eq=np.zeros(int((~none).sum())),
        bounds=(-1, 1),
    )
    out = np.zeros(len(v), dtype=bool)
    out[none] = x[none] @ down.x < -1e-6
    return out


def _fit(pairs: _Pairs, t: Trade) -> _Fit:
    """Maximise the Poisson pseudo-likelihood with effects of exporters and markets."""
    from scipy.optimize import minimize
    from scipy.sparse import csr_array, hstack

    used, reason = _usable(pairs)
    exporters, i = np.unique(pairs.exporter[used], return_inverse=True)
    markets, j = np.unique(pairs.market[used], return_inverse=True)
    n, n_terms = int(used.sum()), pairs.z.shape[1]
    n_effects = len(exporters) + max(len(markets) - 1, 0)
    if n == 0:
        raise UndefinedMeasureError(_TOO_FEW.format(n, n_terms))
    z = pairs.z[used] - pairs.z[used].mean(axis=0)
    rows, one = np.arange(n), np.ones(n)
    of_market = csr_array((one, (rows, j)), shape=(n, len(markets)))[:, 1:]
    of_exporter = csr_array((one, (rows, i)), shape=(n, len(exporters)))
    x: Any = hstack([of_exporter, of_market, csr_array(z)], format="csr")
    if np.linalg.matrix_rank((x.T @ x).toarray()) < n_effects + n_terms:
        raise UndefinedMeasureError(_TOO_FEW.format(n, n_effects + n_terms))
    # In the mean of the values, so that no unit of money decides when the fit has settled.
    size = float(pairs.actual[used].mean())
    v, offset = pairs.actual[used] / size, np.log(pairs.predicted[used] / size)

    def expected(b: Float64Array) -> Float64Array:
        return np.asarray(np.exp(np.clip(offset + x @ b, -700, 700)))

    def loss(b: Float64Array) -> float:
        return float(expected(b).sum() - v @ (offset + x @ b))

    def slope(b: Float64Array) -> Float64Array:
        return np.asarray(x.T @ (expected(b) - v))

    def curve(b: Float64Array) -> Float64Array:
        return np.asarray((x.T @ (x * expected(b)[:, None])).toarray())

    options = {"gtol": _CLOSE * n, "maxiter": _MOST_STEPS}
    start = np.zeros(n_effects + n_terms)
    search: Any = minimize
    found = search(loss, start, jac=slope, hess=curve, method="trust-exact", options=options)
    if float(np.abs(slope(found.x)).max()) > 1e-6 * n:
        msg = "the gravity model does not settle: look for covariates that say the same twice"
        raise UndefinedMeasureError(msg)
    mu = expected(found.x)
    apart = _separated(x, v, (v == 0) & (mu < _NOTHING))
    if apart.any():
        at = int(np.flatnonzero(used)[np.argmax(apart)])
        who = str(t.exporters[pairs.exporter[at]]), str(t.markets[pairs.market[at]])
        raise UndefinedMeasureError(_SEPARATED.format(int(apart.sum()), int((v == 0).sum()), *who))
    fitted = np.full(len(pairs.actual), np.nan)
    fitted[used] = mu * size
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(v > 0, v * np.log(v / mu), 0.0) - (v - mu)
    return _Fit(
        used=used,
        fitted=fitted,
        slopes=found.x[n_effects:],
        deviance=float(max(2 * terms.sum() * size, 0.0)),
        reason=reason,
    )
