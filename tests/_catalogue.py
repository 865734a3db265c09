"""A call of every public function, on small tables, so that every frame of the package is made.

A key of ``CALLS`` is the path of what is called, without ``odopkit``; where one path is called
several times, a comma and the case follow.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
import pandas as pd

from _catalogue_tables import T
from odopkit import (
    aggregate,
    change,
    concentration,
    datasets,
    dominance,
    growth,
    inequality,
    ovop,
    paper,
    plot,
    potential,
    product_lists,
    product_space,
    ranking,
    readers,
    schemas,
    specialization,
    study,
    tables,
)
from odopkit.errors import OdopkitWarning

NEEDS: Final = {
    "product_lists.propose_codes": "rapidfuzz",
    "product_lists.propose_places": "rapidfuzz",
}
"""What a call needs beyond the dependencies of the package."""

AREAS: Final = {
    "type": "Feature",
    "properties": {"district": "Karnal"},
    "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]},
}
"""One area, as boundaries that a user brings."""


# What several calls start from, made once.
@cache
def _leads() -> pd.DataFrame:
    return dominance.lead_products(T["flows"], k=2)


@cache
def _dominance() -> pd.DataFrame:
    return dominance.dominance_table(T["flows"], rule="as_published", level=4)


@cache
def _growth() -> pd.DataFrame:
    return growth.growth_table(T["panel"], by="hs_code")


@cache
def _brackets() -> pd.DataFrame:
    return ranking.bracket_shares(T["flows"], edges=(1, 3))


@cache
def _matrix() -> tables.ExportMatrix:
    return tables.ExportMatrix.from_flows(T["flows"], level=4)


@cache
def _has() -> tables.ExportMatrix:
    return product_space.presence(specialization.location_quotient(_matrix()))


@cache
def _has_exactly() -> tables.ExportMatrix:
    fine = tables.ExportMatrix.from_flows(T["flows"])
    return product_space.presence(specialization.location_quotient(fine))


@cache
def _near() -> pd.DataFrame:
    return product_space.density(_has_exactly(), _has_exactly(), diagonal=0.0)


@cache
def _pci() -> pd.Series[float]:
    return pd.Series({"1006": -1.0, "3004": 0.5, "7113": 0.0, "8421": 1.0})


@cache
def _epi() -> pd.DataFrame:
    return potential.export_potential(
        T["trade"],
        exporter="IND",
        projections=T["projections"],
        tariffs=T["tariffs"],
        distances=T["distances"],
        reexport_guard=True,
    )


@cache
def _new() -> potential.Diversification:
    demand = T["demand"].assign(market="world")
    return potential.diversification_potential(_has_exactly(), _near(), demand)


@cache
def _districts(method: Any) -> potential.DistrictPotential:
    below = {"tau": 1.0} if method == "bottom_up" else {"rng": 1, "n_draws": 50}
    return potential.district_potential(_epi(), T["flows"], method=method, **below)


@cache
def _score() -> potential.CompositeScore:
    parts = [
        potential.Indicator("my_roads", direction=1, unit="km", lower=0.0, upper=20.0),
        potential.Indicator("my_ports", direction=-1, unit="hours"),
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", OdopkitWarning)
        return potential.composite_score(
            T["indicators"],
            parts,
            normalise="minmax",
            weights="equal",
            aggregate="arithmetic",
            min_coverage=0.5,
        )


@cache
def _score_in_pillars() -> potential.CompositeScore:
    parts = [
        potential.Indicator("my_roads", direction=1, unit="km", pillar="inland"),
        potential.Indicator("my_ports", direction=-1, unit="hours", pillar="coast"),
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", OdopkitWarning)
        return potential.composite_score(
            T["indicators"],
            parts,
            normalise="minmax",
            weights="equal",
            aggregate="arithmetic",
            pillar_weights={"inland": 3.0, "coast": 1.0},
            min_coverage=0.2,
        )


@cache
def _uncertainty() -> potential.ScoreUncertainty:
    return potential.score_uncertainty(
        _score(), n_draws=100, rng=np.random.default_rng(1), weight_concentration=1.0, k=3
    )


@cache
def _paper() -> ovop.ProgrammeRegistry:
    return ovop.load_programmes()


@cache
def _all() -> ovop.ProgrammeRegistry:
    return ovop.load_programmes("both", min_confidence="low")


@cache
def _match() -> product_lists.ListMatch:
    return product_lists.match_product_lists(T["listed"], T["flows"], k=2)


def _download() -> readers.ReadResult:
    head = 'State ,District,HS Code,"April, 24 To March, 25 Value(US $)"'
    rows = ["GOA,SOUTH GOA,30049099,314900", "GOA,NORTH GOA,3061790,40100"]
    with TemporaryDirectory() as folder:
        file = Path(folder) / "goa.csv"
        file.write_text("\n".join([head, *rows]), "utf-8")
        return readers.read_dgcis(file, pad_hs=True)


CALLS: Final[dict[str, Callable[[], object]]] = {
    "aggregate.aggregate_exports": lambda: aggregate.aggregate_exports(T["flows"], level=4),
    "aggregate.collect_exports": lambda: aggregate.collect_exports(
        aggregate.aggregate_exports(T["flows"], level=4)
    ),
    "change.concentration_change": lambda: change.concentration_change(
        T["earlier"], T["flows"], block="my_firm"
    ),
    "change.pair_survival": lambda: change.pair_survival(T["years"], spells="all"),
    "change.pair_turnover": lambda: change.pair_turnover(T["years"]),
    "concentration.concentration_table": lambda: concentration.concentration_table(
        T["flows"],
        across=("state", "district"),
        within="state",
        measures=("cr1", "cr3", *concentration.MEASURES),
    ),
    "concentration.concentration_table, across products": lambda: concentration.concentration_table(
        T["own"], across="my_product", within=("state", "district"), product="my_product"
    ),
    "concentration.bootstrap_intervals": lambda: concentration.bootstrap_intervals(
        T["flows"], block="my_firm", method="percentile", rng=1, n_resamples=20
    ),
    "concentration.concentration_intervals": lambda: concentration.concentration_intervals(
        T["flows"], block="my_firm"
    ),
    "datasets.list_datasets": datasets.list_datasets,
    "datasets.load_illustrative_exports": datasets.load_illustrative_exports,
    **{
        f"datasets.load_paper_table, {name}": lambda name=name: datasets.load_paper_table(name)  # type: ignore[misc]
        for name in datasets.list_datasets()["name"]
        if name != "illustrative_exports"
    },
    "dominance.admissible_rules": lambda: dominance.admissible_rules(T["counts"], T["top shares"]),
    "dominance.diversification_table": lambda: dominance.diversification_table(T["flows"]),
    "dominance.dominance_table": _dominance,
    "dominance.dominance_table, by the nation": lambda: dominance.dominance_table(
        T["flows"], rule="conventional", basis="national"
    ),
    "dominance.dominance_sensitivity": lambda: dominance.dominance_sensitivity(
        T["flows"], rule="conventional", thresholds=(0.0, 0.1), min_values=(None, 10.0)
    ),
    "dominance.dominance_by_state": lambda: dominance.dominance_by_state(_dominance()),
    "dominance.lead_cells_by_state": lambda: dominance.lead_cells_by_state(T["flows"]),
    "dominance.lead_products": _leads,
    "dominance.lead_products, own products": lambda: dominance.lead_products(
        T["own"], product="my_product"
    ),
    "dominance.lead_share_classes": lambda: dominance.lead_share_classes(_leads()),
    "dominance.product_composition": lambda: dominance.product_composition(T["flows"]),
    "dominance.product_composition, of leads": lambda: dominance.product_composition(
        _leads(), by="section"
    ),
    "growth.growth_table": lambda: growth.growth_table(T["panel"], by=("state", "district")),
    "growth.growth_table, of products": _growth,
    "growth.growth_margins": lambda: growth.growth_margins(T["panel"], level=4),
    "growth.trend_growth": lambda: growth.trend_growth(T["years"], by="state", breaks=("2020-21",)),
    "growth.growth_classes": lambda: growth.growth_classes(_growth()),
    "growth.growth_share_matrix": lambda: growth.growth_share_matrix(
        growth.growth_table(T["panel"].query("state == 'Goa'"), by="hs_code"), _growth()
    ),
    "growth.constant_market_share": lambda: growth.constant_market_share(
        T["wide"],
        T["wide later"],
        world_first=T["wide world"],
        world_last=T["wide world later"],
        order="shapley",
    ),
    "growth.shift_share": lambda: growth.shift_share(
        T["wide"], T["wide later"], method="esteban_marquillas"
    ),
    "inequality.grouped_bounds": lambda: inequality.grouped_bounds(_brackets()),
    "inequality.lorenz_curve": lambda: inequality.lorenz_curve([1, 3, 5]),
    "inequality.theil_decomposition": lambda: inequality.theil_decomposition(
        [1, 2, 3, 4], ["a", "a", "b", "b"], variant="T"
    ),
    "inequality.theil_decomposition_table": lambda: inequality.theil_decomposition_table(
        T["flows"], variant="L"
    ),
    "ovop.CODEBOOKS": lambda: dict(ovop.CODEBOOKS),
    "ovop.association_test": lambda: ovop.association_test(
        ovop.crosstab(_all()).against_rest(row="Asia", column="social")
    ),
    "ovop.check_claims": lambda: ovop.check_claims(
        _all(), thresholds=["2/3"], codebooks=["default"], rng=1
    ),
    "ovop.check_programmes": ovop.check_programmes,
    "ovop.classify_orientation": lambda: ovop.classify_orientation(_paper()["tha_otop_2000"]),
    "ovop.cohen_kappa": lambda: ovop.cohen_kappa(["s", "e", "s"], ["s", "s", "s"]),
    "ovop.compare_programmes": lambda: ovop.compare_programmes(
        _paper()["jpn_ovop_1979"], _paper()["tha_otop_2000"]
    ),
    "ovop.crosstab": lambda: ovop.crosstab(_paper()),
    "ovop.crosstab, programmes": lambda: ovop.crosstab(_all(), unit="programme", rows="status"),
    "ovop.Crosstab.against_rest": lambda: ovop.crosstab(_paper()).against_rest(
        row="Asia", column="social"
    ),
    "ovop.field_coverage": lambda: ovop.field_coverage(_paper()),
    "ovop.list_schemes": ovop.list_schemes,
    "ovop.load_india_model": ovop.load_india_model,
    "ovop.IndiaModel.counts_frame": lambda: ovop.load_india_model().counts_frame(),
    "ovop.IndiaModel.support_frame": lambda: ovop.load_india_model().support_frame(),
    "ovop.load_orientation_table": lambda: ovop.load_orientation_table(
        pd.DataFrame(
            {
                "iso3": ["BTN"],
                "programme": ["One Gewog One Product"],
                "orientation": ["economic"],
                "page": [12],
            }
        )
    ),
    "ovop.load_outcome_figures": ovop.load_outcome_figures,
    "ovop.load_programme_errata": ovop.load_programme_errata,
    "ovop.load_programmes": ovop.load_programmes,
    "ovop.load_programmes, found elsewhere": _all,
    "ovop.load_scheme": lambda: ovop.load_scheme("kurokawa2010"),
    "ovop.Scheme.categories": lambda: ovop.load_scheme("oita_ovop").categories(),
    "ovop.Scheme.orientations": lambda: ovop.load_scheme("jica_issue_codes").orientations(),
    "ovop.orientation_table": lambda: ovop.orientation_table(_paper()),
    "ovop.programme_conflicts": lambda: ovop.programme_conflicts(_all()),
    "ovop.programmes_by_country": lambda: ovop.programmes_by_country(_all()),
    "ovop.scheme_agreement": lambda: ovop.scheme_agreement(
        ovop.load_scheme("jica_issue_codes").orientations(), ovop.programmes_by_country(_all())
    ),
    "ovop.sensitivity": lambda: ovop.sensitivity(_paper(), codebooks=["default"]),
    "ovop.ProgrammeRegistry.acronym_collisions": lambda: _all().acronym_collisions(),
    "ovop.ProgrammeRegistry.conflicts": lambda: _paper().conflicts(),
    "ovop.ProgrammeRegistry.countries": lambda: _paper().countries(),
    "ovop.ProgrammeRegistry.facts": lambda: _paper().facts(),
    "ovop.ProgrammeRegistry.lineage": lambda: _paper().lineage("vnm_ocop_qn_2013"),
    "ovop.ProgrammeRegistry.sources": lambda: _paper().sources(),
    "ovop.ProgrammeRegistry.timeline": lambda: _paper().timeline(),
    "ovop.ProgrammeRegistry.to_frame": lambda: _paper().to_frame(basis=True),
    "paper.check_paper": paper.check_paper,
    "potential.average_trade": lambda: potential.average_trade(
        T["trade by year"], periods=["2020", "2021"]
    ),
    "potential.export_potential": _epi,
    "potential.district_potential, from above": lambda: _districts("top_down"),
    "potential.district_potential, from below": lambda: _districts("bottom_up"),
    "potential.diversification_potential": _new,
    "potential.opportunity_table": lambda: potential.opportunity_table(
        T["flows"],
        count="shipments",
        earlier=T["earlier"],
        steps=5,
        potentials=[_districts("top_down"), _new()],
        lists={"official": _match()},
    ),
    "potential.choice_sensitivity": lambda: potential.choice_sensitivity(
        _score(), n_draws=64, rng=1, weight_concentration=1.0
    ),
    "potential.gravity_ease": lambda: potential.gravity_ease(
        T["trade"],
        distances=T["distances"].assign(distance=[1.0, 2.0, 1.5, 3.0, 2.5, 4.0]),
    ),
    "potential.composite_score": _score,
    "potential.composite_score, in pillars": _score_in_pillars,
    "potential.effective_weights": lambda: potential.effective_weights(_score()),
    "potential.score_uncertainty": _uncertainty,
    "potential.rank_tiers": lambda: potential.rank_tiers(_uncertainty()),
    "potential.backtest": lambda: potential.backtest(
        T["scores"],
        T["later"],
        baselines={"last year": T["last year"]},
        k=3,
        interval_method="bootstrap",
        rng=np.random.default_rng(1),
    ),
    "plot.match_boundaries": lambda: plot.match_boundaries(AREAS, T["flows"].head(2)),
    "product_lists.match_product_lists": _match,
    "product_lists.match_product_lists, in words": lambda: product_lists.match_product_lists(
        T["listed in words"], T["flows"], codes=T["codes"]
    ),
    "product_lists.propose_codes": lambda: product_lists.propose_codes(
        ["medicine", "rice"], T["descriptions"]
    ),
    "product_lists.propose_places": lambda: product_lists.propose_places(T["listed"], T["flows"]),
    "product_space.complexity": lambda: product_space.complexity(T["flows"], level=4),
    "product_space.complexity_outlook_gain": lambda: product_space.complexity_outlook_gain(
        _has(), _has(), _pci(), variant="atlas", diagonal=0.0
    ),
    "product_space.complexity_outlook_index": lambda: product_space.complexity_outlook_index(
        _has(), product_space.density(_has(), _has(), diagonal=0.0), _pci()
    ),
    "product_space.density": _near,
    "product_space.expy": lambda: product_space.expy(_matrix(), _pci() + 2),
    "product_space.presence": _has,
    "product_space.prody": lambda: product_space.prody(
        tables.ExportMatrix.from_long(T["trade"], unit="exporter"), {"IND": 2.0, "USA": 60.0}
    ),
    "product_space.proximity": lambda: product_space.proximity(_has()),
    "ranking.bracket_shares": _brackets,
    "ranking.coverage": lambda: ranking.coverage(T["flows"], share=0.5),
    "ranking.rank_size": lambda: ranking.rank_size([8, 4, 2, 1]),
    "readers.read_exports": lambda: readers.read_exports(
        T["raw"],
        columns={"State": "state", "District": "district", "HS": "hs_code", "Value": "value"},
    ),
    "readers.read_dgcis": _download,
    "schemas.validate": lambda: schemas.validate(T["flows"]),
    "schemas.validate_indicators": lambda: schemas.validate_indicators(
        T["indicators"], unit=["state", "district"], indicators=["my_roads", "my_ports"]
    ),
    "specialization.additive_rca": lambda: specialization.additive_rca(_matrix()),
    "specialization.bootstrap_quotients": lambda: specialization.bootstrap_quotients(
        T["flows"], block="my_firm", method="percentile", rng=1, level=4, n_resamples=20
    ),
    "specialization.location_quotient": lambda: specialization.location_quotient(
        _matrix(), reference="state"
    ),
    "specialization.normalized_rca": lambda: specialization.normalized_rca(_matrix()),
    "specialization.quotient_intervals": lambda: specialization.quotient_intervals(
        T["flows"], block="my_firm", level=4
    ),
    "specialization.relative_export_advantage": lambda: specialization.relative_export_advantage(
        _matrix()
    ),
    "specialization.specialization_table": lambda: specialization.specialization_table(
        T["flows"],
        level=4,
        count="shipments",
        indices=("lq", "rsca", "nrca", "arca", "wrca", "rxa"),
    ),
    "specialization.specialization_table, of firms": lambda: specialization.specialization_table(
        T["flows"], level=4, firm="my_firm"
    ),
    "specialization.symmetric_rca": lambda: specialization.symmetric_rca(_matrix()),
    "specialization.weighted_rca": lambda: specialization.weighted_rca(_matrix()),
    "study.study_exports": lambda: study.study_exports(T["flows"]),
    "tables.ExportMatrix.from_cells": _matrix,
    "tables.ExportMatrix.from_flows": _matrix,
    "tables.ExportMatrix.from_frame": lambda: tables.ExportMatrix.from_frame(T["wide"]),
    "tables.ExportMatrix.from_long": lambda: tables.ExportMatrix.from_long(
        T["trade"].rename(columns={"exporter": "my_place"}), unit="my_place"
    ),
    "tables.ExportMatrix.to_long, places of your own": lambda: tables.ExportMatrix.from_long(
        T["trade"].rename(columns={"exporter": "my_place"}), unit="my_place"
    ).to_long(),
    "tables.ExportMatrix.to_frame": lambda: _matrix().to_frame(),
    "tables.ExportMatrix.to_long": lambda: _matrix().to_long(),
    "tables.ExportMatrix.undefined": lambda: specialization.location_quotient(
        _matrix(), reference="state"
    ).undefined(),
    "tables.set_aside": lambda: tables.set_aside(T["flows"]),
}
"""Calls without arguments, by the path of what they call."""
