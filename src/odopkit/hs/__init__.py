"""What an HS code is: parse it, clean it, climb its tree, say what it means.

A code is *text* of 2, 4, 6 or 8 ASCII digits: chapter, heading, subheading and
national tariff line.  Chapter 77 is reserved and never valid; chapters 98-99
hold special transactions ("not specified according to kind", personal effects,
project goods): valid codes, but not products.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from odopkit.hs.cleaning import normalize_hs, parse_hs
from odopkit.hs.code import BROAD_SECTORS, HSCode, is_pseudo_chapter, section_title
from odopkit.hs.series import describe_hs, hs_broad_sector, hs_parent, hs_section
from odopkit.names.finding import unknown
from odopkit.typing import HSLevel

__all__ = [
    "BROAD_SECTORS",
    "HSCode",
    "HSLevel",
    "describe_hs",
    "hs_broad_sector",
    "hs_parent",
    "hs_section",
    "is_pseudo_chapter",
    "normalize_hs",
    "parse_hs",
    "section_title",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Tell the function that a wrong guess means."""
        raise unknown(__name__, name)
