"""Rows: transitions, classes, zones and patches, as an answer tells and a map draws them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.landcover.keys import Changed, Keyed
from gis.landcover.measures import annual_rate, class_changes
from gis.landcover.patches import Patches, outline
from gis.landcover.transitions import Transitions
from gis.processes.landuse.places import place_text, places_of
from gis.processes.process import Input
from layers.crs import STORAGE_CRS
from layers.landcover import Legend
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue
    from layers.layer import Layer

Floats = NDArray[np.float64]
CONNECT = Input(
    "connect",
    Text("Sel bersentuhan", "Cells touch by"),
    "choice",
    Text(
        "Sel sepetak bila bersentuhan: 8 (sisi dan sudut) atau 4 (sisi saja)",
        "Cells are one patch if they touch: 8 (sides and corners) or 4 (sides only)",
    ),
    choices=(
        ("8", Text("sisi dan sudut", "sides and corners")),
        ("4", Text("sisi saja", "sides only")),
    ),
    default="8",
    quiet=True,
)


def pair_rows(table: Transitions, units: gpd.GeoDataFrame, legend: Legend) -> list[dict[str, Any]]:
    """List what became of what in each zone, the largest of a zone first; what stayed is in it."""
    pairs = table.pairs()
    code, name = units["code"], units["name"]
    pairs["code"] = code.reindex(pairs["zone"]).to_numpy()
    pairs["name"] = name.reindex(pairs["zone"]).to_numpy()
    pairs = pairs.sort_values(["code", "area_ha"], ascending=[True, False], kind="stable")
    names = {int(c.code): c.name.to_dict() for c in legend.classes}
    rows: list[dict[str, Any]] = pairs.to_dict("records")  # type: ignore[assignment]
    return [
        {
            "code": row["code"],
            "name": row["name"],
            "from": str(row["from"]),
            "to": str(row["to"]),
            "area_ha": row["area_ha"],
            "from_name": names[row["from"]],
            "to_name": names[row["to"]],
        }
        for row in rows
    ]


def class_rows(matrix: Floats, legend: Legend, years: float) -> list[dict[str, Any]]:
    """Give for each class that is there what it gained and lost, and its annual rate."""
    changes = class_changes(matrix)
    classes = [c for c in legend.classes if c.common != "0"]
    out: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = changes.to_dict("records")  # type: ignore[assignment]
    for cover, row in zip(classes, rows, strict=True):
        if not (row["before_ha"] or row["after_ha"]):
            continue
        rate = annual_rate(row["before_ha"], row["after_ha"], years)
        told = {"rate_percent": rate.percent, "rate_reason": rate.reason or None}
        out.append({"code": cover.code, "name": cover.name, **row, **told})
    return out


def zone_table(
    table: Transitions, units: gpd.GeoDataFrame, focus: tuple[str, ...], years: float
) -> pd.DataFrame:
    """Give what changed in each zone, and the areas and rate of the classes followed.

    Columns: `code`, `name`, `area_ha` (as drawn), `counted_ha` (a class at both dates),
    `changed_ha`, `changed_share` (of what is counted), `focus_before_ha`,
    `focus_after_ha`, `focus_lost_ha`, `focus_gained_ha`, `focus_rate_percent`, and what is
    not counted: `no_value_ha`, `unknown_ha`, `beyond_ha`.
    """
    held = np.isin(np.asarray(table.before.codes).astype(str), focus)
    hectares = table.hectares
    out = pd.DataFrame(units[["code", "name"]])
    out["area_ha"] = table.drawn_ha
    out["counted_ha"] = table.counted_ha
    out["changed_ha"] = table.counted_ha - np.trace(hectares, axis1=1, axis2=2)
    out["changed_ha"] = out["changed_ha"].clip(lower=0.0)
    out["changed_share"] = out["changed_ha"] / out["counted_ha"].where(out["counted_ha"] > 0)
    before = hectares[:, held, :].sum(axis=(1, 2))
    after = hectares[:, :, held].sum(axis=(1, 2))
    kept = hectares[:, held, :][:, :, held].sum(axis=(1, 2))
    out["focus_before_ha"], out["focus_after_ha"] = before, after
    out["focus_lost_ha"], out["focus_gained_ha"] = before - kept, after - kept
    out["focus_rate_percent"] = [
        annual_rate(a, b, years).percent for a, b in zip(before, after, strict=True)
    ]
    out["no_value_ha"], out["unknown_ha"] = table.no_value_ha, table.unknown_ha
    out["beyond_ha"] = table.beyond_ha
    return out


def zone_rows(
    table: Transitions, units: gpd.GeoDataFrame, focus: tuple[str, ...], years: float
) -> list[dict[str, Any]]:
    """List the zones, the one that changed most first."""
    rows = zone_table(table, units, focus, years)
    rows = rows.sort_values(["changed_ha", "code"], ascending=[False, True])
    return rows.to_dict("records")  # type: ignore[return-value]


def zone_features(
    table: Transitions, units: gpd.GeoDataFrame, focus: tuple[str, ...], years: float
) -> gpd.GeoDataFrame:
    """Give the zones with their shape and what changed in them."""
    rows = zone_table(table, units, focus, years)
    return gpd.GeoDataFrame(rows, geometry=units.geometry, crs=units.crs)


def patch_rows(
    catalogue: Catalogue, changed: Changed, found: Patches, n: int
) -> tuple[list[dict[str, Any]], gpd.GeoDataFrame, tuple[Layer, ...]]:
    """Give the largest patches with their place, as rows and as features.

    Returns
    -------
    tuple
        Rows, features (outlines along the cells, cut to the zones), and the layers that
        gave the places.
    """
    largest = found.largest.head(n)
    shapes = outlines(changed, largest, found.connect)
    places, layers = places_of(catalogue, shapes.to_list())
    rows: list[dict[str, Any]] = []
    held: list[dict[str, Any]] = largest.to_dict("records")  # type: ignore[assignment]
    for k, (patch, place) in enumerate(zip(held, places, strict=True)):
        before, after = changed.pair(patch["key"])
        rows.append(
            {
                "rank": k + 1,
                "from": str(before),
                "to": str(after),
                "area_ha": patch["area_ha"],
                "n_cells": patch["n_cells"],
                **centre(shapes.iloc[k]),
                "place": place_text(place),
                "places": place,
            }
        )
    told = pd.DataFrame([{k: v for k, v in row.items() if k != "places"} for row in rows])
    return rows, gpd.GeoDataFrame(told, geometry=list(shapes), crs=STORAGE_CRS), layers


def outlines(keyed: Keyed, largest: pd.DataFrame, connect: int) -> gpd.GeoSeries:
    """Give the outlines of patches in EPSG:4326."""
    shapes = [outline(keyed, patch, connect) for _, patch in largest.iterrows()]
    return gpd.GeoSeries(shapes, crs=keyed.grid.crs).to_crs(STORAGE_CRS)


def centre(shape: shapely.Geometry) -> dict[str, float]:
    """Give a place inside a shape as `lon` and `lat`."""
    point = shapely.point_on_surface(shape)
    return {"lon": float(point.x), "lat": float(point.y)}
