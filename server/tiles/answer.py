"""A tile as an answer: bytes, tag, how long it may be kept, and what it leaves out."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

from layers.layer import Layer
from layers.query import Query
from layers.tiling import Share, Tile, joined_tile
from server.errors import NothingHereError
from server.exchange.answer import (
    MVT,
    PUBLIC,
    Answer,
    Header,
    fingerprint,
    full_answer,
    not_modified,
)
from server.exchange.ask import Ask
from server.exchange.encoding import choose_encoding
from server.exchange.links import address
from server.exchange.parameters import read_parameters
from server.tiles.request import (
    REVISION,
    STALE,
    Asked,
    TileRequest,
    read_collections,
    read_grid,
    read_place,
    read_tile_request,
)
from server.workspace import Workspace

FOREVER = "public, max-age=31536000, immutable"
OMITTED = "X-Features-Omitted"


def tile_by_address(
    workspace: Workspace, ask: Ask, names: str | None, grid: str, place: tuple[str, str, str]
) -> Answer:
    """Give the tile that an address names.

    Parameters
    ----------
    workspace, ask
        Where it comes from, and the request.
    names
        Ids of layers, comma between; where there are none, the parameter `collections` may
        name them, else all are meant.
    grid
        Id of a tile matrix set.
    place
        Zoom, column and row as they were written.

    Raises
    ------
    ServerError, LayersError
        If the address or a parameter is not right.
    """
    given = read_parameters(ask.query)
    wanted = given.pop("collections", None) if names is None else names
    collections = read_collections(workspace, wanted)
    cut = read_grid(grid)
    request = read_tile_request(given, cut, read_place(cut, *place), collections)
    return tile_answer(workspace, ask, request)


def present_address(ask: Ask, error: NothingHereError) -> Answer:
    """Lead from the address of an earlier revision to that of the tile as it is now.

    A map that was opened before a layer changed goes on with whole pictures.

    Raises
    ------
    NothingHereError
        What was met, if it was anything else.
    """
    if error.code != STALE:
        raise error
    given = read_parameters(ask.query)
    pairs = [(name, value) for name, value in given.items() if name != REVISION]
    location = address(f"{ask.base_url}{quote(ask.path, safe='/,')}", pairs)
    return Answer(307, (("Location", location), ("Content-Length", "0"), *PUBLIC), b"")


def tile_answer(workspace: Workspace, ask: Ask, request: TileRequest) -> Answer:
    """Give a tile: 200, 204 where nothing is drawn, 304 when the client holds it."""
    tag = tile_tag([one.collection.layer for one in request.asked], request)
    known = not_modified(ask, tag)
    if known is not None:
        return kept_for(known, request)
    coding = choose_encoding(ask.accept_encoding)
    held = workspace.answers.get((tag, coding))
    if held is None:
        shares = [_share(workspace, request, one) for one in request.asked]
        tile = joined_tile(shares, request.zoom, request.column, request.row)
        # Of a later revision, where a layer was changed meanwhile.
        tag = tile_tag([share.tiles.layer for share in shares], request)
        held = _body(ask, tile, tag)
        workspace.answers.put((tag, coding), held)
    return kept_for(held, request)


def _share(workspace: Workspace, request: TileRequest, asked: Asked) -> Share:
    """Give what one layer gives to a tile; its features are chosen in the revision drawn."""
    layer = asked.collection.layer
    if asked.filter is None:
        return Share(workspace.tiles(layer, request.grid), asked.properties)
    while True:
        tiles, packed = workspace.tiles(layer, request.grid), workspace.packed(layer)
        if (tiles.layer.revision, tiles.layer.modified) == (
            packed.layer.revision,
            packed.layer.modified,
        ):
            return Share(tiles, asked.properties, packed.mask(Query(filter=asked.filter)))
        layer = max(tiles.layer, packed.layer, key=lambda one: one.modified)


def tile_tag(layers: list[Layer], request: TileRequest) -> str:
    """Give the entity tag of a tile: revision, and a hash of all that its bytes depend on."""
    place = f"{request.grid.id}/{request.zoom}/{request.column}/{request.row}"
    held = [f"{layer.id} {layer.revision} {layer.modified}" for layer in layers]
    newest = max((layer.revision for layer in layers), default=0)
    return f"r{newest}-{fingerprint(*held, place, request.wording)}"


def _body(ask: Ask, tile: Tile, tag: str) -> Answer:
    extra = omitted(tile)
    if tile.data:
        return full_answer(ask, tile.data, media=MVT, tag=tag, extra=extra)
    empty = full_answer(ask, b"", media=MVT, tag=tag, extra=extra)
    bare = tuple(h for h in empty.headers if h[0] not in {"Content-Type", "Content-Length"})
    return replace(empty, status=204, headers=bare)


def omitted(tile: Tile) -> tuple[Header, ...]:
    """Give the header that says what lies in a tile without being drawn, and why.

    The first number counts features; `parts` those of features that are drawn.
    """
    total = tile.collapsed + tile.thinned
    if not total and not tile.parts:
        return ()
    told = f"{total}; collapsed={tile.collapsed}, thinned={tile.thinned}, parts={tile.parts}"
    return ((OMITTED, told),)


def kept_for(answer: Answer, request: TileRequest) -> Answer:
    """Let a tile whose address names the revision be kept for good."""
    if not request.pinned:
        return answer
    headers = tuple((n, FOREVER if n == "Cache-Control" else v) for n, v in answer.headers)
    return replace(answer, headers=headers)
