"""Officially identified products against what districts really export.

A list names products by district, in codes or in words; a flows table says what leaves.
Codes are compared by the tree of the Harmonized System, words only through a table of
the caller's own.  Nothing is guessed: similar spellings are proposed for review, no more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from odopkit.names.finding import unknown
from odopkit.product_lists.matching import ListMatch, match_product_lists
from odopkit.product_lists.proposals import propose_codes, propose_places

__all__ = ["ListMatch", "match_product_lists", "propose_codes", "propose_places"]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Tell the function that a wrong guess means."""
        raise unknown(__name__, name)
