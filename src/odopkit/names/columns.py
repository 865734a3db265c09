"""What each column of a returned table means, wherever it stands."""

from __future__ import annotations

import re
from typing import Final

from odopkit.names.columns_of_programmes import OF_PROGRAMMES

# Values are in the currency and scale of the table that went in; shares and rates are fractions.
_OF_TRADE: Final[dict[str, str]] = {
    "accepted": "Whether you have accepted the proposal; False until you set it.",
    "action": "What the reader did with the row.",
    "actual": "Exports as they are; in tables of growth the change as it is.",
    "age": "Year of the spell, 1 the first.",
    "allocation": "Change from being specialized in what the unit does better than others.",
    "area": "Position of the district's polygon in the boundaries, missing where there is none.",
    "arca": "Additive revealed comparative advantage, -1 to 1; 0 is as the reference.",
    "at_least": "Lower end of the class, which belongs to it.",
    "below": "Upper end of the class, which does not belong to it, but in the last class.",
    "between": (
        "The part of inequality that lies between states or groups; in `ConcentrationChange` its "
        "change."
    ),
    "bracket": "First and last rank of the bracket, such as 1-10.",
    "broad_sector": "Agriculture, minerals or manufacturing.",
    "cagr": "Compound yearly growth, a fraction from -1 up.",
    "case": "Whether the district is ordinary, has only one product, or no exports.",
    "change": "Value, or measure, at the last date less that at the first.",
    "change_of_squares": "Sum of squared shares at the last date less that at the first.",
    "claim": "What the paper says, in words of this package.",
    "coefficient": "What was fitted to the term.",
    "coi": "Complexity outlook index, any real number, not standardised.",
    "competitive": "Change from growing otherwise than the nation does in the product.",
    "competitiveness": (
        "In `growth_share_matrix`: growth less the world's in the product; in "
        "`ConstantMarketShare`: the change that no other effect explains."
    ),
    "component": "Number of the connected component, 1 the largest; 0 is without presence.",
    "contradiction": "Whether the published counts contradict the rule.",
    "correlation_ratio": "Share of the score's variance that the indicator explains, 0 to 1.",
    "count": "The count behind the cell: shipments, exporters, or whatever was counted.",
    "count_double": "Districts that the paper counts as double.",
    "count_single": "Districts that the paper counts as single.",
    "coverage": "The share of the weight or value for which data are there, 0 to 1.",
    "covers": "What the interval is of: what is imagined drawn again, and what is not.",
    "cumulative_share": "Share of the total that this row and those before it hold, 0 to 1.",
    "demand": "Expected imports of the market; in `Diversification` as they were given.",
    "density": "Share of what is near the product that the unit has, 0 to 1.",
    "description": "What the code stands for, in words.",
    "difference": "Rank correlation of the score less that of the row.",
    "distance_factor": "Factor of ease: how far the market is beside what is usual for it.",
    "district": "Name of the district; with `state` it names a place.",
    "diversification_market": "The market in which the product ranks best for the place.",
    "diversification_n_ranked": "How many products were ranked for the place in that market.",
    "diversification_rank": "Best rank of the product over markets; 1 is best.",
    "diversity": "How many products the unit has.",
    "diversity_correlation": "Correlation of the index with diversity, 0 to 1; it fixes the sign.",
    "double": "Districts that two products dominate.",
    "dynamism": "Growth of the world in the product less that in all products.",
    "earlier_value": "Exports at the earlier date.",
    "ease": "Ease of trade with the market, from 0; 1 is what shares alone predict.",
    "ease_imputed": "Whether ease was given because there is no trade with the market.",
    "eci": "Economic complexity index of the unit, mean 0 and deviation 1.",
    "effective": "Share of the score's variance that the indicator really carries, 0 to 1.",
    "effective_number": "Number of equal units that are as concentrated, from 1.",
    "effective_number_1": "The same of order 1, the exponential of the entropy.",
    "entropy": "Shannon's entropy of the shares, in nats, from 0.",
    "entry_rate": "Pairs that entered beside those of the year before, from 0.",
    "erratum": "Short name of the erratum.",
    "estimate": "The measure of the table itself.",
    "exit_rate": "Pairs that left beside those of the year before, 0 to 1.",
    "exponent": "Exponent of size by rank, above 0; 1 is Zipf's law.",
    "exported": "Whether the place exports the product.",
    "exporter": "The country that sells.",
    "expy": "Income level of what the unit exports, in the unit of `prody`.",
    "extensive": "Change from pairs that came or went.",
    "extensive_growth": "The same beside the value at the first date.",
    "family_size": "How many cells the family of tests has, those that are not listed included.",
    "file": "The file, or the member of a zip.",
    "first": (
        "In tables of brackets the first rank; in comparisons what the first of the two has."
    ),
    "first_code": "The leading product.",
    "first_estimate": "The measure at the first date.",
    "first_order": "Share of the variance that the input explains alone, about 0 to 1.",
    "first_period": "The first year of the phase.",
    "first_share": "Share of the leading product, of what `basis` says, 0 to 1.",
    "first_value": (
        "In `dominance_table`: value of the leading product; in `growth_table`: value at the "
        "first date."
    ),
    "fitted": "Exports as the model has them.",
    "forced_class": "The class that the top share alone forces; empty where it forces none.",
    "found_in": "Which of the two tables has it.",
    "from_inside": "Change from inequality inside the state, at its mean share.",
    "from_shares": "Change from the weight of the state, at its mean inequality.",
    "function": "The function that shows it, or does it otherwise.",
    "gap": "Share of the first product less that of the second.",
    "gap_above_threshold": "Whether the gap is above the threshold.",
    "gdp_factor": "Factor of supply: expected growth of the exporter's GDP beside others'.",
    "gini": "Gini coefficient, 0 to 1.",
    "gini_corrected": "Gini coefficient times n / (n - 1), 0 to 1.",
    "global_tariff_factor": "Factor of supply: tariffs that the exporter meets beside others.",
    "group": "The group.",
    "growth": "Growth over the whole span, or by step, a fraction from -1 up.",
    "growth_class": "The class of growth, closed on the left.",
    "growth_share_quadrant": "The quadrant of the place in the product; see `quadrant`.",
    "hall_tideman": "Hall-Tideman (Rosenbluth) index, above 0 to 1.",
    "hhi": "Herfindahl-Hirschman index, a fraction above 0 to 1.",
    "hhi_normalized": "The same, stretched so that equal units give 0.",
    "hits": "Leading units by both the ranking and the outcome, ties by lot on average.",
    "hs_code": "HS code as text.",
    "imports": "What the market imports of the product.",
    "income_factor": "Factor of demand: expected growth of income per head.",
    "indicator": "Name of the indicator.",
    "indicators": "Names of the indicators that are meant, joined.",
    "input": "The choice that was varied.",
    "intensive": "Change of pairs that stayed.",
    "intensive_growth": "The same beside the value at the first date.",
    "intercept": "Intercept of the fitted line of logarithms.",
    "interval_method": "How the interval of what `covers` says was made: fisher or bootstrap.",
    "item": "What is told.",
    "k": "How many leading units were looked at.",
    "kept": "Sum of the rows of data that were kept, of those that a printed total covers.",
    "kurtosis": "Excess kurtosis of the indicator.",
    "kurtosis_after": "Excess kurtosis after extreme values were pulled in.",
    "label": "The label that found no match; in `ReadResult.totals` the one that names a total.",
    "last": "Last rank of the bracket.",
    "last_estimate": "The measure at the last date.",
    "last_period": "The last year of the phase.",
    "last_value": "Value at the last date.",
    "lift": "Hits beside what chance would give; 1 is chance.",
    "listed": "What is on the list, as the list has it.",
    "listed_code": "The codes or names that stand for it.",
    "lower": "Lower end of the interval (of what `covers` says) or of the scale.",
    "lq": "Location quotient, from 0; 1 is as the reference.",
    "lq_counts": "Location quotient of counts in place of values.",
    "lq_counts_q": "Probability `q` of the quotient of counts.",
    "lq_shrunk": "Location quotient of counts, drawn towards 1 where counts are few.",
    "lq_too_thin": "Whether the cell is too thin to read the quotient.",
    "market": (
        "The country that buys; in `ConstantMarketShare` the effect of which markets are served."
    ),
    "market_share": "Share of the exporter in the world's exports of the product, 0 to 1.",
    "mean_shift": "Mean distance from the rank of the score itself.",
    "measure": "Name of the measure.",
    "median_rank": "Median of the rank over draws.",
    "message": "What was found, in words.",
    "min_value": "The least value of a place that was asked for; missing for none.",
    "mix": "Change from the nation's growth in the products that the unit exports.",
    "n_absent": "Products that the unit lacks and that were summed.",
    "n_at_risk": "Spells that reached that age.",
    "n_bins": "Classes that the indicator was cut into.",
    "n_blocks": "Blocks that were left out or resampled, or in which the cell exports.",
    "n_censored": "Spells that still run in the last year, at that age.",
    "n_chapters": "HS chapters with exports.",
    "n_choices": "How many choices the input has; 0 where it is continuous.",
    "n_coded": (
        "In `ListMatch`: listed products that have a code or name; in `field_coverage`: records "
        "where the field is a code of this package."
    ),
    "n_components": "Connected components.",
    "n_ended": "Spells that ended at that age.",
    "n_entered": "Pairs of district and product that came.",
    "n_exited": "Pairs of district and product that went.",
    "n_in_tier": "Units in the tier.",
    "n_indicators": "Indicators of the pillar.",
    "n_leading": "Leading products of the district, at most k.",
    "n_leading_listed": "Leading products that the list covers.",
    "n_left_out": "Units, or records, that were left out.",
    "n_listed": "Listed products of the district, each once.",
    "n_matched": "Listed products among the leading ones.",
    "n_missing": "Values that are missing.",
    "n_mixed": "Rows of a sum that adds codes of several lengths.",
    "n_negative": "Rows with a negative value.",
    "n_nonfinite": "Rows with an infinite value.",
    "n_on_edge": "Rates that lie exactly on the lower end of the class.",
    "n_outside": "Values beyond the ends that were given.",
    "n_pairs_before": "Pairs of district and product the year before.",
    "n_partners": "Partners with exports.",
    "n_periods": "Years between the two dates, or years in which the flow is in the table.",
    "n_products": "Products, as a rule with exports.",
    "n_products_with_pci": "Products that have an index.",
    "n_pseudo": "Rows of special transactions, chapters 98 and 99.",
    "n_ranked": "Products ranked for the same unit and market.",
    "n_rates": "Rates in the class.",
    "n_resamples": "Resamples, or tables without one block, in which the estimate is defined.",
    "n_rows": "Rows that were summed, or rows of the list.",
    "n_short": "Rows whose codes have fewer digits than were asked for.",
    "n_slots": "Districts times leading products, each counted.",
    "n_states": "States.",
    "n_stayed": "Pairs of district and product at both dates.",
    "n_units": "Units: places, countries or whatever is measured.",
    "n_units_with_eci": "Units that have an index.",
    "n_winsorised": "Values that were pulled in.",
    "n_years": "Years of the phase that the panel holds.",
    "national": "Change from growing as the nation does in all products.",
    "national_growth": "The nation's growth in the product, by step.",
    "national_share_class": "Class of the share in the nation, closed on the left.",
    "no_exports": "Districts without exports.",
    "note": "What else there is to say.",
    "nrca": "Normalised revealed comparative advantage, -1/4 to 1/4; 0 is as the reference.",
    "only_product": "Districts with one product; they are also in single or double.",
    "order": "Which effect was taken first.",
    "over_trade": "Exports above the potential, cell by cell.",
    "own_first": "Own exports at the first date.",
    "own_growth": "Own growth between the dates, a fraction from -1 up.",
    "own_last": "Own exports at the last date.",
    "own_share_first": "Share of the product in own exports at the first date, 0 to 1.",
    "own_share_last": "Share of the product in own exports at the last date, 0 to 1.",
    "p": "Probability of a count as large or larger, if the place were as the reference.",
    "p_rank_1": "Share of draws in which the place has the largest potential, 0 to 1.",
    "p_top": "Share of draws in which the unit is among the first k, 0 to 1.",
    "part": "Which part of the change: exit, stayers or entry.",
    "partner": "The country that buys, in a flows table.",
    "pci": "Product complexity index, on the scale of `eci`.",
    "period": "The year.",
    "pillar": "A group of indicators.",
    "place": "The place that the figure is of.",
    "population_factor": "Factor of demand: expected growth of the market's population.",
    "potential": "Export potential: supply times ease times demand.",
    "predicted": "Exports that shares alone predict.",
    "printed": "What the paper prints; in `ReadResult.totals` what the file prints.",
    "prody": "Income level of the product, in the unit of the incomes.",
    "product": ("The product; in `ConstantMarketShare` the effect of which products are exported."),
    "proposed_district": "A district of the exports that may be meant.",
    "proposed_state": "Its state.",
    "q": "The same probability for having looked at every cell of the family.",
    "quadrant": "Champion, underachiever, achiever in adversity or declining.",
    "r_squared": "Squared correlation of the indicator with the score, 0 to 1.",
    "rank": "Rank, 1 the first; 0 or missing where there is none.",
    "ratio": "Effective weight over nominal weight.",
    "realised": "The lesser of potential and exports, cell by cell.",
    "recomputed": "What the printed figures, or those of another document, give.",
    "reexport_factor": "Factor of supply: exports beside own imports of the product, at most 1.",
    "relative": "Score beside the best of the same unit and market, 0 to 1.",
    "row": "Row of the file, from 1, or of the frame; in `sensitivity` the region.",
    "rsca": "Symmetric revealed comparative advantage, -1 to 1; 0 is as the reference.",
    "rule": "The rule that decided.",
    "rxa": "Relative export advantage, from 0; products and places of the cell are left out.",
    "score": "Composite score, or how alike two texts are, 0 to 1.",
    "second_code": "The second product.",
    "second_eigenvalue": "Second largest eigenvalue, 0 to 1; its vector is the index.",
    "second_share": "Share of the second product, of what `basis` says, 0 to 1.",
    "second_value": "Value of the second product.",
    "section": "HS section in Roman numerals.",
    "share": (
        "Share of the table's own total, 0 to 1; in `Coverage.to_frame` the share asked for; in "
        "`Agreement.to_frame` of the cases on which both agree."
    ),
    "share_above_one": "Share of resamples in which the quotient is above 1.",
    "share_class": "Class of shares, closed on the left.",
    "share_first": "Share of the total at the first date, 0 to 1.",
    "share_in_district": "Share in the district's exports, 0 to 1.",
    "share_in_nation": "Share in the nation's exports of the product, 0 to 1.",
    "share_in_state": "Share in the state's exports, 0 to 1.",
    "share_last": "Share of the total at the last date, 0 to 1.",
    "share_listed_in_leading": "Matched products beside listed ones that have a code, 0 to 1.",
    "share_of_products": "Share of all products, 0 to 1.",
    "share_of_products_in_sector": "Share of the products of the broad sector, 0 to 1.",
    "share_of_slots": "Share of all slots, 0 to 1.",
    "share_of_slots_in_sector": "Share of the slots of the broad sector, 0 to 1.",
    "share_of_value": "Share of the value, 0 to 1.",
    "share_reached": "The share that the units reach, 0 to 1.",
    "sheet": "The worksheet.",
    "shipments": "How many shipments the row stands for.",
    "single": "Districts that one product dominates.",
    "single_or_double": "Whether one product dominates the district, or two.",
    "size": "Change from the growth of world exports as a whole.",
    "skewness": "Skewness of the indicator.",
    "skewness_after": "Skewness after extreme values were pulled in.",
    "spearman": "Rank correlation with the outcome, -1 to 1.",
    "standard_error": "Standard error of the exponent.",
    "state": "Name of the state.",
    "states": "Names of the states, joined.",
    "supply": "What the exporter is expected to sell, as a share of the world's exports.",
    "survival": "Share of spells that go on beyond that age, 0 to 1.",
    "tariff_factor": "Factor of demand: the tariff beside what others pay.",
    "tau": "Weight that drew the quotient towards 1, in counts.",
    "term": "What a coefficient belongs to.",
    "text": "The words of the list.",
    "theil": "Theil index, from 0.",
    "theil_first": "Theil's T inside the state at the first date.",
    "theil_l": "Theil's L, the mean logarithmic deviation, from 0.",
    "theil_last": "Theil's T inside the state at the last date.",
    "theil_t": "Theil's T, from 0.",
    "third_eigenvalue": "Third largest eigenvalue; the nearer to the second, the vaguer the index.",
    "tied": "Whether the order was settled by label among equals.",
    "tier": "Number of the tier, 1 the best; units of a tier are not told apart.",
    "too_small": "Whether the district exports too little to read; by state, how many do.",
    "too_thin": "Whether the cell is too thin to read, by count or value.",
    "total_order": "Share of the variance that the input has a part in, about 0 to 1.",
    "trade_ratio": "Factor of ease: trade with the market beside what shares predict.",
    "trade_ratio_fitted": "Trade with the market as the model has it, beside what shares predict.",
    "treatment": "What was done with it: left out, or kept in totals.",
    "trend": "Growth per year fitted through all years, a fraction from -1 up.",
    "ubiquity": "How many units have the product.",
    "unrealised": "Potential above exports, cell by cell.",
    "unspecified": "How exports of no known place were treated.",
    "upper": "Upper end of the interval (of what `covers` says) or of the scale.",
    "used": (
        "In `Complexity.component`: whether the indices are of it; in `CompositeScore.winsorised`: "
        "the value that was put in place."
    ),
    "value_entered": "Value of pairs that came, at the later date.",
    "value_exited": "Value of pairs that went, at the earlier date.",
    "value_reached": "Exports of the units that reach the share.",
    "value_stayed": "Value of pairs at both dates, at the later one.",
    "value_unspecified": "Exports of no known place.",
    "value_usd_mn": "Exports in USD million, as printed.",
    "variant": "Which of the two Theil indices: T or L.",
    "weak_sign": "Whether the sign of the index hangs by a thread.",
    "weight": "Nominal weight of the indicator, a share of 1.",
    "what": "What was set aside or counted: a chapter, a period, a sort of thing.",
    "where": "Where in the source it stands.",
    "within": (
        "The part of inequality that lies within states or groups, in `ConcentrationChange` its "
        "change; in the printed table "
        "`sector_composition` what shares are of."
    ),
    "world_exports": "The world's exports of the product.",
    "world_growth": "Growth of the world in the product, a fraction from -1 up.",
    "wrca": "Weighted revealed comparative advantage, from 0.",
    "wrong": "What is wrong with it.",
}

COLUMNS: Final[dict[str, str]] = dict(sorted((_OF_TRADE | OF_PROGRAMMES).items()))
"""The columns of all tables that the package returns, each with what it means."""

PATTERNS: Final[dict[str, str]] = {
    "cr⟨k⟩": "Share of the k largest units, 0 to 1.",
    "⟨column⟩_⟨rule⟩": "That column by that reading of the dominance rule, where both stand.",
    "⟨column⟩_basis": "What the value of that column rests on; see `basis`.",
    "⟨column⟩_lower": "Lower end of an interval of what `covers` says, beside that column.",
    "⟨column⟩_upper": "Upper end of an interval of what `covers` says, beside that column.",
    "epi_⟨method⟩_potential": "Potential by that method, over all markets.",
    "epi_⟨method⟩_unrealised": "Unrealised potential by that method, over all markets.",
    "list_⟨list⟩": "Whether the product is on that list, and whether it leads in the place.",
    "⟨product column⟩": "Products, under the name that their column has in your table.",
    "⟨key⟩": "What names a row, under the name that it has in your table.",
    "⟨your column⟩": "A column of your table that passes through as it is.",
    "⟨indicator⟩": "An indicator of yours, under its own name.",
    "⟨product⟩": "In a wide table: the values of one product, a column each.",
    "⟨category⟩": "In a cross-table: how many have that code, a column each.",
}
"""The columns whose names depend on the call; what stands in ⟨⟩ is yours or one of several."""

_FORMS: Final = {
    "k": r"[1-9][0-9]*",
    "column": r"(?P<column>.+)",
    "rule": r"as_published|conventional",
    "method": r"top_down|bottom_up",
    "list": r".+",
}


def pattern_of(column: str) -> str:
    """Find the pattern that the name of a column follows.

    Parameters
    ----------
    column : str
        The name of a column.

    Returns
    -------
    str
        One of :data:`~odopkit.names.PATTERNS`; empty where the name follows none, as one
        that you chose does not.

    Examples
    --------
    >>> from odopkit.names import PATTERNS, pattern_of
    >>> PATTERNS[pattern_of("cr4")]
    'Share of the k largest units, 0 to 1.'
    >>> pattern_of("spearman_lower"), pattern_of("my_column_lower")
    ('⟨column⟩_lower', '')
    """
    for pattern in PATTERNS:
        if re.fullmatch(r"⟨[^⟩]*⟩", pattern):
            continue
        form = re.sub(r"⟨(\w+)⟩", lambda part: f"(?:{_FORMS[part[1]]})", pattern)
        found = re.fullmatch(form, column)
        if found and found.groupdict().get("column", "reason") in COLUMNS:
            return pattern
    return ""
