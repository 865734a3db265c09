"""pandera, imported in this one place."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd

with warnings.catch_warnings():
    # pandera imports PySpark's pandas wherever PySpark is installed, which warns of pandas 3:
    # no news to those who hand us a pandas table, and of no effect on those who do not.
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
    import pandera.pandas as pa
    from pandera.typing import Series

    class _First(pa.DataFrameModel):
        """A model whose first use makes pandera look for every engine, here and not later."""

        label: Series[pd.CategoricalDtype]
        number: Series[np.float64]

    _First.validate(pd.DataFrame({"label": pd.Categorical(["a"]), "number": [0.0]}), lazy=True)

__all__ = ["Series", "pa"]
