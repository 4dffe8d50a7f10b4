"""A layer with a field of every kind, missing values, and awkward texts and geometries."""

from __future__ import annotations

from datetime import date, timedelta

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from layers import Field, Layer, Schema, Text

X = Text("x", "x")
NAMES = ["Desa", "desa", "Désa", "ÉTÉ", "été", "", "a%b", "a_b", "a\\b", "Σίσυφος", "ΣΊΣΥΦΟΣ", None]
FIELDS = (
    Field("name", "text", X),
    Field("other name", "text", X),
    Field("floors", "integer", X),
    Field("height", "number", X),
    Field("public", "boolean", X),
    Field("built", "date", X),
    Field("seen", "datetime", X),
    Field('x"y', "text", X),
)
SCHEMA = Schema(FIELDS, "Geometry")
LAYER = Layer("things", X, "assets", SCHEMA)
N = 72


def some(rng: np.random.Generator, values: list[object]) -> list[object]:
    return [values[i] for i in rng.integers(0, len(values), N)]


def shapes(rng: np.random.Generator) -> list[shapely.Geometry | None]:
    """Whole numbers of degrees, so that shapes often touch exactly."""
    out: list[shapely.Geometry | None] = [None, shapely.Point(), shapely.MultiPolygon()]
    while len(out) < N:
        x, y, w, h = (
            int(v) for v in (*rng.integers(110, 118, 2) - (0, 116), *rng.integers(1, 4, 2))
        )
        box = shapely.box(x, y, x + w, y + h)
        out += [
            shapely.Point(x, y),
            shapely.LineString([(x, y), (x + w, y + h), (x + w, y)]),
            box,
            shapely.MultiPolygon([box, shapely.box(x + 5, y, x + 6, y + 1)]),
            shapely.MultiPoint([(x, y), (x + w, y)]),
        ]
    return out[:N]


def things() -> gpd.GeoDataFrame:
    rng = np.random.default_rng(21_065)
    day, moment = date(2024, 2, 27), pd.Timestamp("2024-02-28T23:59:58Z")
    return gpd.GeoDataFrame(
        {
            "name": pd.Series(some(rng, NAMES), dtype=object),
            "other name": pd.Series(some(rng, NAMES), dtype=object),
            "floors": pd.array(some(rng, [0, 1, 2, 3, -1, None]), dtype="Int64"),
            "height": [
                float("nan") if v is None else v for v in some(rng, [0.0, 0.5, 2.0, -3.25, None])
            ],
            "public": pd.array(some(rng, [True, False, None]), dtype="boolean"),
            "built": [
                None if v is None else (day + timedelta(v)).isoformat()
                for v in some(rng, [0, 1, 2, 3, None])
            ],
            "seen": pd.to_datetime(
                [
                    None if v is None else moment + pd.Timedelta(milliseconds=v)
                    for v in some(rng, [0, 1, 1999, 2000, 86_400_000, None])
                ],
                utc=True,
            ),
            'x"y': pd.Series(some(rng, ["'; DROP TABLE x; --", "b", None]), dtype=object),
        },
        geometry=shapes(rng),
        crs="EPSG:4326",
    )


@pytest.fixture
def filled(workspace):
    """The things in a GeoPackage workspace."""
    workspace.write(LAYER, things(), provenance={"source": "made up for tests"})
    return workspace


@pytest.fixture
def shared(postgis):
    """The things in a PostGIS workspace."""
    postgis.write(LAYER, things(), provenance={"source": "made up for tests"})
    return postgis


@pytest.fixture
def things_schema() -> Schema:
    """The fields of the things."""
    return SCHEMA
