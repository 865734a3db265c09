"""What pictures are drawn of in tests: small results of every kind."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from odopkit import (
    ExportMatrix,
    lead_products,
    load_illustrative_exports,
    load_programmes,
    location_quotient,
    programmes_by_country,
    study_exports,
)
from odopkit.dominance import dominance_sensitivity
from odopkit.growth import growth_share_matrix
from odopkit.inequality import lorenz_curve
from odopkit.potential.composite import (
    Indicator,
    composite_score,
    rank_tiers,
    score_uncertainty,
)
from odopkit.product_space import presence, proximity
from odopkit.specialization import quotient_intervals
from odopkit.study import ExportStudy


@cache
def study() -> ExportStudy:
    """Study the illustrative table."""
    return study_exports(load_illustrative_exports())


@cache
def sensitivity() -> pd.DataFrame:
    """Move the threshold of the rule."""
    thresholds = tuple(x / 50 for x in range(26))
    return dominance_sensitivity(
        load_illustrative_exports(), rule="conventional", thresholds=thresholds
    )


@cache
def curves() -> dict[str, Any]:
    """Give nine Lorenz curves, of which eight can be told apart."""
    return {f"Kind {i}": lorenz_curve(np.arange(1, 40.0) ** (i / 2)) for i in range(9)}


@cache
def quotients() -> pd.DataFrame:
    """Give quotients with intervals, and one of few blocks without."""
    rng = np.random.default_rng(1)
    rows = [
        (f"D{d}", f"{code:04d}", f"{2022 + m // 12}-{m % 12 + 1:02d}", float(rng.lognormal(2, 1)))
        for d in range(4)
        for code in (101, 902, 6109)
        for m in range(24 if (d, code) != (3, 902) else 2)
    ]
    table = pd.DataFrame(rows, columns=["district", "hs_code", "month", "value"])
    return quotient_intervals(table.assign(state="Goa"), block="month", level=4)


@cache
def ranks() -> Any:
    """Draw the ranks of twelve districts."""
    rng = np.random.default_rng(4)
    table = pd.DataFrame(
        {
            "district": [f"District {i}" for i in range(12)],
            "supply": rng.gamma(2, 10, 12),
            "demand": rng.gamma(2, 10, 12),
        }
    )
    table["roads"] = table["supply"] * 0.7 + table["demand"] * 0.6 + rng.gamma(2, 2, 12)
    parts = [Indicator(name, direction=1, unit="points") for name in ("supply", "demand", "roads")]
    score = composite_score(
        table, parts, unit="district", normalise="minmax", weights="equal", aggregate="arithmetic"
    )
    return score_uncertainty(score, n_draws=200, rng=1, weight_concentration=20, k=3)


@cache
def tiers() -> pd.DataFrame:
    """Put the districts into tiers."""
    return rank_tiers(ranks())


@cache
def near() -> pd.DataFrame:
    """Give the proximity of chapters of the illustrative table."""
    matrix = ExportMatrix.from_flows(load_illustrative_exports(), level=2)
    return proximity(presence(location_quotient(matrix)))


@cache
def growth() -> pd.DataFrame:
    """Set the growth of sixteen products against the world's."""
    rng = np.random.default_rng(2)
    codes = [f"{i:02d}" for i in range(1, 17)]
    own = pd.DataFrame(
        {"hs_code": codes, "first_value": 100.0, "last_value": 100 * rng.lognormal(0.2, 0.3, 16)}
    )
    world = pd.DataFrame(
        {"hs_code": codes, "first_value": 1e3, "last_value": 1e3 * rng.lognormal(0.1, 0.2, 16)}
    )
    return growth_share_matrix(own, world)


@cache
def signs() -> pd.DataFrame:
    """Give one district of each sign, and names that no picture should fall over."""
    return pd.DataFrame(
        {
            "state": ["Goa", "Goa", "Goa", "$x_1$", r"\alpha <b>"],
            "district": ["North Goa", "South Goa", "Ilhas", "A" * 300, "=cmd|x"],
            "value": [0.0, np.nan, 5.0, 7.0, 90.0],
            "withheld": [False, False, True, False, False],
        }
    )


@cache
def areas() -> dict[str, Any]:
    """Give six square districts, of which one has a hole and one no row, as TopoJSON."""
    squares = [
        [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]] for y in (0, 1) for x in (0, 1, 2)
    ]
    hole = [[0.3, 0.3], [0.3, 0.7], [0.7, 0.7], [0.7, 0.3], [0.3, 0.3]]
    names = ["North Goa", "South Goa", "Ilhas", "=cmd|x", "Elsewhere", "A" * 300]
    geometries = [
        {
            "type": "Polygon",
            "arcs": [[i], [6]] if i == 0 else [[i]],
            "properties": {"district": name},
        }
        for i, name in enumerate(names)
    ]
    layers = {"districts": {"type": "GeometryCollection", "geometries": geometries}}
    return {"type": "Topology", "arcs": [*squares, hole], "objects": layers}


@cache
def leads() -> pd.DataFrame:
    """Give the leading products of the illustrative table."""
    return lead_products(load_illustrative_exports())


@cache
def programmes() -> Any:
    """Load the programmes."""
    return load_programmes()


@cache
def countries() -> pd.DataFrame:
    """Give the orientation of countries."""
    return programmes_by_country(programmes())
