"""What a bad table or a wrong word is answered with: where it stands, why, and what to do."""

# Arguments of the wrong type are what these tests are about.
# mypy: disable-error-code="arg-type,list-item,dict-item,no-untyped-call"

from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

from _over_flows import TABLE
from odopkit import (
    concentration_table,
    coverage,
    dominance_table,
    lead_products,
    load_paper_table,
    read_exports,
    study_exports,
    validate,
)
from odopkit.aggregate import aggregate_exports
from odopkit.concentration import bootstrap_intervals
from odopkit.dominance import product_composition
from odopkit.errors import (
    InvalidTableError,
    InvalidValueError,
    OdopkitError,
    ReadError,
    UnknownNameError,
)
from odopkit.growth import growth_table
from odopkit.hs import HSCode, is_pseudo_chapter, normalize_hs, parse_hs, section_title
from odopkit.potential import average_trade, export_potential
from odopkit.product_lists import match_product_lists
from odopkit.schemas import validate_indicators
from odopkit.specialization import bootstrap_quotients, location_quotient, specialization_table
from odopkit.tables import ExportMatrix

FLOWS = TABLE.drop(columns=["period", "partner", "shipments"])


def refused(table: pd.DataFrame, **columns: Any) -> InvalidTableError:
    """Return the error with which a table is refused, some of its columns replaced."""
    with pytest.raises(InvalidTableError) as caught:
        validate(table.assign(**columns))
    return caught.value


# ------------------------------------------------------------------------- rows


def test_failures_have_the_label_and_the_position_of_the_row() -> None:
    """A message names both where they differ, and the position alone where they do not."""
    error = refused(FLOWS.set_axis(["a", "b", "c"]), value=[1.0, -1.0, 2.0])
    assert "row 1 (label 'b'), value: -1.0 is negative" in str(error)
    cases = error.failure_cases
    assert cases is not None
    assert cases[["row", "position"]].to_numpy().tolist() == [["b", 1]]
    assert "row 1, value" in str(refused(FLOWS, value=[1.0, -1.0, 2.0]))
    shuffled = refused(FLOWS.set_axis([2, 0, 1]), value=[1.0, -1.0, 2.0])
    assert "row 1 (label 0), value" in str(shuffled)


def test_failures_of_a_whole_column_have_no_row() -> None:
    """Neither a label nor a position."""
    cases = refused(FLOWS, hs_code=[1, 2, 3]).failure_cases
    assert cases is not None
    assert cases["row"].tolist() == [None]
    assert cases["position"].isna().all()


LABELLED = FLOWS.set_axis(["a", "b", "c"])
UNITS = FLOWS[["state", "district"]].set_axis(["a", "b", "c"])


@pytest.mark.parametrize(
    "call",
    [
        lambda: coverage(FLOWS, share=0.5, units=UNITS.assign(district=["x", None, "y"])),
        lambda: specialization_table(LABELLED.assign(n=[1, 2.5, 3]), level=4, count="n"),
        lambda: match_product_lists(LABELLED.assign(district=["x", None, "y"]), FLOWS),
        lambda: validate_indicators(
            LABELLED.assign(value=[1, np.inf, 2]), unit=["state", "district"], indicators=["value"]
        ),
        lambda: validate(LABELLED.iloc[[0, 2, 2]].set_axis(["a", "b", "c"]), unique=True),
        lambda: lead_products(LABELLED.assign(sector=["x", "", "y"]), product="sector"),
        lambda: aggregate_exports(LABELLED.assign(state=["Goa", None, "Goa"])),
        lambda: normalize_hs(pd.Series(["10", "x", "11"], index=["a", "b", "c"])),
        lambda: normalize_hs(pd.Series(["10", True, "11"], index=["a", "b", "c"], dtype=object)),
        lambda: ExportMatrix.from_frame(pd.DataFrame({"x": [1.0, -1.0]}, index=["a", "b"])),
    ],
)
def test_every_guard_names_rows_by_position_and_label(call: Callable[[], object]) -> None:
    """Units, counts, lists, indicators, repeated keys, products, sums, codes, matrices."""
    with pytest.raises(OdopkitError, match=r"row 1 \(label 'b'\)"):
        call()


# ------------------------------------------------------------------------- reasons


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("77049099", "is in chapter 77, which is reserved and holds no goods"),
        ("00049099", "is in chapter 00, which does not exist"),
        ("7704909", "has 7 digits, so one may be missing: a leading zero lost in a spreadsheet"),
        ("3004909900", "has 10 digits; an HS code has 2, 4, 6 or 8"),
        ("3004.90.99", "is spelled with dots, blanks or marks; clean the column with normalize_hs"),
        ("TOTAL", "is a total, not a product"),
        ("3004, 3005", "looks like several codes in one cell"),
        ("", "is empty; fill it in, or drop the row"),
        (52051110, "is an int, not text; codes lose their zeros as numbers, so read the column as"),
        (Decimal(52051110), "is a Decimal, not text; codes lose their zeros"),
        (3004.0, "is a float, not text; codes lose their zeros"),
    ],
)
def test_a_bad_code_is_told_why(code: object, why: str) -> None:
    """In the words of the room of codes."""
    codes = pd.Series(["30049099", code, "10063020"], dtype=object)
    error = refused(FLOWS, hs_code=codes)
    assert error.failure_cases is not None
    assert error.failure_cases["problem"].iloc[0].startswith(why)
    assert why in str(error)


def test_ten_thousand_bad_codes_are_a_short_message_and_a_whole_list() -> None:
    """One of each kind, within 500 characters; none of pandera's own words behind it."""
    n = 10_000
    bad = [f"77{i:06d}" if i % 2 else f"{i:07d}" for i in range(n)]
    table = pd.DataFrame(
        {"state": "Goa", "district": "North Goa", "hs_code": [*bad, "30049099"], "value": 1.0}
    )
    validate(table.tail(1))
    start = time.perf_counter()
    try:
        validate(table)
    except InvalidTableError as caught:
        error, text = caught, traceback.format_exc()
    seconds = time.perf_counter() - start
    message = str(error)
    assert message.startswith(f"{n} problem(s) in the table: row 0, hs_code: '0000000' has 7 dig")
    assert "(and 4999 more such rows); row 1, hs_code: '77000001' is in chapter 77" in message
    assert len(message) < 500
    assert len(text) < 2_500
    assert error.failure_cases is not None
    assert len(error.failure_cases) == n
    assert seconds < 10


def test_a_long_message_shows_fewer_kinds() -> None:
    """What does not fit is counted."""
    long = "x" * 300
    error = refused(
        FLOWS,
        hs_code=["3004909", "77", "a, b"],
        district=[f" {long}", "", "x"],
        state=["", " Goa", "Goa"],
    )
    assert len(str(error)) < 500
    assert str(error).endswith("more in .failure_cases")


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        (
            {"value": [-1.0, 1, 2]},
            "is negative; exports are at least 0, so correct or drop the row",
        ),
        (
            {"value": [np.nan, 1, 2]},
            "is missing; drop the row, or write 0 where nothing was export",
        ),
        ({"value": [np.inf, 1, 2]}, "is infinite; correct or drop the row"),
        ({"value": [-np.inf, 1, 2]}, "is infinite; correct or drop the row"),
        (
            {"district": [None, "a", "b"]},
            "is missing; write 'UNSPECIFIED' where the place is not k",
        ),
        (
            {"district": ["", "a", "b"]},
            "is empty; write 'UNSPECIFIED' where the place is not known",
        ),
        ({"district": [" x", "a", "b"]}, "has outer blanks; strip the column with .str.strip()"),
        ({"partner": ["", "a", "b"]}, "is empty; fill it in, or drop the row"),
        (
            {"district": pd.Series([1, "a", "b"], dtype=object)},
            "is an int, not text; convert it with",
        ),
        (
            {"period": "2021-2022"},
            "is not a year such as '2021' or a fiscal year such as '2021-22'",
        ),
        (
            {"period": pd.Categorical([2021] * 3)},
            "is an int, not text; convert it with .astype(str)",
        ),
        (
            {"period": date(2021, 4, 1)},
            "is a date, not text; write the year, such as '2021' or '20",
        ),
        ({"shipments": [-1, 1, 1]}, "is negative; a count is at least 0"),
    ],
)
def test_a_bad_cell_comes_with_its_remedy(columns: dict[str, Any], why: str) -> None:
    """What to do stands beside what is wrong."""
    error = refused(FLOWS, **columns)
    assert error.failure_cases is not None
    assert error.failure_cases["problem"].iloc[0].startswith(why)


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"period": 2021}, "(int64) is not text; convert it with .astype(str)"),
        ({"period": 2021.0}, "(float64) is not text; convert it with .astype(int).astype(str)"),
        (
            {"period": pd.Timestamp("2021")},
            "is not text; convert it with .dt.strftime('%Y') if its",
        ),
        ({"period": pd.Period("2021")}, "is not text; convert it with .dt.strftime('%Y') if its"),
        ({"hs_code": [1, 2, 3]}, "(int64) is not text; codes lose their zeros as numbers, so read"),
        ({"partner": [1, 2, 3]}, "(int64) is not text; codes lose their zeros as numbers, so read"),
        ({"district": [1, 2, 3]}, "(int64) is not text; convert it with .astype(str)"),
        ({"district": [["a"], "b", "c"]}, "(object) is not text; convert it with .astype(str)"),
        (
            {"value": ["1,200", "2", "3"]},
            "text such as '1,200'; strip units and thousands marks, or",
        ),
        ({"value": ["1200", "2", "3"]}, "but text such as '1200'; convert it with .astype(float)"),
        (
            {"value": [Decimal(1)] * 3},
            "is not a number but a Decimal; convert it with .astype(float",
        ),
        (
            {"value": pd.Series([1, None, 2], dtype=object)},
            "by its type; convert it with pd.to_num",
        ),
        ({"value": pd.Categorical([1.0, 2, 3])}, "by its type; convert it with .astype(float)"),
        ({"value": [True, False, True]}, "(bool) is not a number; give the column of values"),
        ({"value": pd.Timestamp("2021")}, "is not a number; give the column of values"),
        ({"shipments": [1.0, 2, 3]}, "is not a whole number; convert it with .astype('int64')"),
    ],
)
def test_a_column_of_the_wrong_type_comes_with_the_one_call(
    columns: dict[str, Any], why: str
) -> None:
    """The call converts it, if that can be right."""
    assert why in str(refused(FLOWS, **columns))


@pytest.mark.parametrize(
    ("table", "repaired"),
    [
        (FLOWS.assign(period=2021), lambda t: t.assign(period=t["period"].astype(str))),
        (
            FLOWS.assign(period=2021.0),
            lambda t: t.assign(period=t["period"].astype(int).astype(str)),
        ),
        (
            FLOWS.assign(period=pd.Timestamp("2021-04-01")),
            lambda t: t.assign(period=t["period"].dt.strftime("%Y")),
        ),
        (
            FLOWS.assign(period=pd.Period("2021")),
            lambda t: t.assign(period=t["period"].dt.strftime("%Y")),
        ),
        (FLOWS.assign(value=[Decimal(1)] * 3), lambda t: t.assign(value=t["value"].astype(float))),
        (FLOWS.assign(value=["1", "2", "3"]), lambda t: t.assign(value=t["value"].astype(float))),
        (
            FLOWS.assign(value=pd.Categorical([1, 2, 3])),
            lambda t: t.assign(value=t["value"].astype(float)),
        ),
        (
            FLOWS.assign(shipments=[1.0, 2, 3]),
            lambda t: t.assign(shipments=t["shipments"].astype("int64")),
        ),
        (
            FLOWS.assign(hs_code=["3004.90.99"] * 3),
            lambda t: t.assign(hs_code=normalize_hs(t["hs_code"])),
        ),
        (FLOWS.assign(district=" x"), lambda t: t.assign(district=t["district"].str.strip())),
        (FLOWS.set_index(["state", "district"]), lambda t: t.reset_index()),
        (
            FLOWS.rename(columns={"district": "District"}),
            lambda t: t.rename(columns={"District": "district"}),
        ),
        (
            FLOWS.pivot_table(
                index=["state", "district"], columns="hs_code", values="value"
            ).reset_index(),
            lambda t: t.melt(
                id_vars=["state", "district"], var_name="hs_code", value_name="value"
            ).dropna(),
        ),
    ],
)
def test_what_a_message_advises_works(
    table: pd.DataFrame, repaired: Callable[[pd.DataFrame], pd.DataFrame]
) -> None:
    """Refused before, and accepted after."""
    with pytest.raises(InvalidTableError):
        validate(table)
    assert len(validate(repaired(table))) == 3


# ------------------------------------------------------------------------- columns


def test_columns_in_the_index_are_told() -> None:
    """Keys that a grouping hides are absent columns."""
    for index in (["state", "district"], "district"):
        message = str(refused(FLOWS.set_index(index)))
        assert (
            "column 'district' is in the index and not in the table; call .reset_index()" in message
        )
        assert "It has" not in message
    with pytest.raises(InvalidTableError, match=r"it is in the index, so call \.reset_index\(\)"):
        coverage(FLOWS, share=0.5, units=FLOWS.set_index(["state", "district"]))
    with pytest.raises(
        InvalidTableError, match=r"column 'state' is in the index .*; call .reset_index"
    ):
        aggregate_exports(FLOWS.set_index("state"))
    with pytest.raises(ReadError, match=r"column 'state' is in the index of the DataFrame"):
        read_exports(FLOWS.set_index("state"))


def test_columns_of_several_levels_are_told() -> None:
    """As an aggregation of several functions leaves them."""
    sums = FLOWS.groupby(["state", "district"]).agg({"value": ["sum", "max"]})
    for call in (validate, aggregate_exports, read_exports):
        with pytest.raises(InvalidTableError, match=r"have 2 levels, such as \('value', 'sum'\)"):
            call(sums)
    with pytest.raises(InvalidTableError, match="have 2 levels"):
        validate(pd.concat({"a": FLOWS}, axis=1).iloc[:, :0])


def test_wrong_names_of_columns_are_answered_with_those_there_are() -> None:
    """The nearest spelling of each, and the list at the end."""
    named = FLOWS.rename(columns={"district": "District", "value": "Value (USD)"})
    message = str(refused(named))
    assert "column 'district' is not in the table; rename 'District', if that is it" in message
    assert "column 'value' is not in the table; rename 'Value (USD)', if that is it" in message
    assert message.endswith(". It has state, District, hs_code, Value (USD)")
    bare = str(refused(FLOWS.drop(columns="state")))
    assert "column 'state' is not in the table; rename or add it. It has district," in bare


def test_a_wide_table_is_answered_with_how_to_gather_it() -> None:
    """A column a product, or a column a year."""
    wide = FLOWS.pivot_table(index=["state", "district"], columns="hs_code", values="value")
    message = str(refused(wide.reset_index()))
    assert "gather columns such as '09083120' and '26011100' with .melt(id_vars=..., " in message
    assert "var_name='hs_code', value_name='value')" in message
    years = FLOWS.drop(columns="value").assign(**{"2020-21": 1.0, "2021-22": 2.0})
    assert "var_name='period'" in str(refused(years))
    one = FLOWS.drop(columns="value").assign(**{"2020-21": 1.0})
    assert "column 'value' is not in the table; rename or add it" in str(refused(one))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: dominance_table(FLOWS, rule="conventional", product="hscode"),
            "'hscode' of products",
        ),
        (
            lambda: lead_products(FLOWS, product=None),
            "no column None of products; pass product='hs_c",
        ),
        (lambda: lead_products(FLOWS, product=["hs_code"]), r"no column \['hs_code'\] of products"),
        (lambda: study_exports(FLOWS, product=None), "no column None of products"),
        (
            lambda: concentration_table(FLOWS, across="state", product=None),
            "no column None of products; pass product='hs_code'",
        ),
        (
            lambda: lead_products(
                FLOWS.drop(columns="hs_code").assign(sektor="a"), product="sector"
            ),
            "'sector' of products; pass product='sektor'. It has state, district, value, sektor",
        ),
        (
            lambda: lead_products(FLOWS.drop(columns="hs_code")),
            "'hs_code' of products; name the one that holds them with product=. It has state, dis",
        ),
        (
            lambda: lead_products(FLOWS.assign(product="a"), product="product", level=4),
            "level=4 is a number of HS digits, and column 'product' holds no HS codes; pass level",
        ),
        (
            lambda: specialization_table(FLOWS.assign(product="a"), product="product", level=2),
            "pass level=None",
        ),
        (lambda: bootstrap_intervals(FLOWS, block="month", rng=1), "no column 'month'"),
        (lambda: bootstrap_intervals(FLOWS, block=["state"], rng=1), r"no column \['state'\]"),
        (lambda: bootstrap_quotients(FLOWS, block="mont", rng=1, level=4), "no column 'mont'"),
        (
            lambda: specialization_table(TABLE, level=4, count="shipment"),
            "did you mean 'shipments'",
        ),
        (
            lambda: growth_table(TABLE, by="State"),
            "did you mean 'state'[?] Choose from state, dist",
        ),
        (lambda: growth_table(TABLE, by=None), "by must be text, or a list of texts; got None"),
        (lambda: growth_table(FLOWS, by="state"), "the panel has no column 'period'"),
        (
            lambda: lead_products(FLOWS.assign(month=[1, 2, 3]), product="month"),
            r"column 'month' \(int64\) is not text; convert it with .astype\(str\)",
        ),
        (
            lambda: lead_products(FLOWS.assign(a=[["x"], "y", "z"]), product="a"),
            r"column 'a' \(object\) is not text",
        ),
    ],
)
def test_wrong_names_of_products_blocks_and_keys_are_told(
    call: Callable[[], object], message: str
) -> None:
    """With what the table has."""
    with pytest.raises(InvalidValueError, match=message):
        call()


def test_labels_that_no_row_has_are_no_entries() -> None:
    """A filter leaves them behind in the categories."""
    sector = pd.Categorical(["a", "b", "a"], categories=["a", "b", "", 3])
    assert lead_products(FLOWS.assign(sector=sector), product="sector")["sector"].tolist() == [
        "a",
        "b",
        "a",
    ]


def test_many_columns_are_listed_in_part() -> None:
    """A table of fifty columns does not fill the screen."""
    wide = FLOWS.drop(columns="value").assign(**{f"note {i}": "x" for i in range(50)})
    assert str(refused(wide)).endswith("note 8 and 41 more")


# ------------------------------------------------------------------------- words and periods


@pytest.mark.parametrize(
    ("name", "meant"),
    [("HHI", "hhi"), ("Gini", "gini"), ("CR4", "cr4"), ("herfindahl", "hhi"), ("Theil", "theil_t")],
)
def test_a_measure_is_found_in_another_case_or_word(name: str, meant: str) -> None:
    """Asked back, not guessed."""
    for call in (
        lambda: concentration_table(FLOWS, across="state", measures=(name,)),
        lambda: bootstrap_intervals(TABLE, block="partner", rng=1, measures=name),
    ):
        with pytest.raises(UnknownNameError, match=f"no measure '{name}'; did you mean '{meant}'"):
            call()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: concentration_table(FLOWS, across="state", measures="zzz"),
            r"'zzz'\. Known are cr1",
        ),
        (lambda: concentration_table(FLOWS, across="state", measures=None), "got None"),
        (lambda: concentration_table(FLOWS, across="state", measures=(1,)), "got 1"),
        (
            lambda: concentration_table(FLOWS, across="state", measures=()),
            "measures is empty; name",
        ),
        (
            lambda: concentration_table(FLOWS, across=None),
            "across must be text, or a list of texts",
        ),
        (lambda: concentration_table(FLOWS, across=("a", "b")), "got 'a and b'"),
        (
            lambda: specialization_table(FLOWS, level=4, indices="LQ"),
            "did you mean 'lq'[?] Known are",
        ),
        (lambda: specialization_table(FLOWS, level=4, indices=("RCA",)), "did you mean 'lq'"),
        (
            lambda: specialization_table(FLOWS, level=4, indices=("x",)),
            r"no index 'x'\. Known are lq",
        ),
        (lambda: dominance_table(FLOWS, rule="Conventional"), "did you mean 'conventional'[?]"),
        (lambda: coverage(FLOWS, share=0.5, unspecified="Exclude"), "did you mean 'exclude'[?]"),
        (lambda: coverage(FLOWS, share=0.5, unspecified_values=None), "no real place, .* got None"),
        (lambda: coverage(FLOWS, share=0.5, unspecified_values=(1,)), r"got \(1,\)"),
        (
            lambda: coverage(FLOWS, share=0.5, min_value="10"),
            "min_value must be a finite number of",
        ),
        (lambda: study_exports(FLOWS, exclude_chapters=27), r"such as \('27', '71'\), got 27"),
        (lambda: study_exports(FLOWS, exclude_chapters=None), "got None"),
        (
            lambda: location_quotient(ExportMatrix.from_flows(FLOWS), reference="State"),
            "got 'State'; did you mean 'state'",
        ),
        (lambda: load_paper_table("Table1"), "did you mean 'table1'[?] There are"),
        (lambda: load_paper_table(["table1"]), r"there is no dataset \['table1'\]"),
        (lambda: section_title("xi"), "did you mean 'XI'"),
        (lambda: section_title([1]), r"there is no HS section \[1\]"),
        (lambda: is_pseudo_chapter(99), "code must be text, got 99; codes lose their zeros"),
        (lambda: parse_hs(None), "the code is missing, got None"),
        (lambda: HSCode(10), "10 is not text"),
        (lambda: read_exports(FLOWS, scale="million"), "take MILLION of odopkit.readers"),
        (lambda: read_exports(FLOWS, scale="Rs crores"), "take CRORE of odopkit.readers"),
        (
            lambda: read_exports(FLOWS, scale="k"),
            "take THOUSAND or LAKH or MILLION or CRORE or BILL",
        ),
        (lambda: read_exports(FLOWS, currency=1), "currency must be text such as 'USD', got 1"),
        (
            lambda: read_exports(FLOWS, columns=["state"]),
            "columns must be a dict such as .* a list",
        ),
        (
            lambda: read_exports(FLOWS, columns={5: "value"}),
            "has 4 columns, and columns= names number 5; they are counted from 1",
        ),
        (
            lambda: read_exports(FLOWS, columns={"state": "State"}),
            "write {'State': 'state'}. Those",
        ),
        (
            lambda: read_exports(FLOWS, columns={"State": "States"}),
            "did you mean 'state'[?] Those are",
        ),
        (
            lambda: read_exports(FLOWS, constants=["Goa"]),
            "constants must be a dict such as .* a list",
        ),
    ],
)
def test_wrong_words_are_answered_with_the_right_ones(
    call: Callable[[], object], message: str
) -> None:
    """By case, by spelling, or with all there are."""
    with pytest.raises(OdopkitError, match=message):
        call()


TRADE = pd.DataFrame(
    {
        "exporter": ["IND", "VNM"],
        "market": ["USA", "USA"],
        "product": ["1006", "1006"],
        "value": [1.0, 2.0],
        "period": "2021",
    }
)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: coverage(FLOWS.assign(period="2020"), share=0.5, period=2020),
            "there is no period 2020; periods are text, so write period='2020'; the table hol",
        ),
        (
            lambda: coverage(FLOWS.assign(period="2020-21"), share=0.5, period=2020),
            "periods are text, so write period='2020-21'",
        ),
        (
            lambda: coverage(FLOWS.assign(period="2020-21"), share=0.5, period="2020"),
            "there is no period '2020'; write period='2020-21'; the table holds 2020-21",
        ),
        (
            lambda: coverage(FLOWS.assign(period="2020"), share=0.5, period="1999"),
            "there is no period '1999'; the table holds 2020",
        ),
        (
            lambda: coverage(FLOWS, share=0.5, period="2020"),
            "the table has no column period; add one, or leave period out",
        ),
        (
            lambda: growth_table(
                pd.concat([FLOWS.assign(period=p) for p in ("2020", "2021")]),
                by="state",
                first=2020,
            ),
            "there is no period first=2020; periods are text, so write first='2020'",
        ),
        (lambda: average_trade(TRADE, periods=[2021]), "periods are text, so write period='2021'"),
        (lambda: export_potential(TRADE, exporter="ind"), "did you mean 'IND'"),
    ],
)
def test_periods_and_exporters_are_told_as_they_are_written(
    call: Callable[[], object], message: str
) -> None:
    """With quotation marks where they were left out, and the year that was meant."""
    with pytest.raises(InvalidValueError, match=message):
        call()


def test_places_without_a_product_are_no_table_of_leads() -> None:
    """Composition asks for what lead_products gives."""
    with pytest.raises(InvalidTableError, match="the result of lead_products: it has no column"):
        product_composition(pd.DataFrame({"rank": [1]}))


def test_the_quality_table_lists_twenty_shared_names_and_counts_the_rest() -> None:
    """A table of a whole world has many."""
    n = 25
    names = [f"District {i:02d}" for i in range(n)]
    table = pd.DataFrame(
        {
            "state": ["A"] * n + ["B"] * n,
            "district": names * 2,
            "hs_code": "30049099",
            "value": 1.0,
        }
    )
    note = study_exports(table).quality.set_index("item")["note"]["district names in two states"]
    assert note.startswith("District 00, District 01")
    assert note.endswith("District 19 and 5 more")
    few = study_exports(table.iloc[[0, n]]).quality.set_index("item")["note"]
    assert few["district names in two states"] == "District 00"
