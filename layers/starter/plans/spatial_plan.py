"""General spatial plan (RTRW-style pola ruang) of the region in coarse polygons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from scipy.special import ndtr

from layers.crs import STORAGE_CRS
from layers.starter import facts
from layers.starter.curves import Floats
from layers.starter.describe import (
    NAME_FIELD,
    SOURCE_FIELD,
    TRUST_FIELD,
    class_,
    field,
    modelled,
    styling,
)
from layers.starter.grid import Grid
from layers.starter.ground import cells
from layers.starter.ground.boundaries import area_km2
from layers.starter.projection import lonlat_to_xy, to_lonlat, to_metres
from layers.zoning import tables

SPACING_M = 9_000.0
SHAKE = 0.36
FOREST_HEIGHT_M, PROTECTED_HEIGHT_M = 260.0, 520.0
URBAN_PEOPLE, RURAL_PEOPLE = 3.0, 0.6  # people per hectare


@dataclass(frozen=True, slots=True)
class Relief:
    """A grid of 0.005 degrees with the height of its cells in metres and their people."""

    grid: Grid
    height: npt.NDArray[Any]
    people: npt.NDArray[Any]


def draw_spatial_plan(
    regencies: gpd.GeoDataFrame,
    protected: gpd.GeoDataFrame,
    relief: Relief,
    rng: np.random.Generator,
) -> gpd.GeoDataFrame:
    """Model the pola ruang: one multipolygon for each regency and code, without gaps.

    Parameters
    ----------
    relief
        Elevation and people on a grid.
    """
    land = shapely.coverage_union_all(regencies.geometry.to_numpy())
    sites = _sites(land, rng)
    lines, _ = cells.borders(sites, rng, step=1_200.0, swing=0.12)
    land_m = to_metres(land)
    shapely.prepare(land_m)
    lines = to_lonlat(lines[shapely.dwithin(land_m, lines, 1_000.0)])
    outlines = np.r_[regencies.boundary.to_numpy(), protected.boundary.to_numpy()]
    faces, inside = cells.split_ground(np.r_[lines, outlines], land)
    codes = _codes(sites, relief, rng)
    code = codes[sites.locate(shapely.get_coordinates(to_metres(inside)))]
    guard, area = protected.sindex.query(inside, predicate="intersects")
    code[guard] = protected["kind"].replace("SM", "KSA").to_numpy()[area]
    regency = np.zeros(len(faces), dtype=np.intp)
    face, home = regencies.sindex.query(inside, predicate="intersects")
    regency[face] = home
    return _frame(faces, code, regencies["code"].to_numpy()[regency], regencies)


def _sites(land: Any, rng: np.random.Generator) -> cells.Sites:
    west, south, east, north = to_metres(land).bounds
    x, y = np.meshgrid(
        np.arange(west - SPACING_M, east + SPACING_M, SPACING_M),
        np.arange(south - SPACING_M, north + SPACING_M, SPACING_M),
    )
    xy = np.column_stack([x.ravel(), y.ravel()])
    xy = xy + rng.uniform(-SHAKE, SHAKE, xy.shape) * SPACING_M
    return cells.fenced(xy, np.zeros(len(xy)))


def _codes(sites: cells.Sites, relief: Relief, rng: np.random.Generator) -> npt.NDArray[np.object_]:
    """Give each cell a code by height and people around it, and chance."""
    lonlat = shapely.get_coordinates(to_lonlat(shapely.points(sites.xy)))
    at = relief.grid.cell_of(lonlat)
    up = relief.height[at]
    dense = _around(np.maximum(relief.people, 0), relief.grid, lonlat) / 30.8
    chance = _patches(relief.grid, rng)[at]
    code = np.where(chance < 0.45, "P-3", np.where(chance < 0.72, "HP", "KR")).astype(object)
    code[(up < 40) & (chance > 0.80)] = "P-1"
    code[(up > 60) & (chance > 0.82)] = "HPK"
    code[up > FOREST_HEIGHT_M * 0.5] = "HP"
    code[(up > FOREST_HEIGHT_M) | ((up > 120) & (chance < 0.25))] = "HPT"
    code[up > PROTECTED_HEIGHT_M] = "HL"
    code[(dense > RURAL_PEOPLE) & (chance < 0.45)] = "P-1"
    code[(dense > RURAL_PEOPLE) & (chance >= 0.45)] = "PD"
    code[dense > URBAN_PEOPLE] = "PK"
    for kind, target in (("industrial_estate", "KPI"), ("power_plant", "PTL"), ("airport", "TR")):
        code[_nearest(sites.xy, kind)] = target
    return code


def _patches(grid: Grid, rng: np.random.Generator) -> Floats:
    """Give smooth chance 0..1 over the grid, so that neighbours tend to be alike."""
    noise = grid.noise(rng, size_cells=45) + 0.5 * grid.noise(rng, size_cells=15)
    return np.asarray(ndtr(noise / noise.std()))


def _around(people: Any, grid: Grid, lonlat: Floats) -> Floats:
    """Average people per cell over a window of about 5 km around each point."""
    total = np.cumsum(np.cumsum(np.pad(people, ((1, 0), (1, 0))), axis=0), axis=1)
    row, column = grid.cell_of(lonlat)
    top, left = np.maximum(row - 5, 0), np.maximum(column - 5, 0)
    low, right = np.minimum(row + 5, grid.shape[0]), np.minimum(column + 5, grid.shape[1])
    window = total[low, right] - total[top, right] - total[low, left] + total[top, left]
    return np.asarray(window / np.maximum((low - top) * (right - left), 1))


def _nearest(xy: Floats, kind: str) -> npt.NDArray[np.intp]:
    anchors = facts.table("anchors")
    rows = anchors[(anchors["type"] == kind) & (anchors["trust"] == "compiled")]
    if rows.empty:
        rows = anchors[anchors["type"] == kind]
    points = lonlat_to_xy(rows[["lon", "lat"]].to_numpy())
    gaps = np.hypot(*(xy[None] - points[:, None]).transpose(2, 0, 1))
    return np.asarray(gaps.argmin(axis=1), dtype=np.intp)


def _frame(
    faces: npt.NDArray[Any],
    code: npt.NDArray[np.object_],
    regency: npt.NDArray[np.object_],
    regencies: gpd.GeoDataFrame,
) -> gpd.GeoDataFrame:
    keys = np.array(["|".join(k) for k in zip(regency.tolist(), code.tolist(), strict=True)])
    names, owner = np.unique(keys, return_inverse=True)
    shapes = [
        shapely.MultiPolygon(shapely.get_parts(g).tolist())
        for g in cells.joined(faces, owner, len(names))
    ]
    split = [tuple(str(n).split("|")) for n in names]
    known = tables.frame("rtrw_codes").set_index("code")
    title, group = known["name_id"].to_dict(), known["group"].to_dict()
    regency_name = dict(zip(regencies["code"], regencies["name"], strict=True))
    data = {
        "code": [f"{r}-{c}" for r, c in split],
        "namobj": [title[c] for _, c in split],
        "kodrpr": [c for _, c in split],
        "jnsrpr": [group[c] for _, c in split],
        "name": [f"{title[c]} - {regency_name[r]}" for r, c in split],
        "regency_code": [r for r, _ in split],
        "wadmkk": [regency_name[r] for r, _ in split],
        "luasha": (area_km2(np.array(shapes)) * 100).round(2),
        "source": "rtrw-14-2021",
        "trust": "modelled",
    }
    return gpd.GeoDataFrame(data, geometry=shapes, crs=STORAGE_CRS)


CODES = tables.frame("rtrw_codes")
DRAWN = (
    *("HL", "KSA", "CA", "TN", "THR", "HPT", "HP", "HPK"),
    *("KR", "P-1", "P-3", "PTL", "KPI", "PK", "PD", "TR"),
)
USED = CODES[CODES["code"].isin(DRAWN)]
LAYER = modelled(
    "spatial_plan",
    ("Pola ruang RTRW (model)", "General spatial plan (modelled)"),
    (
        field("code", "text", ("Kode objek", "Object code"), required=True),
        field("namobj", "text", ("Nama objek", "Object name")),
        field("kodrpr", "text", ("Kode pola ruang", "Allocation code")),
        field("jnsrpr", "text", ("Lindung/budi daya", "Protection or cultivation")),
        NAME_FIELD,
        field("regency_code", "text", ("Kode kabupaten/kota", "Regency code")),
        field("wadmkk", "text", ("Kabupaten/kota", "Regency or city")),
        field("luasha", "number", ("Luas", "Area"), unit="ha"),
        SOURCE_FIELD,
        TRUST_FIELD,
    ),
    geometry="MultiPolygon",
    theme="zoning",
    about=(
        "Pola ruang model dengan kode RTRW; bukan rencana yang berlaku.",
        "Modelled allocation with RTRW codes; not the plan in force.",
    ),
    source=tables.source_text("rtrw-14-2021"),
    data_date="2026",
    method=(
        "cells of about 9 km classed by modelled height, people, protected areas and chance, "
        "dissolved by regency and code; luasha geodesic (WGS 84)"
    ),
    styling=styling(
        "plan",
        20,
        "fill",
        class_field="kodrpr",
        classes=[
            class_(c, (i, e), h)
            for c, i, e, h in zip(
                USED["code"], USED["name_id"], USED["name_en"], USED["hex"], strict=True
            )
        ],
        label_field="kodrpr",
    ),
)
