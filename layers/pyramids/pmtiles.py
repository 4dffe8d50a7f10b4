"""PMTiles version 3, written in one pass: header, root, tiles in order, description, leaves."""

from __future__ import annotations

import hashlib
import struct
from array import array
from typing import BinaryIO

import numpy as np
import orjson

from layers.pyramids.contents import Contents
from layers.pyramids.directory import HEADER_BYTES, ROOT_BYTES, Entries, packed, written

MAGIC = b"PMTiles\x03"
# Eleven numbers, whether tiles are in order, how directories and tiles are compressed, their
# kind, zooms, corners, and the zoom and place to begin with.
HEADER = struct.Struct("<8s11Q6B4iB2i")
GZIP, MVT = 2, 1
E7 = 10_000_000
TILES_AT = HEADER_BYTES + ROOT_BYTES


class PmtilesWriter:
    """Writes tiles, which must come in ascending order of their numbers; equal ones once.

    Parameters
    ----------
    out
        An empty file, open for writing.
    """

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._entries = (array("q"), array("q"), array("q"), array("q"))
        self._seen: dict[bytes, tuple[int, int]] = {}
        self._at = 0
        self.n_tiles = 0
        out.write(bytes(TILES_AT))

    @property
    def n_bytes(self) -> int:
        """How many bytes the tiles take so far."""
        return self._at

    def add(self, number: int, place: tuple[int, int, int], data: bytes) -> None:
        """Add a tile, compressed already."""
        del place
        key = hashlib.blake2b(data, digest_size=16).digest()
        found = self._seen.get(key)
        if found is None:
            found = self._seen[key] = (self._at, len(data))
            self._out.write(data)
            self._at += len(data)
        numbers, runs, offsets, _ = self._entries
        self.n_tiles += 1
        if numbers and offsets[-1] == found[0] and numbers[-1] + runs[-1] == number:
            runs[-1] += 1
            return
        for column, value in zip(self._entries, (number, 1, *found), strict=True):
            column.append(value)

    def finish(self, contents: Contents) -> None:
        """Write what the tiles are and where they lie."""
        entries = Entries(*(np.array(column, dtype=np.int64) for column in self._entries))
        directories = written(entries)
        metadata = packed(orjson.dumps(contents.metadata()))
        metadata_at = TILES_AT + self._at
        leaves_at = metadata_at + len(metadata)
        self._out.write(metadata)
        self._out.write(directories.leaves)
        sections = (
            *(HEADER_BYTES, len(directories.root)),
            *(metadata_at, len(metadata)),
            *(leaves_at, len(directories.leaves)),
            *(TILES_AT, self._at),
            *(self.n_tiles, len(entries.numbers), len(self._seen)),
        )
        self._out.seek(0)
        self._out.write(HEADER.pack(MAGIC, *sections, 1, GZIP, GZIP, MVT, *_extent(contents)))
        self._out.write(directories.root)


def _extent(contents: Contents) -> tuple[int, ...]:
    west, south, east, north = (round(value * E7) for value in contents.bounds)
    least, most = contents.zooms
    return (least, most, west, south, east, north, least, (west + east) // 2, (south + north) // 2)
