"""A tile as an answer: bytes, tag, how long it may be kept, and what it leaves out."""

from __future__ import annotations

from dataclasses import replace

from layers.layer import Layer
from layers.text import Text
from layers.tiling import Tile
from server.collection import Collection, is_drawn
from server.errors import NothingHereError
from server.exchange.answer import (
    MVT,
    Answer,
    Header,
    fingerprint,
    full_answer,
    not_modified,
)
from server.exchange.ask import Ask
from server.tiles.request import TileRequest
from server.workspace import Workspace

FOREVER = "public, max-age=31536000, immutable"
OMITTED = "X-Features-Omitted"


def tile_answer(
    workspace: Workspace, ask: Ask, collection: Collection, request: TileRequest
) -> Answer:
    """Give one layer's tile: 200, 204 where nothing is drawn, 304 when the client holds it.

    Raises
    ------
    NothingHereError
        If the features of the layer have no geometry.
    """
    layer = collection.layer
    require_geometry(layer)
    tag = tile_tag(layer, request)
    known = not_modified(ask, tag)
    if known is not None:
        return kept_for(known, request)
    tiles = workspace.tiles(layer, request.grid)
    tile = tiles.tile(request.zoom, request.column, request.row, properties=request.properties)
    tag = tile_tag(tiles.layer, request)
    return kept_for(_body(ask, tile, tag), request)


def require_geometry(layer: Layer) -> None:
    """Refuse a table, which has nothing to draw.

    Raises
    ------
    NothingHereError
        With code ``no-geometry``.
    """
    if not is_drawn(layer):
        raise NothingHereError(
            Text(
                f"lapisan {layer.id} adalah tabel tanpa letak; tidak ada petaknya",
                f"layer {layer.id} is a table without places; it has no tiles",
            ),
            code="no-geometry",
        )


def tile_tag(layer: Layer, request: TileRequest) -> str:
    """Give the entity tag of a tile: revision, and a hash of all that its bytes depend on."""
    place = f"{request.grid.id}/{request.zoom}/{request.column}/{request.row}"
    mark = fingerprint(layer.id, layer.modified, place, repr(request.properties))
    return f"r{layer.revision}-{mark}"


def _body(ask: Ask, tile: Tile, tag: str) -> Answer:
    extra = omitted(tile)
    if tile.data:
        return full_answer(ask, tile.data, media=MVT, tag=tag, extra=extra)
    empty = full_answer(ask, b"", media=MVT, tag=tag, extra=extra)
    bare = tuple(h for h in empty.headers if h[0] not in {"Content-Type", "Content-Length"})
    return replace(empty, status=204, headers=bare)


def omitted(tile: Tile) -> tuple[Header, ...]:
    """Give the header that says how many features lie in a tile without being drawn, and why."""
    total = tile.collapsed + tile.thinned
    if not total:
        return ()
    return ((OMITTED, f"{total}; collapsed={tile.collapsed}, thinned={tile.thinned}"),)


def kept_for(answer: Answer, request: TileRequest) -> Answer:
    """Let a tile whose address names the revision be kept for good."""
    if not request.pinned:
        return answer
    headers = tuple((n, FOREVER if n == "Cache-Control" else v) for n, v in answer.headers)
    return replace(answer, headers=headers)
