"""Every public function that takes a flows table, as a call of one table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pandas as pd

from _tables import flows_of, listing_of, trade_of
from odopkit import ExportMatrix
from odopkit.aggregate import aggregate_exports, collect_exports
from odopkit.change import concentration_change, pair_survival, pair_turnover
from odopkit.concentration import (
    bootstrap_intervals,
    concentration_intervals,
    concentration_table,
)
from odopkit.dominance import (
    diversification_table,
    dominance_by_state,
    dominance_sensitivity,
    dominance_table,
    lead_cells_by_state,
    lead_products,
    lead_share_classes,
    product_composition,
)
from odopkit.growth import growth_classes, growth_margins, growth_table, trend_growth
from odopkit.inequality import theil_decomposition_table
from odopkit.potential import district_potential, export_potential, opportunity_table
from odopkit.product_lists import match_product_lists, propose_places
from odopkit.product_space import complexity
from odopkit.ranking import bracket_shares, coverage
from odopkit.schemas import validate
from odopkit.specialization import bootstrap_quotients, quotient_intervals, specialization_table
from odopkit.study import study_exports
from odopkit.tables import set_aside
from odopkit.typing import DISTRICT

TABLE: Final = flows_of(
    [
        ("Goa", "North Goa", "30049099", 3.0, "2021-22", "USA", 2),
        ("Goa", "South Goa", "26011100", 2.0, "2021-22", "UAE", 1),
        ("Sikkim", "Gangtok", "09083120", 1.0, "2021-22", "UAE", 4),
    ],
    "period",
    "partner",
    "shipments",
)
PANEL: Final = pd.concat([TABLE, TABLE.assign(period="2022-23")], ignore_index=True)

LISTED: Final = listing_of([("Goa", "North Goa", "3004")])

EPI: Final = export_potential(
    trade_of(
        [
            ("IND", "USA", "300490", 5.0),
            ("IND", "UAE", "260111", 2.0),
            ("VNM", "UAE", "260111", 3.0),
        ]
    ),
    exporter="IND",
)


def later(table: Any) -> Any:
    """Move a table by a year; what is no table stays as it is."""
    if not isinstance(table, pd.DataFrame):
        return table
    return table.assign(period=pd.Series(["2022-23"] * len(table), index=table.index, dtype="str"))


OVER_FLOWS: Final[dict[str, Callable[[Any], object]]] = {
    "aggregate.aggregate_exports": lambda t: aggregate_exports(t, level=4),
    "aggregate.collect_exports": lambda t: collect_exports(aggregate_exports(t)),
    "change.concentration_change": lambda t: concentration_change(t, later(t), block="partner"),
    "change.pair_survival, growth of a panel": lambda t: pair_survival(t, spells="all"),
    "change.pair_turnover, growth of a panel": pair_turnover,
    "concentration.bootstrap_intervals": lambda t: bootstrap_intervals(
        t, block="partner", method="percentile", rng=1, n_resamples=5
    ),
    "concentration.concentration_intervals": lambda t: concentration_intervals(t, block="partner"),
    "concentration.concentration_table": lambda t: concentration_table(t, across=DISTRICT),
    "concentration.concentration_table, within": lambda t: concentration_table(
        t, across="hs_code", within="state"
    ),
    "dominance.diversification_table": diversification_table,
    "dominance.dominance_by_state": lambda t: dominance_by_state(
        dominance_table(t, rule="conventional")
    ),
    "dominance.dominance_sensitivity": lambda t: dominance_sensitivity(
        t, rule="conventional", thresholds=(0.1,), unspecified_modes=("exclude",)
    ),
    "dominance.dominance_table": lambda t: dominance_table(t, rule="conventional"),
    "dominance.lead_cells_by_state": lead_cells_by_state,
    "dominance.lead_products": lead_products,
    "dominance.lead_share_classes": lambda t: lead_share_classes(lead_products(t)),
    "dominance.product_composition": product_composition,
    "dominance.product_composition, of leads": lambda t: product_composition(lead_products(t)),
    "growth.growth_classes": lambda t: growth_classes(growth_table(t, by="state")),
    "growth.growth_margins": growth_margins,
    "growth.trend_growth": lambda t: trend_growth(t, by="state"),
    "growth.growth_table": lambda t: growth_table(t, by="state"),
    "inequality.theil_decomposition_table": lambda t: theil_decomposition_table(t, variant="T"),
    "potential.district_potential": lambda t: district_potential(
        EPI, t, method="top_down", level=6
    ),
    "potential.district_potential, bottom-up": lambda t: district_potential(
        EPI, t, method="bottom_up", level=6, tau=1.0
    ),
    "potential.opportunity_table": opportunity_table,
    "product_lists.match_product_lists": lambda t: match_product_lists(LISTED, t),
    "product_space.complexity": complexity,
    "ranking.bracket_shares": bracket_shares,
    "ranking.coverage": lambda t: coverage(t, share=0.8),
    "schemas.validate": validate,
    "specialization.bootstrap_quotients": lambda t: bootstrap_quotients(
        t, block="partner", method="percentile", rng=1, level=4, n_resamples=5
    ),
    "specialization.quotient_intervals": lambda t: quotient_intervals(t, block="partner", level=4),
    "specialization.specialization_table": lambda t: specialization_table(t, level=4),
    "specialization.specialization_table, counted": lambda t: specialization_table(
        t, level=4, reference="state", count="shipments"
    ),
    "specialization.specialization_table, of firms": lambda t: specialization_table(
        t, level=4, reference="state", firm="partner"
    ),
    "study.study_exports": study_exports,
    "tables.ExportMatrix": ExportMatrix.from_flows,
    "tables.set_aside": set_aside,
}
"""Under the name of the function, and after a comma how it is called."""

WITH_RAPIDFUZZ: Final[dict[str, Callable[[Any], object]]] = {
    "product_lists.propose_places": lambda t: propose_places(LISTED, t)
}
"""The same, of what needs an extra."""

NAMES: Final = ("flows", "panel", "flows_or_leads", "values_or_flows", "frame", "p")
"""What the parameter is called that takes a flows table."""
