"""MBTiles 1.3: tiles in a SQLite file, equal ones kept once; rows count from the south."""

from __future__ import annotations

import hashlib
from pathlib import Path

import apsw
import orjson

from layers.pyramids.contents import Contents

# The application's id is "MPBX", by which programs know the file.
TABLES = """
PRAGMA page_size = 4096;
PRAGMA application_id = 0x4D504258;
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE metadata (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE images (tile_id BLOB NOT NULL PRIMARY KEY, tile_data BLOB NOT NULL);
CREATE TABLE map (
    zoom_level INTEGER NOT NULL, tile_column INTEGER NOT NULL, tile_row INTEGER NOT NULL,
    tile_id BLOB NOT NULL, PRIMARY KEY (zoom_level, tile_column, tile_row)
) WITHOUT ROWID;
CREATE VIEW tiles AS SELECT zoom_level, tile_column, tile_row, tile_data
    FROM map JOIN images USING (tile_id);
BEGIN;
"""


class MbtilesWriter:
    """Writes tiles into a SQLite file that is not there yet.

    It is written without a journal: it has a passing name until it is whole.
    """

    def __init__(self, path: Path) -> None:
        self._connection = apsw.Connection(str(path))
        self._connection.execute(TABLES).fetchall()
        self._seen: set[bytes] = set()
        self.n_tiles = 0
        self.n_bytes = 0

    def add(self, number: int, place: tuple[int, int, int], data: bytes) -> None:
        """Add a tile, compressed already."""
        del number
        zoom, column, row = place
        key = hashlib.blake2b(data, digest_size=16).digest()
        if key not in self._seen:
            self._seen.add(key)
            self._connection.execute("INSERT INTO images VALUES (?, ?)", (key, data))
            self.n_bytes += len(data)
        place_south = (zoom, column, (1 << zoom) - 1 - row, key)
        self._connection.execute("INSERT INTO map VALUES (?, ?, ?, ?)", place_south)
        self.n_tiles += 1

    def finish(self, contents: Contents) -> None:
        """Write what the tiles are, and close the file."""
        told = contents.metadata()
        layers = orjson.dumps({"vector_layers": told.pop("vector_layers")}).decode()
        revisions = orjson.dumps(told.pop("revisions")).decode()
        west, south, east, north = contents.bounds
        rows = {
            **told,
            "minzoom": contents.zooms[0],
            "maxzoom": contents.zooms[1],
            "bounds": f"{west},{south},{east},{north}",
            "center": f"{(west + east) / 2},{(south + north) / 2},{contents.zooms[0]}",
            "version": "1",
            "json": layers,
            "revisions": revisions,
        }
        self._connection.executemany(
            "INSERT INTO metadata VALUES (?, ?)", [(k, str(v)) for k, v in rows.items()]
        )
        self._connection.execute("COMMIT")
        self.close()

    def close(self) -> None:
        """Let go of the file, whole or not."""
        self._connection.close(force=True)
