"""The house can be read: rooms with nouns for names, short files, short and flat functions."""

from __future__ import annotations

import ast
import inspect
import io
import tokenize
from importlib import import_module
from pathlib import Path

import pytest

import odopkit

SOURCE = Path(odopkit.__file__).parent
FILES = sorted(SOURCE.rglob("*.py"))
MOST_LINES = 400
MOST_CODE = 60
DEEPEST = 3
LONGEST_DOCSTRING = 90

NOUNS = {
    "_kernels",
    "aggregate",
    "change",
    "concentration",
    "datasets",
    "dominance",
    "errors",
    "growth",
    "hs",
    "inequality",
    "labels",
    "matrix",
    "names",
    "ovop",
    "paper",
    "plot",
    "potential",
    "product_lists",
    "product_space",
    "ranking",
    "readers",
    "results",
    "schemas",
    "similarity",
    "specialization",
    "study",
    "tables",
    "typing",
}


def code_lines(text: str) -> set[int]:
    """Number the lines that hold code: no blanks, no comments, no docstrings."""
    quiet = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in quiet | {tokenize.ENDMARKER}:
            lines |= set(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module) and ast.get_docstring(
            node
        ):
            first = node.body[0]
            lines -= set(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    return lines


def depth(node: ast.AST) -> int:
    """Count how deep blocks stand in each other; an ``elif`` is no deeper than its ``if``."""
    deepest = 0
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.ClassDef | ast.Lambda):
            continue
        is_elif = isinstance(node, ast.If) and isinstance(child, ast.If) and child in node.orelse
        is_block = isinstance(child, ast.If | ast.For | ast.While | ast.With | ast.Try)
        deepest = max(deepest, depth(child) + (is_block and not is_elif))
    return deepest


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("for a in b:\n    if a:\n        pass\n    elif b:\n        pass", 2),
        ("if a:\n    with b:\n        try:\n            c()\n        finally:\n            d()", 3),
        ("a = 1", 0),
    ],
)
def test_depth_counts_blocks(code: str, expected: int) -> None:
    """What the rule below counts."""
    assert depth(ast.parse(code)) == expected


def test_code_is_counted_without_docstrings_blanks_and_comments() -> None:
    """What the rule below counts."""
    text = (
        'def f():\n    """Say.\n\n    More.\n    """\n    # why\n\n    return (\n        1\n    )\n'
    )
    assert code_lines(text) == {1, 8, 9, 10}


def test_the_listing_shows_the_nouns() -> None:
    """One folder or file a noun; one underscored name."""
    shown = {p.stem for p in SOURCE.iterdir() if p.suffix == ".py" or (p / "__init__.py").exists()}
    assert shown - {"__init__"} == NOUNS


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_files_and_functions_are_short_and_flat(path: Path) -> None:
    """At most 400 lines a file; 60 lines of code, 90 of docstring and three levels a function."""
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= MOST_LINES
    lines = code_lines(text)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            n = len(lines & set(range(node.lineno, (node.end_lineno or node.lineno) + 1)))
            assert n <= MOST_CODE, f"{node.name} has {n} lines of code"
            assert depth(node) <= DEEPEST, f"{node.name} is {depth(node)} levels deep"
            if ast.get_docstring(node):
                said = node.body[0]
                n = (said.end_lineno or said.lineno) - said.lineno + 1
                assert n <= LONGEST_DOCSTRING, f"{node.name} has a docstring of {n} lines"


def test_no_module_bears_the_name_of_a_public_function() -> None:
    """The function would hide the module, or the module the function."""
    rooms = [p.parent for p in FILES if p.name == "__init__.py"]
    for room in rooms:
        home = import_module(".".join(("odopkit", *room.relative_to(SOURCE).parts)))
        functions = {
            n for n in getattr(home, "__all__", ()) if inspect.isfunction(getattr(home, n))
        }
        modules = {p.stem for p in room.iterdir()}
        assert not functions & modules, room
