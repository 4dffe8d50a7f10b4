"""JSON that is not GeoJSON but holds features: TopoJSON and Esri JSON."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from layers.sources.limits import Limits
from layers.sources.readers.dialects import esri, topojson
from layers.sources.reading import Reading

Decode = Callable[[Any, Limits, str | None], Reading]


def decoder_of(kind: Any, members: Collection[str]) -> Decode | None:
    """Give the decoder of a JSON object, by its `type` and the names of its members.

    Examples
    --------
    >>> decoder_of("Topology", {"type", "arcs", "objects"}).__name__
    'decode'
    >>> decoder_of("FeatureCollection", {"type", "features"})
    """
    if kind == "Topology":
        return topojson.decode
    if kind is None and "features" in members and {"geometryType", "spatialReference"} & {*members}:
        return esri.decode
    return None
