"""Values of inputs as the standard lets them be written: plain, qualified, GeoJSON, references."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gis.errors import InputError
from layers.text import Text

# What may stand beside a qualified value.
_QUALIFIERS = {"value", "mediaType", "encoding", "schema", "format"}
_SHAPES = ("Point", "MultiPoint", "LineString", "Polygon", "MultiPolygon")
# Kind of input → the shapes it may be drawn as.
_DRAWN = {
    "point": ("Point",),
    "places": ("Point", "MultiPoint"),
    "line": ("LineString",),
    "parcel": ("Polygon", "MultiPolygon"),
}


def read_value(kind: str, value: Any) -> Any:
    """Give a value as an analysis takes it.

    Parameters
    ----------
    kind
        Type of the input, such as ``point`` or ``layer``.
    value
        Plain; ``{"value": …}``; for places, lines and parcels a GeoJSON geometry or feature;
        for layers ``{"collection": id}``.

    Raises
    ------
    InputError
        If it is a form that is not offered.

    Examples
    --------
    >>> read_value("point", {"value": {"type": "Point", "coordinates": [116.8, -1.3]}})
    [116.8, -1.3]
    >>> read_value("layer", {"collection": "districts"})
    'districts'
    """
    if isinstance(value, Mapping):
        if "value" in value and value.keys() <= _QUALIFIERS:
            return read_value(kind, value["value"])
        if "href" in value:
            raise InputError(
                Text(
                    "alamat tidak diambil; berikan nilainya, atau lapisan di sini sebagai "
                    '{"collection": "id"}',
                    "addresses are not fetched; give the value, or a layer of this service as "
                    '{"collection": "id"}',
                )
            )
        if kind == "layer":
            return _collection(value)
        if kind in _DRAWN and "type" in value:
            return _drawn(kind, value)
        return value
    if isinstance(value, list) and kind != "layer":
        return [read_value("text", one) if _is_qualified(one) else one for one in value]
    return value


def _is_qualified(value: Any) -> bool:
    return isinstance(value, Mapping) and "value" in value and value.keys() <= _QUALIFIERS


def _collection(value: Mapping[str, Any]) -> Any:
    name = value.get("collection")
    if not isinstance(name, str) or value.keys() - {"collection", "filter", "filter-lang"}:
        raise InputError(
            Text(
                'yang diminta id sebuah lapisan, atau {"collection": "id", "filter": "…"}',
                'wanted the id of a layer, or {"collection": "id", "filter": "…"}',
            )
        )
    return name if value.get("filter") is None else dict(value)


def _drawn(kind: str, value: Mapping[str, Any]) -> Any:
    shapes = _shapes(value)
    wanted = _DRAWN[kind]
    if not shapes or any(shape.get("type") not in wanted for shape in shapes):
        got = ", ".join(sorted({str(s.get("type"))[:20] for s in shapes})) or "-"
        names = ", ".join(wanted)
        raise InputError(
            Text(
                f"yang diminta GeoJSON {names}; yang diberikan {got}",
                f"wanted GeoJSON {names}; got {got}",
            )
        )
    if kind == "parcel":
        return value
    if kind == "places":
        points: list[Any] = []
        for shape in shapes:
            held = shape.get("coordinates")
            points += held if shape["type"] == "MultiPoint" and isinstance(held, list) else [held]
        return points
    if len(shapes) != 1:
        raise InputError(
            Text(f"{len(shapes)} bentuk; yang diminta satu", f"{len(shapes)} shapes; wanted one")
        )
    return shapes[0].get("coordinates")


def _shapes(value: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Give the geometries of a GeoJSON object."""
    kind = value.get("type")
    if kind == "FeatureCollection":
        features = value.get("features")
        inner = (
            [_shapes(f) for f in features if isinstance(f, Mapping)]
            if isinstance(features, list)
            else []
        )
        return [shape for shapes in inner for shape in shapes]
    if kind == "Feature":
        held = value.get("geometry")
        return _shapes(held) if isinstance(held, Mapping) else []
    return [value] if kind in _SHAPES or isinstance(kind, str) else []
