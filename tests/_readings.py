"""Readings of small tables, for tests that hold an outcome against one worked out by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from odopkit.errors import ReadError
from odopkit.readers import ReadResult, read_exports

if TYPE_CHECKING:
    from pathlib import Path

X = {"state": "X"}
XY = {"state": "X", "district": "Y"}


def file_of(folder: Path, text: str, name: str = "x.csv") -> Path:
    """Write a file as its text stands."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def rows(result: ReadResult) -> list[tuple[Any, ...]]:
    """Give the flows as plain tuples, without the state."""
    flows = result.flows.drop(columns="state")
    return [tuple(row) for row in flows.astype(object).itertuples(index=False)]


def lines(result: ReadResult) -> list[tuple[str, str, str]]:
    """Give column, action and message of each issue."""
    issues = result.issues[["column", "action", "message"]]
    return [tuple(line) for line in issues.itertuples(index=False)]


def refusal(source: Any, **options: Any) -> str:
    """Give the words of the error that ends a reading; they are few and plain."""
    with pytest.raises(ReadError) as caught:
        read_exports(source, **options)
    text = str(caught.value)
    assert len(text) <= 500
    return text
