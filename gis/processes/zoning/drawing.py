"""The features of an answer on zoning: zones at a place, the place itself, parts of a parcel."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import shapely

from gis.processes.zoning.telling import Asked
from layers.crs import STORAGE_CRS


def features_of(asked: Asked) -> dict[str, gpd.GeoDataFrame]:
    """Give the named features of an answer."""
    found, place = asked.found, asked.place
    rows = [zone.row for zone in found.zones]
    shapes = found.plan.zones.shapes
    records = [
        {
            "code": zone.verdict.code,
            "verdict": zone.verdict.value,
            "holds": zone.holds,
            "certain": zone.is_sure,
            "share": zone.share,
            "area_m2": zone.area_m2,
        }
        for zone in found.zones
    ]
    index = found.plan.zones.frame.index[rows]
    zones = _frame(records, [shapes[row] for row in rows], index)
    held = [k for k, zone in enumerate(found.zones) if zone.holds]
    parts = [shapely.intersection(shapes[rows[k]], place.shape) for k in held]
    return {
        "zones": zones,
        "place": _frame([{"verdict": found.value, "certain": found.is_sure}], [place.shape]),
        "parts": _frame([records[k] for k in held], parts, index[held]),
    }


def _frame(records: list[dict[str, Any]], shapes: list[Any], index: Any = None) -> gpd.GeoDataFrame:
    columns = list(records[0]) if records else ["code", "verdict"]
    return gpd.GeoDataFrame(
        records, columns=columns, geometry=gpd.GeoSeries(shapes, crs=STORAGE_CRS).array, index=index
    )
