"""The files of a folder or a zip, in order of name, and what of them is not read."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from odopkit.errors import ReadError
from odopkit.errors.files import bytes_of, refuse_no_file, shown_name
from odopkit.errors.telling import why
from odopkit.readers.formats.limits import refuse_beyond
from odopkit.readers.formats.unpacking import DAMAGED, check_members, member_bytes
from odopkit.readers.opening import is_archive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from odopkit.readers.formats.limits import ReadLimits

SUFFIXES: Final = (".xls", ".xlsx", ".xlsm", ".csv", ".csv.gz", ".html", ".htm", ".asp", ".aspx")


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a folder or zip, read only when its turn comes."""

    name: str
    read: Callable[[], bytes]
    named: bool = False
    """Whether the caller named this file, and so wants it read whatever its suffix."""
    refused: str = ""
    """Why it is not read, if it is not."""

    @property
    def is_table(self) -> bool:
        """Tell by its name whether it can be a table."""
        return self.named or self.name.lower().endswith(SUFFIXES)


def members_of(path: Path, limits: ReadLimits) -> list[Member]:
    """List the files to read, in order of name; hidden ones are left out."""
    refuse_no_file(path, "file or folder")
    if path.is_dir():
        return _folder_members(path, limits)
    data = bytes_of(path)
    if is_archive(data):
        return _zip_members(path, "", limits)
    return [Member(shown_name(path.name), lambda: data, named=True)]


def _folder_members(path: Path, limits: ReadLimits) -> list[Member]:
    found: list[Member] = []
    home = path.resolve()
    for file in sorted(path.rglob("*")):
        name = shown_name(file.relative_to(path).as_posix())
        if _is_hidden(name) or (file.is_dir() and not file.is_symlink()):
            continue
        if file.is_symlink() and not _leads_to(file, home):
            found.append(_unread(name, "a link that leads out of the folder: not read"))
        elif file.is_dir():
            found.append(_unread(name, "a link to another folder: not read twice"))
        elif not file.is_file():
            found.append(_unread(name, "not a file but a pipe, a device or a dead link: not read"))
        elif file.suffix.lower() == ".zip":
            found += _zip_members(file, name + "/", limits)
        else:
            found.append(Member(name, _reader_of_file(file)))
        if len(found) > limits.max_members:
            refuse_beyond(
                limits, "max_members", str(path), f"has more than {limits.max_members:,} files"
            )
    return found


def _leads_to(link: Path, home: Path) -> bool:
    """Tell whether a link stays in a folder; one in a circle leads nowhere."""
    try:
        return link.resolve().is_relative_to(home)
    except (OSError, RuntimeError):
        return False


def _unread(name: str, why: str) -> Member:
    return Member(name, bytes, refused=why)


def _reader_of_file(file: Path) -> Callable[[], bytes]:
    return lambda: bytes_of(file)


def _zip_members(path: Path, prefix: str, limits: ReadLimits) -> list[Member]:
    try:
        with zipfile.ZipFile(path) as listed:
            infos = [info for info in listed.infolist() if not info.filename.endswith("/")]
    except DAMAGED as error:
        msg = f"{str(path)!r} is a damaged zip file ({why(error)}); fetch it again"
        raise ReadError(msg, file=str(path)) from error
    check_members(infos, str(path), limits)
    infos.sort(key=lambda info: info.filename)
    _refuse_namesakes(infos, path)
    found, archive = [], _OpenZip(path)
    for info in infos:
        name = prefix + shown_name(info.filename)
        if leads_out(info.filename):
            found.append(_unread(name, "its path leads out of the zip: not read"))
        elif not _is_hidden(info.filename):
            found.append(archive.member(info, name, limits))
    return found


def _refuse_namesakes(infos: list[zipfile.ZipInfo], path: Path) -> None:
    """Refuse two members of one name: which is meant is not known."""
    for first, second in pairwise(infos):
        if first.filename == second.filename:
            msg = (
                f"{str(path)!r} holds two files named {first.filename!r}; unpack it, give each "
                "its own name, and read the folder"
            )
            raise ReadError(msg, file=first.filename)


class _OpenZip:
    """A zip that is opened once, and closed when the last of its tables was read.

    Its list of members is read with each opening, however many they are.
    """

    __slots__ = ("_archive", "_left", "_path")

    def __init__(self, path: Path) -> None:
        self._path = path
        self._left = 0
        self._archive: zipfile.ZipFile | None = None

    def member(self, info: zipfile.ZipInfo, name: str, limits: ReadLimits) -> Member:
        """Make a member of it that is read when its turn comes."""
        found = Member(name, lambda: self._read(info, name, limits))
        self._left += found.is_table
        return found

    def _read(self, info: zipfile.ZipInfo, name: str, limits: ReadLimits) -> bytes:
        try:
            if self._archive is None:
                self._archive = zipfile.ZipFile(self._path)
            data = member_bytes(self._archive, info, name, limits)
        except DAMAGED as error:
            if isinstance(error, ReadError):
                raise
            msg = f"{name!r} in {str(self._path)!r} cannot be unpacked ({why(error)}); "
            raise ReadError(msg + "unpack it by hand", file=name) from error
        self._left -= 1
        if not self._left:
            self._archive.close()
        return data


def leads_out(name: str) -> bool:
    """Tell whether the path of a member leaves the archive."""
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or name[1:2] == ":"


def _is_hidden(name: str) -> bool:
    parts: Iterable[str] = PurePosixPath(name).parts
    return any(part.startswith((".", "~$")) or part == "__MACOSX" for part in parts)
