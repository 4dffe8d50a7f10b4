"""Landing page, conformance and the API document."""

from __future__ import annotations

from flask import Blueprint, Response

from server.documents.landing import conformance_document, landing_document
from server.documents.openapi import openapi_document, operations
from server.exchange.answer import OPENAPI
from server.pages import document_or_page
from server.routes.visit import reply, the_visit, the_workspace

blueprint = Blueprint("landing", __name__)


@blueprint.get("/")
def landing() -> Response:
    """Give the landing page."""
    visit, workspace = the_visit(), the_workspace()
    document = landing_document(workspace.settings, visit)
    known = list(workspace.collections().values())
    rasters = [layer for layer in workspace.layers().values() if layer.kind == "raster"]
    page = ("landing.html", {"collections": known, "rasters": rasters})
    return reply(document_or_page(visit, document, page))


@blueprint.get("/conformance")
def conformance() -> Response:
    """Give the conformance declaration."""
    visit = the_visit()
    return reply(document_or_page(visit, conformance_document(visit), ("conformance.html", {})))


@blueprint.get("/api")
def api() -> Response:
    """Give the OpenAPI document, or the page that shows it."""
    visit, workspace = the_visit(), the_workspace()
    known = list(workspace.collections().values())
    rasters = [layer for layer in workspace.layers().values() if layer.kind == "raster"]
    document = openapi_document(workspace.settings, visit, known, rasters)
    page = ("api.html", {"operations": operations(document)})
    return reply(document_or_page(visit, document, page, media=OPENAPI))
