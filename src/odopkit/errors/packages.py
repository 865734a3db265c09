"""Packages that an extra brings, and that may be absent."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from odopkit.errors import MissingDependencyError

if TYPE_CHECKING:
    from types import ModuleType


def optional(module: str, extra: str) -> ModuleType:
    """Import an optional package, or say which extra brings it."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        msg = f'the package {package!r} is not installed: pip install "odopkit[{extra}]"'
        raise MissingDependencyError(msg) from error
