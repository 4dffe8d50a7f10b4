"""Vector tiles: the grids, the tilesets of a layer and of several, and the tiles."""

from __future__ import annotations

from flask import Blueprint, Response, request

from server.collection import Collection
from server.errors import NothingHereError
from server.exchange.answer import JSON, document_answer, dump_json
from server.exchange.visit import Visit, read_visit
from server.routes.visit import reply, the_ask, the_visit, the_workspace
from server.tiles.answer import present_address, tile_by_address
from server.tiles.documents import (
    Tileset,
    tile_matrix_set_document,
    tile_matrix_sets_document,
    tilejson_document,
    tileset_document,
    tilesets_document,
)
from server.tiles.pyramids import (
    file_answer,
    pyramid_tile,
    pyramid_tilejson,
    pyramids_document,
    the_pyramid,
)
from server.tiles.request import read_choice, read_collections, read_grid, require_geometry

blueprint = Blueprint("tiles", __name__)


@blueprint.get("/tileMatrixSets")
def tile_matrix_sets() -> Response:
    """Give the list of grids."""
    return _document(tile_matrix_sets_document(the_visit()))


@blueprint.get("/tileMatrixSets/<grid_id>")
def tile_matrix_set(grid_id: str) -> Response:
    """Give one grid."""
    return _document(tile_matrix_set_document(read_grid(grid_id), the_visit()))


@blueprint.get("/collections/<layer_id>/tiles")
def tilesets(layer_id: str) -> Response:
    """Give the tilesets of a layer."""
    visit = the_visit()
    return _document(tilesets_document(Tileset.of_collection(_drawn(layer_id), visit), visit))


@blueprint.get("/collections/<layer_id>/tiles/<grid_id>")
def tileset(layer_id: str, grid_id: str) -> Response:
    """Give one tileset of a layer."""
    visit = the_visit()
    asked = Tileset.of_collection(_drawn(layer_id), visit)
    return _document(tileset_document(asked, read_grid(grid_id), visit))


@blueprint.get("/tiles")
def dataset_tilesets() -> Response:
    """Give the tilesets of several layers together: of all, or of those chosen."""
    asked, visit = _dataset()
    return _document(tilesets_document(asked, visit))


@blueprint.get("/tiles/<grid_id>")
def dataset_tileset(grid_id: str) -> Response:
    """Give one tileset of several layers together."""
    asked, visit = _dataset()
    return _document(tileset_document(asked, read_grid(grid_id), visit))


@blueprint.get("/tiles/<layer_ids>/tilejson.json")
def tilejson(layer_ids: str) -> Response:
    """Give the TileJSON document of a layer, or of several; of all fields or of those chosen."""
    settings = the_workspace().settings
    visit = read_visit(the_ask(), settings.language, more=("properties",))
    known = read_collections(the_workspace(), layer_ids)
    title = settings.title
    return _document(tilejson_document(Tileset(title, known, visit.base_url), visit))


@blueprint.get("/collections/<layer_id>/tiles/<grid_id>/<zoom>/<row>/<column>")
def tile(layer_id: str, grid_id: str, zoom: str, row: str, column: str) -> Response:
    """Give a tile; the row comes before the column."""
    return _tile(_drawn(layer_id).layer.id, grid_id, (zoom, column, row))


@blueprint.get("/tiles/<grid_id>/<zoom>/<row>/<column>")
def dataset_tile(grid_id: str, zoom: str, row: str, column: str) -> Response:
    """Give a tile of several layers; the row comes before the column."""
    return _tile(None, grid_id, (zoom, column, row))


@blueprint.get("/tiles/<layer_ids>/<zoom>/<column>/<row>.pbf")
def xyz(layer_ids: str, zoom: str, column: str, row: str) -> Response:
    """Give a tile in Web Mercator by the address most maps know."""
    return _tile(layer_ids, "WebMercatorQuad", (zoom, column, row))


@blueprint.get("/pyramids")
def pyramids() -> Response:
    """Give the list of pyramids: files that hold all tiles of some layers."""
    return _document(pyramids_document(the_workspace(), the_visit()))


@blueprint.get("/pyramids/<name>.pmtiles")
def pyramid_file(name: str) -> Response:
    """Give a pyramid as a file, or the span of it that is asked for."""
    pyramid, headers = the_pyramid(the_workspace(), name), request.headers
    span, condition = headers.get("Range", ""), headers.get("If-Range", "")
    return reply(file_answer(pyramid, the_ask(), span, condition))


@blueprint.get("/pyramids/<name>/tilejson.json")
def pyramid_document(name: str) -> Response:
    """Give the TileJSON document of a pyramid."""
    return _document(pyramid_tilejson(name, the_pyramid(the_workspace(), name), the_visit()))


@blueprint.get("/pyramids/<name>/<zoom>/<column>/<row>.pbf")
def pyramid_place(name: str, zoom: str, column: str, row: str) -> Response:
    """Give one tile of a pyramid."""
    return reply(pyramid_tile(the_workspace(), the_ask(), name, (zoom, column, row)))


def _tile(layer_ids: str | None, grid_id: str, place: tuple[str, str, str]) -> Response:
    ask = the_ask()
    try:
        return reply(tile_by_address(the_workspace(), ask, layer_ids, grid_id, place))
    except NothingHereError as error:
        return reply(present_address(ask, error))


def _dataset() -> tuple[Tileset, Visit]:
    workspace = the_workspace()
    visit, chosen = read_choice(the_ask(), workspace.settings.language)
    known = read_collections(workspace, chosen)
    return Tileset.of_dataset(workspace.settings, chosen, known, visit), visit


def _drawn(layer_id: str) -> Collection:
    collection = the_workspace().collection(layer_id)
    require_geometry(collection.layer)
    return collection


def _document(document: dict[str, object]) -> Response:
    return reply(document_answer(the_ask(), dump_json(document), media=JSON))
