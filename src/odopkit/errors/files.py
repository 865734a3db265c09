"""Errors of paths: each is a `ReadError`, and the builtin that the system raises."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

from odopkit.errors import ReadError

_LONGEST: Final = 4096
_SHOWN: Final = 200


class _PathError(ReadError):
    """A path cannot be read; with a number set, the builtin would spell itself otherwise."""

    def __str__(self) -> str:
        """Return the message alone."""
        return BaseException.__str__(self)


class _NoFileError(_PathError, FileNotFoundError):
    """There is nothing at a path."""


class _ForbiddenFileError(_PathError, PermissionError):
    """What is at a path may not be read."""


class _FolderError(_PathError, IsADirectoryError):
    """A folder stands where a file is wanted."""


class _FileError(_PathError, OSError):
    """The system refuses a path for another reason."""


_CLASSES: Final[tuple[tuple[type[OSError], type[ReadError]], ...]] = (
    (FileNotFoundError, _NoFileError),
    (NotADirectoryError, _NoFileError),
    (PermissionError, _ForbiddenFileError),
    (IsADirectoryError, _FolderError),
)


def path_error(path: str | os.PathLike[str], error: OSError, wanted: str = "file") -> ReadError:
    """Make the error for a path that the system refuses, of its kind and with its number."""
    shown = _shown(os.fspath(path))
    kind = next((own for builtin, own in _CLASSES if isinstance(error, builtin)), _FileError)
    if kind is _NoFileError:
        # A path joins the two strokes of an address to one.
        is_address = re.match("[a-z]+:/", os.fspath(path)) is not None
        way = "download it first, and pass its path" if is_address else "check the path"
        msg = f"there is no {wanted} {shown}; {way}"
    elif kind is _ForbiddenFileError:
        msg = f"{shown} may not be read; ask for the right to read it, or copy it"
    elif kind is _FolderError:
        msg = f"{shown} is a folder; give the path of one file"
    else:
        msg = f"{shown} cannot be read ({error.strerror or error}); check the path"
    return _numbered(kind(msg, file=os.fspath(path)), error.errno, path)


def folder_error(path: Path, way: str) -> ReadError:
    """Make the error for a folder where a file is wanted."""
    found = _FolderError(f"{_shown(str(path))} is a folder; {way}", file=str(path))
    return _numbered(found, 21, path)


def checked_path(given: str | os.PathLike[str], name: str) -> Path:
    """Take a path, refusing text that can be none."""
    text = os.fspath(given)
    if not isinstance(text, str):
        msg = f"{name} must be a path of text, got bytes; decode it with os.fsdecode"
        raise ReadError(msg)
    if not text:
        msg = f"{name} is an empty path; give the path of a file"
        raise ReadError(msg)
    if len(text) > _LONGEST or "\n" in text or "\0" in text:
        msg = (
            f"{name} must be a path, got text of {len(text):,} characters ({_shown(text, 40)}); "
            "write it to a file first, and pass its path"
        )
        raise ReadError(msg)
    return Path(text)


def refuse_no_file(given: str | os.PathLike[str], wanted: str = "file") -> None:
    """Refuse what is neither a file nor a folder: a pipe or a device may never end."""
    path = Path(given)
    try:
        path.stat()
        is_plain = path.is_file() or path.is_dir()
    except OSError as error:
        raise path_error(given, error, wanted) from None
    if not is_plain:
        msg = f"{_shown(str(path))} is a pipe or a device, not a file; save what it gives to a file"
        raise ReadError(msg, file=str(path))


def bytes_of(path: Path) -> bytes:
    """Read a file whole."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise path_error(path, error) from None
    except MemoryError:
        msg = (
            f"{_shown(str(path))} has {path.stat().st_size:,} bytes, which is more than there is "
            "memory for; sum it first where it is, with aggregate_exports on a scan of an engine"
        )
        raise ReadError(msg, file=str(path)) from None


def shown_name(path: str | os.PathLike[str]) -> str:
    """Spell a path as text, bytes that are no UTF-8 by their numbers: no table holds them."""
    return os.fspath(path).encode("utf-8", "backslashreplace").decode()


def _numbered(error: ReadError, number: int | None, path: str | os.PathLike[str]) -> ReadError:
    """Give an error what programs ask of the builtin; the message stays as it is."""
    if isinstance(error, OSError):
        error.errno = number
        error.filename = os.fspath(path)
    return error


def _shown(text: str, most: int = _SHOWN) -> str:
    shown = repr(text)
    return shown if len(shown) <= most else f"{shown[: most - 1]}…"
