"""How many examples a costly law is tried on: a part of what the profile gives to every law."""

from __future__ import annotations

from hypothesis import settings


def percent(part: int) -> settings:
    """Try a law on so many of a hundred examples, be the profile quick or thorough."""
    return settings(max_examples=max(1, settings().max_examples * part // 100))
