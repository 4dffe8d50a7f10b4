"""Where the names of areas stand: one point for each, in the middle of its largest part."""

from __future__ import annotations

from typing import Any

from layers.layer import Layer
from layers.text import Text
from layers.tiling.labels import RANK, largest_parts, middles, ranks
from server.collection import Collection, label_source
from server.errors import NothingHereError
from server.exchange.answer import (
    GEOJSON,
    Answer,
    dump_json,
    fingerprint,
    full_answer,
    not_modified,
)
from server.exchange.ask import Ask
from server.exchange.parameters import read_language, read_parameters, refuse_unknown
from server.workspace import Workspace

DIGITS = 5


def labels_answer(workspace: Workspace, ask: Ask, collection: Collection) -> Answer:
    """Give the points at which the areas of a layer are named.

    Raises
    ------
    NothingHereError
        If the layer has no areas or no names.
    ParameterError
        If a parameter is unknown.
    """
    layer = collection.layer
    given = read_parameters(ask.query)
    refuse_unknown(given, ("lang",))
    read_language(given)
    if label_source(layer) is None:
        raise NothingHereError(
            Text(
                f"lapisan {layer.id} tanpa bidang bernama; fitur-fiturnya menyebut namanya",
                f"layer {layer.id} has no areas with names; its features name it",
            )
        )
    tag = f"r{layer.revision}-{fingerprint(layer.id, layer.modified, ask.query, 'labels')}"
    known = not_modified(ask, tag)
    if known is not None:
        return known
    body = dump_json(label_points(workspace, layer))
    return full_answer(ask, body, media=GEOJSON, tag=tag)


def label_points(workspace: Workspace, layer: Layer) -> dict[str, Any]:
    """Give a FeatureCollection of points with the ids of the features they name.

    Each has the label, the class its style goes by, and `label_rank`: 0 for the largest
    area, which is named first where names collide.
    """
    names = [layer.styling["label_field"], layer.styling.get("class_field")]
    fields = tuple(dict.fromkeys(n for n in names if n in layer.schema.names))
    frame = workspace.catalogue()[layer.id].read(properties=fields)
    places, parts = largest_parts(frame.geometry.to_numpy(dtype=object))
    spots = middles(parts)
    rank = ranks(parts)
    values = [frame[name].astype(object).where(frame[name].notna(), None) for name in fields]
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": int(frame.index[place]),
                "geometry": {
                    "type": "Point",
                    "coordinates": [round(spot.x, DIGITS), round(spot.y, DIGITS)],
                },
                "properties": {
                    **{name: v.iloc[place] for name, v in zip(fields, values, strict=True)},
                    RANK: int(n),
                },
            }
            for place, spot, n in zip(places, spots, rank, strict=True)
        ],
    }
