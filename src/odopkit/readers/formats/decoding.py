"""From bytes to text: which encoding, and what a file is that is no text."""

from __future__ import annotations

import codecs
import re
from typing import Final

from odopkit.errors import ReadError

_LOOKED_AT: Final = 4096
_MARKED: Final = (  # the longer marks begin like the shorter ones
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FOREIGN: Final = {
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"SQLite format 3": "a database of SQLite",
    b"{\\rtf": "a document (RTF)",
    b"Rar!": "an archive (RAR)",
    b"7z\xbc\xaf": "an archive (7z)",
    b"BZh": "packed with bzip2",
    b"\xfd7zXZ": "packed with xz",
    b"\x28\xb5\x2f\xfd": "packed with Zstandard",
    b"ARROW1": "an Arrow file (Feather)",
    b"\x89HDF": "an HDF5 file",
    b"Obj\x01": "an Avro file",
}
_ACCENTED: Final = re.compile("[\u00a1-\u017e\u02c6-\u02dc\u2018-\u203a\u20ac\u2122]{4,}")
_SURROGATE: Final = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")


def decoded(data: bytes, file: str) -> tuple[str, tuple[str, ...]]:
    """Return the text of a file, and what is to be said of its encoding."""
    _refuse_foreign(data, file)
    encoding = next((name for mark, name in _MARKED if data.startswith(mark)), "")
    encoding = encoding or _utf16_without_mark(data[:_LOOKED_AT])
    if encoding:
        try:
            return data.decode(encoding), (f"not UTF-8: read as {encoding.upper()}",)
        except UnicodeDecodeError as error:
            msg = (
                f"{file!r} is {encoding.upper()} with a broken letter at byte {error.start:,}: it "
                "may be cut off; fetch it again, or save it as UTF-8"
            )
            raise ReadError(msg, file=file) from error
    head = data[:_LOOKED_AT]
    if head.count(0) * 10 > len(head):
        msg = f"{file!r} is a PDF or another binary file; save its table as xlsx or csv"
        raise ReadError(msg, file=file)
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        return _line_by_line(data, file)


def _refuse_foreign(data: bytes, file: str) -> None:
    """Name the kind of a file that is no table."""
    start = data[:32].lstrip()
    kind = next((kind for mark, kind in _FOREIGN.items() if start.startswith(mark)), "")
    if kind:
        msg = f"{file!r} is {kind} or another binary file; save its table as xlsx or csv"
        raise ReadError(msg, file=file)


def _utf16_without_mark(head: bytes) -> str:
    """Tell UTF-16 by its zeros: in text of Latin letters every other byte is one."""
    half = len(head) // 2
    even, odd = head[::2].count(0), head[1::2].count(0)
    if half >= 8 and odd * 10 >= half * 7 and not even:
        return "utf-16-le"
    return "utf-16-be" if half >= 8 and even * 10 >= half * 7 and not odd else ""


def _line_by_line(data: bytes, file: str) -> tuple[str, tuple[str, ...]]:
    """Read lines that are UTF-8 as such, and the others as Windows-1252."""
    lines = data.removeprefix(codecs.BOM_UTF8).split(b"\n")
    texts: list[str] = []
    odd: list[int] = []
    n_utf8 = 0
    for number, line in enumerate(lines, start=1):
        try:
            text = line.decode()
            n_utf8 += not text.isascii()
        except UnicodeDecodeError:
            text = _in_windows(line, number, file)
            odd.append(number)
        texts.append(text)
    _refuse_other_alphabet([texts[number - 1] for number in odd], odd, file)
    if not n_utf8:
        return "\n".join(texts), ("not UTF-8: read as Windows-1252 (Latin-1)",)
    note = (
        f"{len(odd)} line(s) that are not UTF-8 read as Windows-1252 (first line {odd[0]}), the "
        "others as UTF-8"
    )
    return "\n".join(texts), (note,)


def _refuse_other_alphabet(texts: list[str], numbers: list[int], file: str) -> None:
    """Refuse text of another alphabet, whose letters Windows-1252 turns into accented ones."""
    for number, text in zip(numbers, texts, strict=True):
        run = next((r[0] for r in _ACCENTED.finditer(text) if len(set(r[0])) > 1), "")
        if any(letter.isalpha() for letter in run):
            msg = (
                f"{file!r} is not in UTF-8, and line {number} holds letters of another alphabet "
                f"(as Windows-1252 they are {run[:12]!r}); save it as UTF-8"
            )
            raise ReadError(msg, file=file, row=number)


def _in_windows(line: bytes, number: int, file: str) -> str:
    """Read a line as Windows-1252, unless it is neither that nor UTF-8."""
    try:
        if not _SURROGATE.search(line):
            return line.decode("cp1252")
        cause = None
    except UnicodeDecodeError as error:
        cause = error
    msg = f"{file!r} is text neither in UTF-8 nor in Windows-1252; save it as UTF-8"
    raise ReadError(msg, file=file, row=number) from cause
