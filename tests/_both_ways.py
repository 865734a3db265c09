"""One file read as one text and in blocks: everything that comes of it, to compare."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from odopkit.errors import OdopkitError
from odopkit.readers import read_exports
from odopkit.readers.formats import blocks, delimited, marks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def opened(
    *, least: float, few: int = 5_000, n_rows: int = 3, chunk: int = 1 << 18
) -> Iterator[None]:
    """Open files from a size on in blocks of so many rows, looked through in such chunks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "_LEAST", least)
        patch.setattr(delimited, "_FEW", few)
        patch.setattr(blocks, "_ROWS", n_rows)
        patch.setattr(blocks, "CHUNK", chunk)
        patch.setattr(marks, "CHUNK", chunk)
        yield


def outcome(path: Path, **options: Any) -> dict[str, Any]:
    """Read a file, and give all that a caller gets: the result, the error, the warnings."""
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        try:
            result = read_exports(path, **options)
        except OdopkitError as error:
            return {"error": (type(error), str(error), vars(error))}
    return {
        "flows": result.flows,
        "issues": result.issues,
        "totals": result.totals,
        "counts": repr(result.counts),
        "summary": result.summary(),
        "rest": (result.currency, repr(result.scale), result.period, result.source),
        "warnings": [str(one.message) for one in heard],
    }


def assert_equal(one: dict[str, Any], other: dict[str, Any]) -> None:
    """Hold two outcomes against each other, to the last digit and the order of categories."""
    assert one.keys() == other.keys(), (one.get("error"), other.get("error"))
    for name, held in one.items():
        if isinstance(held, pd.DataFrame):
            pd.testing.assert_frame_equal(held, other[name], check_exact=True)
        else:
            assert held == other[name]


def assert_same_both_ways(
    path: Path, *, n_rows: int = 3, chunk: int = 1 << 18, **options: Any
) -> None:
    """Read a file as one text by pandas, as a few lines, and in blocks."""
    with opened(least=float("inf"), few=0):
        whole = outcome(path, **options)
    with opened(least=float("inf")):
        assert_equal(outcome(path, **options), whole)
    with opened(least=0, n_rows=n_rows, chunk=chunk):
        assert_equal(outcome(path, **options), whole)
