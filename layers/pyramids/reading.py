"""Reading a PMTiles file by its map in memory: one tile is a search and a slice of bytes."""

from __future__ import annotations

import mmap
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from layers.errors import SourceError
from layers.pyramids.directory import Entries, deserialised, gunzipped
from layers.pyramids.numbering import tile_number
from layers.pyramids.pmtiles import E7, GZIP, HEADER, MAGIC, MVT
from layers.query import BBox
from layers.text import Text


@dataclass(frozen=True, slots=True)
class Pyramid:
    """An open PMTiles file of vector tiles compressed by gzip."""

    path: Path
    zooms: tuple[int, int]
    bounds: BBox
    metadata: Mapping[str, Any]
    n_tiles: int
    _entries: Entries
    _tiles_at: int
    _content: memoryview

    def tile(self, zoom: int, column: int, row: int) -> memoryview | None:
        """Give the bytes of a tile, compressed by gzip; None where there is none."""
        number = tile_number(zoom, column, row)
        numbers, runs, offsets, lengths = self._entries
        at = int(np.searchsorted(numbers, number, side="right")) - 1
        if at < 0 or number >= numbers[at] + runs[at]:
            return None
        start = self._tiles_at + int(offsets[at])
        return self._content[start : start + int(lengths[at])]

    @property
    def revisions(self) -> dict[str, tuple[int, str]]:
        """The revision and moment of change of each layer drawn, if the file tells them."""
        told = self.metadata.get("revisions")
        found = told if isinstance(told, dict) else {}
        return {k: (int(v[0]), str(v[1])) for k, v in found.items() if len(v) == 2}


def open_pyramid(path: Path) -> Pyramid:
    """Open a PMTiles file of vector tiles.

    Raises
    ------
    SourceError
        If it is none, or damaged.
    """
    try:
        with path.open("rb") as file:
            content = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        return _opened(path, content)
    except (OSError, ValueError, EOFError, orjson.JSONDecodeError) as error:
        raise SourceError(
            Text(
                f"{path.name}: bukan PMTiles 3 berisi petak vektor, atau rusak ({error})",
                f"{path.name}: no PMTiles 3 of vector tiles, or damaged ({error})",
            ),
            code="bad-pyramid",
        ) from error


def _opened(path: Path, content: memoryview) -> Pyramid:
    if len(content) < HEADER.size or bytes(content[:8]) != MAGIC:
        raise ValueError("no header of PMTiles 3")
    _, *told = HEADER.unpack(content[: HEADER.size])
    root, metadata, leaves, tiles = (tuple(told[i : i + 2]) for i in range(0, 8, 2))
    if tuple(told[12:15]) != (GZIP, GZIP, MVT):
        raise ValueError("tiles or directories are not gzip and MVT")
    for start, length in (root, metadata, leaves, tiles):
        if start + length > len(content):
            raise ValueError(f"ends at {len(content)} bytes, before {start + length}")
    entries = deserialised(bytes(content[root[0] : sum(root)]))
    if len(entries.runs) and (entries.runs == 0).any():
        entries = _from_leaves(entries, content[leaves[0] : sum(leaves)])
    if (entries.offsets + entries.lengths > tiles[1]).any():
        raise ValueError("a tile lies beyond the end")
    west, south, east, north = (value / E7 for value in told[17:21])
    return Pyramid(
        path,
        (told[15], told[16]),
        (west, south, east, north),
        orjson.loads(gunzipped(bytes(content[metadata[0] : sum(metadata)]))),
        told[8],
        entries,
        tiles[0],
        content,
    )


def _from_leaves(root: Entries, leaves: memoryview) -> Entries:
    """Give the entries of all leaf directories in order; leaves have no leaves here."""
    found = []
    for run, offset, length in zip(
        root.runs.tolist(), root.offsets.tolist(), root.lengths.tolist(), strict=True
    ):
        leaf = deserialised(bytes(leaves[offset : offset + length]))
        if run or (leaf.runs == 0).any():
            raise ValueError("directories of more than two levels are not read")
        found.append(leaf)
    return Entries(*(np.concatenate(column) for column in zip(*found, strict=True)))
