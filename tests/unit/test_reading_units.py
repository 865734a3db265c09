"""Units and currencies are heard wherever a file names them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from _workbooks import write_csv
from odopkit.errors import ReadError
from odopkit.readers import LAKH, MILLION, ReadResult, read_dgcis, read_exports
from odopkit.readers.units import heard_in

if TYPE_CHECKING:
    from pathlib import Path

SPAN = "April, 24 To March, 25"


def download(folder: Path, heading: str, *above: str) -> Path:
    """Write a download whose value stands under a heading, below some titles."""
    rows: list[list[Any]] = [[title, None, None, None] for title in above]
    rows += [["State", "District", "HS Code", heading], ["GOA", "SOUTH GOA", "30049099", 2.5]]
    return write_csv(folder / "x.csv", rows)


def noted(result: ReadResult) -> list[str]:
    """Give the lines that are notices."""
    issues = result.issues
    found: list[str] = issues.loc[issues["action"] == "noted", "message"].tolist()
    return found


def refusal(read: Any, source: Any, **options: Any) -> str:
    """Give the whole text of the error that ends a reading."""
    with pytest.raises(ReadError) as caught:
        read(source, **options)
    assert len(str(caught.value)) <= 500
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "scale", "in_a_title"),
    [
        ("Value(US $ '000)", 1e3, True),
        ("Value (000 US $)", 1e3, True),
        ("Value(US $ Mill.)", 1e6, True),
        ("Value (US $ M)", 1e6, True),
        ("US$m", 1e6, True),
        ("Exports, US$bn", 1e9, True),
        ("Value in Mio. EUR", 1e6, True),
        ("USD Mln", 1e6, True),
        ("Value Rs. lakh", 1e5, True),
        ("Rs crore", 1e7, True),
        ("Rs. Cr.", 1e7, True),
        ("Thousand Taka", 1e3, True),
        ("Value (US$ 1,000)", 1e3, True),
        ("Miles de d\u00f3lares", 1e3, True),
        ("Value ('000)", 1e3, True),
        ("(Values in US $ Million)", 1e6, True),
        ("Figures in crore", 1e7, True),
        ("Unit: million", 1e6, True),
        ("(Quantity in '000 kgs, Value in Rs. Lakh)", 1e5, True),
        ("Mrd", 1e9, False),
        ("Lakhs", 1e5, False),
        ("Million exports", 1e6, False),
    ],
)
def test_multiples_are_heard(text: str, scale: float, in_a_title: bool) -> None:
    """In a heading of values any; in a title those that speak of money or values."""
    heading, title = heard_in(text, heading=True), heard_in(text, heading=False)
    assert heading is not None
    assert heading.scale == scale
    assert (title is not None and title.scale == scale) == in_a_title


@pytest.mark.parametrize(
    "text",
    [
        "Value (US $)",
        "Value",
        "M",
        "Cr",
        "March 2024",
        "3000 USD",
        "$1,000,000 club",
        "Exports to Mali",
        "Quantity (thousand kg)",
        "Population in millions",
        "export_usd",
    ],
)
def test_what_is_no_unit_of_value_is_not_heard(text: str) -> None:
    """A year, a country and a quantity are none."""
    assert heard_in(text, heading=True) is None
    assert heard_in(text, heading=False) is None


# -- DGCI&S downloads ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "above", "scale"),
    [
        (f"{SPAN} Value(US $ '000)", (), 1e3),
        (f"{SPAN} Value (000 US $)", (), 1e3),
        (f"{SPAN} Value(US $ Mill.)", (), 1e6),
        (f"{SPAN} Value (US $ M)", (), 1e6),
        (f"{SPAN} Value(US $)", ("(Values in US $ Million)",), 1e6),
        (f"{SPAN} Value(US $)", ("Exports by district", "US$ bn"), 1e9),
        (f"{SPAN} Value(US $ Million)", ("(Values in US $ Million)",), 1e6),
        (f"{SPAN} Value(US $)", ("A million firms report",), 1.0),
        (f"{SPAN} Value(US $)", ("(Values in Rs. Crore)",), 1.0),
        (f"{SPAN} Value(US $)", ("Values in Rs. Crore and US $ Million",), 1e6),
    ],
)
def test_a_download_is_multiplied_by_the_unit_that_it_names(
    heading: str, above: tuple[str, ...], scale: float, tmp_path: Path
) -> None:
    """It says so; a unit of the other currency is not of this column."""
    result = read_dgcis(download(tmp_path, heading, *above))
    assert result.flows["value"].tolist() == [2.5 * scale]
    assert result.scale == scale
    assert [f"multiplied by {scale:,.10g}" in line for line in noted(result)] == [True] * (
        scale != 1
    )


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        (f"{SPAN} Value(US $ '000)", "(Values in US $ Million)"),
        (f"{SPAN} Value(US $ Mill.)", "Figures in thousand"),
        (f"{SPAN} Value (US $ M)", "US $ bn"),
    ],
)
def test_units_that_contradict_each_other_are_refused(
    heading: str, title: str, tmp_path: Path
) -> None:
    """Which of them holds is three digits or more."""
    message = refusal(read_dgcis, download(tmp_path, heading, title))
    assert message.startswith("'x.csv' names two units of value: ")
    assert repr(heading) in message
    assert repr(title) in message


def test_files_in_other_units_come_to_one(tmp_path: Path) -> None:
    """Each file is multiplied by its own; the result has no one scale then."""
    (tmp_path / "a").mkdir()
    download(tmp_path / "a", f"{SPAN} Value(US $ Million)")
    download(tmp_path, f"{SPAN} Value(US $)")
    result = read_dgcis(tmp_path)
    assert sorted(result.flows["value"].tolist()) == [2.5, 2.5e6]
    assert result.scale != result.scale
    assert result.to_dict()["scale"] is None


# -- any table -------------------------------------------------------------------------


def table(heading: str) -> pd.DataFrame:
    """Give a table whose values stand under a heading."""
    return pd.DataFrame({"state": ["A", "A"], "district": ["B", "C"], heading: ["1", "2"]})


@pytest.mark.parametrize("heading", ["Rs crore", "Value, crore", "Crores of rupees"])
def test_a_unit_that_nobody_asked_for_is_told(heading: str) -> None:
    """Values stay in the unit of the file, and the line names the scale."""
    result = read_exports(table(heading), columns={heading: "value"})
    assert result.flows["value"].tolist() == [1, 2]
    word = "crores" if heading.startswith("Crores") else "crore"
    assert noted(result) == [
        (
            f"{heading!r} says that values are in {word}: kept in that unit (scale=CRORE turns "
            "them into single ones)"
        )
    ]


def test_a_scale_that_agrees_needs_no_line_and_another_has_one() -> None:
    """The caller's word holds, and what the file says is not passed over."""
    given, columns = table("Value (lakh)"), {"Value (lakh)": "value"}
    assert noted(read_exports(given, columns=columns, scale=LAKH)) == []
    result = read_exports(given, columns=columns, scale=MILLION)
    assert result.flows["value"].tolist() == [1e6, 2e6]
    assert noted(result) == [
        "'Value (lakh)' says that values are in lakh: multiplied by 1,000,000 as asked"
    ]


def test_two_units_need_a_scale(tmp_path: Path) -> None:
    """A heading and a title that disagree are refused until the caller says which."""
    path = tmp_path / "x.csv"
    path.write_text("(US $ million),,\nstate,district,Value ('000)\nA,B,5\nA,C,6\n", "utf-8")
    columns = {"Value ('000)": "value"}
    assert refusal(read_exports, path, columns=columns).endswith(
        "; pass scale=THOUSAND or scale=MILLION, or scale=1"
    )
    result = read_exports(path, columns=columns, scale=1000)
    assert result.flows["value"].tolist() == [5000, 6000]
    assert noted(result)[-1].endswith("; multiplied by 1,000 as asked")


@pytest.mark.parametrize(
    ("heading", "currency"),
    [
        ("Value (US $)", "USD"),
        ("Thousand Taka", "BDT"),
        ("EUR", "EUR"),
        ("Value in INR", "INR"),
        ("Value ($)", ""),
        ("Value (Rs.)", ""),
        ("USD or EUR", ""),
        ("export_usd", "USD"),
        ("Value", ""),
    ],
)
def test_a_currency_is_heard_where_it_cannot_be_mistaken(heading: str, currency: str) -> None:
    """A dollar or a rupee is of several nations."""
    result = read_exports(table(heading), columns={heading: "value"})
    assert result.currency == currency
    line = f"currency {currency}, as the file names it"
    assert (line in noted(result)) == bool(currency)
    assert read_exports(table(heading), columns={heading: "value"}, currency="x").currency == "X"


@pytest.mark.parametrize(
    ("values", "way"),
    [
        (["1.234", "2.345"], "use read_exports with thousands='.'"),
        (["1,2", "2,3"], "use read_exports with decimal=','"),
    ],
)
def test_a_download_is_not_told_arguments_that_it_lacks(
    values: list[str], way: str, tmp_path: Path
) -> None:
    """They belong to the other reader."""
    rows = "".join(f"GOA;D{i};30049099;{value}\n" for i, value in enumerate(values))
    path = tmp_path / "x.csv"
    path.write_text(f"State;District;HS Code;{SPAN} Value(US $)\n{rows}", encoding="utf-8")
    assert way in refusal(read_dgcis, path)


@pytest.mark.parametrize(
    ("value", "word", "constant"),
    [("Rs lakh", "lakh", "LAKH"), ("US $ Million", "million", "MILLION"), ("Mio EUR", "mio", "")],
)
def test_the_one_unit_of_a_column_is_heard_as_a_heading_is(
    value: str, word: str, constant: str
) -> None:
    """Unused and of one value, the column still says what the figures are in."""
    table = pd.DataFrame(
        {"state": ["Goa"] * 3, "district": ["A", "B", "C"], "value": [1.0, 2.0, 4.0]}
    ).assign(Unit=value)
    said = f"{value!r} in column 'Unit' says that values are in {word}: "
    kept = f"kept in that unit (scale={constant or 'MILLION'} turns them into single ones)"
    assert said + kept in read_exports(table).issues["message"].tolist()
    other = read_exports(table, scale=10).issues["message"].tolist()
    assert said + "multiplied by 10 as asked" in other
    same = read_exports(table, scale=MILLION if constant != "LAKH" else LAKH)
    assert not any("says that values" in line for line in same.issues["message"])


def test_a_column_that_names_no_multiple_says_nothing_of_scale() -> None:
    """Dollars are single ones."""
    table = pd.DataFrame({"state": ["Goa"] * 2, "district": ["A", "B"], "value": [1.0, 2.0]})
    lines = read_exports(table.assign(Unit="USD")).issues["message"].tolist()
    assert not any("says that values" in line for line in lines)
