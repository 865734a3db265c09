"""The package as a whole: what it exports, how light it is, how its errors behave."""

from __future__ import annotations

import ast
import copy
import pickle
import subprocess
import sys
from functools import cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import pandas as pd
import pytest

import odopkit
from odopkit import errors

SOURCE = Path(odopkit.__file__).parent


def run(code: str) -> str:
    """Run code in a fresh interpreter and return what it prints."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


run_once = cache(run)


def test_one_map_feeds_the_lazy_names() -> None:
    """``__all__``, the map and ``dir`` agree, and each name comes from its module."""
    assert sorted(odopkit._HOME) == odopkit.__all__
    assert set(odopkit.__all__) <= set(dir(odopkit))
    for name, module in odopkit._HOME.items():
        assert getattr(odopkit, name) is getattr(import_module(f"odopkit.{module}"), name)


def test_type_checkers_see_the_same_names() -> None:
    """The imports for type checkers list every lazy name, from the same module."""
    tree = ast.parse((SOURCE / "__init__.py").read_text(encoding="utf-8"))
    block = next(n for n in tree.body if isinstance(n, ast.If))
    seen = {
        alias.name: str(node.module).removeprefix("odopkit.")
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert seen == odopkit._HOME


def test_star_import_gives_exactly_the_public_names() -> None:
    """``from odopkit import *`` is what the quick start uses."""
    names = run("from odopkit import *; print(*sorted(n for n in dir() if n[0] != '_'))").split()
    assert names == sorted(odopkit.__all__)


def test_unknown_names_are_attribute_errors() -> None:
    """As in any module."""
    with pytest.raises(AttributeError, match="no attribute 'read_csv'"):
        odopkit.read_csv  # type: ignore[attr-defined]  # noqa: B018


def test_version_is_that_of_the_distribution() -> None:
    """One version in both places."""
    assert odopkit.__version__ == version("odopkit")


def test_the_newest_heading_of_the_changelog_is_the_version() -> None:
    """A release without its notes is not a release."""
    changelog = SOURCE.parents[1] / "CHANGELOG.md"
    if not changelog.exists():
        pytest.skip("CHANGELOG.md is not part of the installed package")
    headings = [
        line for line in changelog.read_text(encoding="utf-8").splitlines() if line[:3] == "## "
    ]
    newest = next(h for h in headings if "unreleased" not in h.lower())
    assert newest.startswith(f"## {odopkit.__version__} ")


@pytest.mark.parametrize(
    "code",
    [
        "import odopkit",
        "from odopkit.concentration import concentration_ratio",
        "from odopkit import parse_hs, load_paper_table, dominance_table, coverage",
        "import odopkit.readers",
        "import odopkit.growth, odopkit.product_lists, odopkit.paper, odopkit.similarity",
        "import odopkit.matrix, odopkit.specialization, odopkit.product_space, odopkit.potential",
        "import odopkit.potential",
        "import odopkit.ovop; from odopkit import load_programmes; load_programmes()",
    ],
)
def test_measures_import_neither_pandera_nor_optional_packages(code: str) -> None:
    """Importing one measure costs little more than importing pandas."""
    heavy = (
        "{'pandera', 'scipy', 'narwhals', 'matplotlib', 'lxml', 'tqdm', 'python_calamine', "
        "'rapidfuzz'}"
    )
    print_loaded = f"import sys; print(sorted({heavy} & set(sys.modules)))"
    baseline = run_once(f"import pandas; {print_loaded}")
    assert run(f"{code}; {print_loaded}") == baseline


WAISTS = [
    Path("__init__.py"),
    Path("tables/layout.py"),
    Path("aggregate/collect.py"),
    Path("readers/building.py"),
    # Tables that are no flows: trade between countries, indicators.
    Path("potential/epi/trade.py"),
    Path("potential/composite/indicators.py"),
]


def test_only_schemas_imports_pandera_and_only_a_few_import_schemas() -> None:
    """One waist: data pass it once, inside functions."""
    for path in SOURCE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        modules = [
            alias.name if isinstance(node, ast.Import) else str(node.module)
            for node in ast.walk(tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        ]
        place = path.relative_to(SOURCE)
        if any(m.startswith("pandera") for m in modules):
            assert place == Path("schemas/engine.py")
        if place.parts[0] != "schemas" and any(m.startswith("odopkit.schemas") for m in modules):
            assert place in WAISTS, place


def test_nothing_is_printed_by_the_library() -> None:
    """No call of print, and no trace of unfinished work."""
    for path in SOURCE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        called = {
            node.func.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert "print" not in called, path


ERRORS = [
    errors.InvalidValueError("m"),
    errors.InvalidHSCodeError("m", code="77"),
    errors.MixedHSLevelError("m", levels=(2, 8)),
    errors.MixedPeriodError("m", periods=("2021", "2022")),
    errors.InvalidTableError("m", failure_cases=pd.DataFrame({"row": [1]})),
    errors.ReadError("m", file="f.xls", sheet="s", row=3),
    errors.RenamedArgumentError("m", old="seed", new="rng"),
    errors.UndefinedMeasureError("m"),
    errors.UnknownNameError("m"),
    errors.MissingDependencyError("m"),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda e: type(e).__name__)
def test_errors_have_one_base_a_builtin_and_survive_pickling(error: errors.OdopkitError) -> None:
    """They cross process borders with what they carry."""
    assert isinstance(error, errors.OdopkitError)
    builtin = (ValueError, TypeError, ArithmeticError, LookupError, ImportError)
    assert isinstance(error, builtin)
    again = pickle.loads(pickle.dumps(error))  # noqa: S301
    for twin in (again, copy.copy(error)):
        assert type(twin) is type(error)
        assert str(twin) == "m"
        assert vars(twin).keys() == vars(error).keys()
    assert getattr(again, "levels", None) == getattr(error, "levels", None)


def test_errors_module_lists_all_that_it_defines() -> None:
    """Nothing public is missing from ``__all__``."""
    defined = {
        n
        for n, v in vars(errors).items()
        if isinstance(v, type) and v.__module__ == errors.__name__
    }
    assert defined == set(errors.__all__)
