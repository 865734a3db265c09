"""Settings that every test shares."""

from __future__ import annotations

import os
import warnings
from contextlib import suppress
from importlib import import_module

from hypothesis import settings

# Shared machines are slow at times: a deadline would fail the machine, not the code.
settings.register_profile("local", deadline=None)
# The same examples in every run, so that a red build is red again when it is looked into.
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")

with warnings.catch_warnings(), suppress(ImportError):
    # pandera imports PySpark wherever it is installed, and PySpark warns of pandas 3: once, here.
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
    import_module("pandera.pandas")
    import_module("pyspark.pandas")
