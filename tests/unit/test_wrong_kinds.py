"""What is no table, or no column, is told by its kind, with the one thing to do."""

# Arguments of the wrong type are what these tests are about.
# mypy: disable-error-code="arg-type,list-item,dict-item,no-untyped-call,call-overload"

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from _over_flows import EPI, OVER_FLOWS, TABLE
from _tables import trade_of
from odopkit import ExportMatrix, coverage, read_exports
from odopkit.aggregate import aggregate_exports, collect_exports
from odopkit.concentration import concentration_ratio, hhi_band
from odopkit.dominance import (
    admissible_rules,
    dominance_by_state,
    dominance_table,
    lead_share_classes,
    product_composition,
)
from odopkit.errors import InvalidTableError, InvalidValueError, OdopkitError
from odopkit.growth import (
    constant_market_share,
    growth_classes,
    growth_share_matrix,
    shift_share,
)
from odopkit.hs import describe_hs, normalize_hs
from odopkit.inequality import gini, grouped_bounds, theil_decomposition
from odopkit.potential import (
    Indicator,
    average_trade,
    composite_score,
    cronbach_alpha,
    district_potential,
    diversification_potential,
    effective_weights,
    export_potential,
    opportunity_table,
)
from odopkit.product_lists import match_product_lists, propose_codes, propose_places
from odopkit.product_space import (
    complexity,
    complexity_outlook_index,
    density,
    expy,
    presence,
    prody,
)
from odopkit.ranking import bracket_shares
from odopkit.readers import read_dgcis
from odopkit.schemas import validate, validate_indicators
from odopkit.similarity import export_similarity
from odopkit.specialization import location_quotient, specialization_table

RESULT = read_exports(TABLE)
MATRIX = ExportMatrix.from_flows(TABLE)
HAS = presence(location_quotient(MATRIX))


def foreign(module: str, name: str) -> Any:
    """Make an object whose type says that it comes from another library."""
    return type(name, (), {"__module__": module})()


POLARS = foreign("polars.dataframe.frame", "DataFrame")
LAZY = foreign("polars.lazyframe.frame", "LazyFrame")

KINDS: dict[str, tuple[Any, str]] = {
    "a result of a reader": (RESULT, "got a ReadResult; pass its .flows"),
    "polars": (POLARS, "got a polars DataFrame; call .to_pandas()"),
    "polars, lazy": (LAZY, "got a polars LazyFrame; sum it where it is, with collect_exports("),
    "pyarrow": (foreign("pyarrow.lib", "Table"), "got a pyarrow Table; call .to_pandas()"),
    "DuckDB": (foreign("duckdb._relation", "DuckDBPyRelation"), "got a DuckDB relation; sum it"),
    "a matrix": (MATRIX, "got an ExportMatrix; pass the flows table that it was made from"),
    "a dict": ({"state": ["Goa"]}, r"got a dict; make it a table with pd.DataFrame(...)"),
    "records": ([{"state": "Goa"}], r"got a list; make it a table with pd.DataFrame(...)"),
    "a path": (Path("exports.csv"), "got a path; read the file first, with read_exports(path)"),
    "a name of a file": ("exports.csv", "got the text 'exports.csv'; read the file first, with"),
    "nothing": (None, "got None; pass the table itself"),
    "an array": (TABLE.to_numpy(), "got a NumPy array; name its columns with pd.DataFrame(..., "),
    "a column": (TABLE["value"], "got a pandas Series; pass the whole table, not one column"),
    "groups": (TABLE.groupby("state"), "got a pandas DataFrameGroupBy; call .sum().reset_index()"),
    "a grouped sum": (
        TABLE.groupby(["state", "district"])["value"].sum(),
        "got a pandas Series; call .reset_index(name='value')",
    ),
}
# What they take beside a flows table, or tell in words of their own.
ACCEPTED = {
    "aggregate.aggregate_exports": ("polars", "polars, lazy", "pyarrow", "DuckDB"),
    "aggregate.collect_exports": ("polars", "polars, lazy", "pyarrow", "DuckDB"),
    "product_space.complexity": ("a matrix",),
    "inequality.theil_decomposition_table": ("a matrix",),
}
OF_PANDAS = ("a column", "groups", "a grouped sum")
VALUES = ("a dict", "records", "a path", "a name of a file", "nothing", "an array", *OF_PANDAS)
CASES = [
    (name, kind)
    for name in OVER_FLOWS
    for kind in KINDS
    if kind not in ACCEPTED.get(name, ())
    and not (name.startswith("aggregate") and kind in OF_PANDAS)
    and not (name == "ranking.bracket_shares" and kind in VALUES)
]


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_a_wrong_kind_of_table_is_told_with_what_to_do(name: str, kind: str) -> None:
    """Every function of flows says what was got and the one thing to do."""
    thing, message = KINDS[kind]
    if name.startswith("aggregate"):
        message = message.replace("; ", ": ", 1)
    with pytest.raises(InvalidValueError) as caught:
        OVER_FLOWS[name](thing)
    assert message in str(caught.value)
    assert len(re.findall(r"[.?!](?:\s|$)", str(caught.value))) <= 2
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


BESIDE: dict[str, Callable[[Any], object]] = {
    "units": lambda x: coverage(TABLE, share=0.5, units=x),
    "national": lambda x: dominance_table(TABLE, rule="conventional", national=x),
    "identified": lambda x: match_product_lists(x, TABLE),
    "identified, places": lambda x: propose_places(x, TABLE),
    "descriptions": lambda x: describe_hs(["10"], descriptions=x),
    "descriptions, codes": lambda x: propose_codes(["rice"], x),
    "table of verdicts": dominance_by_state,
    "leads": lead_share_classes,
    "counts": lambda x: admissible_rules(x, TABLE),
    "own": lambda x: growth_share_matrix(x, TABLE),
    "first": lambda x: shift_share(x, TABLE, method="classic"),
    "first, constant shares": lambda x: constant_market_share(
        x, TABLE, world_first=TABLE, world_last=TABLE, order="shapley"
    ),
    "brackets": grouped_bounds,
    "table": lambda x: ExportMatrix.from_long(x, unit="state", product="hs_code"),
    "wide": ExportMatrix.from_frame,
    "trade": lambda x: export_potential(x, exporter="A"),
    "trade, averaged": lambda x: average_trade(x, periods=["2021"]),
    "epi": lambda x: district_potential(x, TABLE, method="top_down"),
    "indicators": lambda x: validate_indicators(x, unit=["state"], indicators=["value"]),
    "scored": lambda x: composite_score(
        x,
        [Indicator("value", direction=1, unit="USD")],
        normalise="rank",
        weights="equal",
        aggregate="arithmetic",
    ),
    "earlier": lambda x: opportunity_table(TABLE, earlier=x),
    "source": read_exports,
    "omega": lambda x: complexity_outlook_index(HAS, x, {}),
    "omega, potential": lambda x: diversification_potential(HAS, x, TABLE),
    "phi": lambda x: density(HAS, x),
    "income": lambda x: prody(MATRIX, x),
    "prody": lambda x: expy(MATRIX, x),
    "reference": lambda x: specialization_table(TABLE, level=4, reference=x),
}


@pytest.mark.parametrize("argument", BESIDE)
def test_tables_beside_the_flows_are_held_to_the_same_words(argument: str) -> None:
    """A polars frame is told everywhere, with the call that turns it into one of pandas."""
    with pytest.raises(InvalidValueError, match=r"got a polars DataFrame; call \.to_pandas\(\)"):
        BESIDE[argument](POLARS)
    with pytest.raises(OdopkitError, match="got an int"):
        BESIDE[argument](3)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: dominance_by_state(RESULT), "the result of dominance_table, got a ReadResult"),
        (lambda: lead_share_classes(None), "the result of lead_products, got None"),
        (lambda: growth_classes(RESULT), "or the result of growth_table, got a ReadResult"),
        (lambda: dominance_by_state(TABLE), "dominance_table: it has no column 'single_or_double'"),
        (
            lambda: product_composition(pd.DataFrame({"rank": [1]})),
            "the result of lead_products: it has no column 'hs_code' or 'value'",
        ),
        (lambda: effective_weights(RESULT), "what composite_score returns, got a ReadResult"),
        (
            lambda: location_quotient(TABLE),
            "got a pandas DataFrame; make one of a flows table with",
        ),
        (lambda: location_quotient(HAS), "an ExportMatrix of exports, got one of presence"),
        (
            lambda: diversification_potential(TABLE, TABLE, TABLE),
            "presence, got a pandas DataFrame",
        ),
        (lambda: opportunity_table(TABLE, lists=TABLE), "lists must be a dict of results of"),
        (lambda: opportunity_table(TABLE, lists={"a": None}), "list 'a' must be .* got None"),
        (lambda: opportunity_table(TABLE, potentials=3), "potentials must be a list, got 3"),
        (lambda: opportunity_table(TABLE, edges=25), "edges must be a list, got 25"),
        (lambda: read_dgcis([1]), "got a list; for a DataFrame use read_exports"),
        (lambda: read_exports("https://a.org/b.csv"), "no file 'https://a.org/b.csv'; download it"),
        (lambda: complexity(3), "a flows table or an ExportMatrix, got an int; pass the table"),
        (lambda: ExportMatrix.from_frame(TABLE), "for a flows table use from_flows"),
        (lambda: ExportMatrix.from_long(TABLE, unit=None), "unit must be text, or a list of texts"),
        (lambda: cronbach_alpha([["a"]]), "units by indicators; got a list with other cells"),
        (lambda: propose_codes(None, TABLE), "texts must be a list or column of texts, got None"),
        (lambda: average_trade(trade_of([]).assign(period=""), periods=None), "periods must be a"),
        (lambda: hhi_band(0.2, edition="2010"), "edition must be one of 1992, 2010, 2023; got"),
        (lambda: validate(TABLE, "Exports"), "the class itself such as odopkit.Exports; got 'Ex"),
        (lambda: validate(TABLE, 3), "schema must be a model"),
        (lambda: validate(TABLE, unique="yes"), "unique must be True or False, got 'yes'"),
        (lambda: aggregate_exports(TABLE, counts=1), "counts must be True or False, got 1"),
        (
            lambda: aggregate_exports(TABLE, by=None),
            "by must be text, or a list of texts; got None",
        ),
        (lambda: collect_exports(TABLE), "pass what aggregate_exports gives with counts=True"),
        (
            lambda: composite_score(
                TABLE, "value", normalise="rank", weights="equal", aggregate="arithmetic"
            ),
            r"Indicator\(name, direction=, unit=\); got 'value'",
        ),
    ],
)
def test_what_is_no_result_and_no_list_is_told(call: Callable[[], object], message: str) -> None:
    """Results of other functions, models, flags and lists."""
    with pytest.raises(OdopkitError, match=message):
        call()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (RESULT, r"got a ReadResult; pass its \.flows\['value'\]"),
        (MATRIX, r"got an ExportMatrix; pass its \.to_frame\(\)"),
        (TABLE, "got a pandas DataFrame; pass one of its columns"),
        (POLARS, "got a polars DataFrame; pass one of its columns"),
        ({"a": 1}, "got a dict; pass a list or a column of numbers"),
        (None, "got None; pass a list or a column of numbers"),
        (3, "got an int; pass a list or a column of numbers"),
        ("123", "got the text '123'; pass a list or a column of numbers"),
        ([[1], [1, 2]], "got rows of several lengths"),
        ([[1, 2]], r"got shape \(1, 2\); pass one of them"),
        (["1,200", 3], "got text such as '1,200'; convert it with pd.to_numeric, after stripping"),
        (pd.Series(["1", "2"]), "got text such as '1'"),
        ([True, False], "got a bool such as True"),
        (np.array(["2021"], dtype="datetime64[Y]"), "must be numbers, got a date such as"),
        ([1, None], "must not be missing or infinite: got nan at position 1; drop or impute it"),
        (pd.Series([1.0, -2.0], index=["Goa", "Sikkim"]), r"got -2.0 at position 1 \(label 'Sik"),
        (pd.Series([1.0, -2.0]), "got -2.0 at position 1; drop"),
        ((1.0, -2.0), "got -2.0 at position 1; drop"),
    ],
)
def test_a_vector_that_is_none_is_told(values: Any, message: str) -> None:
    """By its kind, by an example, or by the position of the first bad value."""
    with pytest.raises(InvalidValueError, match=message):
        gini(values)


def test_decimals_and_columns_of_other_libraries_are_vectors() -> None:
    """Anything that numpy reads as numbers is taken."""
    expected = concentration_ratio([3.0, 1.0], k=1)
    assert concentration_ratio([Decimal(3), Decimal(1)], k=1) == expected
    assert concentration_ratio(pd.Series([3, 1], dtype="Int64"), k=1) == expected


@pytest.mark.parametrize("flag", ["no", 1, None])
def test_a_flag_is_true_or_false(flag: Any) -> None:
    """The text "no" is not."""
    for call in (
        lambda: gini([1, 2], corrected=flag),
        lambda: normalize_hs(["10"], pad=flag),
        lambda: read_exports(TABLE, pad_hs=flag),
        lambda: read_dgcis("a", progress=flag),
    ):
        with pytest.raises(InvalidValueError, match="must be True or False, got"):
            call()


@pytest.mark.parametrize(
    ("codes", "message"),
    [
        (None, "got None; pass a list of codes"),
        (3.5, "got a float; pass a list of codes"),
        ({"a": 1}, "got a dict; pass a list of codes"),
        (TABLE, "got a pandas DataFrame; pass one of its columns"),
        (np.array([["1006"]]), "got a NumPy array; pass a list of codes"),
    ],
)
def test_what_is_no_column_of_codes_is_told(codes: Any, message: str) -> None:
    """A mapping has keys and values, and a table several columns."""
    with pytest.raises(InvalidValueError, match=message):
        normalize_hs(codes)


def test_baskets_of_numbers_and_of_text_have_nothing_in_common() -> None:
    """Codes as numbers never meet codes as text; that is told and not counted as zero."""
    with pytest.raises(InvalidValueError, match="such as 10 and second such as '10': text in one"):
        export_similarity({10: 1.0}, {"10": 1.0})
    with pytest.raises(InvalidValueError, match="first must be numbers, got text such as 'x'"):
        export_similarity({"a": "x"}, {"a": 1.0})
    assert export_similarity({"a": 1.0}, {"b": 1.0}) == 0


def test_groups_are_a_list() -> None:
    """One for each value."""
    for groups in (None, "ab"):
        with pytest.raises(InvalidValueError, match="groups must be a list with the group of each"):
            theil_decomposition([1, 2], groups, variant="T")


def test_real_frames_of_other_libraries_are_told() -> None:
    """Those that are installed bear the names that are looked for."""
    polars = pytest.importorskip("polars")
    pyarrow = pytest.importorskip("pyarrow")
    frame = polars.DataFrame({"state": ["Goa"]})
    for thing, words in (
        (frame, "polars DataFrame; call .to_pandas()"),
        (frame.lazy(), "polars LazyFrame; sum it where it is"),
        (pyarrow.table({"state": ["Goa"]}), "pyarrow Table; call .to_pandas()"),
    ):
        with pytest.raises(InvalidValueError, match=re.escape(words)):
            validate(thing)


def test_a_real_relation_is_told() -> None:
    """DuckDB's own name for its relations changes with its version."""
    duckdb = pytest.importorskip("duckdb")
    with pytest.raises(InvalidValueError, match="got a DuckDB relation; sum it where it is"):
        validate(duckdb.sql("select 1"))


def test_a_table_of_potential_is_the_one_that_is_asked_for() -> None:
    """Swapped arguments are told by the columns that are not there."""
    with pytest.raises(InvalidTableError, match="epi has no column 'market' or 'product' or 'sup"):
        district_potential(TABLE, EPI, method="top_down")


def test_brackets_take_a_column_but_no_table_of_another_library() -> None:
    """A Series is a vector; a frame of polars is a table to be turned into one of pandas."""
    assert len(bracket_shares(TABLE["value"])) == 1
    with pytest.raises(InvalidValueError, match=r"a flows table must be .* call \.to_pandas"):
        bracket_shares(POLARS)
