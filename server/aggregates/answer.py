"""An aggregate as JSON, GeoJSON, CSV or a page: 200, or 304 when the client holds it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
import shapely

from layers.text import Text
from server.aggregates.document import Aggregate, aggregate_document, work_out
from server.aggregates.limits import MAX_CORNERS
from server.aggregates.page import aggregate_page
from server.aggregates.request import MEDIA, AggregateRequest, Form, read_aggregate_request
from server.aggregates.tables import csv_of
from server.collection import Collection
from server.errors import ParameterError
from server.exchange.answer import (
    HTML,
    Answer,
    Header,
    dump_json,
    fingerprint,
    full_answer,
    not_modified,
)
from server.exchange.ask import Ask
from server.exchange.links import Link, address, link, link_header
from server.workspace import Workspace

PART = "part"


def aggregate_answer(workspace: Workspace, ask: Ask, collection: Collection) -> Answer:
    """Answer a request for an aggregate of a collection.

    Raises
    ------
    ParameterError
        If a parameter cannot be used, or the answer would be too large or take too long.
    QueryError
        If the filter cannot be taken.
    """
    request = read_aggregate_request(workspace, ask, collection)
    tag = aggregate_tag(ask, request)
    known = not_modified(ask, tag)
    if known is not None:
        return known
    aggregate = work_out(workspace, request)
    links = aggregate_links(ask.base_url, request)
    body = _body(workspace, ask, request, aggregate, links)
    media = HTML if request.form == "html" else MEDIA[request.form]
    extra: tuple[Header, ...] = (link_header(links),)
    if request.form == "csv":
        name = f"{collection.layer.id}-aggregate.csv"
        extra = (*extra, ("Content-Disposition", f'attachment; filename="{name}"'))
    return full_answer(ask, body, media=media, tag=tag, extra=extra)


def aggregate_tag(ask: Ask, request: AggregateRequest) -> str:
    """Give the entity tag: revisions, and a hash of all that the body depends on."""
    layer, zones = request.collection.layer, request.zones
    used = [layer] if zones is None else [layer, zones.layer]
    parts = [f"{one.id} {one.revision} {one.modified}" for one in used]
    mark = fingerprint(ask.base_url, *parts, ask.query, request.form, request.language)
    return f"r{'-'.join(str(one.revision) for one in used)}-{mark}"


def aggregate_links(base_url: str, request: AggregateRequest) -> list[Link]:
    """Give the links of an aggregate: itself, its other forms, its collection."""
    home = f"{base_url}/collections/{request.collection.layer.id}"

    def of(form: Form) -> str:
        return address(f"{home}/aggregate", (*request.pairs, ("f", form)))

    first = link(of(request.form), "self", MEDIA[request.form])
    others: list[Form] = [form for form in MEDIA if form != request.form]
    return [
        first,
        *(link(of(form), "alternate", MEDIA[form]) for form in others),
        link(home, "collection", "application/json"),
    ]


def _body(
    workspace: Workspace,
    ask: Ask,
    request: AggregateRequest,
    aggregate: Aggregate,
    links: list[Link],
) -> bytes:
    if request.form == "csv":
        return aggregate_csv(aggregate)
    document = aggregate_document(aggregate, request) | {"links": links}
    if request.form == "html":
        return aggregate_page(workspace, ask, request, document)
    if request.form == "geojson":
        return aggregate_geojson(aggregate, document)
    return dump_json(document)


def aggregate_csv(aggregate: Aggregate) -> bytes:
    """Give the rows as CSV; under zones `part` tells them from outside and unplaced."""
    parts = {"zone": aggregate.rows, "outside": aggregate.outside, "unplaced": aggregate.unplaced}
    if aggregate.shapes is None:
        return csv_of(list(_columns(aggregate)), aggregate.rows)
    rows = [{PART: part, **row} for part, these in parts.items() for row in these]
    return csv_of([PART, *_columns(aggregate)], rows)


def _columns(aggregate: Aggregate) -> Mapping[str, Any]:
    rows = (*aggregate.rows[:1], *aggregate.outside[:1], *aggregate.unplaced[:1], aggregate.total)
    return {name: None for row in rows for name in row}


def aggregate_geojson(aggregate: Aggregate, document: dict[str, Any]) -> bytes:
    """Give the rows as GeoJSON features with the shapes of their zones.

    Raises
    ------
    ParameterError
        If the shapes have too many corners, with code ``too-large``.
    """
    shapes = [b"null"] * len(aggregate.rows)
    if aggregate.shapes is not None and len(aggregate.shapes):
        corners = int(shapely.get_num_coordinates(aggregate.shapes).sum())
        if corners > MAX_CORNERS:
            raise ParameterError(
                Text(
                    f"GeoJSON dengan {corners} titik sudut; paling banyak {MAX_CORNERS}: minta "
                    "f=json atau f=csv, atau tanpa by",
                    f"GeoJSON of {corners} corners; at most {MAX_CORNERS}: ask for f=json or "
                    "f=csv, or leave out by",
                ),
                code="too-large",
            )
        written = shapely.to_geojson(aggregate.shapes).tolist()
        shapes = [b"null" if text is None else text.encode() for text in written]
    features = [
        {"type": "Feature", "geometry": orjson.Fragment(shape), "properties": row}
        for shape, row in zip(shapes, aggregate.rows, strict=True)
    ]
    rest = {name: value for name, value in document.items() if name != "rows"}
    return dump_json({"type": "FeatureCollection", "features": features, **rest})
