"""How many examples a law is tried on, where it is not the number that every law gets."""

from __future__ import annotations

from hypothesis import settings


def tries(n: int) -> settings:
    """Try a law on so many examples, and on ten times as many where the profile is thorough."""
    return settings(max_examples=n * max(1, settings().max_examples // 100))
