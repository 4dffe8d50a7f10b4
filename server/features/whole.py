"""A whole layer as one GeoJSON document, streamed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from layers import PackedLayer
from layers.query import Query
from server.collection import Collection
from server.exchange.answer import GEOJSON, Answer, fingerprint, not_modified, stream_answer
from server.exchange.ask import Ask
from server.exchange.parameters import read_language, read_parameters, refuse_unknown
from server.features.request import read_selection
from server.features.values import read_bbox
from server.workspace import Workspace

KNOWN = ("bbox", "lang", "properties")
CHUNK_FEATURES = 2_000


def whole_answer(workspace: Workspace, ask: Ask, collection: Collection) -> Answer:
    """Give every feature of a layer (or of a box of it) as a FeatureCollection.

    Raises
    ------
    ParameterError
        If a parameter is unknown or malformed.
    """
    layer = collection.layer
    given = read_parameters(ask.query)
    refuse_unknown(given, KNOWN)
    read_language(given)
    query = Query(
        bbox=read_bbox(given["bbox"]) if "bbox" in given else None,
        properties=read_selection(given.get("properties"), layer),
        limit=CHUNK_FEATURES,
    )
    tag = f"r{layer.revision}-{fingerprint(layer.id, layer.modified, ask.query, 'whole')}"
    known = not_modified(ask, tag)
    if known is not None:
        return known
    return stream_answer(
        ask, feature_chunks(workspace.packed(layer), query), media=GEOJSON, tag=tag
    )


def feature_chunks(packed: PackedLayer, query: Query) -> Iterator[bytes]:
    """Give the bytes of a FeatureCollection, one page of the packed layer at a time."""
    before, start = b'{"type":"FeatureCollection","features":[', 0
    while True:
        page = packed.page(replace(query, start=start))
        if page.returned:
            yield b"".join((before, *page.parts))
            before = b","
        if page.next_start is None:
            break
        start = page.next_start
    yield b"]}" if before == b"," else before + b"]}"
