"""A published workspace for tests: the tiny region, a layer of every kind of field, an empty one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from flask import Flask
from flask.testing import FlaskClient

import layers
from layers import Catalogue, Field, Layer, Schema, Text
from layers.testing import assert_sound, fill_tiny_region
from layers.tiling import open_tiles
from server.app import create_app
from server.config import ServerSettings

N_SAMPLES = 257
AWKWARD = [
    '<script>alert("x")</script>',
    "Jalan & Kali; \"ya\" 'tidak'",
    "a=b&c",
    "Teluk Balikpapan ñ 中",
]


def both(text: str) -> Text:
    return Text(f"{text} (id)", f"{text} (en)")


def sample_layer() -> tuple[Layer, gpd.GeoDataFrame]:
    """Points, lines and polygons on both sides of the equator, with a field of every type."""
    rng = np.random.default_rng(20_241)
    lon, lat = rng.uniform(115.5, 118.5, N_SAMPLES), rng.uniform(-2.0, 1.0, N_SAMPLES)
    size = rng.uniform(0.001, 0.2, N_SAMPLES)
    kinds = [shapely.Point, _line, _triangle]
    geometry = [kinds[i % 3](*p) for i, p in enumerate(zip(lon, lat, size, strict=True))]
    geometry = [shapely.Point(g.x, g.y) if g.geom_type == "Point" else g for g in geometry]
    day = pd.Timestamp("2020-01-01")
    frame = gpd.GeoDataFrame(
        {
            "name": [AWKWARD[i] if i < len(AWKWARD) else f"Tempat {i}" for i in range(N_SAMPLES)],
            "class": rng.choice(["a", "b", "c"], N_SAMPLES),
            "floors": rng.integers(0, 9, N_SAMPLES),
            "height_m": np.round(rng.uniform(0, 100, N_SAMPLES), 2),
            "public": rng.random(N_SAMPLES) < 0.5,
            "surveyed": [
                None if i % 50 == 7 else (day + pd.Timedelta(days=i)).date().isoformat()
                for i in range(N_SAMPLES)
            ],
        },
        geometry=geometry,
        crs="EPSG:4326",
    )
    fields = (
        Field("name", "text", both("name")),
        Field("class", "text", both("class"), codes={c: both(c) for c in "abc"}),
        Field("floors", "integer", both("floors")),
        Field("height_m", "number", both("height"), unit="m"),
        Field("public", "boolean", both("public")),
        Field("surveyed", "date", both("surveyed")),
    )
    layer = Layer(
        "samples",
        both("Samples"),
        "assets",
        Schema(fields, "Geometry"),
        description=both("Made-up samples"),
        licence="CC-BY-4.0",
        source="made up for tests",
        data_date="2024",
        trust="illustrative",
        plan={"regulation": "Perda 3/2024", "revision": "1", "region": "64.72", "scale": 5000},
        styling={
            "class_field": "class",
            "classes": [
                {"value": "a", "label": {"id": "A", "en": "A"}, "colour": "#112233"},
                {
                    "value": "b",
                    "label": {"id": "B", "en": "B"},
                    "colour": "#445566",
                    "pattern": "dash",
                },
            ],
            "label_field": "name",
        },
    )
    return layer, frame


def _line(x: float, y: float, size: float) -> shapely.LineString:
    return shapely.LineString([(x, y), (x + size, y + size / 2), (x + size, y - size)])


def _triangle(x: float, y: float, size: float) -> shapely.Polygon:
    return shapely.Polygon([(x, y), (x + size, y), (x, y + size)])


def empty_layer() -> tuple[Layer, gpd.GeoDataFrame]:
    frame = gpd.GeoDataFrame({"name": pd.Series([], dtype=str)}, geometry=[], crs="EPSG:4326")
    schema = Schema((Field("name", "text", both("name")),), "MultiPolygon")
    named = {"label_field": "name"}
    return Layer("nothing", both("Nothing"), "assets", schema, styling=named), frame


def fill(folder: Path) -> Catalogue:
    catalogue = fill_tiny_region(layers.open(folder, create=True))
    for layer, frame in (sample_layer(), empty_layer()):
        catalogue.write(layer, frame, provenance={"source": "made up for tests"})
    return catalogue


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    """A workspace that tests only read; sound at the end."""
    catalogue = fill(tmp_path_factory.mktemp("published") / "workspace")
    # Compiling for the first time takes longer than a request may.
    open_tiles(catalogue, "samples").tile(0, 0, 0)
    yield catalogue
    assert_sound(catalogue)
    catalogue.close()


@pytest.fixture(scope="session")
def published_postgis(
    request: pytest.FixtureRequest, published: Catalogue, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ServerSettings]:
    """The vector layers of the published workspace in a PostGIS database."""
    cluster, schema = request.getfixturevalue("postgres"), f"published_{os.urandom(5).hex()}"
    address, folder = cluster.address("region", schema=schema), tmp_path_factory.mktemp("postgis")
    catalogue = layers.open(address, folder=folder, create=True)
    for layer in published.layers():
        if layer.kind == "vector":
            catalogue.write(layer, published[layer.id].read(), provenance={"source": "a copy"})
    catalogue.close()
    yield ServerSettings(address, folder=folder, max_limit=1000)
    cluster.execute("region", f"DROP SCHEMA {schema} CASCADE")


@pytest.fixture(scope="session")
def settings(published: Catalogue) -> ServerSettings:
    return ServerSettings(published.path, max_limit=1000)


@pytest.fixture(scope="session")
def app(settings: ServerSettings) -> Flask:
    return create_app(settings)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def samples(published: Catalogue) -> gpd.GeoDataFrame:
    return published["samples"].read()
