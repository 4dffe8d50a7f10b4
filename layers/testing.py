"""A tiny made-up region, and assertions, for everyone's tests.

The region is three square districts of 0.1 degree side in a row, from
116.8 E, 1.3 S, with a road through them, six facilities and a head count per
cell: small enough to solve in the head.
"""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from affine import Affine
from numpy.typing import NDArray

from layers.catalog import Catalogue
from layers.layer import Layer
from layers.raster import Raster
from layers.schema import Field, Schema, Text

WEST, SOUTH, SIDE = 116.8, -1.3, 0.1
N_DISTRICTS = 3
PEOPLE_PER_CELL = 10.0
CELL = 0.01


def tiny_districts() -> tuple[Layer, gpd.GeoDataFrame]:
    """Give three square districts side by side, codes 64.71.01 to 64.71.03."""
    boxes = [
        shapely.box(WEST + i * SIDE, SOUTH, WEST + (i + 1) * SIDE, SOUTH + SIDE)
        for i in range(N_DISTRICTS)
    ]
    frame = gpd.GeoDataFrame(
        {
            "code": [f"64.71.0{i + 1}" for i in range(N_DISTRICTS)],
            "name": ["Barat", "Tengah", "Timur"],
        },
        geometry=boxes,
        crs="EPSG:4326",
    )
    fields = (
        Field("code", "text", Text("Kode", "Code"), required=True),
        Field("name", "text", Text("Nama", "Name"), required=True),
    )
    return _layer("districts", Text("Kecamatan", "Districts"), "boundaries", fields, "Polygon"), (
        frame
    )


def tiny_facilities() -> tuple[Layer, gpd.GeoDataFrame]:
    """Give six facilities: two hospitals, two puskesmas, a clinic and a school."""
    rows = [
        ("RS Satu", "rs", 116.85, -1.25, "2020-01-15"),
        ("RS Dua", "rs", 117.05, -1.25, "2021-06-01"),
        ("Puskesmas Barat", "puskesmas", 116.82, -1.28, "2018-03-01"),
        ("Puskesmas Timur", "puskesmas", 117.08, -1.22, "2023-12-31"),
        ("Klinik Tengah", "klinik", 116.95, -1.25, None),
        ("SD 1", "sd", 116.91, -1.21, "2010-07-01"),
    ]
    table = pd.DataFrame(rows, columns=["name", "type", "lon", "lat", "opened"])
    frame = gpd.GeoDataFrame(
        table[["name", "type", "opened"]],
        geometry=gpd.points_from_xy(table["lon"], table["lat"]),
        crs="EPSG:4326",
    )
    fields = (
        Field("name", "text", Text("Nama", "Name"), required=True),
        Field("type", "text", Text("Jenis", "Type"), required=True),
        Field("opened", "date", Text("Dibuka", "Opened")),
    )
    layer = _layer("facilities", Text("Fasilitas", "Facilities"), "infrastructure", fields, "Point")
    return layer, frame


def tiny_roads() -> tuple[Layer, gpd.GeoDataFrame]:
    """Give one road from west to east and one crossing it, in two parts."""
    frame = gpd.GeoDataFrame(
        {"name": ["Jalan Poros", "Jalan Silang"], "toll": [True, False], "lanes": [4, 2]},
        geometry=[
            shapely.LineString([(116.8, -1.25), (117.1, -1.25)]),
            shapely.MultiLineString(
                [[(116.95, -1.3), (116.95, -1.26)], [(116.95, -1.24), (116.95, -1.2)]]
            ),
        ],
        crs="EPSG:4326",
    )
    fields = (
        Field("name", "text", Text("Nama", "Name")),
        Field("toll", "boolean", Text("Tol", "Toll")),
        Field("lanes", "integer", Text("Lajur", "Lanes")),
    )
    return _layer("roads", Text("Jalan", "Roads"), "infrastructure", fields, "Geometry"), frame


def tiny_population() -> tuple[Layer, Raster]:
    """Give ten people in every cell of 0.01 degree: 1,000 in each district."""
    shape = (round(SIDE / CELL), round(N_DISTRICTS * SIDE / CELL))
    raster = Raster(
        values=np.full(shape, PEOPLE_PER_CELL, dtype=np.float32),
        transform=Affine(CELL, 0, WEST, 0, -CELL, SOUTH + SIDE),
        crs=pyproj.CRS("EPSG:4326"),
        nodata=-1.0,
    )
    layer = Layer(
        id="population",
        title=Text("Penduduk", "Population"),
        theme="population",
        kind="raster",
        schema=Schema(),
        trust="modelled",
        source="made up for tests",
        data_date="2024",
    )
    return layer, raster


def fill_tiny_region(catalogue: Catalogue) -> Catalogue:
    """Write the tiny region into an empty workspace and give it back."""
    for layer, frame in (tiny_districts(), tiny_facilities(), tiny_roads()):
        catalogue.write(layer, frame, provenance={"source": "layers.testing"})
    layer, raster = tiny_population()
    catalogue.write_raster(layer, raster, provenance={"source": "layers.testing"})
    return catalogue


def write_street(catalogue: Catalogue, speed_kmh: float = 30.0) -> None:
    """Write one road through the middle of the districts as layer `streets`, class local."""
    fields = (
        Field("class", "text", Text("Kelas", "Class")),
        Field("speed_kmh", "number", Text("Kecepatan", "Speed"), unit="km/h"),
    )
    middle = SOUTH + SIDE / 2
    frame = gpd.GeoDataFrame(
        {"class": ["local"], "speed_kmh": [speed_kmh]},
        geometry=[shapely.LineString([(WEST, middle), (WEST + N_DISTRICTS * SIDE, middle)])],
        crs="EPSG:4326",
    )
    layer = _layer("streets", Text("Jalan", "Roads"), "infrastructure", fields, "LineString")
    catalogue.write(layer, frame, provenance={"source": "layers.testing"})


def add_tiny_wards(catalogue: Catalogue) -> Catalogue:
    """Add to the tiny region what capacity is asked of, and give it back.

    Layer ``streets`` is one road of a class cars may use, at 30 km/h from west to east
    through the middle; ``wards`` are three hospitals on it with 10, 20 and 5 beds.
    """
    middle = SOUTH + SIDE / 2
    street = shapely.LineString([(WEST, middle), (WEST + N_DISTRICTS * SIDE, middle)])
    roads = gpd.GeoDataFrame({"class": ["local"], "speed_kmh": [30.0]}, geometry=[street], crs=4326)
    speed = Field("speed_kmh", "number", Text("Kecepatan", "Speed"), unit="km/h")
    fields = (Field("class", "text", Text("Kelas", "Class")), speed)
    layer = _layer("streets", Text("Jalan", "Streets"), "infrastructure", fields, "LineString")
    catalogue.write(layer, roads, provenance={"source": "layers.testing"})
    table = {"name": ["Barat", "Tengah", "Timur"], "type": "rs", "capacity": [10.0, 20.0, 5.0]}
    wards = gpd.GeoDataFrame(
        table | {"capacity_unit": "beds"},
        geometry=shapely.points([[116.83, middle], [116.96, middle], [117.05, middle]]),
        crs=4326,
    )
    texts = ("name", "type", "capacity_unit")
    columns = (
        Field("capacity", "number", Text("Kapasitas", "Capacity")),
        *(Field(name, "text", Text(name, name)) for name in texts),
    )
    layer = _layer("wards", Text("Bangsal", "Wards"), "infrastructure", columns, "Point")
    catalogue.write(layer, wards, provenance={"source": "layers.testing"})
    return catalogue


def tiny_covers() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Give land cover of the three districts at two dates, in the common legend.

    The west keeps its forest (1), the middle loses its two northern rows to built-up
    land (8) and three cells in the south-west to cropland (5), the east is cropland of
    which one row has no data (0) at the second date.
    """
    before = np.ones((10, 10 * N_DISTRICTS), np.uint8)
    before[:, 20:] = 5
    after = before.copy()
    after[:2, 10:20] = 8
    after[9, 10:13] = 5
    after[4, 20:] = 0
    return before, after


def write_cover(
    catalogue: Catalogue,
    layer_id: str,
    raster: Raster,
    *,
    date: str,
    legend: str = "common",
) -> None:
    """Write a raster of land cover in a legend, as an import leaves it."""
    described = Layer(
        layer_id,
        Text("Tutupan lahan", "Land cover"),
        "land",
        Schema((Field("value", "integer", Text("Kelas", "Class")),), "Geometry"),
        kind="raster",
        data_date=date,
        trust="open_data",
        styling={"legend": legend},
    )
    catalogue.write_raster(described, raster, provenance={"source": "test"})


def cover_raster(values: NDArray[Any], *, cell: float = CELL, nodata: float | None = 0) -> Raster:
    """Place classes on the tiny region, from its north-west corner on."""
    place = Affine(cell, 0, WEST, 0, -cell, SOUTH + SIDE)
    return Raster(np.asarray(values), place, pyproj.CRS(4326), nodata)


def copy_workspace(source: Path, target: Path) -> Path:
    """Copy the folder of a workspace that may be open here; give the target.

    Another process copies: whoever closes a file lets go of all locks its process has on it,
    those that SQLite holds for an open store among them.
    """
    subprocess.run(["cp", "-r", source, target], check=True)
    return target


def assert_sound(catalogue: Catalogue) -> None:
    """Assert that the workspace's store is sound, naming every finding."""
    findings = catalogue.check()
    assert findings == [], findings


def _layer(
    layer_id: str, title: Text, theme: str, fields: tuple[Field, ...], geometry: str
) -> Layer:
    return Layer(
        id=layer_id,
        title=title,
        theme=theme,
        schema=Schema.from_dict({"geometry": geometry, "fields": [f.to_dict() for f in fields]}),
        description=Text("Wilayah rekaan untuk uji", "A made-up region for tests"),
        source="made up for tests",
        data_date="2024",
        licence="CC0-1.0",
        trust="modelled",
        styling={"group": theme, "order": 1, "visible": True, "colour": "#277f8e"},
    )
