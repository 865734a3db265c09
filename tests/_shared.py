"""Where real input is, and how a test says that it is not there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(
    os.environ.get("ODOPKIT_SHARED", Path(__file__).resolve().parents[1].parent / "shared")
)


def real(path: str) -> Path:
    """Return a file of real input, or skip the test with the reason."""
    found = SHARED / path
    if not found.exists():
        pytest.skip(f"real input {path!r} is not at hand (set ODOPKIT_SHARED to its folder)")
    return found
