"""Pictures say what their tables say, leave no trace, and fall over no name."""

from __future__ import annotations

import re
import subprocess
import sys
import warnings
from collections.abc import Callable
from itertools import pairwise
from typing import Any, ClassVar
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import _pictures as made
from _shared import real
from odopkit import bracket_shares, coverage, dominance_table, lead_products
from odopkit.errors import InvalidValueError, MissingDependencyError, OdopkitWarning
from odopkit.inequality import gini, lorenz_curve

pytest.importorskip("matplotlib", reason="pictures need the extra plot")

from matplotlib.figure import Figure

from odopkit import plot
from odopkit.plot import drawing, lettering
from odopkit.plot.shapes import shapes_of
from odopkit.plot.signs import lightness, signs_of
from odopkit.plot.tiles import ORIENTATIONS, speller
from odopkit.plot.world import SUBREGIONS

TOPOLOGY = "data/india_districts_topojson/india_topo_covid19india.json"
FLOWS = pd.DataFrame(
    {
        "state": ["Goa", "Goa", "Goa", "Kerala"],
        "district": ["North Goa", "North Goa", "South Goa", "Kochi"],
        "hs_code": ["10063020", "26011100", "10063020", "09041110"],
        "value": [60.0, 20.0, 15.0, 5.0],
    }
)


def axes() -> Any:
    """Make axes of the caller's."""
    return Figure().add_subplot()


def title_of(ax: Any) -> Any:
    """Give the text of a title, which stands on the left."""
    return ax._left_title


# ------------------------------------------------------------------------ words


def test_marks_are_those_of_the_coverage() -> None:
    """80 of 100 is reached by the first district, 95 by two, and a share beyond is told."""
    found = plot.draw_cumulative([coverage(FLOWS, share=x) for x in (0.8, 0.95)])
    assert plot.describe(found).endswith("1 district make 80% of exports; 2 districts make 95%.")
    with_unknown = pd.concat([FLOWS, FLOWS.head(1).assign(district="UNSPECIFIED", value=900.0)])
    never = coverage(with_unknown, share=0.8, unspecified="denominator")
    assert "80% is not reached" in plot.describe(plot.draw_cumulative(never))


def test_the_gini_index_of_a_curve_is_that_of_its_values() -> None:
    """The area is taken of the same points."""
    values = [1.0, 2.0, 5.0, 12.0]
    said = plot.describe(plot.draw_lorenz(lorenz_curve(values)))
    assert f"the Gini index is {gini(values):.3f}" in said


def test_more_than_eight_curves_are_grey() -> None:
    """Eight can be told apart; the ninth has neither colour nor name."""
    ax = plot.draw_lorenz(made.curves())
    colours = [line.get_color() for line in ax.lines[1:]]
    assert colours[:8] == list(drawing.LINES)
    assert colours[8] == drawing.PALE
    assert [t.get_text().strip() for t in ax.texts] == [f"Kind {i}" for i in range(8)]


def test_brackets_say_their_first_and_last() -> None:
    """With the shares of the table, as they are printed."""
    table = bracket_shares(FLOWS, edges=(1, 2))
    said = plot.describe(plot.draw_brackets(table))
    assert said.endswith(
        f"Ranks {table['bracket'][0]} make 80.0%, ranks {table['bracket'][2]} 5.0%."
    )


def test_classes_of_bubbles_are_closed_on_the_left() -> None:
    """Exactly 75 per cent is of the highest class; rows without a share are counted."""
    leads = pd.DataFrame(
        {
            "state": "S",
            "district": list("abcde"),
            "rank": [1, 1, 1, 1, 1],
            "value": [4.0, 3.0, 2.0, 1.0, 1.0],
            "share_in_nation": [0.75, 0.5, 0.25, 0.2, np.nan],
        }
    )
    said = plot.describe(plot.draw_lead_shares(leads))
    assert "75% and more: 1 district; 50 to 75%: 1 district; 25 to 50%: 1 district" in said
    assert said.endswith("below 25%: 1 district. 1 district without a share or a value not drawn.")


@pytest.mark.parametrize("threshold", [0.0, 0.05, 0.1, 0.5])
def test_gaps_are_counted_as_the_rule_counts_them(threshold: float) -> None:
    """The bars on both sides are the districts that the rule calls by opposite names."""
    table = dominance_table(FLOWS, rule="as_published", threshold=threshold)
    above = int(table["gap_above_threshold"].sum())
    said = plot.describe(plot.draw_gaps(table, threshold=threshold))
    assert f"In {3 - above} of 3 districts" in said
    assert f"in {above} it is larger" in said


def test_the_illustrative_table_gives_the_papers_counts() -> None:
    """275 and 408 districts, and the classes of Figure 3."""
    assert "In 275 of 683 districts" in plot.describe(plot.draw_gaps(made.study().dominance))
    said = plot.describe(plot.draw_lead_shares(made.leads()))
    assert re.findall(r"(\d+) districts", said)[:4] == ["23", "33", "51", "576"]


def test_every_country_of_the_table_has_a_tile() -> None:
    """One that is no member of the United Nations too; a programme of no country has none."""
    assert len({code for codes in SUBREGIONS.values() for code in codes}) == 193
    table = pd.DataFrame(
        {
            "iso3": ["JPN", "TWN", ""],
            "country": ["Japan", "Taiwan", ""],
            "orientation": ["social", "unstated", "economic"],
        }
    )
    ax = plot.draw_orientations(table)
    assert {"JPN", "TWN", "IND"} <= {t.get_text() for t in ax.texts}
    said = plot.describe(ax)
    assert said.endswith(
        "Countries: social: 1; economic: 0; social and economic: 0; unstated: 1; not named: 192."
    )


def test_tiles_tell_zero_unknown_and_withheld_apart() -> None:
    """Four signs and one class each, counted."""
    said = plot.describe(plot.draw_tiles(made.signs(), column="value", classes=(0, 10, 100)))
    assert said.endswith("0 to 10: 1; 10 to 100: 1; zero: 1; not known: 1; withheld: 1.")


def test_a_map_names_every_district_without_an_area() -> None:
    """And areas of which the table knows nothing are counted."""
    table = made.signs().assign(district=["North Goa", "South Goa", "Ilhas", "Y", "Z"])
    said = plot.describe(plot.draw_map(made.areas(), table, column="value"))
    assert "zero: 1; not known: 1; withheld: 1; not in the table: 3" in said
    assert said.endswith("Without an area in the boundaries: Y, Z.")


def test_quotients_count_what_lies_apart_from_one() -> None:
    """From the ends in the table; what the interval covers is said."""
    table = made.quotients()
    said = plot.describe(plot.draw_quotients(table, n_rows=3))
    above, below = int((table["lower"] > 1).sum()), int((table["upper"] < 1).sum())
    assert f"{above} have an interval wholly above 1, {below} wholly below 1" in said
    assert f"{int(table['lq'].notna().sum()) - 3} smaller ones not drawn" in said
    assert "Intervals cover: " in said


def test_ranks_begin_with_the_first() -> None:
    """The first unit and its ranks are those of the table."""
    units = made.ranks().units.sort_values("rank")
    first = units.iloc[0]
    said = plot.describe(plot.draw_ranks(made.ranks()))
    assert f"is {first['district']}, whose rank lies from {first['rank_lower']:.0f}" in said


def test_the_nearest_products_are_named() -> None:
    """The largest proximity off the diagonal, and where it stands."""
    phi = made.near()
    values = phi.to_numpy(dtype=float).copy()
    np.fill_diagonal(values, 0)
    a, b = np.unravel_index(np.argmax(np.triu(values)), values.shape)
    said = plot.describe(plot.draw_product_space(phi))
    assert f"the nearest are {phi.index[int(a)]} and {phi.columns[int(b)]} (" in said
    assert f"({values.max():.2f})" in said


def test_products_that_share_no_exporter_stand_apart() -> None:
    """Two pairs that nothing joins: one is drawn, the other counted."""
    names = list("abcd")
    phi = pd.DataFrame(0.0, index=names, columns=names)
    phi.loc["a", "b"] = phi.loc["b", "a"] = 0.5
    phi.loc["c", "d"] = phi.loc["d", "c"] = 0.4
    assert "2 products joined to none of these" in plot.describe(plot.draw_product_space(phi))


# ------------------------------------------------------------------------ nothing


EMPTY: dict[str, Callable[[], Any]] = {
    "cumulative": lambda: plot.draw_cumulative([]),
    "brackets": lambda: plot.draw_brackets(made.study().brackets.iloc[:0]),
    "lead_shares": lambda: plot.draw_lead_shares(made.leads().iloc[:0]),
    "gaps": lambda: plot.draw_gaps(made.study().dominance.iloc[:0]),
    "thresholds": lambda: plot.draw_thresholds(made.sensitivity().iloc[:0]),
    "tiles": lambda: plot.draw_tiles(made.signs().iloc[:0], column="value"),
    "diversification": lambda: plot.draw_diversification(made.study().diversification.iloc[:0]),
    "quotients": lambda: plot.draw_quotients(made.quotients().iloc[:0]),
    "ranks": lambda: plot.draw_ranks(made.tiers().iloc[:0]),
    "product_space": lambda: plot.draw_product_space(made.near() * 0),
    "growth_share": lambda: plot.draw_growth_share(made.growth().iloc[:0]),
    "timeline": lambda: plot.draw_timeline(made.programmes().timeline().iloc[:0]),
}


@pytest.mark.parametrize("name", EMPTY)
def test_nothing_to_draw_is_said(name: str) -> None:
    """In the picture and in its words, not as an error in the middle of a report."""
    ax = EMPTY[name]()
    assert "Nothing is drawn: " in plot.describe(ax)
    assert ax.texts


# ------------------------------------------------------------------------ arguments


WRONG: dict[str, tuple[Callable[[], Any], str]] = {
    "a frame as coverage": (lambda: plot.draw_cumulative(FLOWS), "odopkit.coverage gives"),  # type: ignore[arg-type]
    "flows as brackets": (lambda: plot.draw_brackets(FLOWS), "bracket_shares gives"),
    "a list as leads": (lambda: plot.draw_lead_shares([1]), "got a list"),  # type: ignore[arg-type]
    "no curves": (lambda: plot.draw_lorenz({}), "curve must be a LorenzCurve"),
    "a number as a curve": (lambda: plot.draw_lorenz({"a": 1}), "each curve must be"),  # type: ignore[dict-item]
    "other axes": (lambda: plot.draw_brackets(made.study().brackets, ax=1), "ax must be"),  # type: ignore[arg-type]
    "labels below zero": (lambda: plot.draw_lead_shares(made.leads(), n_labels=-1), "n_labels"),
    "a threshold of two": (
        lambda: plot.draw_gaps(made.study().dominance, threshold=2),
        "threshold",
    ),
    "text as numbers": (
        lambda: plot.draw_tiles(made.signs(), column="state"),
        "colours stand for numbers",
    ),
    "an absent column": (lambda: plot.draw_tiles(made.signs(), column="x"), "no column 'x'"),
    "classes that descend": (
        lambda: plot.draw_tiles(made.signs(), column="value", classes=(5, 1)),
        "ascending ends",
    ),
    "classes that leave values out": (
        lambda: plot.draw_tiles(made.signs(), column="value", classes=(0, 50)),
        "widen the first or the last",
    ),
    "another format": (
        lambda: plot.draw_tiles(made.signs(), column="value", number_format="x"),
        "number_format",
    ),
    "another orientation": (
        lambda: plot.draw_orientations(made.countries().assign(orientation="odd")),
        "none of social",
    ),
    "another property": (
        lambda: plot.match_boundaries(made.areas(), FLOWS, district_property="name"),
        "no property 'name'",
    ),
    "another layer": (lambda: plot.match_boundaries(made.areas(), FLOWS, layer="x"), "no layer"),
    "no boundaries": (lambda: plot.match_boundaries([], FLOWS), "got a list"),
    "boundaries of nothing": (
        lambda: plot.match_boundaries({"type": "FeatureCollection", "features": []}, FLOWS),
        "hold no area",
    ),
    "half a ring": (
        lambda: plot.match_boundaries(
            {"geometry": {"type": "Polygon", "coordinates": [[[0, 0]]]}}, FLOWS
        ),
        "fewer than three points",
    ),
    "boundaries that are none": (
        lambda: plot.match_boundaries({"type": "Topology"}, FLOWS),
        "cannot be read (KeyError",
    ),
    "an oblong proximity": (
        lambda: plot.draw_product_space(made.near().iloc[:3]),
        "the same products",
    ),
    "a proximity above one": (
        lambda: plot.draw_product_space(made.near() * 9),
        "outside 0 to 1",
    ),
    "too many products": (
        lambda: plot.draw_product_space(pd.DataFrame(np.zeros((401, 401)))),
        "at most 400",
    ),
    "a number as ranks": (lambda: plot.draw_ranks(3), "score_uncertainty"),  # type: ignore[arg-type]
    "foreign axes": (lambda: plot.describe(axes()), "odopkit.plot returned"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_drawn_is_refused_in_a_sentence(case: str) -> None:
    """It says what was got and what to pass."""
    call, words = WRONG[case]
    with pytest.raises(InvalidValueError) as caught:
        call()
    assert words in str(caught.value)
    assert len(str(caught.value)) <= 400


def test_an_absent_file_of_boundaries_is_told(tmp_path: Any) -> None:
    """A file that is none is told too."""
    with pytest.raises(FileNotFoundError):
        plot.match_boundaries(tmp_path / "a.json", FLOWS)
    path = tmp_path / "b.json"
    path.write_text("state,district", "utf-8")
    with pytest.raises(InvalidValueError, match="cannot be read as GeoJSON or TopoJSON"):
        plot.match_boundaries(path, FLOWS)


def test_the_callers_axes_are_drawn_into() -> None:
    """And given back."""
    ax = axes()
    assert plot.draw_brackets(made.study().brackets, ax=ax) is ax


def test_a_missing_package_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """As everywhere."""
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(MissingDependencyError, match=r'pip install "odopkit\[plot\]"'):
        plot.draw_brackets(made.study().brackets)


def test_pictures_leave_no_trace() -> None:
    """No settings are changed, no figure stays open, and pyplot is not even imported."""
    code = (
        # To look up the backend would import pyplot.
        "import matplotlib as m, sys; names = [k for k in m.rcParams if k != 'backend']; "
        "before = [m.rcParams[k] for k in names]; "
        "from odopkit import plot; from odopkit.inequality import lorenz_curve; "
        "plot.to_svg(plot.draw_lorenz(lorenz_curve([1, 3]))); "
        "print('matplotlib.pyplot' in sys.modules, [m.rcParams[k] for k in names] == before)"
    )
    done = subprocess.run(  # noqa: S603 - our own interpreter and our own text
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "True"]


def test_importing_the_room_does_not_import_matplotlib() -> None:
    """It is imported where something is drawn."""
    code = "import odopkit.plot, sys; print('matplotlib' in sys.modules)"
    done = subprocess.run(  # noqa: S603 - our own interpreter and our own text
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False"]


# ------------------------------------------------------------------------ names


def test_names_are_no_mathematics() -> None:
    """Dollar signs and backslashes stand as they are, and long names are cut."""
    ax = plot.draw_tiles(made.signs(), column="value", title="$5 and $6")
    ax.figure.canvas.draw()
    names = [t.get_text() for t in ax.get_yticklabels()]
    assert names == ["$x_1$", "Goa", r"\alpha <b>"]
    assert not any(t.get_parse_math() for t in [*ax.get_yticklabels(), title_of(ax)])
    long = plot.draw_timeline(made.programmes().timeline().head(1).assign(name="x" * 300, iso3=""))
    assert len(long.get_yticklabels()[0].get_text()) == 46


def test_letters_without_a_font_are_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the font to install, however many names have them."""
    monkeypatch.setattr(lettering, "_family_with", lambda _letter, _script: None)
    table = made.signs().assign(state=["गोवा", "ગુજરાત", "गोवा", "गोवा", "गोवा"])
    with pytest.warns(OdopkitWarning) as caught:
        ax = plot.draw_tiles(table, column="value", title="निर्यात")
    assert len(caught) == 1
    assert "Devanagari, Gujarati letters" in str(caught[0].message)
    assert "install Noto Sans Devanagari, Noto Sans Gujarati" in str(caught[0].message)
    assert caught[0].filename == __file__
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ax.figure.canvas.draw()  # boxes, and no warning for each letter
    assert plot.describe(ax).startswith("निर्यात")


def test_letters_with_a_font_are_drawn_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The font that has them is asked for behind the plain one."""
    monkeypatch.setattr(lettering, "_family_with", lambda _letter, _script: "DejaVu Serif")
    ax = plot.draw_tiles(made.signs(), column="value", title="निर्यात")
    assert title_of(ax).get_fontfamily() == ["DejaVu Sans", "DejaVu Serif"]


def test_the_installed_fonts_are_looked_through() -> None:
    """A letter of the font that comes along is found, one that no font has is not."""
    assert lettering._family_with("é", "LATIN") is not None
    assert lettering._family_with("\U000e0fff", "UNKNOWN") is None


def test_namesakes_are_told_by_their_state() -> None:
    """One district name in two states."""
    frame = pd.DataFrame({"state": ["A", "B", "B"], "district": ["X", "X", "Y"]})
    assert drawing.place_names(frame) == ["X (A)", "X (B)", "Y"]


# ------------------------------------------------------------------------ colours and numbers


def test_colours_are_told_apart_in_grey() -> None:
    """Neighbouring classes differ in lightness, and words on them can be read."""
    for colours in (
        ["#08519c", "#e34a33", "#74c476", "#d9d9d9"],
        [signs_of(made.signs(), "value", (0, 20, 40, 60, 80, 100), speller("count")).colours][0],
    ):
        shades = [lightness(c) for c in colours]
        assert min(abs(a - b) for a, b in pairwise(shades)) > 0.05
    assert min(map(lightness, ORIENTATIONS.values())) < 0.1


@given(
    values=st.lists(
        st.one_of(st.none(), st.floats(-1, 1e12), st.just(0.0)), min_size=1, max_size=30
    )
)
def test_every_row_has_one_sign(values: list[float | None]) -> None:
    """Whatever the numbers: the counts of the legend add up to the rows."""
    frame = pd.DataFrame({"value": pd.array(values, dtype="Float64")})
    signs = signs_of(frame, "value", None, speller("amount"))
    assert sum(n for _, _, n in signs.counts()) == len(values)
    for value, sign in zip(values, signs.of_row, strict=True):
        if isinstance(sign, int):
            assert value is not None
            assert signs.edges[sign] <= value <= signs.edges[sign + 1]
        else:
            assert value is None or value <= 0
            assert sign == ("zero" if value == 0 else "not known")


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.51, "51.0%"), (1.0, "100.0%"), (0.0, "0.0%"), (0.0001, "<0.1%"), (np.nan, "\u2013")],
)
def test_shares_are_spelled_as_per_cent(share: float, words: str) -> None:
    """A little is never nothing."""
    assert drawing.percent(share) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "0"),
        (999, "999"),
        (1500, "1.5k"),
        (2.5e6, "2.5M"),
        (4.16e11, "416B"),
        (np.inf, "\u2013"),
    ],
)
def test_amounts_have_three_digits(value: float, words: str) -> None:
    """And a letter for their size."""
    assert drawing.amount(value) == words


# ------------------------------------------------------------------------ svg


def test_an_svg_says_what_it_shows() -> None:
    """It is well formed, has a title and a description, and asks nobody for anything."""
    ax = plot.draw_tiles(made.signs(), column="value", title="<script>alert(1)</script> & $5")
    text = plot.to_svg(ax)
    root = ET.fromstring(text)  # noqa: S314 - our own text
    space = "{http://www.w3.org/2000/svg}"
    assert root.get("role") == "img"
    title, words = root.find(f"{space}title"), root.find(f"{space}desc")
    assert title is not None
    assert words is not None
    assert title.text == "<script>alert(1)</script> & $5"
    assert words.text == plot.describe(ax).partition(". ")[2]
    assert root.get("aria-labelledby") == f"{title.get('id')} {words.get('id')}"
    assert "<script" not in text
    assert not re.search(r'(href|src)="(?!#)', text.replace("xlink:href", "href"))
    assert "$x_1$" in text  # letters stay letters


def test_svgs_stand_on_one_page() -> None:
    """The same picture gives the same text, and two pictures share no name."""
    one = plot.to_svg(plot.draw_lorenz(lorenz_curve([1, 3])))
    again = plot.to_svg(plot.draw_lorenz(lorenz_curve([1, 3])))
    other = plot.to_svg(plot.draw_lorenz(lorenz_curve([1, 2])))
    assert one == again
    ids = [set(re.findall(r'\bid="([^"]+)"', text)) for text in (one, other)]
    assert ids[0]
    assert not ids[0] & ids[1]
    for text, own in zip((one, other), ids, strict=True):
        used = set(re.findall(r'(?:url\(#|href="#)([^")]+)', text))
        assert used
        assert used <= own


# ------------------------------------------------------------------------ boundaries


def test_boundaries_of_every_kind_give_the_same_areas() -> None:
    """TopoJSON, plain and with steps; GeoJSON; and whatever has an interface of them."""
    square = [[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 2.0], [0.0, 0.0]]
    feature = {
        "type": "Feature",
        "properties": {"district": "A"},
        "geometry": {"type": "MultiPolygon", "coordinates": [[square]]},
    }
    halves = {
        "type": "Topology",
        "transform": {"scale": [2.0, 2.0], "translate": [0.0, 0.0]},
        # One arc there, one that is walked backwards.
        "arcs": [[[0, 0], [1, 0], [0, 1]], [[0, 0], [0, 1], [1, 0]]],
        "objects": {
            "d": {"geometries": [{"type": "Polygon", "arcs": [[0, -2]], "properties": {}}]}
        },
    }

    class Frame:
        __geo_interface__: ClassVar[dict[str, Any]] = {
            "type": "FeatureCollection",
            "features": [feature],
        }

    for boundaries in (feature, Frame(), halves):
        (shape,) = shapes_of(boundaries, None)
        assert shape.rings[0].tolist() == square


def test_names_are_compared_without_case_and_signs() -> None:
    """Nothing is guessed beyond that, and namesakes without a state are told."""
    table = pd.DataFrame({"state": ["G", "G", "H"], "district": ["NORTH-GOA", "Ilhas", "Ilhas"]})
    found = plot.match_boundaries(made.areas(), table)
    assert found["area"].tolist() == [0, pd.NA, pd.NA]
    assert found["reason"].tolist() == [
        "",
        *["several districts bear this name; pass state_property="] * 2,
    ]


def test_a_real_map_of_india_is_drawn() -> None:
    """Most districts of an older list have an area, and the others are named."""
    path = real(TOPOLOGY)
    table = lead_products(FLOWS).assign(state=["Goa", "Goa", "Kerala"])
    table = table[["state", "district", "value"]].assign(
        district=["North Goa", "South Goa", "Kochi"]
    )
    found = plot.match_boundaries(path, table, layer="districts", state_property="st_nm")
    assert found["area"].notna().tolist() == [True, True, False]
    said = plot.describe(
        plot.draw_map(path, table, column="value", layer="districts", state_property="st_nm")
    )
    assert said.endswith("Without an area in the boundaries: Kochi.")
    with pytest.raises(InvalidValueError, match="several layers"):
        plot.match_boundaries(path, table)
