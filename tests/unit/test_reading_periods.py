"""Labels of periods: years, months, quarters, dates, parts of years, and what is refused."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from _readings import X, lines, refusal, rows
from odopkit import validate
from odopkit.errors import InvalidTableError, InvalidValueError
from odopkit.growth import growth_table
from odopkit.potential import average_trade
from odopkit.readers import read_exports
from odopkit.readers.periods import read_period, spelled


def table(*periods: Any, heading: str = "Period of export", **more: Any) -> pd.DataFrame:
    """Give one row a period, worth 1, 2, 4, 8 …; places of one name."""
    values = [2.0**i for i in range(len(periods))]
    district = ["Alfa"] * len(periods)
    return pd.DataFrame({"district": district, heading: list(periods), "value": values, **more})


def read(*periods: Any, heading: str = "Period of export", **options: Any) -> Any:
    """Read such a table."""
    return read_exports(
        table(*periods, heading=heading), columns={heading: "period"}, constants=X, **options
    )


def years(result: Any) -> dict[str, float]:
    """Give the value of each period."""
    return result.flows.groupby("period", observed=True)["value"].sum().to_dict()  # type: ignore[no-any-return]


# -- fiscal years and months -----------------------------------------------------------
@pytest.mark.parametrize(
    ("labels", "heading"),
    [
        (("2006-07",), "Year"),
        (("2006-07", "2010-11"), "Financial Year"),
        (("2011-12",), "FY"),
        (("2006-07", "2007-08"), "Period"),
        (("2009-10", "2010-11", "2011-12"), "when"),
        (("2006-07", "2013-14"), "Period"),
        (("2024-25",), "Period"),
        (("2006-07", "2006-2007"), "Period"),
        (("2006-07",), "Haushaltsjahr"),
        (("2006-07",), "वित्तीय वर्ष"),
    ],
)
def test_fiscal_years_are_read_where_heading_or_labels_say_so(
    labels: tuple[str, ...], heading: str
) -> None:
    """The heading says year, the labels follow one another, or one cannot be a month."""
    kept = set(years(read(*labels, heading=heading)))
    assert kept == {label[:5] + label[-2:] for label in labels}


@pytest.mark.parametrize(
    ("labels", "heading"),
    [
        (("2006-07",), "Period"),
        (("2006-07", "2009-10"), "Period"),
        (("2010/11",), "when"),
        (("2006-07", "2006"), "time"),
    ],
)
def test_labels_with_two_readings_are_refused(labels: tuple[str, ...], heading: str) -> None:
    """Both readings are named, with the argument that decides."""
    text = refusal(table(*labels, heading=heading), columns={heading: "period"}, constants=X)
    assert f"has {labels[0]!r}, which is a fiscal year or " in text
    assert text.endswith("pass period_kind='fiscal_year', or period_kind='month' with year_start=")


def test_the_caller_decides_between_both_readings() -> None:
    """July 2006, or the year from April 2006."""
    assert years(read("2006-07", period_kind="fiscal_year")) == {"2006-07": 1.0}
    told: dict[str, Any] = {"period_kind": "month", "year_start": 4, "partial": "keep"}
    assert years(read("2006-07", **told)) == {"2006-07 (Jul)": 1.0}


@pytest.mark.parametrize(
    ("labels", "heading", "kind"),
    [
        (("2006-07",), "Month", "month"),
        (("2006-07", "2006-08"), "Period", "month"),
        (("200607",), "Period", "month"),
        (("Jul 2006", "August 2006"), "Period", "month"),
        (("2006-07", "2006-07", "2006-08"), "Monat", "month"),
        (("2006Q3", "2006Q4"), "Period", "quarter"),
        (("2006-07-15",), "Date", "date"),
    ],
)
def test_months_quarters_and_dates_are_refused_until_told(
    labels: tuple[str, ...], heading: str, kind: str
) -> None:
    """What they are is clear; to which years they sum is not."""
    text = refusal(table(*labels, heading=heading), columns={heading: "period"}, constants=X)
    assert text == (
        f"column {heading!r} of 'DataFrame' holds {kind}s such as {labels[0]!r}; pass "
        f"period_kind={kind!r} to sum them to years, with year_start=4 for years from April to "
        "March, year_start=1 for calendar years"
    )


SPELLINGS = [
    ("2006-07", "month", 6),
    ("200607", "month", 6),
    ("Jul 2006", "month", 6),
    ("July-06", "month", 6),
    ("2006M07", "month", 6),
    ("07/2006", "month", 6),
    ("juillet 2006", "month", 6),
    ("Dezember 2006", "month", 11),
    ("2006Q3", "quarter", 6),
    ("Q3 2006", "quarter", 6),
    ("2006-07-15", "date", 6),
    ("20060715", "date", 6),
    ("15.07.2006", "date", 6),
    ("15-Jul-2006", "date", 6),
    ("July 15, 2006", "date", 6),
]


@pytest.mark.parametrize(("text", "kind", "month"), SPELLINGS)
def test_spellings_of_months_quarters_and_dates(text: str, kind: Any, month: int) -> None:
    """Each is read as a month of 2006; quarters hold three."""
    found = spelled(text).readings[kind]
    assert found.months[0] == 2006 * 12 + month
    assert len(found.months) == (3 if kind == "quarter" else 1)


@pytest.mark.parametrize(
    "text", ["2006-13", "2006Q5", "Q0 2006", "2006-02-41", "32.01.2006", "Foo 2006"]
)
def test_what_is_no_time_has_no_reading(text: str) -> None:
    """Numbers beyond a month, a quarter or a day, and other words."""
    assert not spelled(text).readings


# -- years of months -------------------------------------------------------------------
def test_months_are_summed_to_fiscal_or_calendar_years() -> None:
    """Values 1, 2, 4 … from April 2006: twelve months make a year, the thirteenth is a part."""
    months = [f"2006-{m:02d}" for m in range(4, 13)] + [f"2007-{m:02d}" for m in range(1, 5)]
    fiscal = read(*months, period_kind="month", year_start=4)
    assert years(fiscal) == {"2006-07": 4095.0}
    said = (
        "2007-08 (Apr) is a part of a year, not set beside full years: 1 row(s) worth 4,096; "
        "partial='keep' keeps it as a period of its own"
    )
    assert lines(fiscal)[1][1:] == ("set_aside", said)
    assert fiscal.value_set_aside == 4096.0
    calendar = read(*months, period_kind="month", year_start=1, partial="keep")
    assert years(calendar) == {"2006 (Apr-Dec)": 511.0, "2007 (Jan-Apr)": 7680.0}


@pytest.mark.parametrize(
    ("start", "expected"),
    [(1, "2006"), (4, "2006-07"), (7, "2006-07"), (10, "2006-07")],
)
def test_a_year_begins_in_any_month(start: int, expected: str) -> None:
    """Twelve months from the first of the year."""
    first = 2006 * 12 + start - 1
    labels = [f"{m // 12}-{m % 12 + 1:02d}" for m in range(first, first + 12)]
    assert years(read(*labels, period_kind="month", year_start=start)) == {expected: 4095.0}


def test_quarters_and_dates_are_summed_too() -> None:
    """Four quarters make a year; so do days in all of its months."""
    quarters = read("2006Q2", "2006Q3", "Q4 2006", "2007Q1", period_kind="quarter", year_start=4)
    assert years(quarters) == {"2006-07": 15.0}
    days = [f"2006-{m:02d}-{m:02d}" for m in range(1, 13)]
    assert years(read(*days, period_kind="date", year_start=1)) == {"2006": 4095.0}


def test_only_parts_of_years_are_refused_unless_kept() -> None:
    """July and August are no year: nothing would be left."""
    text = refusal(
        table("2006-07", "2006-08"),
        columns={"Period of export": "period"},
        constants=X,
        period_kind="month",
        year_start=1,
    )
    assert "holds parts of years only (2006 (Aug), 2006 (Jul))" in text
    assert "pass partial='keep'" in text


def test_months_need_the_first_of_the_year() -> None:
    """Both usual values are named; a month beyond twelve and a split quarter are refused."""
    with pytest.raises(InvalidValueError, match="4 for April to March, 1 for calendar years"):
        read("2006-07", period_kind="month")
    with pytest.raises(InvalidValueError, match="from 1 to 12"):
        read("2006-07", period_kind="month", year_start=13)
    with pytest.raises(InvalidValueError, match="1, 4, 7 or 10"):
        read("2006Q3", period_kind="quarter", year_start=6)


@pytest.mark.parametrize(
    ("labels", "period"),
    [
        (("15/07/2006", "01/08/2006"), "2006 (Jul-Aug)"),
        (("07/25/2006", "08/01/2006"), "2006 (Jul-Aug)"),
        (("05.07.2006", "01.08.2006"), "2006 (Jul-Aug)"),
    ],
)
def test_the_day_is_told_from_the_month_by_the_column(labels: tuple[str, ...], period: str) -> None:
    """A number above twelve is a day, and so are all others in its place."""
    kept = read(*labels, period_kind="date", year_start=1, partial="keep")
    assert years(kept) == {period: 3.0}


def test_days_that_may_be_months_are_refused() -> None:
    """5 July or 7 May."""
    text = refusal(
        table("05/07/2006", "01/08/2006"),
        columns={"Period of export": "period"},
        constants=X,
        period_kind="date",
        year_start=1,
    )
    assert text.endswith("none shows which number is the day; write them as 2006-07-05")


def test_days_in_both_places_are_not_read() -> None:
    """25/07 and 07/25 in one column follow no order."""
    text = refusal(
        table("25/07/2006", "07/25/2006"),
        columns={"Period of export": "period"},
        constants=X,
        period_kind="date",
        year_start=1,
    )
    assert "'25/07/2006' is not a date such as '2006-07-15'" in text


def test_cells_that_know_their_own_span_are_read_by_it() -> None:
    """A month of pandas is spelled like a fiscal year, and is none."""
    kept: dict[str, Any] = {"year_start": 4, "partial": "keep"}
    months = pd.period_range("2006-07", periods=2, freq="M")
    assert years(read(*months, **kept)) == {"2006-07 (Jul-Aug)": 3.0}
    assert years(read(*pd.period_range("2006", periods=2, freq="Y"))) == {"2006": 1.0, "2007": 2.0}
    days = pd.to_datetime(["2006-07-15", "2006-08-01"])
    assert "holds dates" in refusal(
        table(*days), columns={"Period of export": "period"}, constants=X
    )
    assert years(read(*days, period_kind="date", **kept)) == {"2006-07 (Jul-Aug)": 3.0}


# -- marks and parts -------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("2023-2024(P)", "(P)"),
        ("2023-24 P", "P"),
        ("2023-24*", "*"),
        ("2023-24 (Provisional)", "(Provisional)"),
        ("2023-24R", "R"),
        ("2023-24 (Revised)", "(Revised)"),
    ],
)
def test_the_mark_of_a_provisional_year_is_listed(text: str, flag: str) -> None:
    """The year is read, and the line says what stood beside it."""
    result = read(text, "2021-22")
    assert years(result) == {"2021-22": 2.0, "2023-24": 1.0}
    said = f"period {text!r} read as '2023-24', without its mark {flag!r}"
    assert lines(result) == [("Period of export", "repaired", said)]


def test_a_year_in_two_states_of_revision_is_not_added_up() -> None:
    """Provisional and final figures of one place are one figure; of two places they are two."""
    text = refusal(
        table("2023-24 (P)", "2023-24"), columns={"Period of export": "period"}, constants=X
    )
    assert "both 2023-24, for the same places and products" in text
    apart = table("2023-24 (P)", "2023-24").assign(district=["Alfa", "Beta"])
    result = read_exports(apart, columns={"Period of export": "period"}, constants=X)
    assert years(result) == {"2023-24": 3.0}


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("2024-2025 (Apr-Aug)", "2024-25 (Apr-Aug)"),
        ("2024-25 (upto Sep)", "2024-25 (Apr-Sep)"),
        ("2024-2025(Apr-Dec)", "2024-25 (Apr-Dec)"),
        ("Apr-Aug 2024", "2024-25 (Apr-Aug)"),
        ("April to August, 2024", "2024-25 (Apr-Aug)"),
        ("2024-25 (Q1)", "2024-25 (Apr-Jun)"),
        ("Apr 2024 - Aug 2024", "2024-25 (Apr-Aug)"),
        ("2024-25 (Jan-Mar)", "2024-25 (Jan-Mar)"),
    ],
)
def test_a_part_of_a_year_is_never_taken_for_a_year(text: str, part: str) -> None:
    """It is set aside in one line, or kept as a period of its own."""
    aside = read("2023-24", text)
    assert years(aside) == {"2023-24": 1.0}
    told = [line for line in lines(aside) if line[1] == "set_aside"]
    assert len(told) == 1
    assert told[0][2].startswith(f"{part} is a part of a year")
    assert "1 row(s) worth 2" in told[0][2]
    assert years(read("2023-24", text, partial="keep")) == {"2023-24": 1.0, part: 2.0}


def test_twelve_months_are_a_year_however_spelled() -> None:
    """April to March is no part."""
    assert years(read("2023-24", "Apr 2024 - Mar 2025")) == {"2023-24": 1.0, "2024-25": 2.0}
    assert years(read("2023-24", "2024-25 (Apr-Mar)")) == {"2023-24": 1.0, "2024-25": 2.0}
    assert years(read("2023", "2024 (Jan-Dec)")) == {"2023": 1.0, "2024": 2.0}


@pytest.mark.parametrize(
    ("text", "period"),
    [("2080/081", "2080-81"), ("2099/100", "2099-00"), ("2080/81", "2080-81")],
)
def test_years_of_nepal_are_read(text: str, period: str) -> None:
    """Three digits follow the year."""
    assert read_period(text) == period


# -- what flows tables and growth make of parts ------------------------------------------
@pytest.mark.parametrize("period", ["2024-25 (Apr-Aug)", "2024 (Jan)", "2024 (Jan, Mar-May)"])
def test_a_flows_table_admits_parts_of_years(period: str) -> None:
    """As it admits years."""
    flows = pd.DataFrame({"state": ["X"], "district": ["A"], "period": [period], "value": [1.0]})
    assert validate(flows)["period"].tolist() == [period]


@pytest.mark.parametrize(
    "period", ["2024-25(Apr-Aug)", "2024 (Q1)", "2024 (Foo)", "2024 ()", "2024-26 (Apr)"]
)
def test_a_flows_table_refuses_other_words_in_brackets(period: str) -> None:
    """Parts have one spelling."""
    flows = pd.DataFrame({"state": ["X"], "district": ["A"], "period": [period], "value": [1.0]})
    with pytest.raises(InvalidTableError):
        validate(flows)


def test_growth_does_not_compare_a_part_with_a_year() -> None:
    """January beside January is fine."""
    panel = pd.DataFrame(
        {
            "state": "X",
            "district": "A",
            "period": ["2023", "2023 (Jan)", "2024 (Jan)"],
            "value": [100.0, 10.0, 12.0],
        }
    )
    with pytest.raises(InvalidValueError, match="hold different months"):
        growth_table(panel, by="district")
    alike = growth_table(panel, by="district", first="2023 (Jan)", last="2024 (Jan)")
    assert alike["growth"].round(3).tolist() == [0.2]


def test_a_mean_of_years_and_parts_is_refused() -> None:
    """Five months count for less than twelve."""
    trade = pd.DataFrame(
        {
            "exporter": "IND",
            "market": "ARE",
            "product": "rice",
            "period": ["2023", "2024 (Jan-May)"],
            "value": [1.0, 2.0],
        }
    )
    with pytest.raises(InvalidValueError, match="parts of years"):
        average_trade(trade, periods=["2023", "2024 (Jan-May)"])


def test_rows_are_kept_in_their_order() -> None:
    """Nothing moves between rows when labels change."""
    result = read("2021-22", "2020-21", "2021-22 (Apr-Jun)", partial="keep")
    assert rows(result) == [
        ("Alfa", "2021-22", 1.0),
        ("Alfa", "2020-21", 2.0),
        ("Alfa", "2021-22 (Apr-Jun)", 4.0),
    ]


@pytest.mark.parametrize(
    ("label", "part"),
    [
        ("H1 2020-21", "2020-21 (Apr-Sep)"),
        ("2020-21 H2", "2020-21 (Oct-Mar)"),
        ("2020-21 (H1)", "2020-21 (Apr-Sep)"),
        ("H1 of FY 2020-21", "2020-21 (Apr-Sep)"),
        ("H2 2021", "2021 (Jul-Dec)"),
        ("2021 H1", "2021 (Jan-Jun)"),
        ("Q1 2020-21", "2020-21 (Apr-Jun)"),
        ("2020-21 Q4", "2020-21 (Jan-Mar)"),
        ("Q3 of 2020-21", "2020-21 (Oct-Dec)"),
    ],
)
def test_a_half_or_a_quarter_is_a_part_of_its_year(label: str, part: str) -> None:
    """Never the year: kept as a period of its own when told, otherwise refused."""
    assert years(read(label, partial="keep")) == {part: 1.0}
    assert "holds parts of years only" in refusal(
        table(label), columns={"Period of export": "period"}, constants=X
    )


@pytest.mark.parametrize(
    ("label", "why"),
    [
        ("FY21", "says the year in which it begins or the one in which it ends"),
        ("FY2021", "says the year in which it begins or the one in which it ends"),
        ("F.Y. '21", "says the year in which it begins or the one in which it ends"),
        ("20-21", "may be a year or something else"),
        ("20/21", "may be a year or something else"),
        ("202021", "may be a year or something else"),
    ],
)
def test_what_is_nearly_a_year_is_refused_with_its_doubt(label: str, why: str) -> None:
    """FY21 is 2020-21 in India and 2021-22 in Japan: nothing is guessed."""
    message = refusal(table(label), columns={"Period of export": "period"}, constants=X)
    assert f"{label!r} {why}: write it out, as '2021' or '2021-22'" in message


def test_calendar_years_beside_fiscal_years_are_said_to_overlap() -> None:
    """Growth refuses to mix them; the line says which labels are of which kind."""
    result = read("2021", "2020-21", "2021", "2022", heading="Year")
    assert years(result) == {"2020-21": 2.0, "2021": 5.0, "2022": 8.0}
    (said,) = result.issues["message"]
    assert said == (
        "the column holds calendar years such as '2021' (3 row(s)) beside fiscal years such as "
        "'2020-21': they overlap, and do not compare"
    )
    assert read("2021", "2022", heading="Year").issues.empty
    assert read("2021-22", "2020-21", heading="Year").issues.empty
