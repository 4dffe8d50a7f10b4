"""What a raster holds within a site: people, hectares of classes, or the range of values."""

from __future__ import annotations

import math
from typing import Any

import geopandas as gpd
import numpy as np

from gis.landcover.classes import MOST_CLASSES, Classes
from gis.landcover.composition import composition
from gis.landcover.grids import InMemory
from gis.zonal import zonal_statistics, zonal_sum
from layers.catalog import LayerHandle
from layers.crs import STORAGE_CRS
from layers.layer import Layer
from layers.raster import Raster
from layers.text import Text
from server.aggregates.site import Site

PEOPLE = "population"
VALUES = ("mean", "min", "max")


def cells_of_layer(handle: LayerHandle, site: Site) -> dict[str, Any]:
    """Tell of a raster within a site.

    Parameters
    ----------
    handle
        The raster; of the theme of population it counts people.
    site
        The site.
    """
    layer = handle.layer
    raster = handle.raster(bbox=site.shape.bounds)
    zones = gpd.GeoSeries([site.shape], crs=STORAGE_CRS)
    if layer.theme == PEOPLE:
        return _people(zones, raster, site)
    codes = class_labels(layer)
    if codes and np.issubdtype(raster.values.dtype, np.integer):
        return _classes(zones, raster, site, codes)
    return _values(zones, raster, layer)


def class_labels(layer: Layer) -> dict[int, Text]:
    """Give the classes of a raster by code: those of its code list, else of its legend."""
    field = next(iter(layer.schema.fields), None)
    if field is not None and field.codes:
        told = {int(c): text for c, text in field.codes.items() if c.lstrip("-").isdigit()}
    elif layer.styling.get("class_field"):
        classes = layer.styling.get("classes") or ()
        told = {int(one["value"]): Text.of(one["label"]) for one in classes}
    else:
        told = {}
    return told if len(told) <= MOST_CLASSES else {}


def _people(zones: gpd.GeoSeries, raster: Raster, site: Site) -> dict[str, Any]:
    found = zonal_sum(zones, raster)
    people = float(found.table["total"].iloc[0])
    return {
        "kind": "people",
        "total": {"people": people, "people_per_ha": people / site.area_ha},
        "share_without_value": _share(found.table["share_without_value"].iloc[0]),
        "rows": [],
        "n_rows": 0,
    }


def _classes(
    zones: gpd.GeoSeries, raster: Raster, site: Site, labels: dict[int, Text]
) -> dict[str, Any]:
    known = tuple(code for code in labels if raster.nodata is None or code != raster.nodata)
    found = composition(InMemory(raster), Classes(known), zones)
    areas = found.table.iloc[0]
    areas = areas.sort_values(ascending=False)
    rows: list[dict[str, Any]] = [
        {
            "class": code,
            "label": labels[code].to_dict(),
            "area_ha": float(ha),
            "share": float(ha) / site.area_ha,
        }
        for code, ha in zip(areas.index.tolist(), areas.tolist(), strict=True)
        if ha > 0
    ]
    if (unknown := float(found.unknown_ha.iloc[0])) > 0:
        row = {"class": None, "label": Text("Kode lain", "Other codes").to_dict()}
        rows.append({**row, "area_ha": unknown, "share": unknown / site.area_ha})
    none = float(found.no_value_ha.iloc[0] + found.beyond_ha.iloc[0])
    return {
        "kind": "classes",
        "classed_by": "value",
        "total": {"area_ha": float(areas.sum()) + unknown},
        "none_ha": none,
        "share_without_value": none / site.area_ha,
        "rows": rows,
        "n_rows": len(rows),
    }


def _values(zones: gpd.GeoSeries, raster: Raster, layer: Layer) -> dict[str, Any]:
    found = zonal_statistics(zones, raster, statistics=VALUES)
    row = found.table.iloc[0]
    field = next(iter(layer.schema.fields), None)
    told = {name: None if math.isnan(row[name]) else float(row[name]) for name in VALUES}
    return {
        "kind": "values",
        "unit": None if field is None else field.unit,
        "total": told,
        "share_without_value": _share(row["share_without_value"]),
        "rows": [],
        "n_rows": 0,
    }


def _share(value: float) -> float:
    return 1.0 if math.isnan(value) else min(max(float(value), 0.0), 1.0)
