"""Parquet files, whose columns have names and types of their own."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from odopkit.errors import ReadError
from odopkit.errors.packages import optional
from odopkit.readers.formats.grid import Grid, frame_grid

PARQUET: Final = b"PAR1"
"""How such a file begins."""


def open_parquet(source: Any, file: str) -> Grid:
    """Open a parquet file, whose columns have names and types of their own."""
    parquet = optional("pyarrow.parquet", "parquet")
    arrow = optional("pyarrow", "parquet")
    try:
        table = parquet.read_table(source)
    except (arrow.ArrowInvalid, OSError) as error:
        msg = f"{file!r} is a parquet file that cannot be opened ({error}); fetch it again"
        raise ReadError(msg, file=file) from error
    frame = table.to_pandas(ignore_metadata=True)
    return frame_grid(frame, file=file, labels=np.arange(1, len(frame) + 1))
