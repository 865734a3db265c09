"""Where real input is, and how a test says that it is not there."""

from __future__ import annotations

import os
import pkgutil
import warnings
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from odopkit import _kernels

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


def set_limit(patch: pytest.MonkeyPatch, name: str, value: int) -> None:
    """Set a limit of the kernels in every module that reads it."""
    read = 0
    for found in pkgutil.iter_modules(_kernels.__path__, prefix="odopkit._kernels."):
        module = import_module(found.name)
        if hasattr(module, name):
            patch.setattr(module, name, value)
            read += 1
    assert read, f"no kernel reads {name}"


def filters_of_warnings() -> list[Any]:
    """List the filters of warnings that this package could have left.

    pandas 2 sets filters inside functions of its own (``Index.insert``, ``asarray_tuplesafe``), and
    where threads cross there some of them stay, whoever calls.  There the one that this package
    sets is looked for; under pandas 3, which sets none, every filter is.
    """
    if int(pd.__version__.partition(".")[0]) >= 3:
        return list(warnings.filters)
    return [f for f in warnings.filters if "concatenation" in getattr(f[1], "pattern", "")]
