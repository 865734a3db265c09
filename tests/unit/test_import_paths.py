"""Import paths that were public stay: 0.1.0's, and those that stood before the folders came."""

from __future__ import annotations

from importlib import import_module

import pytest

PATHS = {
    "odopkit": """
        DominanceRule Exports Flows ProductFlows aggregate_exports bracket_shares
        collect_exports concentration_table coverage dominance_by_state dominance_table
        lead_products load_illustrative_exports load_paper_table match_product_lists
        normalize_hs parse_hs read_dgcis read_exports set_aside study_exports validate
    """,
    "odopkit.aggregate": """
        COUNTS aggregate_exports collect_exports
    """,
    "odopkit.concentration": """
        MEASURES bootstrap_intervals concentration_intervals concentration_ratio concentration_table
        effective_number hall_tideman herfindahl_hirschman herfindahl_unbiased hhi_band
        shannon_entropy
    """,
    "odopkit.datasets": """
        list_datasets load_illustrative_exports load_paper_table provenance
    """,
    "odopkit.dominance": """
        DominanceRule PAPER_SHARE_EDGES admissible_rules diversification_table
        dominance_by_state dominance_table lead_cells_by_state lead_products
        lead_share_classes product_composition
    """,
    "odopkit.errors": """
        InvalidHSCodeError InvalidTableError InvalidValueError MissingDependencyError
        MixedHSLevelError MixedPeriodError OdopkitError OdopkitWarning ReadError
        UndefinedMeasureError UnknownNameError
    """,
    "odopkit.growth": """
        ConstantMarketShare PAPER_GROWTH_EDGES ShiftShare cagr constant_market_share
        growth_classes growth_share_matrix growth_table shift_share
    """,
    "odopkit.hs": """
        BROAD_SECTORS HSCode HSLevel describe_hs hs_broad_sector hs_parent hs_section
        is_pseudo_chapter normalize_hs parse_hs section_title
    """,
    "odopkit.inequality": """
        GroupedBounds LorenzCurve TheilDecomposition gini grouped_bounds lorenz_curve
        theil theil_decomposition theil_decomposition_table
    """,
    "odopkit.matrix": """
        ExportMatrix MatrixTotals
    """,
    "odopkit.ovop": """
        Agreement Assignment AssociationTest Basis CODEBOOKS ClaimVerdict Classification
        Codebook CohenKappa Confidence Crosstab DatedCount Dimension Direction
        ExportBody Fact GeographicUnit IndiaModel MarginMoneySlab MixKind Motive
        Objective Orientation OrientationRule Origin Principle ProductFocus Programme
        ProgrammeRegistry Provenance ReadExtent RecordType Relation RelationKind Scheme
        Status SubScheme SupportHead SupportInstrument TriState Verdict YearPolicy
        association_test check_claims check_programmes classify_orientation cohen_kappa
        compare_programmes crosstab field_coverage list_schemes load_india_model
        load_orientation_table load_outcome_figures load_programme_errata
        load_programmes load_scheme orientation_table programme_conflicts
        scheme_agreement sensitivity value_of
    """,
    "odopkit.paper": """
        check_paper
    """,
    "odopkit.potential": """
        CompositeScore DistrictPotential Diversification Indicator ScoreUncertainty
        average_trade backtest composite_score cronbach_alpha district_potential
        diversification_potential effective_weights export_potential opportunity_table
        rank_tiers score_uncertainty
    """,
    "odopkit.potential.composite": """
        CompositeScore Indicator ScoreUncertainty backtest composite_score
        cronbach_alpha effective_weights rank_tiers score_uncertainty
    """,
    "odopkit.potential.epi": """
        DistrictPotential Diversification average_trade district_potential
        diversification_potential export_potential
    """,
    "odopkit.potential.opportunities": """
        opportunity_table
    """,
    "odopkit.product_lists": """
        ListMatch match_product_lists propose_codes propose_places
    """,
    "odopkit.product_space": """
        Complexity complexity complexity_outlook_gain complexity_outlook_index density
        expy presence prody proximity
    """,
    "odopkit.ranking": """
        Coverage PAPER_BRACKETS RankSize bracket_shares coverage coverage_count
        rank_size
    """,
    "odopkit.readers": """
        BILLION CRORE LAKH MILLION ReadResult THOUSAND read_dgcis read_exports
    """,
    "odopkit.schemas": """
        Exports Flows ProductFlows validate
    """,
    "odopkit.similarity": """
        export_similarity trade_complementarity
    """,
    "odopkit.specialization": """
        additive_rca benjamini_hochberg bootstrap_quotients hypergeometric_tail
        location_quotient log_delta_interval normalized_rca quotient_intervals
        relative_export_advantage score_interval shrinkage_tau shrunken_quotient
        specialization_table symmetric_rca weighted_rca
    """,
    "odopkit.study": """
        ExportStudy PAPER_COVERAGE study_exports
    """,
}


@pytest.mark.parametrize("module", PATHS)
def test_every_public_import_path_still_imports(module: str) -> None:
    """``from module import name``, name by name."""
    home = import_module(module)
    missing = [name for name in PATHS[module].split() if not hasattr(home, name)]
    assert missing == []
