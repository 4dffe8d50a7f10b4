"""Items, single features, and whole layers."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Blueprint, Response, request
from werkzeug.exceptions import UnsupportedMediaType

from server.collection import Collection
from server.exchange.answer import (
    GEOJSON,
    HTML,
    Answer,
    fingerprint,
    full_answer,
    not_modified,
)
from server.exchange.answer import JSON as JSON_MEDIA
from server.exchange.body import parse_json
from server.exchange.links import link_header
from server.exchange.parameters import read_parameters, refuse_unknown
from server.exchange.visit import Visit, read_visit
from server.features.download import download_answer
from server.features.items import (
    bounded_page,
    items_answer,
    items_links,
    items_tag,
    page_headers,
)
from server.features.labels import labels_answer
from server.features.negotiation import JSON, feature_format
from server.features.request import ItemsRequest, read_items_request, read_selection
from server.features.searching import search_answer
from server.features.shaping import read_shaping
from server.features.single import ITEM_PARAMETERS, item_links, read_feature, with_links
from server.features.systems import content_crs, read_system
from server.features.whole import whole_answer
from server.features.written import written_answer
from server.pages import render_page
from server.routes.visit import reply, the_ask, the_workspace
from server.workspace import Workspace

blueprint = Blueprint("features", __name__)


@blueprint.get("/collections/<layer_id>/items")
def items(layer_id: str) -> Response:
    """Give a page of items, as GeoJSON or as a table."""
    workspace, ask = the_workspace(), the_ask()
    collection = workspace.collection(layer_id)
    asked = read_items_request(ask.query, collection, workspace.settings)
    shown = feature_format(ask, asked.format)
    if shown == JSON:
        return reply(items_answer(workspace, ask, collection, asked))
    if shown != "html":
        return reply(written_answer(workspace, ask, collection, asked, shown))
    language = ask.language(asked.language, workspace.settings.language)
    visit = Visit(ask, asked.pairs, "html", language)
    tag = items_tag(ask, collection, f"html-{language}", workspace.settings)
    return reply(not_modified(ask, tag) or _items_page(workspace, visit, collection, asked, tag))


def _items_page(
    workspace: Workspace, visit: Visit, collection: Collection, asked: ItemsRequest, tag: str
) -> Answer:
    layer, settings = collection.layer, workspace.settings
    page = bounded_page(workspace.packed(layer), asked, settings.page_bytes)
    links = items_links(visit.base_url, collection, asked, page, shown="html")
    shown: list[dict[str, Any]] = orjson.loads(b"".join((b"[", *page.parts, b"]")))
    wanted = layer.schema.names if asked.query.properties is None else asked.query.properties
    body = render_page(
        visit,
        "items.html",
        layer=layer,
        features=shown,
        fields=[f for f in layer.schema.fields if f.name in wanted],
        returned=page.returned,
        matched=page.matched,
        next_link=links.following,
    )
    extra = page_headers(links.header, asked, settings)
    return full_answer(visit.ask, body, media=HTML, tag=tag, extra=extra)


@blueprint.get("/collections/<layer_id>/items/<feature_id>")
def item(layer_id: str, feature_id: str) -> Response:
    """Give one feature."""
    workspace = the_workspace()
    visit = read_visit(the_ask(), workspace.settings.language, more=ITEM_PARAMETERS)
    collection = workspace.collection(layer_id)
    layer, given = collection.layer, dict(visit.pairs)
    shaping, chosen = read_shaping(given, layer), read_selection(given.get("properties"), layer)
    feature = read_feature(workspace, collection, feature_id, shaping.how, chosen)
    kind = visit.shown if visit.shown == "json" else f"html-{visit.language}"
    mark = fingerprint(visit.base_url, layer.id, layer.modified, repr(visit.pairs), kind, feature)
    tag = f"r{layer.revision}-{mark}"
    known = not_modified(visit.ask, tag)
    return reply(known or _item_answer(visit, collection, feature_id, feature, tag))


def _item_answer(
    visit: Visit, collection: Collection, feature_id: str, feature: bytes, tag: str
) -> Answer:
    layer = collection.layer
    links = item_links(visit, layer.id, feature_id)
    if visit.shown == "json":
        body, media = with_links(feature, links), GEOJSON
    else:
        shown = orjson.loads(feature)
        body, media = render_page(visit, "item.html", layer=layer, feature=shown), HTML
    system = read_system(dict(visit.pairs), "crs", layer)
    extra = (link_header(links), content_crs(system))
    return full_answer(visit.ask, body, media=media, tag=tag, extra=extra)


@blueprint.get("/collections/<layer_id>/download")
def download(layer_id: str) -> Response:
    """Give a layer, or what of it is asked for, as a file; parts of a kept one by Range."""
    workspace, headers = the_workspace(), request.headers
    span = headers.get("Range", ""), headers.get("If-Range", "")
    return reply(download_answer(workspace, the_ask(), workspace.collection(layer_id), span))


@blueprint.post("/collections/<layer_id>/search")
def search(layer_id: str) -> Response:
    """Give a page of what a search finds that is sent as a body."""
    workspace, ask = the_workspace(), the_ask()
    refuse_unknown(read_parameters(ask.query), ("lang",))
    if request.mimetype not in (JSON_MEDIA, ""):
        raise UnsupportedMediaType(f"the body is {request.mimetype}; wanted {JSON_MEDIA}")
    body = parse_json(request.get_data())
    return reply(search_answer(workspace, ask, workspace.collection(layer_id), body))


@blueprint.get("/geojson/<layer_id>")
def whole(layer_id: str) -> Response:
    """Give a whole layer as one GeoJSON document."""
    workspace = the_workspace()
    return reply(whole_answer(workspace, the_ask(), workspace.collection(layer_id)))


@blueprint.get("/geojson/<layer_id>/labels")
def labels(layer_id: str) -> Response:
    """Give where the areas of a layer are named on a map: one point for each."""
    workspace = the_workspace()
    return reply(labels_answer(workspace, the_ask(), workspace.collection(layer_id)))
