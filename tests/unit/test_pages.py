"""Pages open with what a reader must know of a measure, and say what each interval covers."""

from __future__ import annotations

import inspect
import re
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

from _docs import DOCS, ROOT, documented_names, needs_docs, public_modules

if TYPE_CHECKING:
    from pathlib import Path

ROOMS = (
    "concentration",
    "inequality",
    "ranking",
    "dominance",
    "growth",
    "change",
    "specialization",
    "similarity",
    "product_space",
    "product_lists",
    "potential",
    "ovop.orientation",
)
"""Rooms whose public functions are measures, or make one."""
PARTS = (
    "**What it answers.**",
    "**Formula.**",
    "```{admonition} When not to use it\n:class: warning\n",
    "**How sure it is.**",
    "**Sources.**",
)
"""What the section of a measure opens with, in this order."""
NAMED = re.compile(r"\{func\}`(?:[^`<]*<)?~?([\w.]+)>?`")
HEADING = re.compile(r"^#{1,4} ", re.MULTILINE)
SOURCE_GIVEN = re.compile(r"\{cite:t\}`|this\s+package's|derived\s+here")
MATHS = re.compile(r"^\$\$\n.+?\n\$\$$", re.MULTILINE | re.DOTALL)


def sections(text: str) -> list[str]:
    """Split a page at its headings, each with its heading; a comment in a block is none."""
    blocks = [
        found.span() for found in re.finditer(r"^```.*?^```$", text, re.MULTILINE | re.DOTALL)
    ]
    starts = [
        found.start()
        for found in HEADING.finditer(text)
        if not any(first < found.start() < last for first, last in blocks)
    ]
    return [text[a:b] for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]


def faults_of_a_measure(section: str) -> list[str]:
    """Say what the section of a measure lacks, or has at the wrong place."""
    heading, _, body = section.partition("\n\n")
    faults = [
        f"{part.splitlines()[0]} is there {body.count(part)} times"
        for part in PARTS
        if body.count(part) != 1
    ]
    if faults:
        return faults
    places = [body.index(part) for part in PARTS]
    if places[0] != 0 or places != sorted(places):
        faults.append("its parts are not in order, or do not open it")
    answers, formula, warning, sure, sources = (
        body[a:b] for a, b in zip(places, [*places[1:], len(body)], strict=True)
    )
    if not MATHS.search(formula):
        faults.append("there is no formula")
    if not NAMED.search(formula):
        faults.append("the formula names no function")
    if "\n- " not in warning:
        faults.append("the warning names no case")
    if not SOURCE_GIVEN.search(sources.partition("\n\n")[0]):
        faults.append("no source is given")
    if not answers.rstrip().endswith("?"):
        faults.append("what it answers is no question")
    if "{doctest}" in formula + warning + sure:
        faults.append("an example comes before the sources")
    if not re.search(r"{ref}`[^`]*<covers-|\bno\s+interval\b|\bnone\b", sure):
        faults.append("it neither links what its interval covers nor says that there is none")
    return [f"{heading}: {fault}" for fault in faults]


def measure_sections() -> dict[str, list[str]]:
    """Collect the sections of measures, by page."""
    found = {}
    for page in sorted(DOCS.glob("how-to/*.md")):
        measures = [s for s in sections(page.read_text("utf-8")) if any(p in s for p in PARTS)]
        if measures:
            found[page.name] = measures
    return found


@needs_docs
def test_every_measure_opens_with_its_parts_in_order() -> None:
    """Question, formula, when not to use it, how sure it is, sources; then an example."""
    pages = measure_sections()
    assert sum(map(len, pages.values())) > 25
    assert [
        fault for found in pages.values() for s in found for fault in faults_of_a_measure(s)
    ] == []
    for name, found in pages.items():
        text = (DOCS / "how-to" / name).read_text("utf-8")
        assert text.startswith(found[0]), f"{name} does not open with its measure"
        starts = [text.index(section) for section in found]
        for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
            assert "```{doctest}" in text[start:end], f"{name}: {text[start:].splitlines()[0]}"


@needs_docs
def test_every_function_of_a_measure_stands_in_the_section_of_one() -> None:
    """Each is named where its formula stands, or in its box, before any example."""
    homes = [name for name in documented_names() if not name.startswith("odopkit.names")]
    named = {
        getattr(import_module(path), last)
        for found in measure_sections().values()
        for section in found
        for full in NAMED.findall(section.partition("```{doctest}")[0])
        for path, _, last in [full.rpartition(".")]
        if full in homes
    }
    missing = [
        f"{room}.{name}"
        for room in ROOMS
        for name in import_module(f"odopkit.{room}").__all__
        if inspect.isfunction(thing := getattr(import_module(f"odopkit.{room}"), name))
        and thing not in named
    ]
    assert missing == []


@needs_docs
@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        pytest.param("**Sources.**", "Sources:", "Sources", id="no-sources"),
        pytest.param(":class: warning\n", ":class: note\n", "When not to use it", id="a-note"),
        pytest.param("$$\nx = 1\n$$", "x is 1", "no formula", id="no-formula"),
        pytest.param("- the list", "the list", "names no case", id="an-empty-box"),
        pytest.param("no interval", "an interval", "neither links", id="no-estimand"),
        pytest.param("How many?", "How many.", "no question", id="no-question"),
        pytest.param("{cite:t}`Gaur2023`", "A book", "no source", id="a-source-without-a-key"),
        pytest.param("{func}`odopkit.coverage`", "coverage", "names no function", id="no-function"),
    ],
)
def test_a_broken_section_is_told(old: str, new: str, fault: str) -> None:
    """Each part that is left out is named; the whole has no fault."""
    whole = (
        "# A page\n\n**What it answers.** How many?\n\n**Formula.** {func}`odopkit.coverage`\n\n"
        "$$\nx = 1\n$$\n\n"
        "```{admonition} When not to use it\n:class: warning\n\n- the list\n```\n\n"
        "**How sure it is.** There is no interval.\n\n**Sources.** {cite:t}`Gaur2023`\n"
    )
    assert faults_of_a_measure(whole) == []
    broken = whole.replace(old, new)
    assert broken != whole
    assert any(fault in told for told in faults_of_a_measure(broken))


@needs_docs
def test_parts_in_another_order_are_told() -> None:
    """A warning at the end is a fault."""
    section = measure_sections()["compare-baskets.md"][0]
    start, end = section.index("```{admonition}"), section.index("**How sure it is.**")
    moved = section[:start] + section[end:] + section[start:end]
    assert any("not in order" in told for told in faults_of_a_measure(moved))


# -- Intervals and what they cover -----------------------------------------------------

LABELS = re.compile(r"^\((covers-[\w-]+)\)=$", re.MULTILINE)
ESTIMANDS = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
CODE = re.compile(r":?\{?[\w:]*\}?`{1,2}[^`]*`{1,2}")
SPEAKS = re.compile(r"(?<!no )(?<!No )(?<!without )\bintervals?\b", re.IGNORECASE)


def plain(text: str) -> str:
    """Leave out marks and breaks of lines, so that words can be found."""
    return re.sub(r"[\s`*]+", " ", text)


def estimands() -> tuple[set[str], set[str]]:
    """Read what intervals cover from the page that lists it: labels, and words in bold.

    The label of the whole list is none of these.
    """
    text = (DOCS / "calibration.md").read_text("utf-8")
    listed = text[text.index("## What each interval covers") : text.index("## How often")]
    return set(LABELS.findall(listed)), {plain(x).strip() for x in ESTIMANDS.findall(listed)}


def speaks_of_an_interval(text: str) -> bool:
    """Say whether words (no code, no title of a link) speak of an interval that there is."""
    return bool(SPEAKS.search(re.sub(r"\s+", " ", CODE.sub("", text))))


def says_of_what(text: str, labels: set[str], words: set[str]) -> bool:
    """Say whether it links to, or names, what an interval covers."""
    linked = set(re.findall(r"\{ref\}`[^`]*<(covers-[\w-]+)>`", text))
    linked |= set(re.findall(r":ref:`[^`]*<(covers-[\w-]+)>`", text))
    told = plain(text)
    return (
        (bool(linked) and linked <= labels)
        or any(word in told for word in words)
        or bool(re.search(r"`covers`|^covers : ", text, re.MULTILINE))
        or "*Estimand*" in text
    )


def units_of(text: str) -> list[str]:
    """Split a page into paragraphs, items of lists and rows of tables; blocks of code are none."""
    text = re.sub(
        r"^(`{3,})(?!\{admonition)[^\n]*\n.*?^\1$", "", text, flags=re.MULTILINE | re.DOTALL
    )
    parts = re.split(r"\n\s*\n|\n(?=\s*(?:[-*] |\d+\. |\| ))", text)
    texts = [re.sub(r"^(?:\(covers-\w+\)=|#+ .*)$", "", part, flags=re.MULTILINE) for part in parts]
    return [text for text in texts if text.strip()]


def unclear(text: str, *, index: bool = False) -> list[str]:
    """List the paragraphs that speak of an interval, and not of what it covers.

    An `index` of names may link to the list of all.
    """
    labels, words = estimands()
    labels |= {"covers-all"} if index else set()
    return [
        part
        for part in units_of(text)
        if speaks_of_an_interval(part) and not says_of_what(part, labels, words)
    ]


def public_pages() -> list[Any]:
    """List what readers see: pages, the README, the changelog, what pages include."""
    built = DOCS / "_build"
    pages = [p for p in sorted(DOCS.rglob("*")) if p.suffix in {".md", ".rst"}]
    pages = [p for p in pages if built not in p.parents]
    pages += [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(ROOT.glob("benchmarks/*.md"))]
    return [pytest.param(p, id=str(p.relative_to(ROOT))) for p in pages]


@needs_docs
@pytest.mark.parametrize("page", public_pages())
def test_no_paragraph_speaks_of_an_interval_without_what_it_covers(page: Path) -> None:
    """It links to the section of `calibration.md`, uses its words, or names the column."""
    assert unclear(page.read_text("utf-8"), index=page.name == "other-names.md") == []


@needs_docs
def test_no_docstring_speaks_of_an_interval_without_what_it_covers() -> None:
    """Reference pages are docstrings: functions and classes alike."""
    labels, words = estimands()
    told = {}
    for module in ["odopkit", *public_modules()]:
        home = import_module(module)
        for name in home.__all__:
            thing = getattr(home, name)
            if inspect.isfunction(thing) or inspect.isclass(thing):
                told[f"{thing.__module__}.{name}"] = inspect.getdoc(thing) or ""
            for member, held in vars(thing).items() if inspect.isclass(thing) else ():
                if not member.startswith("_"):
                    told[f"{thing.__module__}.{name}.{member}"] = inspect.getdoc(held) or ""
    assert len(told) > 200
    unsaid = [
        name
        for name, text in told.items()
        if speaks_of_an_interval(text) and not says_of_what(text, labels, words)
    ]
    assert unsaid == []


@needs_docs
def test_a_paragraph_without_what_its_interval_covers_is_told() -> None:
    """A link to nothing, the page alone and coverage in per cent do not do."""
    for bad in (
        "The interval is from 0.2 to 0.3.",
        "Its 95 per cent interval covers the truth: see {doc}`/calibration`.",
        "An interval of {ref}`this <covers-nothing>`.",
        "An interval of {ref}`any of these <covers-all>`.",
        "There is no interval for one, and an interval\nfor the other.",
        "| `hhi` | the ends of its interval |",
    ):
        assert unclear(f"First.\n\n{bad}\n\nLast.") == [bad]
    for good in (
        "There is no interval.",
        "`score_interval` and {func}`odopkit.specialization.score_interval` are names.",
        "An interval of {ref}`the change <covers-change>`.",
        "The interval covers the quotient\nof the chances behind the counts.",
        "What the interval is of stands in `covers`.",
        "```{doctest}\n>>> 1  # an interval\n1\n```",
    ):
        assert unclear(good) == []


@needs_docs
def test_the_least_coverage_on_the_page_is_that_of_the_tables() -> None:
    """Each figure of `calibration.md` is the least of its rows, old choices apart."""
    text = (DOCS / "calibration.md").read_text("utf-8")
    parts = dict(
        re.findall(r"^\(covers-(\w+)\)=\n(.*?)(?=^\(covers-|^## )", text, re.MULTILINE | re.DOTALL)
    )
    least: dict[str, float] = {}
    for line in (ROOT / "benchmarks" / "CALIBRATION.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == len(
            [
                "Procedure",
                "Estimand",
                "Design",
                "Nominal",
                "Covered",
                "Offered",
                "Width",
                "Tables",
                "Error",
                "Seed",
            ]
        ) and re.fullmatch(r"[01]\.\d+", cells[4]):
            procedure = cells[0].strip("*").partition("`,")[0].strip("`")
            old = "percentile" in cells[0]
            key = f"{procedure} {cells[1].split()[0]}" + " percentile" * old
            least[key] = min(least.get(key, 1.0), float(cells[4]))
    change = (ROOT / "benchmarks" / "CALIBRATION_CHANGE.md").read_text("utf-8")
    shown = re.findall(r"(\d\.\d{3}) \((\d\.\d\d)\)", change)
    least["change"] = min(float(covers) for covers, offered in shown if float(offered) >= 0.1)

    def figures(name: str) -> list[float]:
        return [float(x) for x in re.findall(r"(?<![\d.])\.\d{3}\b", parts[name])]

    jackknife = [
        least[f"concentration_intervals {m}"] for m in ("cr1", "cr3", "hhi", "theil_t", "gini")
    ]
    assert figures("concentration") == jackknife
    assert figures("quotients") == [least["quotient_intervals quotient"]]
    assert figures("counts") == [
        least["score_interval quotient"],
        least["log_delta_interval quotient"],
    ]
    assert figures("potential") == [least["district_potential potential"]]
    assert figures("change") == [least["change"]]
