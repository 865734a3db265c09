"""One spelling of a name: mended by readers, refused by validation, and never merged by chance."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import time
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import odopkit
from odopkit import ExportMatrix, aggregate_exports, collect_exports, concentration_table, validate
from odopkit.change import concentration_change
from odopkit.concentration import bootstrap_intervals, concentration_intervals
from odopkit.dominance import dominance_sensitivity
from odopkit.errors import InvalidTableError, InvalidValueError, OdopkitError
from odopkit.growth import growth_margins, growth_table, trend_growth
from odopkit.labels.characters import cleaned, compared, is_clean
from odopkit.labels.likeness import alike
from odopkit.labels.places import is_nowhere
from odopkit.readers import read_exports
from odopkit.typing import COMEX_STAT_UNSPECIFIED

if TYPE_CHECKING:
    from odopkit.readers import ReadResult

UNCLEAN = [
    ("Karna\u0304taka", "Karn\u0101taka", "letters in parts (not NFC)"),
    ("\u091c\u093c\u0902", "\u091c\u093c\u0902", ""),
    ("Go\u200ba", "Goa", "an invisible character (U+200B ZERO WIDTH SPACE)"),
    ("Go\u00ada", "Goa", "an invisible character (U+00AD SOFT HYPHEN)"),
    ("\u200eGoa", "Goa", "an invisible character (U+200E LEFT-TO-RIGHT MARK)"),
    ("Goa\u200f", "Goa", "an invisible character (U+200F RIGHT-TO-LEFT MARK)"),
    ("\ufeffGoa", "Goa", "an invisible character (U+FEFF ZERO WIDTH NO-BREAK SPACE)"),
    ("G\x00oa", "Goa", "an invisible character (U+0000 control character)"),
    ("Go\u200da", "Goa", "an invisible character (U+200D ZERO WIDTH JOINER)"),
    ("\uff27\uff4f\uff41", "Goa", "full-width letters"),
    ("South\u00a0Goa", "South Goa", "another kind of blank (U+00A0 NO-BREAK SPACE)"),
    ("South\u3000Goa", "South Goa", "another kind of blank (U+3000 IDEOGRAPHIC SPACE)"),
    ("South\u202fGoa", "South Goa", "another kind of blank (U+202F NARROW NO-BREAK SPACE)"),
]
JOINED = ["\u0915\u094d\u200d\u0937", "\u0d05\u0d35\u0d28\u0d4d\u200d", "\u0ba8\u0bcd\u200c\u0ba8"]


def table(*districts: str, state: str = "X", **columns: Any) -> pd.DataFrame:
    """Give a table of one state."""
    n = len(districts)
    given = {
        "state": [state] * n,
        "district": list(districts),
        "value": [float(i + 1) for i in range(n)],
    }
    return pd.DataFrame({**given, **columns})


def messages(result: ReadResult) -> list[str]:
    """Give the messages of all lines."""
    found: list[str] = result.issues["message"].tolist()
    return found


def cases_of(error: InvalidTableError, column: str) -> list[Any]:
    """Give one column of the bad cells that an error lists."""
    assert error.failure_cases is not None
    found: list[Any] = error.failure_cases[column].tolist()
    return found


# -- characters ------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "clean", "what"), UNCLEAN)
def test_readers_mend_what_cannot_be_told_apart(text: str, clean: str, what: str) -> None:
    """Two spellings of one name are one place; a line for each spelling that was mended."""
    result = read_exports(table(text, clean, text, "Beta"))
    assert set(result.flows["district"]) == {clean, "Beta"}
    n = 3 if text == clean else 2
    assert messages(result) == ([f"{what} mended in {n} cell(s): {clean!r}"] if what else [])


@pytest.mark.parametrize(("text", "clean", "what"), UNCLEAN)
@pytest.mark.parametrize("column", ["state", "district", "product", "partner"])
def test_validation_refuses_it_with_the_repair(
    column: str, text: str, clean: str, what: str
) -> None:
    """It mends nothing, and says what to write."""
    given = table("A", "B", product=["tea", "oil"], partner=["USA", "UAE"])
    given[column] = [text, "other"]
    if not what:
        assert len(validate(given)) == 2
        return
    with pytest.raises(InvalidTableError) as caught:
        validate(given)
    assert cases_of(caught.value, "problem") == [f"has {what}; write {clean!r}"]
    given[column] = [clean, "other"]
    assert validate(given)[column].tolist() == [clean, "other"]


@pytest.mark.parametrize("text", JOINED)
def test_joiners_of_indic_scripts_are_spelling(text: str) -> None:
    """They are kept, legal, and ignored only where names are compared."""
    result = read_exports(table(text, "Beta"))
    assert set(result.flows["district"]) == {text, "Beta"}
    assert messages(result) == []
    assert is_clean(text)
    bare = text.replace("\u200d", "").replace("\u200c", "")
    assert cleaned(bare) != text
    assert compared(bare) == compared(text)
    assert "differ in capitals or joiners only" in messages(read_exports(table(text, bare)))[0]


@pytest.mark.parametrize("package", ["pandas", "polars", "duckdb", "pyarrow"])
@pytest.mark.parametrize("text", ["Karna\u0304taka", "Go\u200ba", "South\u00a0Goa", "\uff27oa"])
def test_every_engine_brings_the_same_home(package: str, text: str) -> None:
    """Sums under an unclean name are refused wherever they were made."""
    engine = pytest.importorskip(package)
    arrow = pytest.importorskip("pyarrow")
    given = table(text, "Beta", hs_code=["1006", "1006"])
    made: Any = given
    if package != "pandas":
        plain = arrow.Table.from_pandas(given)
        made = {
            "polars": lambda: engine.from_arrow(plain),
            "duckdb": lambda: engine.connect().from_arrow(plain),
            "pyarrow": lambda: plain,
        }[package]()
    with pytest.raises(InvalidTableError) as caught:
        collect_exports(aggregate_exports(made))
    assert cases_of(caught.value, "value") == [text]
    assert cases_of(caught.value, "problem")[0].endswith(f"write {cleaned(text)!r}")


# -- names that may be one -------------------------------------------------------------


def test_one_letter_apart_is_asked_within_a_state() -> None:
    """Two places still; EAST and WEST, and the namesake in another state, get no line."""
    given = pd.concat(
        [
            table("HATRAPUR", "HATHRAPUR", "EAST KALDI", "WEST KALDI", state="Xanadu"),
            table("HATRAPUR", state="Yonder"),
        ]
    )
    result = read_exports(given.reset_index(drop=True))
    assert len(result.flows) == 5
    assert result.flows["district"].nunique() == 4
    assert messages(result) == [
        (
            "'HATHRAPUR' and 'HATRAPUR' of 'Xanadu' are one letter apart: two places, or one? Both "
            "are kept"
        )
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Amritsar", "Amirtsar"),
        ("Korba", "Korea"),
        ("Kolkatta", "Kolkata"),
        ("SHAJAPUR", "Sajapur"),
        ("Y.S.R. Kadapa", "Y.S.R Kadapa"),
        ("Nagaon", "nagaon"),
        ("\u091c\u092f\u092a\u0941\u0930\u093e (Jaipura)", "Jaipura"),
        ("Jaipura (\u091c\u092f\u092a\u0941\u0930\u093e)", "Jaipura"),
        ("Kaimur [Bhabua]", "BHABUA"),
    ],
)
def test_names_that_may_be_one_are_paired(one: str, other: str) -> None:
    """In either order."""
    assert [{a, b} for a, b, _ in alike([one, other, "Elsewhere"])] == [{one, other}]
    assert [{a, b} for a, b, _ in alike(["Elsewhere", other, one])] == [{one, other}]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Goa", "Gao"),
        ("EAST GODAVARI", "WEST GODAVARI"),
        ("Ward 11", "Ward 12"),
        ("Ward 1", "Ward 12"),
        ("24 Parganas", "25 Parganas"),
        ("Sector II", "Sector III"),
        ("Sector IX", "Sector XI"),
        ("Block A", "Block B"),
        ("Ballia (Rural)", "Ballia"),
        ("Nandurbar", "Nandgaon"),
    ],
)
def test_names_that_are_two_are_not_paired(one: str, other: str) -> None:
    """Numbers, short names and two letters part them."""
    assert alike([one, other]) == []


def test_many_names_are_compared_in_little_time() -> None:
    """Each with its own neighbours, not with all others."""
    names = [
        f"Village {a}{b}{c}{d}"
        for a in "kmrst"
        for b in "aeiou"
        for c in "ldgbn"
        for d in range(20)
    ]
    start = time.perf_counter()
    found = alike([*names, "Palencia", "Valencia"])
    assert time.perf_counter() - start < 5
    assert ("Palencia", "Valencia", "are one letter apart") in found
    result = read_exports(table(*names[:400]))
    assert len(result.issues) == 21
    assert messages(result)[-1].endswith("more pairs of names are alike")


# -- places that are none --------------------------------------------------------------


@pytest.mark.parametrize(
    "label",
    [
        "Unallocated - Unknown",
        "Not allocated",
        "UNALLOCATED",
        "Unknown",
        "Not Stated",
        "Sin provincia asignada",
        "N\u00e3o Declarada",
        "nicht zugeordnet",
        "District unknown",
        "Unspecified areas",
    ],
)
def test_labels_of_no_place_are_known(label: str) -> None:
    """In the languages that were met."""
    assert is_nowhere(label)


@pytest.mark.parametrize(
    "label", ["Unna", "Knowlton", "Notre Dame", "Union", "Goa", "Nowhere Else"]
)
def test_names_of_places_are_no_such_labels(label: str) -> None:
    """A town may begin alike."""
    assert not is_nowhere(label)


def test_a_label_of_no_place_is_told_with_the_argument() -> None:
    """Measures know UNSPECIFIED; other words they are told."""
    given = table("Unallocated - Unknown", "Alfa", "Beta", "Not allocated", "UNSPECIFIED")
    assert messages(read_exports(given)) == [
        (
            "'Unallocated - Unknown', 'Not allocated' may name no place: tell measures so with "
            "unspecified_values=[*UNSPECIFIED_VALUES, 'Unallocated - Unknown', 'Not allocated'] "
            "(of odopkit.typing)"
        )
    ]


def test_brazil_books_two_states_that_are_none() -> None:
    """Goods from abroad and of no declared state have a constant of their own."""
    states = ["MG", "RJ", "EX", "ND"]
    given = table("3122306", "3306305", "9999999", "9300000", hs_code=["7202"] * 4)
    given["state"] = states
    found = concentration_table(
        given, across=("state", "district"), unspecified_values=COMEX_STAT_UNSPECIFIED
    )
    assert found["n_units"].tolist() == [2]
    assert found["value"].tolist() == [3.0]


# -- districts of one name -------------------------------------------------------------

TWINS = pd.DataFrame(
    {
        "state": ["Bihar", "Maharashtra", "Bihar"] * 2,
        "district": ["Aurangabad", "Aurangabad", "Patna"] * 2,
        "hs_code": ["1006"] * 6,
        "product": ["rice"] * 6,
        "period": ["2021"] * 3 + ["2022"] * 3,
        "value": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
    }
)
CALLS: dict[str, Any] = {
    "aggregate_exports": lambda t, by: aggregate_exports(t, by=(by, "hs_code", "period")),
    "growth_table": lambda t, by: growth_table(t, by=by),
    "growth_table and products": lambda t, by: growth_table(t, by=(by, "hs_code")),
    "ExportMatrix.from_long": lambda t, by: ExportMatrix.from_long(t, unit=by),
    "growth_margins": lambda t, by: growth_margins(t, within=by),
    "trend_growth": lambda t, by: trend_growth(t, by=by),
    "concentration_change": lambda t, by: concentration_change(
        t[t["period"] == "2021"], t[t["period"] == "2022"], across=by
    ),
    "dominance_sensitivity": lambda t, by: dominance_sensitivity(
        t, rule="conventional", period="2021", within=by
    ),
    "across": lambda t, by: concentration_table(t, across=by, period="2021"),
    "within": lambda t, by: concentration_table(t, across="hs_code", within=by, period="2021"),
    "bootstrap_intervals": lambda t, by: bootstrap_intervals(
        t, across=by, period="2021", block="hs_code", method="percentile", rng=1
    ),
    "concentration_intervals": lambda t, by: concentration_intervals(
        t, across=by, period="2021", block="hs_code"
    ),
}


# Of these the labels are rows already: what stands twice is refused, and nothing is added.
OF_ROWS = {"composite_score", "backtest", "validate_indicators"}
OF_PICTURES = {"draw_lead_shares", "draw_map", "draw_tiles"}  # unit= is that of the values
OF_OTHER_THINGS = {"product_composition", "crosstab", "Scheme.orientations"}


def takes_a_grouping(function: Any) -> bool:
    """Tell a function that is told by which columns to group."""
    given = inspect.signature(function).parameters
    return not {"by", "unit", "within", "across"}.isdisjoint(given)


def test_every_function_that_groups_is_held_to_it() -> None:
    """A new one has to be named above."""
    found = set()
    for info in pkgutil.walk_packages(odopkit.__path__, "odopkit."):
        room = importlib.import_module(info.name)
        for name in getattr(room, "__all__", ()):
            thing = getattr(room, name)
            named = {name: thing}
            if inspect.isclass(thing):
                parts = inspect.getmembers(thing, inspect.isroutine)
                named = {f"{name}.{part}": f for part, f in parts if not part.startswith("_")}
            found |= {
                n
                for n, f in named.items()
                if inspect.isroutine(f)
                and str(getattr(f, "__module__", "")).startswith("odopkit")
                and takes_a_grouping(f)
            }
    tested = {"concentration_table", *CALLS} & found
    assert found - tested == OF_ROWS | OF_OTHER_THINGS | OF_PICTURES


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_no_function_merges_districts_of_one_name(call: Any) -> None:
    """A name alone is no key where two states share it."""
    with pytest.raises(InvalidValueError, match="state"):
        call(TWINS, "district")


def test_names_that_are_one_may_stand_alone() -> None:
    """Where each district is of one state, its name is a key; so is one of no place."""
    single = TWINS[TWINS["state"] == "Bihar"]
    assert growth_table(single, by="district")["district"].tolist() == ["Aurangabad", "Patna"]
    assert ExportMatrix.from_long(single, unit="district").shape == (2, 1)
    unknown = TWINS.assign(district="UNSPECIFIED")
    assert len(growth_table(unknown, by="district")) == 1
    pairs = growth_table(TWINS, by=("state", "district"))
    assert len(pairs) == 3


def test_scores_of_districts_of_one_name_are_refused() -> None:
    """A table of indicators holds one row a unit."""
    from odopkit.potential import Indicator, composite_score

    given = pd.DataFrame(
        {"state": ["A", "B", "A"], "district": ["X", "X", "Y"], "growth": [1.0, 2.0, 3.0]}
    )
    with pytest.raises(OdopkitError, match="X"):
        composite_score(
            given,
            [Indicator("growth", direction=1, unit="points", reference=10)],
            unit="district",
            normalise="reference",
            weights="equal",
            aggregate="arithmetic",
        )


@pytest.mark.parametrize(
    ("one", "other", "are_alike"),
    [
        ("cciiii", "xcciiii", True),
        ("Lilli", "Lillii", True),
        ("Zone xviii", "Zone xvii", False),
        ("Zone cxii", "Zone cxi", False),
        ("Ward xxxix", "Ward xxxiv", False),
    ],
)
def test_roman_numerals_are_numbers_and_other_words_of_their_letters_are_names(
    one: str, other: str, *, are_alike: bool
) -> None:
    """18 and 17 are two places; letters that make no number are a slip."""
    assert bool(alike([one, other])) is are_alike
