"""Zips that are written field by field, so that little can say that it is much, or lie."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Member:
    """One member as it is packed, and what is said of it."""

    packed: bytes
    size: int
    crc: int = 0


def repeated(
    head: bytes, block: bytes, n: int, tail: bytes = b"", said: int | None = None
) -> Member:
    """Deflate a block once, and let it stand many times; its sum is never reached."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    start = packer.compress(head) + packer.flush(zlib.Z_FULL_FLUSH)
    one = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    end = packer.compress(tail) + packer.flush()
    size = len(head) + n * len(block) + len(tail)
    return Member(start + one * n + end, size if said is None else said)


def plain(data: bytes) -> Member:
    """Deflate honest bytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return Member(packer.compress(data) + packer.flush(), len(data), zlib.crc32(data))


def written(members: Mapping[str, Member]) -> bytes:
    """Write a zip of members as they are."""
    body, listing = b"", b""
    for name, member in members.items():
        title = name.encode()
        said = struct.pack("<IIIHH", member.crc, len(member.packed), member.size, len(title), 0)
        head = struct.pack("<4sHHHHH", b"PK\x03\x04", 20, 0, 8, 0, 33)
        entry = struct.pack("<4sHHHHHH", b"PK\x01\x02", 20, 20, 0, 8, 0, 33)
        listing += entry + said + struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + title
        body += head + said + title + member.packed
    n = len(members)
    return (
        body
        + listing
        + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, n, n, len(listing), len(body), 0)
    )


def gzip_of(head: bytes, block: bytes, n: int) -> bytes:
    """Write a gzip file of a block that stands many times, with its sum."""
    member = repeated(head, block, n)
    crc = zlib.crc32(head)
    for _ in range(n):
        crc = zlib.crc32(block, crc)
    end = struct.pack("<II", crc, member.size & 0xFFFFFFFF)
    return b"\x1f\x8b\x08" + bytes(7) + member.packed + end
