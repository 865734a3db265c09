"""The words of the package as its code has them: parameters of signatures, columns of frames."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from importlib import import_module
from inspect import signature, unwrap
from types import FunctionType
from typing import Any, Final

import pandas as pd

from _catalogue import CALLS
from odopkit.names import COLUMNS, PUBLIC, pattern_of

OWN: Final = {
    "my_product": "⟨product column⟩",
    "my_place": "⟨key⟩",
    "my_firm": "⟨your column⟩",
    "my_roads": "⟨indicator⟩",
    "my_ports": "⟨indicator⟩",
    "social_economic": "⟨category⟩",
    "unstated": "⟨category⟩",
    "other": "⟨category⟩",
}
"""Names that depend on the call, as the calls below have them, each with its pattern."""

CONSTRUCTORS: Final = (
    "hs.HSCode",
    "ovop.Codebook",
    "potential.Indicator",
    "readers.ReadLimits",
)
"""Classes that users make themselves; every other one comes out of a function."""


KEPT: Final[list[tuple[str, pd.DataFrame, pd.DataFrame]]] = []
"""Frames that calls gave, each with its name and a copy from when it was made."""


@cache
def made(call: str) -> object:
    """Make a call of the catalogue, once, and keep copies of what it gave."""
    found = CALLS[call]()
    KEPT.extend((call, x, x.copy()) for _, x in walk(found, call) if isinstance(x, pd.DataFrame))
    return found


def walk(found: object, path: str) -> Iterator[tuple[str, object]]:
    """List what a result holds, itself first: frames and dataclasses, each with its path."""
    if isinstance(found, pd.DataFrame):
        yield path, found
    elif is_dataclass(found) and not isinstance(found, type):
        yield path, found
        name = type(found).__name__
        for field in fields(found):
            yield from walk(getattr(found, field.name), f"{name}.{field.name}")
        if hasattr(found, "to_frame"):
            yield from walk(found.to_frame(), f"{name}.to_frame")
    elif isinstance(found, dict):
        for value in found.values():
            yield from walk(value, path)
    elif isinstance(found, tuple | list):
        for value in found:
            yield from walk(value, path)


def frames(call: str) -> list[tuple[str, pd.DataFrame]]:
    """List the frames that a call gives, each under the function or the field that has it."""
    path = call.partition(",")[0].partition(".")[2]
    return [(name, x) for name, x in walk(made(call), path) if isinstance(x, pd.DataFrame)]


def word_of(column: str, frame: pd.DataFrame) -> str:
    """Find the word or pattern under which a column is described; empty where there is none."""
    if frame.columns.name is not None:
        return "⟨product⟩"
    if column in COLUMNS:
        return column
    return pattern_of(column) or OWN.get(column, "")


def public() -> dict[str, Callable[..., Any]]:
    """List functions and methods that are public, and the classes that users make."""
    found: dict[str, Callable[..., Any]] = {}
    for room in (*PUBLIC, "names"):
        home = import_module(f"odopkit.{room}")
        for name in home.__all__:
            thing, path = getattr(home, name), f"{room}.{name}"
            if isinstance(unwrap(thing), FunctionType) or path in CONSTRUCTORS:
                found[path] = thing
            if isinstance(thing, type):
                found |= {
                    f"{path}.{method}": getattr(thing, method)
                    for method, held in vars(thing).items()
                    if not method.startswith("_")
                    and isinstance(held, FunctionType | classmethod | staticmethod)
                }
    return found


def parameters(thing: Callable[..., Any]) -> list[str]:
    """List the parameters that a caller writes."""
    return [name for name in signature(thing).parameters if name != "self"]
