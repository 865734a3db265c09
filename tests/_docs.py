"""Where the pages are, and what they say of the package's names."""

from __future__ import annotations

import pkgutil
import re
from importlib import import_module
from pathlib import Path

import pytest

import odopkit

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
SOURCE = Path(odopkit.__file__).parent
DOCUMENTED = re.compile(r"^\.\. (?:auto\w+|py:\w+):: (odopkit[\w.]*)", re.MULTILINE)

needs_docs = pytest.mark.skipif(
    not DOCS.is_dir(), reason="docs/ is not beside the tests: the package is tested on its own"
)


def public_modules() -> list[str]:
    """List what has public names: a module at the root, or a folder with names of its own."""
    return sorted(
        found.name
        for found in pkgutil.walk_packages([str(SOURCE)], prefix="odopkit.")
        if not any(part.startswith("_") for part in found.name.split("."))
        and hasattr(import_module(found.name), "__all__")
        and (found.ispkg or found.name.count(".") == 1 or found.name == "odopkit.ovop.india")
    )


def documented_names() -> list[str]:
    """List the names that the reference pages describe, in order."""
    pages = sorted(DOCS.glob("reference/*"))
    return [name for page in pages for name in DOCUMENTED.findall(page.read_text("utf-8"))]
