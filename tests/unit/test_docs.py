"""The documentation says what the code has: names, sources, sections, version."""

from __future__ import annotations

import inspect
import re
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

import odopkit
from _docs import DOCS, ROOT, SOURCE, documented_names, needs_docs, public_modules

if TYPE_CHECKING:
    from collections.abc import Callable

MODULES = public_modules()
CITED = re.compile(r"(?::cite:[a-z]+:|\{cite:[a-z]+\})`([^`]+)`")
ENTRY = re.compile(r"^@\w+\{([^,\s]+),", re.MULTILINE)
VERSION = re.compile(r"^version: [\"']?([^\"'\s]+)", re.MULTILINE)


def public_functions() -> list[Any]:
    """List every public function once, under the name of its module."""
    found: dict[str, Callable[..., Any]] = {}
    for module in ["odopkit", *MODULES]:
        home = import_module(module)
        for name in home.__all__:
            thing = getattr(home, name)
            if inspect.isfunction(thing):
                found[f"{thing.__module__}.{name}"] = thing
    return [pytest.param(thing, id=name) for name, thing in sorted(found.items())]


def bib_keys() -> list[str]:
    """List the keys of the bibliography, in order."""
    return ENTRY.findall((DOCS / "references.bib").read_text("utf-8"))


def cited_keys() -> set[str]:
    """Collect the keys that docstrings and pages cite."""
    built = DOCS / "_build"
    pages = [p for p in DOCS.rglob("*.md") if built not in p.parents]
    texts = [p.read_text("utf-8") for p in [*SOURCE.rglob("*.py"), *pages]]
    return {
        key.strip() for text in texts for keys in CITED.findall(text) for key in keys.split(",")
    }


@needs_docs
def test_every_cited_source_is_in_the_bibliography() -> None:
    """A key in a docstring or on a page has an entry."""
    assert cited_keys() - set(bib_keys()) == set()


@needs_docs
def test_every_source_in_the_bibliography_is_cited() -> None:
    """No entry is there for show, and none is there twice."""
    keys = bib_keys()
    assert set(keys) - cited_keys() == set()
    assert len(keys) == len(set(keys))


@needs_docs
def test_every_name_of_the_package_is_on_a_reference_page() -> None:
    """What ``odopkit`` exports is described under that very name."""
    assert {f"odopkit.{name}" for name in odopkit.__all__} - set(documented_names()) == set()


@needs_docs
@pytest.mark.parametrize("module", MODULES)
def test_every_name_of_a_module_is_on_a_reference_page(module: str) -> None:
    """A public name is described under its module, or wherever else it is exported."""
    homes: dict[str, list[str]] = {}
    for documented in documented_names():
        where, _, last = documented.rpartition(".")
        homes.setdefault(last, []).append(where)
    home = import_module(module)
    missing = [
        name
        for name in home.__all__
        if not any(
            getattr(import_module(where), name, None) is getattr(home, name)
            for where in homes.get(name, [])
        )
    ]
    assert missing == []
    # A module inside a package is on a page of its package.
    # The matrix lives in the room of the tables, and is handed on under its old name.
    parts = module.replace("odopkit.matrix", "odopkit.tables").split(".")
    wanted = f"{parts[1]}*.rst"
    pages = [page.read_text("utf-8") for page in DOCS.glob(f"reference/{wanted}")]
    assert any(f".. module:: {module}\n" in page for page in pages)


@needs_docs
def test_no_name_is_described_twice_or_is_private() -> None:
    """A reference page describes public names only, and each of them once."""
    names = documented_names()
    assert len(names) == len(set(names))
    for name in names:
        module, _, last = name.rpartition(".")
        assert last in import_module(module).__all__, name


@needs_docs
def test_the_citation_file_names_the_version_of_the_package() -> None:
    """``CITATION.cff`` and the package agree on the version."""
    assert VERSION.findall((ROOT / "CITATION.cff").read_text("utf-8")) == [odopkit.__version__]


@pytest.mark.parametrize("function", public_functions())
def test_a_docstring_has_its_sections(function: Callable[..., Any]) -> None:
    """It says what goes in, by the very names of the signature, what comes out, and shows it."""
    docscrape = pytest.importorskip("numpydoc.docscrape")
    doc = docscrape.FunctionDoc(function)
    assert " ".join(doc["Summary"]).endswith((".", "?"))
    described = [
        name.strip().lstrip("*") for entry in doc["Parameters"] for name in entry.name.split(",")
    ]
    assert described == list(inspect.signature(function).parameters)
    assert doc["Returns"] or doc["Yields"]
    assert doc["Examples"]
