"""The list of collections, each collection, and its queryables."""

from __future__ import annotations

from flask import Blueprint, Response

from server.documents.collections import (
    collection_document,
    collections_document,
    queryables_document,
)
from server.exchange.answer import SCHEMA
from server.pages import document_or_page
from server.routes.visit import reply, the_visit, the_workspace

blueprint = Blueprint("collections", __name__)


@blueprint.get("/collections")
def collections() -> Response:
    """Give the list of collections."""
    visit = the_visit()
    known = list(the_workspace().collections().values())
    page = ("collections.html", {"collections": known})
    return reply(document_or_page(visit, collections_document(known, visit), page))


@blueprint.get("/collections/<layer_id>")
def collection(layer_id: str) -> Response:
    """Give one collection."""
    visit = the_visit()
    layer = the_workspace().collection(layer_id).layer
    page = ("collection.html", {"layer": layer})
    return reply(document_or_page(visit, collection_document(layer, visit), page))


@blueprint.get("/collections/<layer_id>/queryables")
def queryables(layer_id: str) -> Response:
    """Give what the items of a collection can be filtered by."""
    visit = the_visit()
    found = the_workspace().collection(layer_id)
    page = ("queryables.html", {"layer": found.layer, "filters": found.filters})
    return reply(document_or_page(visit, queryables_document(found, visit), page, media=SCHEMA))
