"""Blocks: the outer frame of a PBF file, walked through before anything in it is unpacked."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from layers.errors import SourceError
from layers.schema import Text
from layers.sources.limits import Limits

LARGEST_HEAD = 64 * 1024  # as the format says
LARGEST_BLOCK = 32 * 1024 * 1024
SMALL = 1 << 20  # a block below this may be packed as tightly as it likes
VARINT, BYTES = 0, 2
SIZE, LENGTH = 2, 3
PEEK = 64


def guard(path: Path, limits: Limits) -> int:
    """Walk through the blocks of a PBF file and refuse what could not be read safely.

    Returns
    -------
    int
        How many bytes its blocks say they hold unpacked.

    Raises
    ------
    SourceError
        `source-unreadable` for a file cut off or not framed as PBF,
        `archive-ratio` for a block that would grow beyond measure.
    """
    total = path.stat().st_size
    unpacked = 0
    with path.open("rb") as file:
        for number, (start, length) in enumerate(_blocks(file, total), 1):
            file.seek(start)
            size = _unpacked_size(file.read(min(PEEK, length)), length)
            if size > LARGEST_BLOCK or (size > SMALL and size > length * limits.archive_ratio):
                raise SourceError(
                    Text(
                        f"blok {number} berukuran {length:,} bita dan mengaku memuat {size:,}; "
                        "ekstrak yang sah tidak dikemas demikian",
                        f"block {number} has {length:,} bytes and says it holds {size:,}; no true "
                        "extract is packed like that",
                    ),
                    code="archive-ratio",
                )
            unpacked += size
    return unpacked


def _blocks(file: IO[bytes], total: int) -> Iterator[tuple[int, int]]:
    """Give start and length of every block's content."""
    at = number = 0
    while at < total:
        number += 1
        file.seek(at)
        head = file.read(4)
        size = struct.unpack(">I", head)[0] if len(head) == 4 else 0
        if not 0 < size <= LARGEST_HEAD:
            raise _damaged(
                number, Text("ukuran kepalanya mustahil", "its head has no possible size")
            )
        length = _fields(file.read(size)).get(LENGTH)
        start = at + 4 + size
        if length is None or length < 0:
            raise _damaged(
                number,
                Text("kepalanya tidak menyebut panjangnya", "its head does not say how long it is"),
            )
        if start + length > total:
            raise _damaged(
                number, Text("berkas terpotong di dalamnya", "the file was cut off in it")
            )
        yield start, length
        at = start + length


def _unpacked_size(content: bytes, length: int) -> int:
    """Give the size a block says it has unpacked; its own length if it is not packed."""
    return max(_fields(content).get(SIZE, length), 0)


def _fields(data: bytes) -> dict[int, int]:
    """Give the numbers of a message by field, as far as it goes; texts are passed over."""
    found: dict[int, int] = {}
    at = 0
    try:
        while at < len(data):
            tag, at = _varint(data, at)
            value, at = _varint(data, at)
            if tag & 7 == VARINT:
                found[tag >> 3] = value
            elif tag & 7 == BYTES:
                at += value
            else:
                break
    except IndexError:
        pass
    return found


def _varint(data: bytes, at: int) -> tuple[int, int]:
    number = 0
    for place in range(10):
        byte = data[at + place]
        number |= (byte & 127) << 7 * place
        if byte < 128:
            return number, at + place + 1
    raise IndexError


def _damaged(number: int, why: Text) -> SourceError:
    head = Text(f"berkas PBF rusak: blok {number}: ", f"the PBF file is damaged: block {number}: ")
    return SourceError(head + why)
