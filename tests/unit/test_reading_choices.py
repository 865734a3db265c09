"""Rows that the caller chooses, and columns that have to be chosen from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from _readings import XY, X, file_of, lines, refusal, rows
from odopkit.errors import InvalidValueError
from odopkit.growth import growth_table
from odopkit.labels.headings import kind_of_heading
from odopkit.readers import read_dgcis, read_exports

if TYPE_CHECKING:
    from pathlib import Path

FLOW = "Province,HS,Flow,Value\nAlfa,0901,Export,100\nAlfa,0901,Import,900\nBeta,0901,Export,50\n"
OF_FLOW: dict[str, Any] = {
    "columns": {"Province": "district", "HS": "hs_code", "Value": "value"},
    "constants": X,
}


def frame(**columns: Any) -> pd.DataFrame:
    """Give a table of two districts in which a third column is not used."""
    n = len(next(iter(columns.values())))
    places = ["Alfa", "Beta", "Gama", "Delta"][:n]
    values = [float(10 * (i + 1)) for i in range(n)]
    return pd.DataFrame({"district": places, "value": values, **columns})


# -- where= ----------------------------------------------------------------------------
def test_imports_are_never_added_to_exports(tmp_path: Path) -> None:
    """The column, its values and the choice to copy are named."""
    path = file_of(tmp_path, FLOW)
    assert refusal(path, **OF_FLOW) == (
        "column 'Flow' of 'x.csv' holds 2 values ('Export', 'Import'), which would be added up; "
        "choose with where={'Flow': 'Export'}"
    )
    result = read_exports(path, where={"Flow": "Export"}, **OF_FLOW)
    assert rows(result) == [("Alfa", "0901", 100.0), ("Beta", "0901", 50.0)]
    assert lines(result) == [("", "set_aside", "1 row(s) left out by where={'Flow': 'Export'}")]
    assert result.value_set_aside == 0.0


@pytest.mark.parametrize(
    ("wanted", "total"),
    [
        ("Import", 900.0),
        (["Export", "Import"], 1050.0),
        (("Import",), 900.0),
        ({"Export"}, 150.0),
        (lambda column: column == "Import", 900.0),
        (lambda column: column.str.startswith("Ex"), 150.0),
        (lambda column: (column == "Export").to_numpy(), 150.0),
        (" Export ", 150.0),
    ],
)
def test_rows_are_chosen_by_value_list_or_function(
    wanted: Any, total: float, tmp_path: Path
) -> None:
    """A list of all values says that they are to be added."""
    result = read_exports(file_of(tmp_path, FLOW), where={"Flow": wanted}, **OF_FLOW)
    assert result.flows["value"].sum() == total


def test_a_used_column_and_a_number_can_choose_too(tmp_path: Path) -> None:
    """Rows of one district; a number is the text that a person sees; several choices all hold."""
    path = file_of(tmp_path, FLOW)
    result = read_exports(path, where={"Flow": "Export", "Province": "Beta"}, **OF_FLOW)
    assert rows(result) == [("Beta", "0901", 50.0)]
    given = frame(Year=[2020, 2021])
    chosen = read_exports(given, constants=X, where={"Year": 2021})
    assert rows(chosen) == [("Beta", 20.0)]
    by_number = read_exports(path, where={3: "Export"}, **OF_FLOW)
    assert by_number.flows["value"].sum() == 150.0


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ({"Flw": "Export"}, "its columns are 'Province', 'HS', 'Flow', 'Value'"),
        ({"Flow": "Exports"}, "column 'Flow' of 'x.csv' has no value 'Exports'; it has 'Export', "),
        ({"Flow": "Import", "Province": "Beta"}, "no row of data of 'x.csv' has where="),
        ({9: "Export"}, "which has columns 1 to 4"),
        ({"Flow": lambda column: column == "x"}, "no row of data of 'x.csv' has where="),
    ],
)
def test_a_choice_that_fits_nothing_is_refused(where: Any, words: str, tmp_path: Path) -> None:
    """What there is to choose from is listed."""
    assert words in refusal(file_of(tmp_path, FLOW), where=where, **OF_FLOW)


@pytest.mark.parametrize(
    "wanted",
    [len, lambda column: column, lambda _: True, lambda _: [True], lambda _: 1 / 0, [], {}],
)
def test_a_function_must_answer_for_each_row(wanted: Any, tmp_path: Path) -> None:
    """One boolean a row, or a plain refusal."""
    with pytest.raises(InvalidValueError, match="where="):
        read_exports(file_of(tmp_path, FLOW), where={"Flow": wanted}, **OF_FLOW)


def test_where_must_be_a_mapping() -> None:
    """A value alone names no column."""
    with pytest.raises(InvalidValueError, match="where must be a dict"):
        read_exports(frame(Flow=["a"]), constants=X, where="Export")  # type: ignore[arg-type]


def test_the_table_of_the_caller_stays_as_it_is() -> None:
    """A function gets a column of its own."""
    given = frame(Flow=["Export", "Import"])
    before = given.copy(deep=True)

    def spoil(column: Any) -> Any:
        found = column == "Export"
        column[:] = "x"
        return found

    read_exports(given, constants=X, where={"Flow": spoil})
    pd.testing.assert_frame_equal(given, before)


def test_downloads_are_chosen_from_too(tmp_path: Path) -> None:
    """The same argument, by the headings of the download."""
    text = (
        'State ,District,HS Code,"April, 24 To March, 25 Value(US $)"\n'
        "GOA,SOUTH GOA,30049099,300\nKERALA,KOCHI,30049099,50\n"
    )
    result = read_dgcis(file_of(tmp_path, text), where={"State": "GOA"})
    assert result.flows["value"].tolist() == [300.0]
    assert "1 row(s) left out by where={'State': 'GOA'}" in result.issues["message"].tolist()


# -- columns known by heading or values --------------------------------------------------
@pytest.mark.parametrize(
    ("heading", "values", "choice"),
    [
        ("Flow", ["Export", "Import"], "Export"),
        ("Trade Flow", ["Import", "Export", "Re-export"], "Export"),
        ("Flow Code", ["X", "M"], "X"),
        ("Sens", ["Importations", "Exportations"], "Exportations"),
        ("Richtung", ["Ausfuhr", "Einfuhr"], "Ausfuhr"),
        ("anything", ["Exportación", "Importación"], "Exportación"),
        ("Trade", ["Total exports", "Domestic exports", "Re-exports"], "Total exports"),
        ("प्रवाह", ["निर्यात", "आयात"], "निर्यात"),
        ("Currency", ["INR", "USD"], "INR"),
        ("Währung", ["EUR", "USD"], "EUR"),
        ("in", ["USD", "INR"], "USD"),
        ("Unit", ["lakh", "million"], "lakh"),
        ("Unit", ["USD million", "INR crore"], "USD million"),
        ("unit", ["MIO_EUR", "PC_TOT"], "MIO_EUR"),
        ("Measure", ["% Share", "Value", "% Change"], "Value"),
        ("Indicator", ["Exports", "Number of exporters"], "Exports"),
        ("which", ["Value", "Growth %"], "Value"),
    ],
)
def test_columns_that_split_a_table_are_refused(
    heading: str, values: list[str], choice: str
) -> None:
    """By heading or by values, in several languages; one value of them reads."""
    given = frame(**{heading: values})
    text = refusal(given, constants=X)
    assert f"column {heading!r} of 'DataFrame' holds {len(values)} values" in text
    assert text.endswith(f"choose with where={{{heading!r}: {choice!r}}}")
    at = values.index(choice)
    result = read_exports(given, constants=X, where={heading: choice})
    assert result.flows["value"].tolist() == [10.0 * (at + 1)]


@pytest.mark.parametrize(
    ("heading", "values"),
    [
        ("Remark", ["Important", "Very important"]),
        ("Type", ["Exporter", "Importer"]),
        ("Kind", ["Manufacturer exporter", "Merchant exporter"]),
        ("Note", ["million dollar baby", "plain"]),
        ("Unit code", ["KGS", "NOS"]),
        ("Status", ["Exporting since 1999", "New"]),
    ],
)
def test_words_that_merely_resemble_do_not_split(heading: str, values: list[str]) -> None:
    """Such a column is left out as any other."""
    assert read_exports(frame(**{heading: values}), constants=X).flows["value"].sum() == 30.0


def test_one_value_is_noted_and_a_currency_heard() -> None:
    """What the caller says goes before."""
    given = frame(Currency=["usd", "usd"])
    result = read_exports(given, constants=X)
    said = "column 'Currency' is not used; it holds one currency: 'usd'"
    assert (result.currency, lines(result)) == ("USD", [("Currency", "noted", said)])
    assert read_exports(given, constants=X, currency="INR").currency == "INR"
    lakh = read_exports(frame(Unit=["lakh", "lakh"]), constants=X)
    assert lines(lakh)[0][2] == "column 'Unit' is not used; it holds one unit of value: 'lakh'"
    export = read_exports(frame(Flow=["Export", "Export"]), constants=X)
    assert lines(export)[0][2] == "column 'Flow' is not used; it holds one flow: 'Export'"


@pytest.mark.parametrize("heading", ["Unit", "UQC", "Mengeneinheit", "Qty Unit", "単位"])
def test_units_of_quantity_are_ignored_and_noted(heading: str) -> None:
    """Kilograms and numbers say nothing of the value."""
    result = read_exports(frame(**{heading: ["KGS", "NOS"]}), constants=X)
    assert result.flows["value"].sum() == 30.0
    assert lines(result)[0][2].endswith("it holds units of quantity, ignored: 'KGS', 'NOS'")


def test_measures_are_chosen_from() -> None:
    """Values 90 and 60; shares and changes stay out."""
    given = pd.DataFrame(
        {
            "District": ["Alfa"] * 3 + ["Beta"] * 3,
            "Measure": ["Value", "% Share", "% Change"] * 2,
            "Value": [90, 60, -8, 60, 40, 12],
        }
    )
    named = {"District": "district", "Value": "value"}
    assert "holds 3 values" in refusal(given, columns=named, constants=X)
    kept = read_exports(given, columns=named, constants=X, where={"Measure": "Value"})
    assert rows(kept) == [("Alfa", 90.0), ("Beta", 60.0)]


def test_a_named_flow_is_told_before_its_number(tmp_path: Path) -> None:
    """Flow ID stands before Flow, whose words a person knows."""
    text = "State,HS6,Flow ID,Flow,Value\nAlfa,950400,2,Exports,100\nAlfa,950400,1,Imports,900\n"
    named = {"State": "district", "HS6": "hs_code", "Value": "value"}
    path = file_of(tmp_path, text)
    assert "where={'Flow': 'Exports'}" in refusal(path, columns=named, constants=X)
    kept = read_exports(path, columns=named, constants=X, where={"Flow": "Exports"})
    assert rows(kept) == [("Alfa", "950400", 100.0)]


# -- years and months that are not used --------------------------------------------------
@pytest.mark.parametrize("heading", ["Year", "Period", "year", "FY", "Jahr", "Año"])
def test_years_are_not_added_in_silence(heading: str) -> None:
    """A second year needs a period, or a choice."""
    given = frame(**{heading: ["2021", "2022"]})
    text = refusal(given, constants=X)
    assert "holds 2 years ('2021', '2022') and no column is read as the period" in text
    assert f"pass columns={{{heading!r}: 'period'}}" in text
    assert read_exports(given, constants=X, where={heading: "2022"}).flows["value"].tolist() == [20]


def test_years_that_the_caller_lists_are_added() -> None:
    """Both are named, so both are meant."""
    given = frame(Year=["2021", "2022"])
    both = read_exports(given, constants=X, where={"Year": ["2021", "2022"]})
    assert both.flows["value"].sum() == 30.0


def test_years_beside_a_period_are_refused_unless_they_follow_from_it() -> None:
    """The calendar year beside the fiscal year splits it; its own number does not."""
    given = frame(period=["2021-22", "2021-22"], Year=["2021", "2022"])
    assert "beside the period in 'period'" in refusal(given, constants=X)
    assert "beside the one period" in refusal(
        frame(Year=["2021", "2022"]), constants={**X, "period": "2021"}
    )
    alike = frame(period=["2021-22", "2022-23"], Year=["2021", "2022"])
    assert read_exports(alike, constants=X).flows["value"].sum() == 30.0


YTD = (
    "District,Year,Month,Value\nAlfa,2023,Jan,10\nAlfa,2023,Feb,10\nAlfa,2023,Mar,10\n"
    "Alfa,2023,Apr,10\nAlfa,2024,Jan,12\nBeta,2023,Feb,5\nBeta,2024,Jan,6\n"
)
OF_YTD: dict[str, Any] = {
    "columns": {"District": "district", "Year": "period", "Value": "value"},
    "constants": X,
}


def test_years_with_different_months_are_never_compared_in_silence(tmp_path: Path) -> None:
    """Four months of 2023 are not one of 2024; January beside January is +.20."""
    path = file_of(tmp_path, YTD)
    text = refusal(path, **OF_YTD)
    assert "(2023: Jan-Apr; 2024: Jan)" in text
    assert "where={'Month': [...]}" in text
    assert "partial='keep'" in text
    alike = read_exports(path, where={"Month": "Jan"}, **OF_YTD)
    growth = growth_table(alike.flows, by="district").set_index("district")["growth"]
    assert round(growth["Alfa"], 10) == 0.2
    assert lines(alike)[1] == (
        "Month",
        "noted",
        "values are summed over column 'Month': Jan of each year",
    )
    kept = read_exports(path, partial="keep", **OF_YTD)
    sums = kept.flows.groupby("period", observed=True)["value"].sum().to_dict()
    assert sums == {"2023 (Jan-Apr)": 45.0, "2024 (Jan)": 18.0}


def test_a_year_that_lacks_months_is_set_aside_beside_whole_ones() -> None:
    """Twelve months of 2021 and one of 2022."""
    months = [*range(1, 13), 1]
    given = pd.DataFrame(
        {"district": "A", "period": ["2021"] * 12 + ["2022"], "Month": months, "value": 1.0}
    )
    result = read_exports(given, constants=X)
    assert result.flows["value"].sum() == 12.0
    assert lines(result)[-1][2].startswith("2022 (Jan) is a part of a year")


@pytest.mark.parametrize(
    ("heading", "labels", "span"),
    [
        ("Month", ["Jan", "Feb"], "Jan-Feb"),
        ("Monat", ["März", "Mai"], "Mar, May"),
        ("month", [4, 5], "Apr-May"),
        ("Quarter", ["Q1", "Q2"], "Jan-Jun"),
        ("Mois", ["2021-01", "2021-03"], "Jan, Mar"),
    ],
)
def test_months_below_a_year_are_summed_and_noted(
    heading: str, labels: list[Any], span: str
) -> None:
    """The months that there are, are named."""
    given = frame(period=["2021", "2021"], **{heading: labels})
    result = read_exports(given, constants=X)
    assert result.flows["value"].sum() == 30.0
    said = f"values are summed over column {heading!r}: {span}"
    assert (heading, "noted", said) in lines(result)


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Flow", "flow"),
        ("tradeFlow", "flow"),
        ("TRADE_FLOW", "flow"),
        ("Flow ID", "flow"),
        ("Año", "year"),
        ("Financial Year", "year"),
        ("통화", "currency"),
        ("Ед. изм.", "unit"),
        ("S.No.", "rank"),
        ("Net Weight", "quantity"),
        ("Exporter Name", "firm"),
        ("District", None),
        ("Code", None),
        ("", None),
    ],
)
def test_headings_are_known_in_several_spellings(heading: str, kind: str | None) -> None:
    """Capitals, marks and words such as code or name do not matter."""
    assert kind_of_heading(heading) == kind


def test_places_named_by_constants_are_read_too(tmp_path: Path) -> None:
    """A table of products of one place."""
    text = "Product,Flow,Value\nTea,Export,1\nTea,Import,2\n"
    named = {"Product": "product", "Value": "value"}
    path = file_of(tmp_path, text)
    assert "where={'Flow': 'Export'}" in refusal(path, columns=named, constants=XY)


# -- dates below a year ----------------------------------------------------------------


def dated(spell: str, *, last: int = 2, days: tuple[int, ...] = (15,)) -> pd.DataFrame:
    """Give three years of monthly figures with a date each; the last year has some months."""
    months = [(2022, m) for m in range(1, 13)] + [(2023, m) for m in range(1, 13)]
    months += [(2024, m) for m in range(1, last + 1)]
    rows = [
        ("X", "A", "0101", str(y), f"{y}-{m:02d}-{d}", 10.0 * m + d + y % 7)
        for y, m in months
        for d in days
    ]
    columns = ["state", "district", "hs_code", "period", "Date", "value"]
    table = pd.DataFrame(rows, columns=columns)
    day = pd.to_datetime(table["Date"])
    return table.assign(Date=day if spell == "datetime" else day.dt.strftime(spell))


@pytest.mark.parametrize("spell", ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d %b %Y", "datetime"])
@pytest.mark.parametrize("heading", ["Date", "As on"])
def test_dates_of_monthly_figures_are_months(spell: str, heading: str) -> None:
    """One date a month is a monthly figure: the year with two of them is a part."""
    table = dated(spell).rename(columns={"Date": heading})
    result = read_exports(table)
    assert sorted(result.flows["period"].unique()) == ["2022", "2023"]
    aside = result.issues[result.issues["action"] == "set_aside"]["message"].tolist()
    assert len(aside) == 1
    assert aside[0].startswith("2024 (Jan-Feb) is a part of a year")
    kept = read_exports(table, partial="keep").flows
    assert kept["value"].sum() == table["value"].sum()
    assert "2024 (Jan-Feb)" in kept["period"].unique()


def test_dates_of_whole_years_are_summed() -> None:
    """All years hold all months, and so compare."""
    result = read_exports(dated("%Y-%m-%d", last=12))
    assert (
        result.issues["message"].tolist()[0]
        == "values are summed over column 'Date': all months of each year"
    )
    assert sorted(result.flows["period"].unique()) == ["2022", "2023", "2024"]


def test_dates_of_shipments_are_kept_and_asked_about() -> None:
    """A month without a shipment may be one without exports."""
    result = read_exports(dated("%Y-%m-%d", days=(3, 17)))
    assert sorted(result.flows["period"].unique()) == ["2022", "2023", "2024"]
    assert result.issues["message"].tolist()[0] == (
        "the dates in column 'Date' lie in some months only of 2024: Jan-Feb, and in all months of "
        "2 other year(s): a part of a year does not compare with a year"
    )
    whole = read_exports(dated("%Y-%m-%d", last=12, days=(3, 17)))
    assert not any("some months only" in line for line in whole.issues["message"])


def test_dates_that_may_be_read_either_way_tell_nothing() -> None:
    """03/02/2024 has two readings; what is not used is not refused for it."""
    table = dated("%Y-%m-%d").assign(Date="03/02/2024")
    assert sorted(read_exports(table).flows["period"].unique()) == ["2022", "2023", "2024"]
