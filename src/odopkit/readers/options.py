"""What a caller asked of a reader, checked once and handed on as one thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

PeriodKind = Literal["calendar_year", "fiscal_year", "month", "quarter", "date"]
PERIOD_KINDS: Final = ("calendar_year", "fiscal_year", "month", "quarter", "date")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """Options of a reading, with the defaults of :func:`odopkit.read_exports`."""

    constants: Mapping[str, str] = field(default_factory=dict)
    where: Mapping[str, object] = field(default_factory=dict)
    keep: frozenset[str] = frozenset()
    level: int | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    period_kind: PeriodKind | None = None
    year_start: int | None = None
    partial: Literal["set_aside", "keep"] = "set_aside"
    decimal: str | None = None
    thousands: str | None = None
    fill_down: tuple[str, ...] | bool = False
    cut_hs: int | None = None
    pad: bool = False
    scale: float | None = None
