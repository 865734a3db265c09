"""What a case of the corpus is: how its file is made, how it is read, and what must come of it."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from odopkit.errors import OdopkitError, ReadError

Maker = Callable[[Path], object]

X: Final[Mapping[str, Any]] = {"constants": {"state": "X"}}
PLAIN: Final = "district,value\nAlfa,10\nBeta,20\nGamma,30\n"
DGCIS: Final = (
    'State,District,HS Code,"April, 24 To March, 25 Value(US $)"\n'
    "GOA,NORTH GOA,72011000,80\nGOA,SOUTH GOA,30049099,314.9\n"
)
"""Three places that add up to 60, and a download whose two rows add up to 394.9."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One file, and the one outcome that is right.

    `total` is the sum of the values of a right table, `rows` its number of rows, and `lines`
    are words that stand in its issues, each in another line.  `says` are words of the error
    instead, which is an `error`.  A `heavy` file is read in a process of its own, with a bound
    on its memory.
    """

    name: str
    file: str
    make: Maker
    total: float | None = None
    rows: int | None = None
    lines: tuple[str, ...] = ()
    says: str = ""
    error: tuple[type[BaseException], ...] = (ReadError,)
    reader: str = "read_exports"
    options: Mapping[str, Any] = field(default_factory=lambda: X)
    heavy: bool = False

    def __post_init__(self) -> None:
        """Hold each case to one outcome."""
        if (self.total is None) == (not self.says):
            msg = f"{self.name!r} needs a total or the words of an error, and not both"
            raise ValueError(msg)
        if not all(issubclass(one, OdopkitError | OSError) for one in self.error):
            msg = f"{self.name!r} may not want a foreign error"
            raise ValueError(msg)


def text(content: str, encoding: str = "utf-8") -> Maker:
    """Make a file of text."""
    return lambda path: path.write_bytes(content.encode(encoding))


def raw(data: bytes | Callable[[], bytes]) -> Maker:
    """Make a file of bytes, which a function may give when they are wanted."""
    return lambda path: path.write_bytes(data() if callable(data) else data)


def gz(content: bytes) -> bytes:
    """Pack bytes as gzip does."""
    return gzip.compress(content, mtime=0)


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Maker:
    """Make a zip of files given by name."""

    def make(path: Path) -> None:
        with zipfile.ZipFile(path, "w", method) as archive:
            for name, data in files.items():
                archive.writestr(zipfile.ZipInfo(name), data, method)

    return make
