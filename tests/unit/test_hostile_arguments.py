"""Arguments and cells of the wrong kind end in one plain error, or in a right table."""

# Arguments of the wrong type are what these tests are about.
# mypy: disable-error-code="arg-type,list-item,dict-item,call-overload,call-arg"

from __future__ import annotations

import re
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from _catalogue_tables import T as CATALOGUE
from odopkit import ExportMatrix, validate
from odopkit.aggregate import aggregate_exports, collect_exports
from odopkit.dominance import lead_products
from odopkit.errors import InvalidHSCodeError, InvalidTableError, OdopkitError, ReadError
from odopkit.errors.telling import LONGEST_MESSAGE, shortened, within
from odopkit.hs import normalize_hs, parse_hs
from odopkit.ovop import load_orientation_table
from odopkit.potential import export_potential
from odopkit.product_lists import match_product_lists, propose_codes
from odopkit.readers import ReadLimits, read_dgcis, read_exports
from odopkit.schemas import BilateralTrade, Exports, IndicatorTable, validate_indicators
from odopkit.specialization import quotient_intervals

if TYPE_CHECKING:
    from pathlib import Path

HUGE = 10**5000
HALF = "\ud800"
TABLE = pd.DataFrame(
    {
        "state": ["X", "X", "Y"],
        "district": ["A", "B", "C"],
        "hs_code": ["0902", "3004", "0901"],
        "value": [1.0, 2.0, 3.0],
    }
)


def having(column: str, cells: list[Any]) -> pd.DataFrame:
    """Put other cells into one column, as they are."""
    return TABLE.assign(**{column: pd.Series(cells, dtype=object)})


class Mute:
    """An object whose own code fails at all that is asked of it."""

    def __str__(self) -> str:
        """Fail."""
        raise RuntimeError

    __repr__ = __str__

    def __hash__(self) -> int:
        """Fail."""
        raise RuntimeError

    def __eq__(self, other: object) -> bool:
        """Fail."""
        raise RuntimeError


class Wordless(Mute):
    """One that can be counted, but not spelled."""

    __hash__ = object.__hash__
    __eq__ = object.__eq__


REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "codes as bytes": (lambda: normalize_hs(b"1006"), "codes must be a column or a list of codes"),
    "codes as bytes to change": (lambda: normalize_hs(bytearray(b"10")), "codes must be a column"),
    "codes as a view": (lambda: normalize_hs(memoryview(b"10")), "codes must be a column"),
    "codes as a frame": (lambda: normalize_hs(TABLE), "pass one of its columns"),
    "codes as a set": (lambda: normalize_hs({"1006", "0902"}), "got a set"),
    "codes as a frozen set": (lambda: normalize_hs(frozenset(["1006"])), "got a frozenset"),
    "codes as keys": (lambda: normalize_hs({"1006": 1}.keys()), "got a dict_keys"),
    "codes as a mapping": (lambda: normalize_hs({"1006": 1}), "got a dict"),
    "codes in two dimensions": (lambda: normalize_hs(np.zeros((2, 2))), "codes must be a column"),
    "codes of two levels": (
        lambda: normalize_hs(pd.MultiIndex.from_tuples([("a", "b")])),
        "codes must be a column",
    ),
    "codes within lists": (lambda: normalize_hs(["0902", ["1006"]]), "is a list, not text, in row"),
    "codes within dicts": (lambda: normalize_hs([{"a": 1}]), "is a dict, not text, in row 0"),
    "a code of 5,001 digits": (lambda: parse_hs(HUGE), "is too long for an HS code"),
    "a code below zero of as many": (lambda: parse_hs(-HUGE), "is too long for an HS code"),
    "such a code among codes": (lambda: normalize_hs(["0902", HUGE]), "is too long for an HS code"),
    "a code of a million digits": (lambda: parse_hs("1" * 10**6), "has 1000000 digits"),
    "codes of millions of letters": (lambda: normalize_hs(["x" * 10**7] * 3), "is not an HS code"),
    "a code of half a letter": (lambda: parse_hs(HALF), "is not an HS code"),
    "a list as a code": (lambda: parse_hs(["0902"]), "is a list, not text"),
    "a schema by name": (lambda: validate(TABLE, "Flows"), "schema must be a model"),
    "a mute code": (lambda: parse_hs(Mute()), "a Mute too long to show is a Mute, not text"),
    "a mute code among codes": (lambda: normalize_hs(["0902", Mute()]), "is a Mute, not text"),
    "a mute place": (
        lambda: read_exports(having("district", ["A", Mute(), "C"])),
        "holds a Mute (first in row 1)",
    ),
    "a mute constant": (
        lambda: read_exports(TABLE.drop(columns="state"), constants={"state": Mute()}),
        "constants= must give text",
    ),
    "a mute name of a column": (
        lambda: read_exports(TABLE, columns={Wordless(): "state"}),
        "got a Wordless too long to show",
    ),
    "a number of a column too long to show": (
        lambda: read_exports(TABLE, columns={HUGE: "state"}),
        "got an int too long to show",
    ),
    "places in lists": (lambda: validate(having("district", [["A"], "B", "C"])), "district"),
    "half a letter to validate": (
        lambda: validate(having("district", ["A", HALF, "C"])),
        "column 'district', row 1, holds half a letter, '\\ud800'",
    ),
    "half a letter in a heading": (
        lambda: read_exports(
            TABLE.set_axis(pd.Index([*TABLE.columns[:3], f"value{HALF}"], dtype=object), axis=1)
        ),
        "",
    ),
    "half a letter to read": (
        lambda: read_exports(having("district", ["A", HALF, "C"])),
        "column 'district', row 1, holds half a letter, '\\ud800'",
    ),
    "half a letter as a constant": (
        lambda: read_exports(TABLE.drop(columns="state"), constants={"state": HALF}),
        "a text holds half a letter",
    ),
    "columns of two levels": (lambda: validate(pd.concat({"a": TABLE}, axis=1)), "2 levels"),
    "a column twice": (
        lambda: read_exports(pd.concat([TABLE, TABLE[["value"]]], axis=1)),
        "more than once",
    ),
    "periods as values": (
        lambda: read_exports(TABLE.assign(value=pd.period_range("2020", periods=3, freq="Y"))),
        "cannot serve as value",
    ),
    "the number 0 as a column": (
        lambda: read_exports(TABLE, columns={0: "state"}),
        "from 1, got 0",
    ),
    "a number as a currency": (lambda: read_exports(TABLE, currency=5), "currency must be text"),
    "a word as a scale": (lambda: read_exports(TABLE, scale="million"), "take MILLION"),
    "an endless scale": (lambda: read_exports(TABLE, scale=10**400), "scale must be a finite"),
    "a scale too long to show": (
        lambda: read_exports(TABLE, scale=HUGE),
        "an int too long to show",
    ),
    "a float as a header": (
        lambda: read_exports(TABLE, header=2.0),
        "header must be a whole number",
    ),
    "a header too long to show": (lambda: read_exports(TABLE, header=HUGE), "header="),
    "a year too long to show": (lambda: read_exports(TABLE, year_start=HUGE), "year_start must be"),
    "a constant too long to show": (
        lambda: read_exports(TABLE.drop(columns="state"), constants={"state": HUGE}),
        "an int too long to show",
    ),
    "a period too long to show": (
        lambda: read_exports(TABLE, values={"value": HUGE}),
        "an int too long to show",
    ),
    "a mark of a million letters": (lambda: read_exports(TABLE, decimal="," * 10**6), "decimal"),
    "limits as a number": (lambda: read_exports(TABLE, limits=5), "limits must be a ReadLimits"),
    "limits as a word": (lambda: read_dgcis("a.csv", limits="no"), "limits must be a ReadLimits"),
    "a bound of nothing": (
        lambda: ReadLimits(max_rows=0),
        "max_rows must be a whole number of at least 1",
    ),
    "a bound of a half": (lambda: ReadLimits(max_cells=0.5), "max_cells must be a whole number"),
    "a frame as a download": (lambda: read_dgcis(TABLE), "for a DataFrame use read_exports"),
    "a number as a source": (
        lambda: read_exports(5),
        "source must be a path or a pandas DataFrame",
    ),
    "a list as a source": (lambda: read_exports([TABLE]), "source must be a path"),
    "bytes as a source": (lambda: read_exports(b"district,value"), "source must be a path"),
    "text as a source": (lambda: read_exports("district,value\nA,1\n"), "source must be a path"),
    "long text as a source": (lambda: read_exports("a" * 10**7), "text of 10,000,000 characters"),
    "text as a download": (lambda: read_dgcis("State,District\nGOA,1\n"), "source must be a path"),
    "NUL in a path": (lambda: read_exports("a\0b"), "source must be a path"),
    "a name that is too long": (lambda: read_exports("a" * 300), "cannot be read"),
    "text as orientations": (
        lambda: load_orientation_table("iso3\nBTN\n"),
        "path_or_frame must be",
    ),
    "odd cells of orientations": (
        lambda: load_orientation_table(
            pd.DataFrame(
                {"iso3": [["BTN"]], "programme": [{}], "orientation": [5], "page": [HUGE]},
                dtype=object,
            )
        ),
        "4 bad cells",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_wrong_kind_is_refused_in_a_few_words(name: str) -> None:
    """Whatever was given, and however long it is."""
    call, words = REFUSED[name]
    with pytest.raises(OdopkitError) as caught:
        call()
    message = str(caught.value)
    assert words in message
    assert len(message) <= LONGEST_MESSAGE
    assert "\n" not in message


def halved(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Put half a letter into the second row of a column."""
    cells = table[column].tolist()
    cells[1] = f"Nor{HALF}th"
    return table.assign(**{column: pd.Series(cells, dtype=object, index=table.index)})


def of_catalogue(name: str, column: str) -> tuple[pd.DataFrame, str]:
    """Take a table of the catalogue, with half a letter in a column."""
    return halved(CATALOGUE[name], column), column


LISTED = CATALOGUE["listed"]
HALVES: dict[str, tuple[Callable[[pd.DataFrame], object], tuple[pd.DataFrame, str]]] = {
    "a place to a model": (lambda t: validate(t, Exports), of_catalogue("flows", "district")),
    "a market": (lambda t: validate(t, BilateralTrade), of_catalogue("trade", "market")),
    "a place of indicators": (
        lambda t: validate(t, IndicatorTable),
        of_catalogue("indicators", "district"),
    ),
    "a unit of your own": (
        lambda t: validate_indicators(t, unit=["district"], indicators=["my_roads"]),
        of_catalogue("indicators", "district"),
    ),
    "a key to add up by": (aggregate_exports, of_catalogue("flows", "district")),
    "a key of sums": (
        collect_exports,
        (halved(aggregate_exports(CATALOGUE["flows"]), "district"), "district"),
    ),
    "a partner to read": (read_exports, of_catalogue("flows", "partner")),
    "a value to read": (read_exports, of_catalogue("flows", "value")),
    "products of your own": (
        lambda t: lead_products(t, k=1, product="my_product"),
        of_catalogue("own", "my_product"),
    ),
    "a block": (
        lambda t: quotient_intervals(t, block="my_firm", level=4),
        of_catalogue("flows", "my_firm"),
    ),
    "a unit of a matrix": (
        lambda t: ExportMatrix.from_long(t, unit="exporter"),
        of_catalogue("trade", "exporter"),
    ),
    "a product of a matrix": (
        lambda t: ExportMatrix.from_long(t, unit="exporter"),
        of_catalogue("trade", "product"),
    ),
    "a listed place": (
        lambda t: match_product_lists(t, CATALOGUE["flows"]),
        of_catalogue("listed", "state"),
    ),
    "a listed product": (
        lambda t: match_product_lists(t, CATALOGUE["own"], product="my_product"),
        (halved(LISTED.assign(my_product="rice"), "my_product"), "my_product"),
    ),
    "a text for a code": (
        lambda t: match_product_lists(CATALOGUE["listed in words"], CATALOGUE["flows"], codes=t),
        (halved(pd.concat([CATALOGUE["codes"]] * 2, ignore_index=True), "text"), "text"),
    ),
    "a country of one's projections": (
        lambda t: export_potential(
            CATALOGUE["trade"],
            exporter="IND",
            projections=t,
            tariffs=CATALOGUE["tariffs"],
            distances=CATALOGUE["distances"],
        ),
        of_catalogue("projections", "country"),
    ),
    "a programme": (
        load_orientation_table,
        (
            halved(
                pd.DataFrame(
                    {
                        "iso3": "BTN",
                        "programme": ["One", "Two"],
                        "orientation": "economic",
                        "page": 1,
                    }
                ),
                "programme",
            ),
            "programme",
        ),
    ),
}


@pytest.mark.parametrize("name", HALVES)
def test_half_a_letter_is_refused_whatever_holds_the_text(name: str) -> None:
    """Text of arrow cannot hold it and text of Python can: both are told where it stands."""
    call, (table, column) = HALVES[name]
    with pytest.raises(OdopkitError, match="holds half a letter") as caught:
        call(table)
    assert re.search(rf"column '{column}'(?:, row 1,)? holds half a letter", str(caught.value))
    assert caught.value.__cause__ is None


def test_half_a_letter_among_texts_is_refused() -> None:
    """Texts are a list here and no column."""
    pytest.importorskip("rapidfuzz")
    with pytest.raises(OdopkitError, match="one of the texts holds half a letter"):
        propose_codes(["rice", HALF], CATALOGUE["descriptions"])


def test_half_a_letter_in_a_category_is_refused() -> None:
    """A label of a category is checked like any text; arrow makes none."""
    kind = pd.CategoricalDtype(pd.Index(["A", HALF, "C"], dtype=object))
    cells = pd.Categorical.from_codes([0, 1, 2], dtype=kind)
    for call in (validate, read_exports, aggregate_exports):
        with pytest.raises(OdopkitError, match="column 'district', row 1, holds half a letter"):
            call(TABLE.assign(district=cells))


def test_what_is_chained_is_short_as_well() -> None:
    """Ten thousand bad codes are told in a few lines, and each stands in the failure cases."""
    bad = pd.DataFrame(
        {"state": "X", "district": "A", "hs_code": [f"bad{i}" for i in range(10_000)], "value": 1.0}
    )
    with pytest.raises(InvalidTableError) as caught:
        validate(bad)
    assert len(caught.value.failure_cases) == 10_000
    assert len("".join(traceback.format_exception(caught.value))) < 10_000


@pytest.mark.parametrize("cell", [HUGE, -HUGE], ids=["above zero", "below zero"])
@pytest.mark.parametrize("column", ["district", "hs_code", "value"])
def test_a_number_too_long_to_spell_costs_its_own_row(column: str, cell: int) -> None:
    """It is no name, no code and no value."""
    given = having(column, [*TABLE[column][:2], cell])
    result = read_exports(given)
    assert result.flows["value"].tolist() == [1.0, 2.0]
    assert "thousands of digits" in result.issues["value"].iloc[0]


@pytest.mark.parametrize("column", ["district", "hs_code", "value"])
def test_an_object_that_cannot_be_spelled_costs_its_own_row(column: str) -> None:
    """Its class is of others, and its code may raise anything."""
    result = read_exports(having(column, [*TABLE[column][:2], Wordless()]))
    assert result.flows["value"].tolist() == [1.0, 2.0]
    assert len(result.issues) == 1
    assert len(read_exports(having("more", [Wordless(), "b", "c"])).flows) == 3
    named = TABLE.assign(more=1).rename(columns={"more": Wordless()})
    assert len(read_exports(named).flows) == 3


def test_counts_are_exact_or_set_aside() -> None:
    """2**53 + 1 is no float, and 1e19 no count."""
    whole = read_exports(TABLE.assign(shipments=[2**53 + 1, 1, 2]))
    assert whole.flows["shipments"].tolist() == [2**53 + 1, 1, 2]
    large = read_exports(TABLE.assign(shipments=[1e19, 1, 2]))
    assert large.flows["shipments"].tolist() == [1, 2]
    assert "too large for an exact count" in large.issues["message"].iloc[0]
    unsigned = read_exports(TABLE.assign(shipments=np.array([2**64 - 1, 1, 2], dtype=np.uint64)))
    assert unsigned.flows["shipments"].tolist() == [1, 2]


@pytest.mark.parametrize("cells", [[True, 1, 2], [1, True, 2], [np.True_, 1, 2], [True, 1.0, 2]])
def test_true_is_no_number_and_one_is(cells: list[Any]) -> None:
    """They are equal to Python, and share a place when spellings are counted."""
    result = read_exports(having("value", cells))
    honest = [float(cell) for cell in cells if not isinstance(cell, bool | np.bool_)]
    assert result.flows["value"].tolist() == honest
    assert result.issues["message"].tolist() == ["'True' is a truth value, not a number"]


def test_cells_that_nobody_reads_may_be_anything() -> None:
    """Lists, dicts, half letters and numbers without end in a column that is not used."""
    odd = having("more", [[1], {"a": HALF}, HUGE])
    assert read_exports(odd).flows["value"].tolist() == [1.0, 2.0, 3.0]


def test_nested_columns_of_arrow_are_refused() -> None:
    """By the reader where they are used, and by the guard; elsewhere they are left alone."""
    pa = pytest.importorskip("pyarrow")
    kind = pd.ArrowDtype(pa.list_(pa.string()))
    lists = pd.Series([["a"], ["b"], ["c"]], dtype=kind)
    with pytest.raises(ReadError, match="column 'district' of 'DataFrame' holds"):
        read_exports(TABLE.assign(district=lists))
    with pytest.raises(InvalidTableError, match="whose cells hold several things"):
        validate(TABLE.assign(district=lists))
    assert len(read_exports(TABLE.assign(more=lists)).flows) == 3


def test_a_long_text_keeps_both_its_ends() -> None:
    """The message says how much was left out."""
    text = "a" * 300 + "b" * 10**6 + "c" * 300
    cut = within(text)
    assert cut.startswith("a" * 200)
    assert cut.endswith("c" * 200)
    assert "characters" in cut
    assert len(cut) <= LONGEST_MESSAGE
    assert within("short") == "short"
    assert len(shortened("x" * 10**7)) < 60
    assert shortened(HUGE) == "an int too long to show"
    assert InvalidHSCodeError(text).args == (cut,)


def test_lines_are_short_however_long_a_cell_is(tmp_path: Path) -> None:
    """A cell of ten million letters is told in a few hundred."""
    path = tmp_path / "a.csv"
    long = '"' + "\n".join(["x" * 1000] * 10_000) + '"'
    path.write_text(f"district,value\nA,10\nB,20\nC,{long}\n", "utf-8")
    result = read_exports(path, constants={"state": "X"})
    assert result.flows["value"].tolist() == [10, 20]
    assert result.issues["value"].str.len().max() <= 400
    assert "characters" in result.issues["value"].iloc[0]
    assert result.issues["message"].str.len().max() <= 400
    assert len(result.summary()) < 2_000


@pytest.mark.parametrize(
    ("bound", "text"),
    [
        ("max_rows", "district,value\n" + "A,1\n" * 20),
        ("max_columns", "district,value" + ",x" * 20 + "\nA,1\n"),
        ("max_line_length", "district,value\nA,1\n" + "B" * 200 + ",2\n"),
        ("max_cells", "district,value\nA,1" + "," * 8 + "\n" * 20),
    ],
)
def test_a_bound_is_held_and_raised(bound: str, text: str, tmp_path: Path) -> None:
    """The message names the bound, and a larger one reads the file."""
    path = tmp_path / "a.csv"
    path.write_text(text, "utf-8")
    tight = ReadLimits(**{bound: 15})
    with pytest.raises(ReadError, match=rf"limits=ReadLimits\({bound}=...\)") as caught:
        read_exports(path, constants={"state": "X"}, limits=tight)
    assert len(str(caught.value)) <= LONGEST_MESSAGE
    wide = ReadLimits(**{bound: 1000})
    assert read_exports(path, constants={"state": "X"}, limits=wide).flows["value"].sum() > 0
