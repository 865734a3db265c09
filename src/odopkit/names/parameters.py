"""What each parameter of a public function means, wherever it stands."""

from __future__ import annotations

from typing import Final

# One word, one meaning.  Where a letter of a formula or a word of two fields cannot be spared,
# the meanings stand side by side, each with its functions.
PARAMETERS: Final[dict[str, str]] = {
    "absent": "What a year counts in which a flow is not in the table: zero, or not known.",
    "across": "The units whose shares are measured: places, states or products.",
    "aggregate": "How indicators are averaged: arithmetic or geometric.",
    "aggregated": "What `aggregate_exports` returned, with its counts.",
    "aggregations": "The ways of averaging to draw from, each as likely as another.",
    "alpha": "What the p-value of each variant has to stay below, 0 to 1.",
    "ax": "Axes of matplotlib to draw into; a figure of its own without them.",
    "baselines": "By name, naive rankings to be beaten: a frame of the unit and `value` each.",
    "basis": (
        "In `dominance_table`: what shares are of, the district's or the nation's exports; "
        "in `ProgrammeRegistry.to_frame`: whether to add what each field rests on."
    ),
    "block": "The column that says which rows move together when data are resampled.",
    "boundaries": "Polygons of districts that the user brings: GeoJSON, TopoJSON, a GeoDataFrame.",
    "brackets": "Shares of brackets of units, largest first, as `bracket_shares` gives them.",
    "breaks": "The years with which a new phase begins, ascending.",
    "by": (
        "The columns or the classification that groups are made by, as words or names of columns."
    ),
    "by_market": "Whether to keep a row for each market.",
    "casefold": "Whether names and texts are compared without regard to case.",
    "cells": "Exports by place and product that are laid out already.",
    "centre": "Around what shares are drawn: shares of value, or of counts.",
    "classes": "Ends of the classes that colours stand for, ascending.",
    "code": "An HS code of 2, 4, 6 or 8 digits.",
    "codebook": "Which objectives are social, economic and neutral: a codebook or its name.",
    "codebooks": "Codebooks to try, one after the other.",
    "coder_a": "The codes that the first coder gave, one a case.",
    "coder_b": "The codes that the second coder gave, in the same order of cases.",
    "codes": (
        "HS codes, one each; in `match_product_lists` the table of the codes that listed words "
        "stand for."
    ),
    "column": (
        "In `draw_tiles` and `draw_map`: the numbers that colours stand for; else the column of a "
        "cross-table to set against all others."
    ),
    "columns": (
        "In `crosstab`: what is laid out in columns; in `read_exports`: the name here for each "
        "name in the file."
    ),
    "confidence": "Probability with which an interval holds what `covers` says, below 1.",
    "constants": "By column, what is the same in every row and not in the file.",
    "core": "Whether to keep programmes themselves, or policies and single schemes.",
    "corrected": "Whether to multiply by n / (n - 1), so that one unit with everything gives 1.",
    "count": "The column that counts shipments, exporters or firm-months; money is no count.",
    "countries": "The countries that `programmes_by_country` found.",
    "counts": (
        "In `aggregate_exports`: whether to count rows and defects of each sum; in "
        "`herfindahl_unbiased`: shipments or firms of each unit; in `admissible_rules` and "
        "`check_claims`: a table of published counts."
    ),
    "covariates": "Columns of numbers that enter a fit beside distance, as they are.",
    "coverage": "What `coverage` found, or several of these.",
    "currency": "The currency of the values; nothing is converted.",
    "curve": "What `lorenz_curve` found, or several of these under their names.",
    "cut_hs": "Digits to which longer codes are cut, such as national tariff lines: 6 or 8.",
    "cutoff": (
        "The location quotient from which a product counts as present, above 0; in "
        "`draw_product_space` the proximity from which two products are joined."
    ),
    "decimal": "The decimal mark in numbers of a file.",
    "default": "What to return where the field is not filled.",
    "demand": "Demand by market and product, at least 0, and ease of trade where it is asked for.",
    "descriptions": "A nomenclature of your own: `hs_code` and `description`.",
    "diagonal": "Proximity of a product to itself: 0 or 1.",
    "direction": "Whether more is better (1), or less (-1).",
    "distance_mean": "How distances of suppliers are averaged: log_of_mean or mean_of_logs.",
    "distances": "Distance by exporter and market, above 0, in any one unit.",
    "district_property": "What boundaries call the name of a district.",
    "diversification": "What `diversification_table` found.",
    "dominance": "What `dominance_table` found.",
    "dtype": "Type of the numbers: float64, or float32 in half the memory.",
    "earlier": "The flows table of an earlier date, in the same codes, currency and prices.",
    "economic": "Codes of objectives on the economic side.",
    "edges": "Ends between classes, ascending; in `bracket_shares` the last rank of each bracket.",
    "edition": "The year of the merger guidelines whose bands are used: 1992, 2010 or 2023.",
    "epi": "The nation's export potential by market and product, from `export_potential`.",
    "exclude": "Products to leave out.",
    "exclude_chapters": "HS chapters to leave out of everything, as two-digit text.",
    "expected": "What each district would ship at the reference's share.",
    "exporter": "The country to score.",
    "exports": "Export value by product.",
    "fact": "A field of a programme, or None where it is not filled.",
    "family": "Whether cells of the whole table have been looked at, or those of one district.",
    "figures": "Outcome figures in the form of `load_outcome_figures`.",
    "fill_down": "Columns of a file whose blank cells take the cell above.",
    "firm": "The column of exporters, each counted once in place of its shipments.",
    "first": (
        "What comes first of two: values or the year at the first date, or the first of two "
        "baskets, records or tables to compare."
    ),
    "flows": "A flows table: exports by place, product and whatever else; see `validate`.",
    "flows_or_leads": "A flows table, or the leading products that `lead_products` found.",
    "frame": "The table to check; it is not changed.",
    "global_tariff_exponent": "How strongly supply responds to tariffs around the world; 0 is off.",
    "groups": "The group of each unit, such as its state.",
    "header": "Row of the file with the names of columns, counted from 1.",
    "hhi": "A Herfindahl-Hirschman index as a fraction, 0 to 1.",
    "how": "How a country's programmes are summarised: union, majority or latest.",
    "hows": "Ways to summarise a country's programmes, to try one after the other.",
    "identified": "The official list: `state`, `district` and a code or words for each product.",
    "imports": "Import value by product.",
    "imputations": "Ways with a missing value to draw from: present, mean, hot_deck.",
    "imputed_ease": "Ease of trade by market, used only where the exporter sells nothing there.",
    "income": "Income per head by unit, above 0.",
    "income_elasticity": "Elasticity of imports to income per head.",
    "independent": "Whether what is counted are independent draws, as shipments of a firm are not.",
    "indicators": "The indicators: their definitions, or in `validate_indicators` their columns.",
    "indices": "Which indices of specialization to compute, by their short names.",
    "interval_method": "How intervals of what `covers` says are made: fisher or bootstrap.",
    "iso3": "ISO 3166 alpha-3 codes of countries to keep.",
    "k": (
        "How many leading units or products are looked at, at least 1; in `hypergeometric_tail` "
        "and `log_delta_interval` the count of the product in the whole reference."
    ),
    "keep": "Labels that are data although they look like a total or the rest.",
    "key": "The id of a record.",
    "kind": "What a matrix holds: exports, location quotient or presence.",
    "known_top": "The share of the largest single unit, a fraction, where it is known.",
    "last": "Values, or the year, at the last date.",
    "later": "What came later, to be ranked: the unit and `value`.",
    "layer": "The layer of a topology that holds the districts.",
    "leads": "The leading products that `lead_products` found.",
    "leave_out": "Programmes with such a status do not count.",
    "level": "Digits of the HS codes to keep: 2, 4, 6 or 8.",
    "limit": "How many candidates to propose for each text or name, at least 1.",
    "limits": "Bounds on what a file may unpack to: a `ReadLimits`.",
    "lists": "By name of the list, results of `match_product_lists`.",
    "lower": "Fixed lower end of the min-max scale of an indicator.",
    "lq": "Location quotients of units by product.",
    "m": "A matrix of exports, units by products, in one currency and period.",
    "matrix": "What `growth_share_matrix` found.",
    "max_cells": "The most cells of the rectangle that a sheet of a file fills.",
    "max_columns": "The most columns of a sheet of a file.",
    "max_expanded_bytes": "The most bytes to which one packed file may unpack.",
    "max_line_length": "The most characters of one line of a text file.",
    "max_members": "The most files of a folder or a zip, and parts of a workbook.",
    "max_page_tables": "The most tables of one web page.",
    "max_rows": "The most rows of a sheet of a file, blank ones too.",
    "max_streamed_bytes": "The most bytes to which all parts of a packed file may unpack together.",
    "max_tables": "The most tables to enumerate before tables are drawn.",
    "measures": "Which measures to take, by name.",
    "method": (
        "Which of several methods computes the result; in `backtest` the name that the score gets."
    ),
    "min_cell_value": "Cells that export less are flagged too thin; in the unit of the table.",
    "min_confidence": "The least confidence of a record: low, medium or high.",
    "min_count": "Cells with a lower count are flagged too thin.",
    "min_coverage": "The least share of the weight that a unit needs for a score, 0 to 1.",
    "min_value": "Places that export less in all are set aside; in the unit of the table.",
    "min_values": "Least values of a place to try, one after the other; None for no limit.",
    "mode": "Whether an orientation that a source states goes before the objectives.",
    "module": "The module that was asked.",
    "n": "The count of the district over all products.",
    "n_draws": "How many times weights, choices or shares are drawn.",
    "n_labels": "How many names stand beside their dots, at least 0.",
    "n_new": "Of products that a district does not export, how many of the best get a row.",
    "n_resamples": "How many times data are resampled.",
    "n_rows": "How many rows are drawn, at least 1.",
    "n_tests": "How many hypotheses were looked at in all, if more than are listed.",
    "name": "What is meant, by its name: a dataset, a column, a codebook, a word.",
    "national": "The nation's exports by product, in the unit of the table; else its own sums.",
    "neutral": "Codes of objectives on neither side.",
    "new_of_old": "The new name of each old parameter; advice may follow a comma.",
    "normalisations": "The normalisations to draw from, each as likely as another.",
    "normalise": "How indicators are put on one scale: minmax, z, rank or reference.",
    "normalized": "Whether the index is 0 when all units are equal, whatever their number.",
    "number_format": "How numbers are spelled: amount, percent or count.",
    "omega": "Density, units by products, as `density` gives it.",
    "on": "The column that pairs the rows of two tables.",
    "order": (
        "In `effective_number`: the weight on large units, from 0 up; in `constant_market_share`: "
        "which effect is taken first."
    ),
    "origin": "Whether the paper names a programme, or it was found elsewhere.",
    "outside": "What to do with products or places that the other side does not have.",
    "own": "Exports at two dates by product, of one place.",
    "own_value": "Exports of all products at both dates, where `own` holds some only.",
    "p": "A matrix of presence; in `benjamini_hochberg` probabilities, 0 to 1.",
    "pad": "Whether to restore one lost leading zero of an HS code.",
    "pad_hs": "Whether to restore one lost leading zero of an HS code, and list each such row.",
    "panel": "A flows table of several years.",
    "partial": "What becomes of a part of a year: set_aside or keep.",
    "path_or_frame": "A file or a frame.",
    "pci": "Product complexity by product.",
    "period": "The year to take, where the table holds several.",
    "period_kind": (
        "What the labels of periods are: calendar_year, fiscal_year, month, quarter or date."
    ),
    "periods": "How many steps lie between two dates; in `average_trade` the years to average.",
    "phi": "The product space: proximity, or presence of which proximity is made.",
    "pillar": "The group of indicators that an indicator belongs to.",
    "pillar_weights": "Weight of each pillar, by name; equal where none are given.",
    "policy": "Which of several years to take.",
    "potentials": "Results of `district_potential` and `diversification_potential`.",
    "presence_by": "How presence is made of exports.",
    "principle": "One of the three principles of the movement.",
    "prior": "What is added to the count of each place and product, above 0.",
    "product": "The column of products.",
    "prody": "Income level of products, from `prody`.",
    "progress": "Whether to show a progress bar, or what to call after each step.",
    "projections": "By country, ratios of future to present income and population, around 1.",
    "proximity": "How near products are to each other, as `proximity` found it.",
    "pseudo": "What happens to special transactions, chapters 98 and 99.",
    "quotients": "What `quotient_intervals` found.",
    "rates": "Growth of each unit, a fraction from -1 up, missing where undefined.",
    "reading": "For each category its side: social, economic, social_economic or neutral.",
    "record_type": "What sort of record to keep: programme, phase, policy and so on.",
    "reexport_guard": "Whether to mark down products of which the exporter imports more.",
    "reference": (
        "What places are compared with: state, nation, or values by product; in `prody` the "
        "world's exports; of an `Indicator` the value to which the distance is taken."
    ),
    "region": "Areas to keep, by the names of UN M49.",
    "registry": "Records of programmes, from `load_programmes`.",
    "rng": "The source of randomness: a Generator, or a seed.",
    "rounding": "Half a unit of the last printed digit of the shares, a fraction.",
    "row": "The row of a cross-table to set against all others.",
    "rows": "What is laid out in rows.",
    "rule": "Which reading of the dominance rule calls a district single or double.",
    "scale": (
        "In `read_exports`: what to multiply values by; in `composite_score`: the ends of the "
        "min-max scale."
    ),
    "schema": "The model to check against.",
    "scheme_id": "The id of a scheme of categories.",
    "score": "The composite score to look into.",
    "scores": "Scores of units at the start: the unit and `score`.",
    "second": "The second of two baskets, records or tables to compare.",
    "section": "An HS section in Roman numerals, I to XXI.",
    "sensitivity": "What `dominance_sensitivity` found.",
    "share": "The fraction of exports to reach, above 0 and at most 1.",
    "sheet": "The worksheet, by name or by number from 1.",
    "sizes": "By product, what the area of its dot grows with.",
    "small_value": "Districts that export less are flagged too small; in the unit of the table.",
    "social": "Codes of objectives on the social side.",
    "source": (
        "The file, folder or frame to read; in `load_programmes` whose records: of the paper, "
        "found elsewhere, or both."
    ),
    "spells": "Which runs of years of a pair count: all, or the first only.",
    "state_property": "What boundaries call the name of a state.",
    "steps": "How many steps lie between the two dates.",
    "subject": "What is classified: a programme, or codes of objectives.",
    "table": "The table that the function takes; its text says which columns.",
    "tariff_exponent": "How strongly demand responds to tariffs; 0 is off.",
    "tariffs": "Tariff by exporter, market and product, a fraction of at least 0.",
    "tau": (
        "Weight of what a small cell is drawn towards: in shipments, and in `district_potential` "
        "in the unit of the table."
    ),
    "texts": "Words of a list.",
    "thousands": "The mark that parts thousands in numbers of a file.",
    "threshold": (
        "A limit: of the gap between the first two shares, a fraction; of programmes, the share "
        "of objectives that a side has to reach, 1/2 to 1."
    ),
    "thresholds": (
        "Limits to try, one after the other: of the gap between the first two shares, or of the "
        "share of objectives that a side has to reach."
    ),
    "time_limit": "Seconds after which no further block of draws begins.",
    "timeline": "What `ProgrammeRegistry.timeline` found.",
    "title": "The title of a picture.",
    "top": "How many of the largest units to use.",
    "top_shares": "Share of the leading product in districts, as published.",
    "total": "The count of the whole reference over all products.",
    "trade": "Trade between countries: `exporter`, `market`, `product`, `value`.",
    "uncertainty": "What `score_uncertainty` found.",
    "unique": "Whether to refuse rows that repeat a key.",
    "unit": (
        "The columns that name a unit; in `crosstab` what is counted, country or programme; of "
        "an `Indicator` what it is measured in; in pictures what values are counted in."
    ),
    "units": "All places of the country; those without rows count as zero.",
    "unspecified": "What happens to exports that are booked to no real place.",
    "unspecified_modes": "Treatments of exports of no known place to try, one after the other.",
    "unspecified_values": "Names that mean no real place, in any case.",
    "upper": "Fixed upper end of the min-max scale of an indicator.",
    "value": (
        "In `coverage_count`: the value that the share is of, where it is more than the sum; in "
        "`ExportMatrix.from_long`: the column of values."
    ),
    "values": (
        "Export value of each unit, in one currency and period; in `read_exports` the columns of "
        "values, one a year."
    ),
    "values_or_flows": "Export value of each unit, or a flows table whose places are ranked.",
    "variance": "How the interval of what `covers` says is made: score, independence or binomial.",
    "variant": "Which of the formulas that bear the same name.",
    "weight_concentration": "How near drawn weights stay to those of the score, above 0.",
    "weight_inputs": "Whether weights are one input of the analysis, or one each.",
    "weights": "Weights of indicators: by name, or how they are found.",
    "where": (
        "Which records or rows to keep: a function that says so of each record; of a file, by "
        "column a value, values, or a function."
    ),
    "wide": "A wide frame: rows are units, columns products.",
    "winsorise": "How many extreme values of an indicator may be pulled in; 0 for none.",
    "with_ease": "Whether to multiply with ease of trade.",
    "within": "The groups that units lie in; None for the whole country.",
    "world": "The same of what `own` is compared with: the world, or the nation.",
    "world_first": "World exports at the first date, the exporter's own included.",
    "world_last": "World exports at the last date, the exporter's own included.",
    "world_value": "Exports of all products at both dates, where `world` holds some only.",
    "x": "Counts of one product: shipments, firms or firm-months by district.",
    "year_policy": "Which of several years to show or compare.",
    "year_start": "First month of years to which months are summed: 1, or 4 for April to March.",
    "zero_as": "On which side a difference of exactly zero counts.",
    "zero_base": "What the growth is of what exported nothing at the first date.",
}
"""The parameters of all public functions, each with what it means."""
