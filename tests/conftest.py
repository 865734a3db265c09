"""Settings that every test shares."""

from __future__ import annotations

import gc
import os
import sys
import warnings
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

# Before numpy is imported: the tests' matrices are small, and each worker has a core of its own.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# Shared machines are slow at times: a deadline would fail the machine, not the code.
# In CI the examples are the same in every run, so that a red build is red again when it is looked
# into; elsewhere, and before a release, new ones are tried each time.
settings.register_profile(
    "quick", deadline=None, max_examples=30, derandomize=bool(os.environ.get("CI"))
)
settings.register_profile(
    "thorough", deadline=None, max_examples=1000, derandomize=False, print_blob=True
)
settings.load_profile("quick")

with warnings.catch_warnings(), suppress(ImportError):
    # pandera imports PySpark wherever it is installed, and PySpark warns of pandas 3: once, here.
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
    import_module("pandera.pandas")
    import_module("pyspark.pandas")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Compare images wherever the package that does so is installed."""
    if hasattr(config.option, "mpl"):
        config.option.mpl = True


def pytest_collection_finish() -> None:
    """Leave what was imported and collected out of the search for garbage: it stays."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _engines_stop_at_the_end() -> Iterator[None]:
    yield
    engines = sys.modules.get("_engines")
    if engines is not None and engines.spark_session.cache_info().currsize:
        engines.spark_session().stop()
