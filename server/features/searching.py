"""Searches sent as a body: the parameters of items as JSON, for filters too long for an address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from layers.text import Text
from server.collection import Collection
from server.config import ServerSettings
from server.errors import BodyError
from server.exchange.answer import GEOJSON, Answer, dump_json, full_answer, not_modified
from server.exchange.ask import Ask
from server.exchange.forms import unoffered
from server.exchange.links import Link, link, link_header
from server.features.items import bounded_page, feature_collection, items_tag, page_headers
from server.features.request import ItemsRequest, items_request
from server.workspace import Workspace

LISTS = ("bbox", "properties", "sortby")
# A search is answered as GeoJSON; other formats are asked for by address.
SHOWN = ("json", "geojson")


def read_search(body: Any, collection: Collection, settings: ServerSettings) -> ItemsRequest:
    """Understand the body of a search.

    Parameters
    ----------
    body
        A JSON object of the parameters of items, by their names: `bbox`, `properties` and
        `sortby` as lists, `filter` as CQL2 JSON or as text.
    collection, settings
        What is searched, and page sizes.

    Raises
    ------
    BodyError
        If it is no object, or a value is of another kind, or null for a field.
    ParameterError, QueryError, StalePageError
        As for items.
    """
    if not isinstance(body, dict):
        raise _unfit("body", "{}")
    empty = [name for name, value in body.items() if value is None and name in collection.filters]
    if empty:
        raise _unfit(empty[0], '{"filter": {"op": "isNull", "args": [{"property": "nama"}]}}')
    given = {name: _text(name, value) for name, value in body.items() if value is not None}
    if given.get("f", "json") not in SHOWN:
        raise unoffered("f", given["f"], SHOWN)
    if isinstance(body.get("filter"), dict):
        given.setdefault("filter-lang", "cql2-json")
    return items_request(given, collection, settings)


def _text(name: str, value: Any) -> str:
    """Give a value as it would stand in a query string."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return value if isinstance(value, str) else repr(value)
    if name == "filter" and isinstance(value, dict):
        return orjson.dumps(value).decode()
    if name in LISTS and isinstance(value, list):
        return ",".join(_member(name, one) for one in value)
    raise _unfit(name, '{"bbox": [116, -2, 117, -1], "sortby": ["-area_km2"], "limit": 100}')


def _member(name: str, value: Any) -> str:
    """Give a member of a list; a sort key may be an object, too, as other services have it."""
    if name == "sortby" and isinstance(value, dict) and isinstance(value.get("field"), str):
        return ("-" if value.get("direction") == "desc" else "") + str(value["field"])
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise _unfit(name, '["nama"]')
    return value if isinstance(value, str) else repr(value)


def _unfit(name: str, wanted: str) -> BodyError:
    return BodyError(
        Text(
            f"{name[:40]!r} tidak terbaca; yang diminta objek JSON dengan parameter items, "
            f"misalnya {wanted}",
            f"{name[:40]!r} cannot be read; wanted a JSON object of the parameters of items, "
            f"such as {wanted}",
        )
    )


def search_answer(
    workspace: Workspace, ask: Ask, collection: Collection, body: Mapping[str, Any]
) -> Answer:
    """Give a page of what a search finds, as GeoJSON; the next page is a search again.

    Raises
    ------
    BodyError, ParameterError, QueryError, StalePageError
        If it cannot be understood.
    """
    settings = workspace.settings
    request = read_search(body, collection, settings)
    asked = dump_json(body).decode()
    tag = items_tag(ask, collection, f"search-{asked}", settings)
    known = not_modified(ask, tag)
    if known is not None:
        return known
    page = bounded_page(workspace.packed(collection.layer), request, settings.page_bytes)
    home = f"{ask.base_url}/collections/{collection.layer.id}"
    links: list[Link | dict[str, Any]] = [
        {**link(f"{home}/search", "self", GEOJSON), "method": "POST", "body": body}
    ]
    if page.next_start is not None:
        mark = f"{collection.layer.revision}-{page.next_start}"
        rest = {name: value for name, value in body.items() if name not in ("next", "offset")}
        following = {**rest, "next": mark}
        links.append(
            {**link(f"{home}/search", "next", GEOJSON), "method": "POST", "body": following}
        )
    links.append(link(home, "collection", "application/json"))
    document = feature_collection(page, dump_json(links).decode())
    _, header = link_header([links[-1]])
    extra = page_headers(header, request, settings)
    return full_answer(ask, document, media=GEOJSON, tag=tag, extra=extra)
