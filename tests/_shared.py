"""Where real input is, and how a test says that it is not there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(
    os.environ.get("ODOPKIT_SHARED", Path(__file__).resolve().parents[1].parent / "shared")
)


# What the extra "excel" brings.
_NEEDS = {".xlsx": "python_calamine", ".xls": "python_calamine", ".asp": "lxml"}


def real(path: str) -> Path:
    """Return a file of real input, or skip the test with the reason."""
    found = SHARED / path
    if not found.exists():
        pytest.skip(f"real input {path!r} is not at hand (set ODOPKIT_SHARED to its folder)")
    if found.suffix in _NEEDS:
        pytest.importorskip(_NEEDS[found.suffix], reason=f"reading {found.suffix} needs it")
    return found
