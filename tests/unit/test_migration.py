"""Every parameter that was renamed is on the page that says so, and refused by its old name."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import odopkit

SOURCE = Path(odopkit.__file__).parent
PAGE = Path(__file__).resolve().parents[2] / "docs" / "migration.md"


def renamed_parameters() -> list[tuple[str, str, str]]:
    """List function, old and new name of each parameter, from the decorators."""
    found = []
    for path in SOURCE.rglob("*.py"):
        text = path.read_text("utf-8")
        for node in ast.walk(ast.parse(text)) if "renamed(" in text else ():
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            for d in node.decorator_list:
                if isinstance(d, ast.Call) and ast.unparse(d.func) == "renamed":
                    found += [
                        (node.name, str(k.arg), ast.literal_eval(k.value).partition(",")[0])
                        for k in d.keywords
                    ]
    return sorted(found)


def test_there_are_renamed_parameters() -> None:
    """The list below is not empty."""
    assert len(renamed_parameters()) >= 9


@pytest.mark.skipif(not PAGE.exists(), reason="docs/ is not beside the tests")
@pytest.mark.parametrize(("function", "old", "new"), renamed_parameters())
def test_a_renamed_parameter_is_on_the_page(function: str, old: str, new: str) -> None:
    """In one row: the function, the old word, the new word."""
    rows = [r for r in PAGE.read_text("utf-8").splitlines() if r.startswith("|")]
    assert any(f"`{function}`" in r and f"`{old}" in r and f"`{new}" in r for r in rows)
