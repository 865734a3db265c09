"""What is packed, unpacked within bounds: sizes that a file declares of itself may be lies."""

from __future__ import annotations

import lzma
import zipfile
import zlib
from typing import IO, TYPE_CHECKING, Final

from odopkit.errors import ReadError
from odopkit.errors.telling import why
from odopkit.readers.formats.limits import refuse_beyond

if TYPE_CHECKING:
    from collections.abc import Iterator

    from odopkit.readers.formats.limits import ReadLimits

_PIECE: Final = 1 << 20
_FIRST_FED: Final = 1 << 12
_GZIP_WINDOW: Final = 31
DAMAGED: Final = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    RuntimeError,  # encrypted, or no method known: NotImplementedError is one
    ValueError,  # names that are not UTF-8, offsets before the file
    KeyError,
    OverflowError,
)
"""What the standard library raises over archives that are damaged, locked or too new."""


def gunzipped(data: bytes, file: str, limits: ReadLimits) -> bytes:
    """Unpack a gzip file, of several parts perhaps, up to its bound."""
    try:
        return b"".join(_gunzipped(data, file, limits))
    except (zlib.error, EOFError) as error:
        msg = f"{file!r} is a damaged gzip file ({why(error)}); fetch it again"
        raise ReadError(msg, file=file) from error


def _gunzipped(data: bytes, file: str, limits: ReadLimits) -> Iterator[bytes]:
    size = at = 0
    view = memoryview(data)
    while at < len(data):
        part = zlib.decompressobj(_GZIP_WINDOW)
        fed = _FIRST_FED
        while not part.eof:
            # What a part leaves is copied: a file of many parts is fed bit by bit.
            given = view[at : at + fed]
            piece = part.decompress(given, _PIECE)
            left = part.unused_data if part.eof else part.unconsumed_tail
            at += len(given) - len(left)
            fed = min(2 * fed, _PIECE)
            if not piece and not part.eof and at >= len(data):
                msg = "it ends in the middle"
                raise EOFError(msg)
            size += len(piece)
            if size > limits.max_expanded_bytes:
                refuse_beyond(
                    limits, "max_expanded_bytes", file, "unpacks to more bytes than are safe"
                )
            yield piece
        while at < len(data) and not data[at]:  # some writers fill up a block
            at += 1


def pieces_of(stream: IO[bytes], file: str, bound: str, limits: ReadLimits) -> Iterator[bytes]:
    """Read an opened member piece by piece, whatever its size is said to be."""
    size = 0
    while piece := stream.read(_PIECE):
        size += len(piece)
        if size > getattr(limits, bound):
            refuse_beyond(limits, bound, file, "unpacks to more bytes than are safe")
        yield piece


def member_bytes(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, file: str, limits: ReadLimits
) -> bytes:
    """Read one member of a zip, up to its bound."""
    if member.file_size > limits.max_expanded_bytes:
        refuse_beyond(limits, "max_expanded_bytes", file, f"unpacks to {member.file_size:,} bytes")
    with archive.open(member) as stream:
        return b"".join(pieces_of(stream, file, "max_expanded_bytes", limits))


def check_members(members: list[zipfile.ZipInfo], file: str, limits: ReadLimits) -> None:
    """Refuse an archive of too many members, or of too many bytes by its own list."""
    if len(members) > limits.max_members:
        refuse_beyond(limits, "max_members", file, f"has {len(members):,} members")
    size = sum(member.file_size for member in members)
    if size > limits.max_streamed_bytes:
        refuse_beyond(limits, "max_streamed_bytes", file, f"unpacks to {size:,} bytes")
