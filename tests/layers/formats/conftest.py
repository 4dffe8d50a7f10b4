"""A layer of every kind of value, with what is awkward in each, and without places."""

from __future__ import annotations

from collections.abc import Iterator

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import layers
from layers import Catalogue, Field, Layer, PackedLayer, Schema, Text

TEXTS = ["=1+1", "", None, 'a,b\n"c"', "-2.5", "@x", "Jalan ñ 中", "+62 541"]


def field(name: str, kind: str) -> Field:
    return Field(name, kind, Text(name, name))  # type: ignore[arg-type]


def awkward() -> tuple[Layer, gpd.GeoDataFrame]:
    n = len(TEXTS)
    frame = gpd.GeoDataFrame(
        {
            "id": [f"k{i}" for i in range(n)],
            "text": TEXTS,
            "whole": pd.array([2**53 + 1, -5, None, 0, 1, 2, 3, 4], dtype="Int64"),
            "number": [0.1, -1e-9, float("nan"), 1e300, 5.0, -0.25, 7.0, 1 / 3],
            "flag": pd.array([True, False, None, True] * 2, dtype="boolean"),
            "day": ["2024-02-29", None, "1969-12-31", "0999-01-01"] * 2,
            "moment": [
                "2024-02-28T23:59:59.999Z", None, "2000-01-01T00:00:00Z", "1970-01-01T00:00:00.001Z"
            ] * 2,
        },
        geometry=[
            shapely.Point(116.123456789012, -1.25),
            shapely.box(116, -1, 116.1, -0.9),
            None,
            shapely.LineString([(116, 0), (117, 1.5)]),
            shapely.MultiPolygon([shapely.box(117, 0, 118, 1), shapely.box(119, 0, 120, 1)]),
            shapely.Point(115.5, 1 / 3),
            shapely.Polygon([(116, 0), (117, 0), (117, 1), (116, 0)]),
            shapely.Point(116, 0),
        ],
        crs="EPSG:4326",
    )  # fmt: skip
    kinds = ("text", "text", "integer", "number", "boolean", "date", "datetime")
    fields = tuple(map(field, frame.columns[:-1], kinds))
    return Layer("awkward", Text("x", "x"), "assets", Schema(fields, "Geometry")), frame


def points() -> tuple[Layer, gpd.GeoDataFrame]:
    shapes = [shapely.Point(116.83, -1.26), None, shapely.Point(117, 0)]
    frame = gpd.GeoDataFrame({"name": ["a", "b", "c"]}, geometry=shapes, crs="EPSG:4326")
    schema = Schema((field("name", "text"),), "Point")
    return Layer("points", Text("x", "x"), "assets", schema), frame


def none() -> tuple[Layer, gpd.GeoDataFrame]:
    frame = gpd.GeoDataFrame({"name": pd.Series([], dtype=str)}, geometry=[], crs="EPSG:4326")
    schema = Schema((field("name", "text"),), "MultiPolygon")
    return Layer("none", Text("x", "x"), "assets", schema), frame


@pytest.fixture(scope="session")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    catalogue = layers.open(tmp_path_factory.mktemp("formats") / "workspace", create=True)
    for layer, frame in (awkward(), points(), none()):
        catalogue.write(layer, frame, provenance={"source": "made up for tests"})
    yield catalogue
    catalogue.close()


@pytest.fixture(scope="session")
def packed(kinds: Catalogue) -> PackedLayer:
    return kinds["awkward"].packed()
