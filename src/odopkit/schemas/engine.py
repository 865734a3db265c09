"""pandera, imported in this one place."""

from __future__ import annotations

import warnings

with warnings.catch_warnings():
    # pandera imports PySpark's pandas wherever PySpark is installed, which warns of pandas 3:
    # no news to those who hand us a pandas table, and of no effect on those who do not.
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
    import pandera.pandas as pa
    from pandera.typing import Series

__all__ = ["Series", "pa"]
