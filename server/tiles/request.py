"""TileRequest: the address and parameters of a tile, understood."""

from __future__ import annotations

import re
from collections.abc import Collection as Known
from dataclasses import dataclass

from layers.layer import Layer
from layers.text import Text
from layers.tiling import GRIDS, TileGrid
from server.collection import Collection
from server.errors import NothingHereError, ParameterError
from server.exchange.answer import fingerprint
from server.exchange.parameters import read_parameters, refuse_unknown
from server.features.request import read_selection

REVISION = "revision"
_NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class TileRequest:
    """What a request for a tile asks, after every check.

    `properties` are the fields to give (None: all); `pinned` says that the address names the
    revision, so that its answer never changes.
    """

    grid: TileGrid
    zoom: int
    column: int
    row: int
    properties: tuple[str, ...] | None
    pinned: bool


def read_grid(name: str) -> TileGrid:
    """Give the tile matrix set of that name.

    Raises
    ------
    NothingHereError
        If it is none of those offered.
    """
    grid = GRIDS.get(name)
    if grid is None:
        offered = ", ".join(GRIDS)
        raise NothingHereError(
            Text(
                f"tidak ada susunan petak {name[:60]!r}; yang ada: {offered}",
                f"no tile matrix set {name[:60]!r}; there are {offered}",
            ),
            code="unknown-tile-matrix-set",
        )
    return grid


def read_place(grid: TileGrid, zoom: str, column: str, row: str) -> tuple[int, int, int]:
    """Give zoom, column and row as numbers.

    Raises
    ------
    ParameterError
        If one of them is not a whole number.
    NothingHereError
        If the grid has no such tile.
    """
    told = f"{zoom[:12]}/{column[:12]}/{row[:12]}"
    if not all(_NUMBER.fullmatch(text) for text in (zoom, column, row)):
        raise ParameterError(
            Text(
                f"petak {told}: zum, kolom, dan baris harus bilangan bulat tidak negatif",
                f"tile {told}: zoom, column and row must be whole numbers that are not negative",
            ),
            code="bad-tile",
        )
    place = int(zoom), int(column), int(row)
    if not grid.holds(*place):
        raise NothingHereError(
            Text(
                f"tidak ada petak {told} (zum/kolom/baris) dalam {grid.id}",
                f"there is no tile {told} (zoom/column/row) in {grid.id}",
            ),
            code="no-such-tile",
        )
    return place


def read_tile_request(
    query: str, grid: TileGrid, place: tuple[int, int, int], collection: Collection
) -> TileRequest:
    """Understand the query string of a request for a tile of one layer.

    Raises
    ------
    ParameterError
        If a parameter is unknown or malformed.
    NothingHereError
        If it names a revision that is not the layer's present one.
    """
    given = read_parameters(query)
    refuse_unknown(given, (REVISION, "properties", "f"))
    _require_mvt(given.get("f"))
    pinned = given.get(REVISION)
    layer = collection.layer
    if pinned is not None and pinned != revision_mark(layer):
        raise NothingHereError(
            Text(
                f"revisi {pinned[:24]!r} dari {layer.id} tidak disimpan sebagai petak; kini "
                f"{revision_mark(layer)}",
                f"revision {pinned[:24]!r} of {layer.id} is not kept as tiles; it is now at "
                f"{revision_mark(layer)}",
            ),
            code="stale-revision",
        )
    selected = read_selection(given.get("properties"), layer)
    return TileRequest(grid, *place, selected, pinned is not None)


def revision_mark(layer: Layer) -> str:
    """Give the word for what a layer holds now; a layer made anew has another."""
    return f"{layer.revision}-{fingerprint(layer.id, layer.modified)[:8]}"


def _require_mvt(form: str | None, offered: Known[str] = ("mvt", "pbf")) -> None:
    if form is not None and form not in offered:
        raise ParameterError(
            Text(
                f"f={form[:40]!r} tidak tersedia untuk petak; pilih mvt",
                f"f={form[:40]!r} is not offered for tiles; choose mvt",
            )
        )
