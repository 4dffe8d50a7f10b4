"""Nearest: the features of a layer in a box, those nearest to its middle first."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer

from layers.catalog import Catalogue
from layers.layer import Layer
from layers.query import BBox, Query

MOST = 50
# A small box around the middle is tried before the whole one.
_STEPS = (1 / 16, 1 / 4, 1.0)


def nearest_features(catalogue: Catalogue, layer: Layer, bbox: BBox) -> list[dict[str, Any]]:
    """Give at most `MOST` features that reach into a box, by their distance from its middle.

    Parameters
    ----------
    catalogue, layer
        Of which features.
    bbox
        West, south, east, north in EPSG:4326.

    Returns
    -------
    list of dict
        ``id``, ``label``, ``kind`` (its class), ``at`` (a point of it within the box, lon and
        lat) and ``distance_m`` from the middle (to the nearest part; 0 within an area).
    """
    west, south, east, north = bbox
    lon, lat = (west + east) / 2, (south + north) / 2
    sure = gpd.GeoDataFrame()
    for part in _STEPS:
        half_x, half_y = (east - west) / 2 * part, (north - south) / 2 * part
        box = (lon - half_x, lat - half_y, lon + half_x, lat + half_y)
        found = _measured(catalogue[layer.id].read(Query(bbox=box)), lon, lat)
        sure = found if part == 1.0 else found[found["distance_m"] <= _reach(box, lon, lat)]
        if len(sure) >= MOST or part == 1.0:
            break
    rows = sure.sort_index().sort_values("distance_m", kind="stable").head(MOST)
    return [_row(layer, feature_id, row, bbox) for feature_id, row in rows.iterrows()]


def _measured(frame: gpd.GeoDataFrame, lon: float, lat: float) -> gpd.GeoDataFrame:
    """Give the frame with its distances, in a plane where those from the middle are true."""
    kept = frame[frame.geometry.notna() & ~frame.geometry.is_empty]
    plane = f"+proj=aeqd +lat_0={lat} +lon_0={lon} +datum=WGS84 +units=m"
    shapes = kept.geometry.to_crs(plane)
    distance = shapely.distance(shapes.to_numpy(), shapely.Point(0, 0))
    return kept.assign(distance_m=np.round(distance, 1))


def _reach(box: BBox, lon: float, lat: float) -> float:
    """Give how far one may go from the middle of a box without leaving it."""
    plane = f"+proj=aeqd +lat_0={lat} +lon_0={lon} +datum=WGS84 +units=m"
    to_plane = Transformer.from_crs(4326, plane, always_xy=True)
    x, _ = to_plane.transform(box[2], lat)
    _, y = to_plane.transform(lon, box[3])
    return float(min(x, y))


def _row(layer: Layer, feature_id: Any, row: Any, bbox: BBox) -> dict[str, Any]:
    within = shapely.intersection(row.geometry, shapely.box(*bbox))
    point = shapely.point_on_surface(row.geometry if within.is_empty else within)
    hints = layer.styling
    return {
        "id": int(feature_id),
        "label": _value(layer, row, str(hints.get("label_field") or "name")),
        "kind": _value(layer, row, str(hints.get("class_field") or "type")),
        "at": [round(point.x, 6), round(point.y, 6)],
        "distance_m": float(row["distance_m"]),
    }


def _value(layer: Layer, row: Any, name: str) -> Any:
    """Give a value as people read it: codes by their label in both languages."""
    value = row.get(name)
    if value is None or pd.isna(value):
        return None
    field = next((one for one in layer.schema.fields if one.name == name), None)
    label = (field.codes or {}).get(str(value)) if field else None
    if label is not None:
        return label.to_dict()
    classes = layer.styling.get("classes", ()) if name == layer.styling.get("class_field") else ()
    return next((one["label"] for one in classes if one.get("value") == value), str(value))
