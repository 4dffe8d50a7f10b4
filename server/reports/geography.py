"""Geography of a report: shapes of the region and what lies around it, as its maps draw them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import orjson
import shapely

from gis.errors import NoAnswerError
from gis.processes.units import units_of
from layers.errors import LayerNotFoundError

if TYPE_CHECKING:
    from layers.catalog import Catalogue

UNITS = "districts"
# Of the wider side: finer than a printed line.
FINEST = 1.0 / 1500.0
AROUND = 0.06
DECIMALS = 5
# Layers drawn as lines beneath the districts' names, and the classes that are drawn.
LINES = {"waterways": None, "roads": ("toll", "arterial", "primary", "collector")}


def geography(catalogue: Catalogue, region: str) -> dict[str, Any] | None:
    """Give what maps of a region draw: its districts, those around, rivers, main roads.

    Parameters
    ----------
    catalogue
        Where the layers are.
    region
        Code of the region.

    Returns
    -------
    dict or None
        ``bbox``, ``units`` (`code`, `name`, `geometry`), ``around``, ``lines`` by layer, and
        ``layers`` drawn; GeoJSON geometries in EPSG:4326. None without districts.
    """
    if UNITS not in catalogue:
        return None
    every = catalogue[UNITS].read()
    try:
        units = units_of(every, region, UNITS).sort_values("code")
    except NoAnswerError:
        return None
    west, south, east, north = (float(v) for v in units.total_bounds)
    side = max(east - west, north - south)
    margin = AROUND * side
    frame = (west - margin, south - margin, east + margin, north + margin)
    rest = every[~every.index.isin(units.index)]
    drawn = {UNITS: _shapes(units, side, frame), "around": _shapes(rest, side, frame)}
    lines, used = {}, [UNITS]
    for layer_id, classes in LINES.items():
        try:
            found = catalogue[layer_id].read(bbox=frame)
        except LayerNotFoundError:
            continue
        if classes is not None and "class" in found:
            found = found[found["class"].isin(classes)]
        lines[layer_id] = [one["geometry"] for one in _shapes(found, side, frame)]
        used.append(layer_id)
    return {
        "bbox": list(frame),
        "units": drawn[UNITS],
        "around": [one["geometry"] for one in drawn["around"]],
        "lines": lines,
        "layers": used,
    }


def _shapes(
    found: gpd.GeoDataFrame, side: float, frame: tuple[float, float, float, float]
) -> list[dict[str, Any]]:
    """Give shapes within a frame, simplified, as GeoJSON with code and name."""
    near = shapely.clip_by_rect(found.geometry.to_numpy(), *frame)
    plainer = shapely.simplify(near, side * FINEST)
    rounded = shapely.transform(plainer, lambda xy: xy.round(DECIMALS))
    names = (
        found[["code", "name"]].astype(str).to_dict("records")
        if {"code", "name"} <= set(found)
        else [{}] * len(found)
    )
    return [
        {**name, "geometry": orjson.loads(shapely.to_geojson(shape))}
        for name, shape in zip(names, rounded, strict=True)
        if not shapely.is_empty(shape)
    ]
