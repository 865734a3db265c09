"""Other words for what odopkit computes, and where its own names are."""

from __future__ import annotations

from typing import Final

# Other words for what odopkit computes, each with the functions that compute it.  Words are
# looked up without case and underscores; the function of the module that was asked comes first.
OTHER_NAMES: Final[dict[str, tuple[str, ...]]] = {
    # How concentrated
    "herfindahl": ("concentration.herfindahl_hirschman",),
    "herfindahl_index": ("concentration.herfindahl_hirschman",),
    "hhi": ("concentration.herfindahl_hirschman",),
    "hirschman": ("concentration.herfindahl_hirschman",),
    "simpson": ("concentration.herfindahl_hirschman",),
    "hhi_normalized": ("concentration.herfindahl_hirschman",),
    "cr": ("concentration.concentration_ratio",),
    "crk": ("concentration.concentration_ratio",),
    "cr1": ("concentration.concentration_ratio",),
    "cr4": ("concentration.concentration_ratio",),
    "top_share": ("concentration.concentration_ratio",),
    "hill": ("concentration.effective_number",),
    "hill_number": ("concentration.effective_number",),
    "numbers_equivalent": ("concentration.effective_number",),
    "shannon": ("concentration.shannon_entropy",),
    "entropy": ("concentration.shannon_entropy",),
    "rosenbluth": ("concentration.hall_tideman",),
    "hannah_kay": ("concentration.effective_number",),
    "bootstrap": ("concentration.bootstrap_intervals", "specialization.bootstrap_quotients"),
    "confidence_interval": (
        "concentration.concentration_intervals",
        "specialization.score_interval",
        "potential.score_uncertainty",
    ),
    # How unequal
    "gini_coefficient": ("inequality.gini",),
    "gini_index": ("inequality.gini",),
    "lorenz": ("inequality.lorenz_curve",),
    "theil_index": ("inequality.theil",),
    "theil_t": ("inequality.theil",),
    "theil_l": ("inequality.theil",),
    "mean_log_deviation": ("inequality.theil",),
    "between_within": ("inequality.theil_decomposition",),
    "decomposition": ("inequality.theil_decomposition",),
    "grouped_gini": ("inequality.grouped_bounds",),
    # Who makes how much
    "zipf": ("ranking.rank_size",),
    "power_law": ("ranking.rank_size",),
    "pareto": ("ranking.rank_size",),
    "top_n": ("ranking.coverage", "dominance.lead_products"),
    "brackets": ("ranking.bracket_shares",),
    "table1": ("ranking.bracket_shares",),
    # Which product leads
    "dominance": ("dominance.dominance_table",),
    "two_product_rule": ("dominance.dominance_table",),
    "table2": ("dominance.dominance_by_state",),
    "sensitivity_of_table2": ("dominance.dominance_sensitivity",),
    "appendix1": ("dominance.lead_cells_by_state",),
    "figure3": ("dominance.lead_share_classes", "plot.draw_lead_shares"),
    "leading_products": ("dominance.lead_products",),
    # Seen
    "figure1": ("plot.draw_orientations",),
    "figure2": ("plot.draw_diversification", "dominance.diversification_table"),
    "choropleth": ("plot.draw_map",),
    "bubble_chart": ("plot.draw_lead_shares",),
    "forest_plot": ("plot.draw_quotients",),
    "network": ("plot.draw_product_space",),
    "tile_map": ("plot.draw_tiles",),
    "svg": ("plot.to_svg",),
    "alt_text": ("plot.describe",),
    "top_products": ("dominance.lead_products",),
    "diversification": ("dominance.diversification_table", "potential.diversification_potential"),
    # Specialization
    "lq": ("specialization.location_quotient",),
    "rca": ("specialization.location_quotient",),
    "balassa": ("specialization.location_quotient",),
    "balassa_index": ("specialization.location_quotient",),
    "revealed_comparative_advantage": ("specialization.location_quotient",),
    "rsca": ("specialization.symmetric_rca",),
    "nrca": ("specialization.normalized_rca",),
    "arca": ("specialization.additive_rca",),
    "wrca": ("specialization.weighted_rca",),
    "rxa": ("specialization.relative_export_advantage",),
    "vollrath": ("specialization.relative_export_advantage",),
    "fdr": ("specialization.benjamini_hochberg",),
    "q_values": ("specialization.benjamini_hochberg",),
    "fisher_exact": ("specialization.hypergeometric_tail", "ovop.association_test"),
    "empirical_bayes": ("specialization.shrunken_quotient",),
    # The product space
    "eci": ("product_space.complexity",),
    "pci": ("product_space.complexity",),
    "economic_complexity": ("product_space.complexity",),
    "fitness": ("product_space.complexity",),
    "method_of_reflections": ("product_space.complexity",),
    "diversity": ("product_space.complexity", "concentration.effective_number"),
    "ubiquity": ("product_space.complexity",),
    "relatedness": ("product_space.density", "product_space.proximity"),
    "phi": ("product_space.proximity",),
    "coi": ("product_space.complexity_outlook_index",),
    "cog": ("product_space.complexity_outlook_gain",),
    "mcp": ("product_space.presence",),
    "sophistication": ("product_space.prody", "product_space.expy"),
    # Growth
    "growth_rate": ("growth.cagr", "growth.growth_table"),
    "compound_growth": ("growth.cagr",),
    "bcg_matrix": ("growth.growth_share_matrix",),
    "market_share_analysis": ("growth.constant_market_share",),
    "cms": ("growth.constant_market_share",),
    "esteban_marquillas": ("growth.shift_share",),
    "log_linear_trend": ("growth.trend_growth",),
    "extensive_margin": ("growth.growth_margins",),
    "intensive_margin": ("growth.growth_margins",),
    # Change between years
    "change_in_concentration": ("change.concentration_change",),
    "jackknife": ("change.concentration_change",),
    "churning": ("change.pair_turnover",),
    "entry_and_exit": ("change.pair_turnover", "growth.growth_margins"),
    "kaplan_meier": ("change.pair_survival",),
    "duration": ("change.pair_survival",),
    "survival": ("change.pair_survival",),
    # Similarity
    "finger_kreinin": ("similarity.export_similarity",),
    "esi": ("similarity.export_similarity",),
    "complementarity": ("similarity.trade_complementarity",),
    # Potential
    "epi": ("potential.export_potential",),
    "export_potential_indicator": ("potential.export_potential",),
    "itc": ("potential.export_potential",),
    "pdi": ("potential.diversification_potential",),
    "score": ("potential.composite_score",),
    "composite_index": ("potential.composite_score",),
    "rank_intervals": ("potential.score_uncertainty", "potential.rank_tiers"),
    "monte_carlo": ("potential.score_uncertainty",),
    "sobol": ("potential.choice_sensitivity",),
    "global_sensitivity": ("potential.choice_sensitivity",),
    "gravity_model": ("potential.gravity_ease",),
    "ppml": ("potential.gravity_ease",),
    "cronbach": ("potential.cronbach_alpha",),
    "alpha": ("potential.cronbach_alpha",),
    "opportunities": ("potential.opportunity_table",),
    # Codes and tables
    "describe": ("hs.describe_hs",),
    "description": ("hs.describe_hs",),
    "parse": ("hs.parse_hs",),
    "clean": ("hs.normalize_hs",),
    "normalize": ("hs.normalize_hs",),
    "parent": ("hs.hs_parent",),
    "section": ("hs.hs_section",),
    "sector": ("hs.hs_broad_sector",),
    "broad_sector": ("hs.hs_broad_sector",),
    "read": ("readers.read_exports", "readers.read_dgcis"),
    "read_csv": ("readers.read_exports",),
    "read_excel": ("readers.read_exports",),
    "load": ("datasets.load_paper_table", "readers.read_exports"),
    "validate_flows": ("schemas.validate",),
    "aggregate": ("aggregate.aggregate_exports",),
    "rollup": ("aggregate.aggregate_exports", "ovop.programmes_by_country"),
    "roll_up": ("aggregate.aggregate_exports", "ovop.programmes_by_country"),
    "from_flows": ("tables.ExportMatrix",),
    "from_long": ("tables.ExportMatrix",),
    "from_frame": ("tables.ExportMatrix",),
    "odop_match": ("product_lists.match_product_lists",),
    "match": ("product_lists.match_product_lists",),
    "study": ("study.study_exports",),
    # Programmes
    "classify": ("ovop.classify_orientation",),
    "orientation": ("ovop.classify_orientation",),
    "kappa": ("ovop.cohen_kappa",),
    "programmes": ("ovop.load_programmes",),
    "ovop_programmes": ("ovop.load_programmes",),
}
"""Other words of the field, and the functions that each may stand for."""

PUBLIC: Final[dict[str, tuple[str, ...]]] = {
    room: tuple(names.split())
    for room, names in {
        "aggregate": """
            COUNTS aggregate_exports collect_exports
        """,
        "change": """
            ConcentrationChange PairSurvival concentration_change pair_survival
            pair_turnover
        """,
        "concentration": """
            MEASURES bootstrap_intervals concentration_intervals concentration_ratio
            concentration_table
            effective_number hall_tideman herfindahl_hirschman herfindahl_unbiased
            hhi_band shannon_entropy
        """,
        "datasets": """
            list_datasets load_illustrative_exports load_paper_table provenance
        """,
        "dominance": """
            PAPER_SHARE_EDGES PAPER_THRESHOLDS DominanceRule admissible_rules
            diversification_table dominance_by_state dominance_sensitivity
            dominance_table lead_cells_by_state lead_products lead_share_classes
            product_composition
        """,
        "growth": """
            PAPER_GROWTH_EDGES ConstantMarketShare ShiftShare cagr constant_market_share
            growth_classes growth_margins growth_share_matrix growth_table shift_share
            trend_growth
        """,
        "hs": """
            BROAD_SECTORS HSCode HSLevel describe_hs hs_broad_sector hs_parent
            hs_section is_pseudo_chapter normalize_hs parse_hs section_title
        """,
        "inequality": """
            GroupedBounds LorenzCurve TheilDecomposition gini grouped_bounds
            lorenz_curve theil theil_decomposition theil_decomposition_table
        """,
        "ovop": """
            CODEBOOKS Agreement Assignment AssociationTest Basis ClaimVerdict
            Classification Codebook CohenKappa Confidence Crosstab DatedCount Dimension
            Direction ExportBody Fact GeographicUnit IndiaModel MarginMoneySlab MixKind
            Motive Objective Orientation OrientationRule Origin Principle ProductFocus
            Programme ProgrammeRegistry Provenance ReadExtent RecordType Relation
            RelationKind Scheme Status SubScheme SupportHead SupportInstrument TriState
            Verdict YearPolicy association_test check_claims check_programmes
            classify_orientation cohen_kappa compare_programmes crosstab field_coverage
            list_schemes load_india_model load_orientation_table load_outcome_figures
            load_programme_errata load_programmes load_scheme orientation_table
            programme_conflicts programmes_by_country scheme_agreement sensitivity
            value_of
        """,
        "paper": """
            check_paper
        """,
        "plot": """
            describe draw_brackets draw_cumulative draw_diversification draw_gaps
            draw_growth_share draw_lead_shares draw_lorenz draw_map draw_orientations
            draw_product_space draw_quotients draw_ranks draw_thresholds draw_tiles
            draw_timeline match_boundaries to_svg
        """,
        "potential": """
            ChoiceSensitivity CompositeScore DistrictPotential Diversification
            GravityEase Indicator ScoreUncertainty average_trade backtest
            choice_sensitivity composite_score cronbach_alpha district_potential
            diversification_potential effective_weights export_potential gravity_ease
            opportunity_table rank_tiers score_uncertainty
        """,
        "product_lists": """
            ListMatch match_product_lists propose_codes propose_places
        """,
        "product_space": """
            Complexity complexity complexity_outlook_gain complexity_outlook_index
            density expy presence prody proximity
        """,
        "ranking": """
            PAPER_BRACKETS Coverage RankSize bracket_shares coverage coverage_count
            rank_size
        """,
        "readers": """
            BILLION CRORE LAKH MILLION THOUSAND ReadLimits ReadResult read_dgcis read_exports
        """,
        "schemas": """
            BilateralTrade Exports Flows IndicatorTable ProductFlows validate
            validate_indicators
        """,
        "similarity": """
            export_similarity trade_complementarity
        """,
        "specialization": """
            additive_rca benjamini_hochberg bootstrap_quotients hypergeometric_tail
            location_quotient log_delta_interval normalized_rca quotient_intervals
            relative_export_advantage score_interval shrinkage_tau shrunken_quotient
            specialization_table symmetric_rca weighted_rca
        """,
        "study": """
            PAPER_COVERAGE ExportStudy study_exports
        """,
        "tables": """
            ExportMatrix MatrixTotals set_aside
        """,
    }.items()
}
"""The public names of each room, so that a wrong guess is answered without an import."""
