"""Downloads and tables of exports → a flows table and a list of what was done to it.

Two readers: :func:`read_dgcis` knows the layout of DGCI&S "state of origin" downloads;
:func:`read_exports` reads any table once told which column is which.  Both set bad rows
aside rather than drop them: each has a line in ``ReadResult.issues``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from odopkit.names.finding import unknown
from odopkit.readers.dgcis import read_dgcis
from odopkit.readers.formats.limits import ReadLimits
from odopkit.readers.plain import read_exports
from odopkit.readers.result import BILLION, CRORE, LAKH, MILLION, THOUSAND, ReadResult

__all__ = [
    "BILLION",
    "CRORE",
    "LAKH",
    "MILLION",
    "THOUSAND",
    "ReadLimits",
    "ReadResult",
    "read_dgcis",
    "read_exports",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Tell the function that a wrong guess means."""
        raise unknown(__name__, name)
