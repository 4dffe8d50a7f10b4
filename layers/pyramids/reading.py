"""Reading a PMTiles file: one tile is a search in memory and one reading of its bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from layers.errors import SourceError
from layers.pyramids.content import Content
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
    content: Content
    _entries: Entries
    _tiles_at: int

    def tile(self, zoom: int, column: int, row: int) -> bytes | None:
        """Give the bytes of a tile, compressed by gzip; None where there is none."""
        number = tile_number(zoom, column, row)
        numbers, runs, offsets, lengths = self._entries
        at = int(np.searchsorted(numbers, number, side="right")) - 1
        if at < 0 or number >= numbers[at] + runs[at]:
            return None
        return self.content.read(self._tiles_at + int(offsets[at]), int(lengths[at]))

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
        return _opened(path, Content(path))
    except (OSError, ValueError, EOFError, orjson.JSONDecodeError) as error:
        raise SourceError(
            Text(
                f"{path.name}: bukan PMTiles 3 berisi petak vektor, atau rusak ({error})",
                f"{path.name}: no PMTiles 3 of vector tiles, or damaged ({error})",
            ),
            code="bad-pyramid",
        ) from error


def _opened(path: Path, content: Content) -> Pyramid:
    head = content.read(0, min(HEADER.size, content.size))
    if len(head) < HEADER.size or head[:8] != MAGIC:
        raise ValueError("no header of PMTiles 3")
    _, *told = HEADER.unpack(head)
    root, metadata, leaves, tiles = ((told[i], told[i + 1]) for i in range(0, 8, 2))
    if tuple(told[12:15]) != (GZIP, GZIP, MVT):
        raise ValueError("tiles or directories are not gzip and MVT")
    for start, length in (root, metadata, leaves, tiles):
        if start + length > content.size:
            raise ValueError(f"ends at {content.size} bytes, before {start + length}")
    entries = deserialised(content.read(*root))
    if len(entries.runs) and (entries.runs == 0).any():
        entries = _from_leaves(entries, content.read(*leaves))
    if (entries.offsets + entries.lengths > tiles[1]).any():
        raise ValueError("a tile lies beyond the end")
    west, south, east, north = (value / E7 for value in told[17:21])
    return Pyramid(
        path,
        (told[15], told[16]),
        (west, south, east, north),
        orjson.loads(gunzipped(content.read(*metadata))),
        told[8],
        content,
        entries,
        tiles[0],
    )


def _from_leaves(root: Entries, leaves: bytes) -> Entries:
    """Give the entries of all leaf directories in order; leaves have no leaves here."""
    found = []
    for run, offset, length in zip(
        root.runs.tolist(), root.offsets.tolist(), root.lengths.tolist(), strict=True
    ):
        leaf = deserialised(leaves[offset : offset + length])
        if run or (leaf.runs == 0).any():
            raise ValueError("directories of more than two levels are not read")
        found.append(leaf)
    return Entries(*(np.concatenate(column) for column in zip(*found, strict=True)))
