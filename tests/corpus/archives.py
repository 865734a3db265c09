"""Folders and zips for `read_dgcis`: names, methods, damage, links, bombs."""

from __future__ import annotations

import io
import os
import warnings
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from corpus.bombs import gzip_of, repeated, written
from corpus.case import DGCIS, PLAIN, Case, Maker, X, gz, raw, zipped

_GOOD: Final = DGCIS.encode()
_OTHER: Final = DGCIS.replace("GOA,", "KERALA,").replace("GOA", "X").encode()


def _packed(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return held.getvalue()


def _patched(at: int, value: bytes, *, end: bool) -> Callable[[], bytes]:
    """Change a field of the first member, in its own head or in the list at the end."""

    def make() -> bytes:
        data = bytearray(_packed({"goa.csv": _GOOD}))
        start = data.rindex(b"PK\x01\x02") if end else 0
        data[start + at : start + at + len(value)] = value
        return bytes(data)

    return make


def _damaged(method: int) -> Callable[[], bytes]:
    """Turn over the bits of some bytes of a packed member."""

    def make() -> bytes:
        data = bytearray(_packed({"goa.csv": _GOOD * 50}, method))
        start = 30 + len("goa.csv") + 12
        data[start : start + 30] = bytes(255 - b for b in data[start : start + 30])
        return bytes(data)

    return make


def _twice() -> bytes:
    held = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(held, "w") as archive:
            archive.writestr("goa.csv", _GOOD)
            archive.writestr("goa.csv", _OTHER)
    return held.getvalue()


def _odd_name() -> bytes:
    """Say that a name is UTF-8 which is not."""
    data = _packed({"g\u00f6a.csv": _GOOD})
    return data.replace("g\u00f6a".encode(), b"g\xc3\x28a")


def _bomb(n: int, said: int | None = None) -> Maker:
    """Put so many mebibytes of commas behind a download."""
    return raw(lambda: written({"goa.csv": repeated(_GOOD, b"," * (1 << 20), n, said=said)}))


def _gzip(block: bytes, n: int, head: bytes = b"") -> Maker:
    return raw(lambda: gzip_of(head, block, n))


def _folder(files: Mapping[str, bytes], more: Callable[[Path], object] | None = None) -> Maker:
    def make(path: Path) -> None:
        path.mkdir()
        for name, data in files.items():
            (path / name).parent.mkdir(parents=True, exist_ok=True)
            (path / name).write_bytes(data)
        if more is not None:
            more(path)

    return make


def _link_out(path: Path) -> None:
    outside = path.parent / "outside.csv"
    outside.write_bytes(_OTHER)
    (path / "link.csv").symlink_to(outside)


def _links_to_folders(path: Path) -> None:
    (path / "up").symlink_to(path.parent)
    (path / "again").symlink_to(path)


def _case(name: str, make: Maker, end: str = "zip", **given: Any) -> Case:
    file = name.replace(" ", "_").replace("/", "_") + (f".{end}" if end else "")
    return Case(name=name, file=file, make=make, **{"reader": "read_dgcis", "options": {}, **given})


_SUM: Final = 394.9

CASES: Final = (
    _case("a download", raw(_GOOD), "csv", total=_SUM, rows=2),
    _case("a zip of a download", zipped({"goa.csv": _GOOD}), total=_SUM, rows=2),
    _case(
        "a zip given to read_exports",
        zipped({"goa.csv": _GOOD}),
        says="zip of files",
        reader="read_exports",
        options=X,
    ),
    _case("two members of one name", raw(_twice), says="two files named"),
    _case(
        "a member that leads out",
        zipped({"../x.csv": _OTHER, "goa.csv": _GOOD}),
        total=_SUM,
        rows=2,
        lines=("leads out",),
    ),
    _case(
        "a member with a root",
        zipped({"/etc/x.csv": _OTHER, "goa.csv": _GOOD}),
        total=_SUM,
        rows=2,
        lines=("leads out",),
    ),
    _case(
        "a member of Windows",
        zipped({"..\\x.csv": _OTHER, "C:\\x.csv": _OTHER, "goa.csv": _GOOD}),
        total=_SUM,
        rows=2,
        lines=("leads out", "leads out"),
    ),
    _case(
        "only members that lead out",
        zipped({"../x.csv": _OTHER}),
        says="no file that can be a table",
    ),
    _case(
        "a member without a name",
        zipped({"": _OTHER, "goa.csv": _GOOD}),
        total=_SUM,
        rows=2,
        lines=("not a table by its name",),
    ),
    _case(
        "a hidden member",
        zipped({"__MACOSX/goa.csv": _OTHER, "goa.csv": _GOOD}),
        total=_SUM,
        rows=2,
    ),
    _case("names that are not UTF-8", raw(_odd_name), says="damaged zip"),
    _case("a newer version of zip", raw(_patched(6, b"\x63", end=True)), says="zip"),
    _case("an unknown method", raw(_patched(10, b"\x63\x00", end=True)), says="cannot be unpacked"),
    _case(
        "an encrypted member", raw(_patched(8, b"\x01\x00", end=True)), says="cannot be unpacked"
    ),
    _case(
        "a wrong sum", raw(_patched(16, b"\x00\x00\x00\x00", end=True)), says="cannot be unpacked"
    ),
    _case(
        "an offset beyond the file", raw(_patched(42, b"\xff\xff\xff\x7f", end=True)), says="zip"
    ),
    _case(
        "a damaged member deflated", raw(_damaged(zipfile.ZIP_DEFLATED)), says="cannot be unpacked"
    ),
    _case("a damaged member of bzip2", raw(_damaged(zipfile.ZIP_BZIP2)), says="cannot be unpacked"),
    _case("a damaged member of lzma", raw(_damaged(zipfile.ZIP_LZMA)), says="cannot be unpacked"),
    _case("a member of bzip2", zipped({"goa.csv": _GOOD}, zipfile.ZIP_BZIP2), total=_SUM, rows=2),
    _case("a member of lzma", zipped({"goa.csv": _GOOD}, zipfile.ZIP_LZMA), total=_SUM, rows=2),
    _case(
        "a zip in a zip",
        zipped({"in.zip": _packed({"a.csv": _OTHER}), "goa.csv": _GOOD}),
        total=_SUM,
        rows=2,
        lines=("not a table by its name",),
    ),
    _case(
        "a zip called csv in a zip",
        zipped({"in.csv": _packed({"a.csv": _OTHER}), "goa.csv": _GOOD}),
        says="zip of files",
    ),
    _case(
        "11,000 members",
        raw(lambda: _packed({f"{i}.csv": b"" for i in range(11_000)}, zipfile.ZIP_STORED)),
        says="members",
        heavy=True,
    ),
    _case("a zip of nothing", zipped({}), says="no file that can be a table"),
    _case("a zip of a folder", zipped({"a/": b""}), says="no file that can be a table"),
    _case("a zip cut off", raw(_packed({"goa.csv": _GOOD})[:-30]), says="zip"),
    _case("a zip of an empty file", zipped({"goa.csv": b""}), says="is empty"),
    _case("a bomb of 4 GiB", _bomb(4095), says="streamed_bytes", heavy=True),
    _case("a bomb of 400 MiB", _bomb(400), says="expanded_bytes", heavy=True),
    _case("a bomb that lies", _bomb(400, said=100), says="cannot be unpacked", heavy=True),
    _case(
        "a bomb of gzip in a zip",
        zipped({"goa.csv.gz": gzip_of(b"", b"," * (1 << 20), 300)}),
        says="expanded_bytes",
        heavy=True,
    ),
    _case(
        "a bomb of gzip",
        _gzip(b"a," * (1 << 20), 2000),
        "csv.gz",
        says="expanded_bytes",
        heavy=True,
        reader="read_exports",
        options=X,
    ),
    _case(
        "17 MiB of line ends in gzip",
        _gzip(b"\n" * (1 << 20), 17),
        "csv.gz",
        says="lines",
        heavy=True,
        reader="read_exports",
        options=X,
    ),
    _case(
        "20 MiB of commas in gzip",
        _gzip(b"," * (1 << 20), 20),
        "csv.gz",
        says="line_length",
        heavy=True,
        reader="read_exports",
        options=X,
    ),
    _case(
        "a million short lines in gzip",
        raw(lambda: gz(PLAIN.encode() + b"A,1\n" * (1 << 20))),
        "csv.gz",
        total=1_048_636,
        rows=1_048_579,
        heavy=True,
        reader="read_exports",
        options=X,
    ),
    _case(
        "lines of very different widths",
        raw(lambda: gz(PLAIN.encode() + b"\n" * 10**6 + b"," * 9_000)),
        "csv.gz",
        says="cells",
        heavy=True,
        reader="read_exports",
        options=X,
    ),
    _case(
        "30 MiB of opening tags",
        _gzip(b"<b>" * (1 << 20), 10, b"<table><tr><td>"),
        "html.gz",
        says="nested",
        heavy=True,
        reader="read_exports",
        options=X,
    ),
    _case(
        "a folder", _folder({"goa.csv": _GOOD, "b/kerala.csv": _OTHER}), "", total=2 * _SUM, rows=4
    ),
    _case("an empty folder", _folder({}), "", says="no file that can be a table"),
    _case(
        "a folder with a link out of it",
        _folder({"goa.csv": _GOOD}, _link_out),
        "",
        total=_SUM,
        rows=2,
        lines=("leads out of the folder",),
    ),
    _case(
        "a folder with links to folders",
        _folder({"goa.csv": _GOOD}, _links_to_folders),
        "",
        total=_SUM,
        rows=2,
        lines=("leads out of the folder", "another folder"),
    ),
    _case(
        "a folder with a dead link",
        _folder({"goa.csv": _GOOD}, lambda p: (p / "b.csv").symlink_to(p / "none.csv")),
        "",
        total=_SUM,
        rows=2,
        lines=("dead link",),
    ),
    _case(
        "a folder with a circle of links",
        _folder({"goa.csv": _GOOD}, lambda p: (p / "b.csv").symlink_to(p / "b.csv")),
        "",
        total=_SUM,
        rows=2,
        lines=("link",),
    ),
    _case(
        "a folder with a pipe",
        _folder({"goa.csv": _GOOD}, lambda p: os.mkfifo(p / "b.csv")),
        "",
        total=_SUM,
        rows=2,
        lines=("a pipe",),
    ),
    _case(
        "a folder with a document",
        _folder({"goa.csv": _GOOD, "a.docx": b"PK"}),
        "",
        total=_SUM,
        rows=2,
        lines=("not a table by its name",),
    ),
    _case(
        "a folder with a damaged zip",
        _folder({"goa.csv": _GOOD, "a.zip": b"PK\x03\x04x"}),
        "",
        says="damaged zip",
    ),
    _case(
        "a folder with a copy",
        _folder({"goa.csv": _GOOD, "b.csv": _GOOD}),
        "",
        total=_SUM,
        rows=2,
        lines=("byte for byte",),
    ),
    _case(
        "a folder of 11,000 files",
        _folder({f"{i}.txt": b"" for i in range(11_000)}),
        "",
        says="files",
        heavy=True,
    ),
)
