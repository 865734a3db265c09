"""What is no table at all, and paths that are no files."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any, Final

from corpus.case import DGCIS, PLAIN, Case, Maker, raw, text, zipped
from odopkit.errors import ReadError


def _database(path: Path) -> None:
    with sqlite3.connect(path) as base:
        base.execute("create table exports (district text, value real)")
    base.close()


def _case(name: str, end: str, make: Maker, **given: Any) -> Case:
    return Case(name=name, file=f"{name.replace(' ', '_')}{end}", make=make, **given)


def _nothing(path: Path) -> None:
    """Leave the path without a file."""


_MISSING: Final = (ReadError, FileNotFoundError)
_A_FOLDER: Final = (ReadError, IsADirectoryError)

CASES: Final = (
    _case(
        "a PDF", ".pdf", raw(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n" + bytes(200)), says="a PDF"
    ),
    _case("a PDF called csv", ".csv", raw(b"%PDF-1.4\n" + PLAIN.encode()), says="a PDF"),
    _case("a picture", ".png", raw(b"\x89PNG\r\n\x1a\n" + bytes(100)), says="a picture"),
    _case("a photograph", ".jpg", raw(b"\xff\xd8\xff\xe0" + bytes(100)), says="a picture"),
    _case("a moving picture", ".gif", raw(b"GIF89a" + bytes(100)), says="a picture"),
    _case("a database", ".sqlite", _database, says="a database"),
    _case(
        "a document", ".docx", zipped({"word/document.xml": b"<w:document/>"}), says="zip of files"
    ),
    _case("a rich text", ".rtf", text(r"{\rtf1\ansi district,value}"), says="RTF"),
    _case("an archive of another kind", ".7z", raw(b"7z\xbc\xaf\x27\x1c" + bytes(50)), says="7z"),
    _case("an archive of a third kind", ".rar", raw(b"Rar!\x1a\x07" + bytes(50)), says="RAR"),
    _case("packed with bzip2", ".bz2", raw(b"BZh91AY&SY" + bytes(50)), says="bzip2"),
    _case("packed with xz", ".xz", raw(b"\xfd7zXZ\x00" + bytes(50)), says="xz"),
    _case("packed with Zstandard", ".zst", raw(b"\x28\xb5\x2f\xfd" + bytes(50)), says="Zstandard"),
    _case("an Arrow file", ".feather", raw(b"ARROW1\0\0" + bytes(50)), says="Arrow"),
    _case("an HDF5 file", ".h5", raw(b"\x89HDF\r\n\x1a\n" + bytes(50)), says="HDF5"),
    _case("a pickle", ".pkl", raw(b"\x80\x04\x95" + bytes(100)), says="binary"),
    _case(
        "a pickle that would run code",
        ".pkl",
        raw(b"cos\nsystem\n(S'touch /tmp/x'\ntR."),
        says="district",
    ),
    _case("a program", ".csv", raw(b"\x7fELF\x02\x01\x01" + bytes(200)), says="binary"),
    _case("a script", ".csv", text("#!/bin/sh\necho district,value\n"), says="district"),
    _case("json of rows", ".json", text('[{"district": "A", "value": 1}]'), says="district"),
    _case("yaml", ".yaml", text("district:\n- A\nvalue:\n- 1\n"), says="value"),
    _case(
        "xml without a table",
        ".xml",
        text("<rows><row><district>A</district></row></rows>"),
        says="without a table",
    ),
    _case(
        "a file of the system", ".csv", text("root:x:0:0:root:/root:/bin/bash\n"), says="district"
    ),
    _case("a folder as a file", "", lambda p: p.mkdir(), says="is a folder", error=_A_FOLDER),
    _case("a pipe", ".csv", os.mkfifo, says="a pipe"),
    _case("a link to a file", ".csv", lambda p: p.symlink_to(_beside(p)), total=60, rows=3),
    _case(
        "a dead link",
        ".csv",
        lambda p: p.symlink_to(p.parent / "none"),
        says="there is no file",
        error=_MISSING,
    ),
    _case(
        "a link to itself",
        ".csv",
        lambda p: p.symlink_to(p),
        says="cannot be read",
        error=(ReadError, OSError),
    ),
    _case("no such file", ".csv", _nothing, says="there is no file", error=_MISSING),
    _case(
        "no such download",
        ".csv",
        _nothing,
        says="there is no file",
        error=_MISSING,
        reader="read_dgcis",
        options={},
    ),
    _case(
        "a download that is a pipe",
        ".csv",
        os.mkfifo,
        says="a pipe",
        reader="read_dgcis",
        options={},
    ),
    _case(
        "a name of 200 letters",
        ".csv",
        lambda p: p.write_text(DGCIS),
        total=394.9,
        rows=2,
        reader="read_dgcis",
        options={},
    ),
)


def _beside(path: Path) -> Path:
    target = path.with_suffix(".target")
    target.write_text(PLAIN, "utf-8")
    return target
