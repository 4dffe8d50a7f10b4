"""The list of collections, each collection, and its queryables."""

from __future__ import annotations

from typing import Literal

from flask import Blueprint, Response

from layers.layer import Layer
from server.documents.collections import (
    collection_document,
    collections_document,
    queryables_document,
    raster_document,
    schema_document,
    sortables_document,
)
from server.exchange.answer import SCHEMA
from server.pages import document_or_page
from server.routes.visit import reply, the_visit, the_workspace
from server.workspace import Workspace

blueprint = Blueprint("collections", __name__)


@blueprint.get("/collections")
def collections() -> Response:
    """Give the list of collections."""
    visit, workspace = the_visit(), the_workspace()
    known, rasters = list(workspace.collections().values()), _rasters(workspace)
    page = ("collections.html", {"collections": known, "rasters": rasters})
    return reply(document_or_page(visit, collections_document(known, visit, rasters), page))


def _rasters(workspace: Workspace) -> list[Layer]:
    return [layer for layer in workspace.layers().values() if layer.kind == "raster"]


@blueprint.get("/collections/<layer_id>")
def collection(layer_id: str) -> Response:
    """Give one collection, or one raster."""
    visit, workspace = the_visit(), the_workspace()
    raster = next((one for one in _rasters(workspace) if one.id == layer_id), None)
    if raster is not None:
        page = ("raster.html", {"layer": raster})
        return reply(document_or_page(visit, raster_document(raster, visit), page))
    layer = workspace.collection(layer_id).layer
    page = ("collection.html", {"layer": layer})
    return reply(document_or_page(visit, collection_document(layer, visit), page))


@blueprint.get("/collections/<layer_id>/queryables")
def queryables(layer_id: str) -> Response:
    """Give what the items of a collection can be filtered by."""
    return _fields(layer_id, "queryables")


@blueprint.get("/collections/<layer_id>/sortables")
def sortables(layer_id: str) -> Response:
    """Give what the items of a collection can be sorted by."""
    return _fields(layer_id, "sortables")


@blueprint.get("/collections/<layer_id>/schema")
def schema(layer_id: str) -> Response:
    """Give what the items of a collection consist of."""
    return _fields(layer_id, "schema")


def _fields(layer_id: str, which: Literal["queryables", "sortables", "schema"]) -> Response:
    visit, found = the_visit(), the_workspace().collection(layer_id)
    make = {
        "queryables": queryables_document,
        "sortables": sortables_document,
        "schema": schema_document,
    }[which]
    layer = found.layer
    fields = found.filters.values() if which == "queryables" else layer.schema.fields
    page = ("queryables.html", {"layer": layer, "fields": list(fields), "heading": which})
    return reply(document_or_page(visit, make(found, visit), page, media=SCHEMA))
