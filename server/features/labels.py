"""Where the names of areas stand: one point for each, in the middle of its largest part."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from layers.layer import Layer
from layers.text import Text
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

RANK = "label_rank"
# Of the width of a part: vertices nearer than the first do not move a name that can be seen.
SIMPLIFIED, EXACT = 1 / 200, 1 / 50
DIGITS = 5
Shapes = npt.NDArray[np.object_]


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
    rank = np.argsort(np.argsort(-shapely.area(parts), kind="stable"))
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


def largest_parts(shapes: Shapes) -> tuple[npt.NDArray[np.intp], Shapes]:
    """Give the largest polygon of each shape, and its place; shapes without any are left out.

    Examples
    --------
    >>> islands = shapely.union(shapely.box(0, 0, 1, 1), shapely.box(3, 0, 5, 2))
    >>> places, parts = largest_parts(np.array([None, islands]))
    >>> int(places[0]), float(parts[0].area)
    (1, 4.0)
    """
    parts, place = shapely.get_parts(shapes, return_index=True)
    kept = (shapely.get_type_id(parts) == 3) & (shapely.area(parts) > 0)
    parts, place = parts[kept], place[kept]
    order = np.lexsort((-shapely.area(parts), place))
    places, first = np.unique(place[order], return_index=True)
    return places, parts[order][first]


def middles(parts: Shapes) -> list[shapely.Point]:
    """Give a point well inside of each polygon: the centre of the largest circle it holds."""
    out = []
    for part, width in zip(parts, np.sqrt(shapely.area(parts)), strict=True):
        plain = shapely.simplify(part, width * SIMPLIFIED)
        if not plain.is_valid or plain.is_empty:
            plain = part
        radius = shapely.maximum_inscribed_circle(plain, tolerance=width * EXACT)
        spot = shapely.Point(radius.coords[0])
        out.append(spot if part.contains(spot) else part.point_on_surface())
    return out
