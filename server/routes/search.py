"""Search: places, codes, zones, facilities and coordinates by what people write."""

from __future__ import annotations

from flask import Blueprint, Response

from layers.searching import KINDS
from server.exchange.answer import GEOJSON, HTML, JSON, Answer, document_answer, dump_json
from server.exchange.ask import Ask
from server.exchange.links import link_header
from server.exchange.visit import Visit
from server.pages import render_page
from server.routes.visit import reply, the_ask, the_workspace
from server.searching.desk import the_desk
from server.searching.documents import hit_links, search_collection, search_document
from server.searching.request import SearchRequest, Shown, read_search_request
from server.workspace import Workspace

blueprint = Blueprint("search", __name__)


@blueprint.get("/search")
def search() -> Response:
    """Give what fits a text best, as JSON, GeoJSON or a page."""
    workspace, ask = the_workspace(), the_ask()
    return reply(_answer(workspace, ask, read_search_request(ask.query)))


def _answer(workspace: Workspace, ask: Ask, request: SearchRequest) -> Answer:
    language = ask.language(request.language, workspace.settings.language)
    hits = (
        the_desk()
        .searcher()
        .search(request.text, limit=request.limit, bbox=request.bbox, kinds=request.kinds)
    )
    shown = request.shown or _preferred(ask)
    clamped = () if request.clamped is None else (("X-Limit-Applied", str(request.limit)),)
    made = search_collection if shown == "geojson" else search_document
    document = made(request, hits, ask.base_url, language)
    extra = (link_header(document["links"]), *clamped)
    if shown != "html":
        media = GEOJSON if shown == "geojson" else JSON
        return document_answer(ask, dump_json(document), media=media, extra=extra)
    body = render_page(
        Visit(ask, request.pairs, "html", language),
        "search/page.html",
        request=request,
        hits=[(hit, hit_links(hit, ask.base_url)) for hit in hits],
        kinds=KINDS,
    )
    return document_answer(ask, body, media=HTML, extra=extra)


def _preferred(ask: Ask) -> Shown:
    if ask.format(None) == "html":
        return "html"
    return "geojson" if ask.accept.startswith(GEOJSON) else "json"
