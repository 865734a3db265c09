"""Old words of parameters, and the field's other words for what odopkit computes.

One concept has one word.  Whoever writes another one is told ours.
"""

from __future__ import annotations

from odopkit.names.finding import unknown
from odopkit.names.renaming import renamed
from odopkit.names.words import OTHER_NAMES, PUBLIC

__all__ = ["OTHER_NAMES", "PUBLIC", "renamed", "unknown"]
