"""A page of items as GeoJSON: the one function behind the front and the Flask route."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from layers import PackedLayer, Page
from server.collection import Collection
from server.config import ServerSettings
from server.exchange.answer import (
    GEOJSON,
    Answer,
    Header,
    dump_json,
    fingerprint,
    full_answer,
    not_modified,
)
from server.exchange.ask import Ask
from server.exchange.links import Link, encoded, joined, link, link_header, with_parameter
from server.features.negotiation import JSON, OFFERED
from server.features.request import ItemsRequest
from server.features.systems import content_crs
from server.workspace import Workspace

_OPEN = b'{"type":"FeatureCollection","features":['


def items_answer(
    workspace: Workspace, ask: Ask, collection: Collection, request: ItemsRequest
) -> Answer:
    """Give a page of features as GeoJSON: 200, or 304 when the client holds it already.

    Parameters
    ----------
    workspace
        Where the packed layer comes from.
    ask
        The request; its base address goes into the links.
    collection, request
        The layer asked and what is asked of it.
    """
    tag = items_tag(ask, collection, JSON, workspace.settings)
    known = not_modified(ask, tag)
    if known is not None:
        return known
    packed = workspace.packed(collection.layer)
    page = bounded_page(packed, request, workspace.settings.page_bytes)
    links = items_links(ask.base_url, collection, request, page, shown=JSON)
    body = feature_collection(page, links)
    return full_answer(
        ask, body, media=GEOJSON, tag=tag, extra=page_headers(links, request, workspace.settings)
    )


def feature_collection(page: Page, links: Sequence[Mapping[str, Any]]) -> bytes:
    """Give a page as a FeatureCollection with its counts and links."""
    tail = dump_json(
        {"numberReturned": page.returned, "numberMatched": page.matched, "links": links}
    )
    return b"".join((_OPEN, *page.parts, b"],", tail[1:]))


def items_tag(
    ask: Ask,
    collection: Collection,
    shown: str,
    settings: ServerSettings,
) -> str:
    """Give the entity tag of a page: revision, and a hash of all that the body depends on."""
    layer = collection.layer
    sizes = f"{settings.default_limit},{settings.max_limit},{settings.page_bytes}"
    parts = (ask.base_url, layer.id, layer.modified, ask.query, shown, sizes)
    return f"r{layer.revision}-{fingerprint(*parts)}"


def bounded_page(packed: PackedLayer, request: ItemsRequest, page_bytes: int) -> Page:
    """Give the page asked for, with fewer features when they would exceed the byte budget."""
    return packed.page(request.query, request.shaping.how, most_bytes=page_bytes)


def items_links(
    base_url: str,
    collection: Collection,
    request: ItemsRequest,
    page: Page,
    *,
    shown: str,
) -> list[Link]:
    """Give the links of a page: itself, its other forms, the next page, its collection.

    The next link keeps every parameter; an offset gives way to the page mark.
    """
    home = f"{base_url}/collections/{collection.layer.id}"
    base, given = f"{home}/items", encoded(request.pairs)
    rest = with_parameter(given, "f", None)
    other = f"{joined(base, rest)}{'&' if rest else '?'}f="
    links = [
        link(joined(base, given), "self", OFFERED[shown]),
        *[
            link(other + name, "alternate", media)
            for name, media in OFFERED.items()
            if name != shown
        ],
        link(home, "collection", "application/json"),
    ]
    if page.next_start is not None:
        mark = f"next={collection.layer.revision}-{page.next_start}"
        following = joined(base, with_parameter(given, "next", mark, "offset"))
        links.insert(1, link(following, "next", OFFERED[shown]))
    return links


def page_headers(
    links: list[Link], request: ItemsRequest, settings: ServerSettings
) -> tuple[Header, ...]:
    """Give the headers of a page: links, reference system, and the limit when it was lowered."""
    headers: tuple[Header, ...] = (
        link_header(links),
        content_crs(request.shaping.system),
    )
    if request.clamped is None:
        return headers
    return (*headers, ("X-Limit-Applied", str(settings.max_limit)))
