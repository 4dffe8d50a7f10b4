"""From what a job kept to a layer: features with their fields, or a raster."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import orjson
import pandas as pd
import rasterio
import shapely

from layers.layer import RESULTS, Layer
from layers.schema import Field, FieldType, GeometryType, Schema
from layers.text import Text

_KINDS: dict[int, GeometryType] = {
    0: "Point",
    1: "LineString",
    3: "Polygon",
    4: "MultiPoint",
    5: "MultiLineString",
    6: "MultiPolygon",
}


def read_features(path: Path) -> tuple[gpd.GeoDataFrame, Schema]:
    """Read the GeoJSON that a job wrote, and find out its fields.

    Parameters
    ----------
    path
        The file of an output.

    Returns
    -------
    tuple
        The features in EPSG:4326, and their schema; nested values are texts in JSON.
    """
    features = orjson.loads(path.read_bytes())["features"]
    rows = [_spoken(f["properties"]) for f in features]
    shapes = shapely.from_geojson(
        [None if f["geometry"] is None else orjson.dumps(f["geometry"]) for f in features]
    )
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns: dict[str, Any] = {}
    fields = []
    for name in names:
        values = [_flat(row.get(name)) for row in rows]
        kind = kind_of(values)
        columns[name] = _column(values, kind)
        fields.append(Field(name, kind, Text.of(name.replace("_", " "))))
    shapes, geometry = _unified(shapes)
    frame = gpd.GeoDataFrame(pd.DataFrame(columns), geometry=shapes, crs="EPSG:4326")
    return frame, Schema(tuple(fields), geometry)


def kind_of(values: Iterable[Any]) -> FieldType:
    """Give the narrowest type that holds all values.

    Examples
    --------
    >>> kind_of([1, None]), kind_of([1, 2.5]), kind_of([True]), kind_of(["a", 1]), kind_of([])
    ('integer', 'number', 'boolean', 'text', 'text')
    """
    kinds = {type(value) for value in values if value is not None}
    if kinds == {bool}:
        return "boolean"
    if kinds == {int}:
        return "integer"
    return "number" if kinds and kinds <= {int, float} else "text"


def _spoken(row: Mapping[str, Any]) -> dict[str, Any]:
    """Give what is told in both languages as two values, the second as `…_en`."""
    out: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, Mapping) and value.keys() == {"id", "en"}:
            out |= {name: value["id"], f"{name}_en": value["en"]}
        else:
            out[name] = value
    return out


def _flat(value: Any) -> Any:
    return orjson.dumps(value).decode() if isinstance(value, (dict, list)) else value


def _column(values: Sequence[Any], kind: FieldType) -> pd.Series[Any]:
    types = {"integer": "Int64", "number": "float64", "boolean": "boolean", "text": "object"}
    if kind == "text":
        values = [
            value if value is None or isinstance(value, str) else str(value) for value in values
        ]
    return pd.Series(values, dtype=types[kind])


def _unified(shapes: Any) -> tuple[Any, GeometryType]:
    """Give shapes of one kind: single ones become multiple ones where both are there."""
    kinds = set(shapely.get_type_id(shapes[~shapely.is_missing(shapes)]).tolist())
    for single, multiple in ((0, 4), (1, 5), (3, 6)):
        if kinds == {single, multiple}:
            builder = {
                0: shapely.multipoints,
                1: shapely.multilinestrings,
                3: shapely.multipolygons,
            }
            alone = shapely.get_type_id(shapes) == single
            shapes = shapes.copy()
            shapes[alone] = [builder[single]([shape]) for shape in shapes[alone]]
            return shapes, _KINDS[multiple]
    return shapes, _KINDS.get(next(iter(kinds)), "Geometry") if len(kinds) == 1 else "Geometry"


def read_codes(path: Path) -> dict[str, Text]:
    """Read what the values of a raster mean, as its file says."""
    with rasterio.open(path) as source:
        tags = source.tags()
    keys = [tag[6:-3] for tag in tags if tag.startswith("VALUE_") and tag.endswith("_ID")]
    return {key: Text(tags[f"VALUE_{key}_ID"], tags[f"VALUE_{key}_EN"]) for key in keys}


def described(
    layer_id: str, title: Text, answer: Mapping[str, Any], used: Sequence[Layer], version: str
) -> Layer:
    """Describe a result: from whom and how sure, by what went into it.

    Parameters
    ----------
    layer_id, title
        Of the layer to be.
    answer
        The answer of the run.
    used
        The layers that went in.
    version
        The analysis and its version, in words.
    """
    licences = dict.fromkeys(layer.licence for layer in used if layer.licence)
    credits_ = dict.fromkeys(layer.attribution for layer in used if layer.attribution)
    dates = [layer.data_date for layer in used if layer.data_date]
    method = Text.of(answer["method"])
    return Layer(
        id=layer_id,
        title=title,
        theme=RESULTS,
        schema=Schema(),
        description=method,
        licence="; ".join(licences),
        attribution="; ".join(credits_),
        source=f"Penyangga: {version}",
        data_date=max(dates, default=""),
        method=method.en,
        trust=answer["trust"],
    )
