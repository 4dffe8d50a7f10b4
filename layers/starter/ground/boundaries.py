"""Provinces, regencies and cities, districts and villages: nesting modelled cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from layers.crs import GEOD, STORAGE_CRS
from layers.starter import facts
from layers.starter.curves import Floats
from layers.starter.describe import (
    CODE_FIELD,
    NAME_FIELD,
    SOURCE_FIELD,
    TRUST_FIELD,
    field,
    modelled,
    styling,
)
from layers.starter.ground import cells
from layers.starter.ground.coast import land_lonlat, mended_land
from layers.starter.people.census import district_population, village_population
from layers.starter.projection import lonlat_to_xy, to_lonlat

BORDER_STEP_M = 700.0
BORDER_SWING = 0.10
SAMPLE_STEP_M = 1_800.0
FIRST_WEIGHT = 0.3  # share of the area that sets a cell's first weight


@dataclass(frozen=True, slots=True)
class Boundaries:
    """The four levels of administration (EPSG:4326), and the land they share out."""

    provinces: gpd.GeoDataFrame
    regencies: gpd.GeoDataFrame
    districts: gpd.GeoDataFrame
    villages: gpd.GeoDataFrame
    land: BaseGeometry
    sites: cells.Sites


def draw_boundaries(rng: np.random.Generator) -> Boundaries:
    """Model every village as a cell, and join cells to districts, regencies and provinces."""
    villages = facts.table("villages")
    land_m = mended_land(villages, rng)
    sites = village_sites(villages, land_m)
    lines, pair = cells.borders(sites, rng, step=BORDER_STEP_M, swing=BORDER_SWING)
    outer = to_lonlat(lines[(pair < len(villages)).any(axis=1)])
    points = shapely.points(villages["lon"], villages["lat"])
    geometry = cells.partition(outer, land_lonlat(land_m), points)
    frame = _village_frame(villages, geometry)
    districts = _district_frame(frame)
    regencies = _region_frame(frame, length=5)
    provinces = _region_frame(frame, length=2)
    land = shapely.coverage_union_all(provinces.geometry.to_numpy())
    return Boundaries(provinces, regencies, districts, frame, land, sites)


def village_sites(villages: pd.DataFrame, land_m: BaseGeometry) -> cells.Sites:
    """Weigh the village points so that cells hold their point and come near their areas."""
    outside = facts.table("outside_points")
    lonlat = np.vstack([villages[["lon", "lat"]], outside[["lon", "lat"]]])
    xy = lonlat_to_xy(lonlat)
    area = villages["area_km2"].to_numpy() * 1e6
    first = np.r_[area, np.full(len(outside), np.median(area))] * FIRST_WEIGHT / np.pi
    sites = cells.fenced(xy, cells.relax(xy, first))
    wanted = np.r_[area, np.full(len(sites.xy) - len(area), np.nan)]
    return cells.match_areas(sites, wanted, _sample(land_m), SAMPLE_STEP_M**2)


def _sample(land_m: BaseGeometry) -> Floats:
    west, south, east, north = land_m.bounds
    x, y = np.meshgrid(np.arange(west, east, SAMPLE_STEP_M), np.arange(south, north, SAMPLE_STEP_M))
    shapely.prepare(land_m)
    inside = shapely.contains_xy(land_m, x.ravel(), y.ravel())
    return np.column_stack([x.ravel()[inside], y.ravel()[inside]])


def area_km2(geometry: npt.NDArray[Any]) -> Floats:
    """Measure polygons along the geodesic of WGS 84, in square kilometres."""
    return np.array([abs(GEOD.geometry_area_perimeter(g)[0]) / 1e6 for g in geometry])


def _village_frame(villages: pd.DataFrame, geometry: list[BaseGeometry]) -> gpd.GeoDataFrame:
    shapes = [_multi(g) for g in geometry]
    rural = villages["code"].str.split(".").str[3].str.startswith("2")
    data = {
        "code": villages["code"],
        "name": villages["name"],
        "type": np.where(rural, "desa", "kelurahan"),
        "parent": villages["parent"],
        "area_km2": area_km2(np.array(shapes)).round(4),
        "official_area_km2": villages["area_km2"],
        "population": village_population(villages),
        "lon": villages["lon"],
        "lat": villages["lat"],
        "source": villages["source"],
        "trust": "modelled",
    }
    return gpd.GeoDataFrame(data, geometry=shapes, crs=STORAGE_CRS)


def _district_frame(villages: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    known = facts.table("districts").set_index("code")
    shapes = _dissolve(villages, 8)
    codes = list(shapes)
    known = known.loc[codes].reset_index()
    data = {
        "code": known["code"],
        "bps_code": known["bps_code"],
        "name": known["name"],
        "parent": known["parent"],
        "area_km2": area_km2(np.array(list(shapes.values()))).round(4),
        "official_area_km2": known["area_published_km2"],
        "population": district_population(villages).loc[codes].to_numpy(),
        "seat": known["seat"],
        "source": known["source"],
        "trust": "modelled",
    }
    return gpd.GeoDataFrame(data, geometry=list(shapes.values()), crs=STORAGE_CRS)


def _region_frame(villages: gpd.GeoDataFrame, length: int) -> gpd.GeoDataFrame:
    regions = facts.table("regions")
    known = regions[regions["code"].str.len() == length].set_index("code", drop=False)
    shapes = _dissolve(villages, length)
    known = known.loc[list(shapes)].reset_index(drop=True)
    data = {
        "code": known["code"],
        "bps_code": known["bps_code"],
        "name": known["name"],
        "type": known["type"],
        "parent": known["parent"],
        "capital": known["capital"],
        "area_km2": area_km2(np.array(list(shapes.values()))).round(4),
        "official_area_km2": known["area_km2"],
        "population": known["population"],
        "population_year": known["population_year"].astype(int),
        "ikn_role": known["ikn_role"],
        "source": known["source"],
        "trust": "modelled",
    }
    frame = gpd.GeoDataFrame(data, geometry=list(shapes.values()), crs=STORAGE_CRS)
    return frame.drop(columns=["parent", "ikn_role"]) if length == 2 else frame


def _dissolve(villages: gpd.GeoDataFrame, length: int) -> dict[str, MultiPolygon]:
    key = villages["code"].str[:length]
    groups = villages.geometry.groupby(key).groups
    shapes = villages.geometry.to_numpy()
    return {
        str(code): _multi(shapely.coverage_union_all(shapes[rows]))
        for code, rows in sorted(groups.items())
    }


def _multi(geometry: BaseGeometry) -> MultiPolygon:
    return MultiPolygon([p for p in shapely.get_parts(geometry) if p.geom_type == "Polygon"])


METHOD = (
    "power cells of village points, weights matched to published areas, clipped to the "
    "Natural Earth 1:10m coast (EPSG:32750), dissolved upwards; area_km2 geodesic (WGS 84)"
)
AREA = field("area_km2", "number", ("Luas sel model", "Area of the modelled cell"), unit="km2")
OFFICIAL = field("official_area_km2", "number", ("Luas resmi", "Official area"), unit="km2")
PEOPLE = field("population", "integer", ("Penduduk", "Population"), unit="people")
TYPE = field("type", "text", ("Jenis", "Type"))
PARENT = field("parent", "text", ("Kode wilayah induk", "Code of the parent region"))
BPS = field("bps_code", "text", ("Kode BPS", "BPS code"))
CAPITAL = field("capital", "text", ("Ibu kota", "Capital"))
YEAR = field("population_year", "integer", ("Tahun penduduk", "Year of the population figure"))
IKN_ROLE = field("ikn_role", "text", ("Peran terhadap IKN", "Role towards IKN"))
SEAT = field("seat", "text", ("Pusat kecamatan", "Seat"))
LON = field("lon", "number", ("Bujur pusat", "Longitude of the centre"), unit="degree")
LAT = field("lat", "number", ("Lintang pusat", "Latitude of the centre"), unit="degree")
REGION_FIELDS = (CODE_FIELD, BPS, NAME_FIELD, TYPE, CAPITAL, AREA, OFFICIAL, PEOPLE, YEAR)

PROVINCES = modelled(
    "provinces",
    ("Provinsi", "Provinces"),
    (*REGION_FIELDS, SOURCE_FIELD, TRUST_FIELD),
    geometry="MultiPolygon",
    theme="boundaries",
    about=(
        "Batas model; luas dan penduduk resmi menurut Kepmendagri.",
        "Modelled outlines; official areas and population after Kepmendagri.",
    ),
    source=facts.source_text("kepmendagri-figures"),
    method=METHOD,
    styling=styling("boundaries", 10, "line", visible=True, colour="#33423f", width=2.2),
)
REGENCIES = modelled(
    "regencies",
    ("Kabupaten/kota", "Regencies and cities"),
    (*REGION_FIELDS[:4], PARENT, *REGION_FIELDS[4:], IKN_ROLE, SOURCE_FIELD, TRUST_FIELD),
    geometry="MultiPolygon",
    theme="boundaries",
    about=(
        "Batas model; luas dan penduduk resmi menurut Kepmendagri.",
        "Modelled outlines; official areas and population after Kepmendagri.",
    ),
    source=facts.source_text("kepmendagri-figures"),
    method=METHOD,
    styling=styling(
        "boundaries",
        20,
        "line",
        visible=True,
        colour="#6b756f",
        width=1.4,
        label_field="name",
        label_minzoom=7,
        label_colour="#6b756f",
    ),
)
DISTRICTS = modelled(
    "districts",
    ("Kecamatan", "Districts"),
    (CODE_FIELD, BPS, NAME_FIELD, PARENT, AREA, OFFICIAL, PEOPLE, SEAT, SOURCE_FIELD, TRUST_FIELD),
    geometry="MultiPolygon",
    theme="boundaries",
    about=(
        "Batas dan penduduk model; jumlah per kabupaten/kota sama dengan angka resmi.",
        "Modelled outlines and population; sums by regency equal the official figures.",
    ),
    source=facts.source_text("kepmendagri-codes"),
    method=METHOD,
    styling=styling(
        "boundaries",
        30,
        "line",
        colour="#9aa39d",
        width=0.9,
        label_field="name",
        minzoom=7,
        label_minzoom=9,
        label_colour="#6b756f",
    ),
)
VILLAGES = modelled(
    "villages",
    ("Desa/kelurahan", "Villages"),
    (
        *(CODE_FIELD, NAME_FIELD, TYPE, PARENT, AREA, OFFICIAL, PEOPLE),
        *(LON, LAT, SOURCE_FIELD, TRUST_FIELD),
    ),
    geometry="MultiPolygon",
    theme="boundaries",
    about=(
        "Sel model di sekitar titik pusat desa yang sebenarnya; penduduk model.",
        "Modelled cells around the real village centres; modelled population.",
    ),
    source=facts.source_text("kepmendagri-polygons"),
    method=METHOD,
    styling=styling(
        "boundaries", 40, "line", colour="#c3c8c2", width=0.6, label_field="name", minzoom=9
    ),
)
