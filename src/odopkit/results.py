"""What functions return beside frames: shown in a few lines, and turned into strict JSON."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields
from html import escape
from textwrap import wrap
from typing import TYPE_CHECKING, Any, ClassVar, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import Field

__all__ = ["Result", "plain", "plain_items", "records"]

_WIDTH: Final = 96
_MOST_LINES: Final = 10
_MOST_ROWS: Final = 10
_LONGEST: Final = 48


class Result:
    """A result that shows itself in at most ten lines, in a console and in a notebook.

    Frames are shown by how many rows they have; ``to_frame()`` and the fields hold them.
    """

    __slots__ = ()
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    def __repr__(self) -> str:
        """Show every field that is short, and the size of what is not."""
        shown = [f"{f.name}={_short(getattr(self, f.name))}" for f in fields(self) if f.repr]
        text = f"{type(self).__name__}({', '.join(shown)})"
        lines = wrap(text, _WIDTH, subsequent_indent="    ", break_long_words=False)
        if len(lines) > _MOST_LINES:
            lines = [*lines[: _MOST_LINES - 1], "    …)"]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        """Show the first rows of its frame in a notebook, under the same words."""
        to_frame: Callable[[], pd.DataFrame] | None = getattr(self, "to_frame", None)
        said = f"<pre>{escape(repr(self))}</pre>"
        return said if to_frame is None else said + to_frame().head(_MOST_ROWS).to_html()


def _short(value: object) -> str:
    if isinstance(value, pd.DataFrame):
        return f"<{len(value):,} rows>"
    if isinstance(value, pd.Series | pd.Index | np.ndarray):
        return f"<{len(value):,} values>"
    if isinstance(value, float | np.floating):
        return f"{value:.6g}"
    if isinstance(value, tuple | list | set | frozenset | Mapping):
        text = repr(value)
        return text if len(text) <= _LONGEST and "\n" not in text else f"<{len(value):,} items>"
    text = repr(value)
    if "\n" not in text and len(text) <= _LONGEST:
        return text
    return f"{text.splitlines()[0][:_LONGEST]}…"


def plain(value: object, other: Callable[[object], object] = str) -> Any:
    """Turn a value into what JSON has: no NaN, no infinity, no numpy scalar.

    Parameters
    ----------
    value : object
        A scalar, a frame, a series, a mapping or a sequence of such.
    other : callable, default str
        What is made of anything else.

    Returns
    -------
    object
        None for what is undefined; frames as lists of records.

    Examples
    --------
    >>> import numpy as np
    >>> from odopkit.results import plain
    >>> plain({"a": np.float64("nan"), "b": (1, np.int64(2))})
    {'a': None, 'b': [1, 2]}
    """
    if isinstance(value, pd.DataFrame):
        return records(value, other)
    if isinstance(value, pd.Series | pd.Index | np.ndarray):
        return [plain(x, other) for x in value.tolist()]
    if isinstance(value, Mapping):
        return {str(k): plain(v, other) for k, v in value.items()}
    if isinstance(value, tuple | list | set | frozenset):
        return [plain(x, other) for x in value]
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, bool | int):
        return value
    return other(value)


def records(frame: pd.DataFrame, other: Callable[[object], object] = str) -> list[dict[str, Any]]:
    """List the rows of a frame, each as a dict of plain values.

    Parameters
    ----------
    frame : DataFrame
        Any frame; its index is left out.
    other : callable, default str
        What is made of a cell that JSON does not have.

    Returns
    -------
    list of dict

    Examples
    --------
    >>> import pandas as pd
    >>> from odopkit.results import records
    >>> records(pd.DataFrame({"district": ["Karnal"], "gap": [float("nan")]}))
    [{'district': 'Karnal', 'gap': None}]
    """
    columns = {str(c): plain(frame[c], other) for c in frame.columns}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def plain_items(items: Mapping[str, object]) -> dict[str, Any]:
    """Turn the fields of a result into plain values.

    Parameters
    ----------
    items : mapping
        Each field under its name.

    Returns
    -------
    dict

    Examples
    --------
    >>> from odopkit.results import plain_items
    >>> plain_items({"share": 0.5, "reason": None})
    {'share': 0.5, 'reason': None}
    """
    return {str(name): plain(value) for name, value in items.items()}
