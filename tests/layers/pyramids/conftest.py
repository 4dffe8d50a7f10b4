"""A workspace of three layers, in tiles."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

import layers
from layers import Field, Layer, Schema, Text
from layers.tiling import TileLayer, open_tiles

X = Text("Nama lapisan", "Name of a layer")


def described(name: str, kind: str, **more: object) -> Layer:
    schema = Schema((Field("name", "text", X), Field("n", "integer", X)), kind)  # type: ignore[arg-type]
    return Layer(name, X, "assets", schema, attribution=f"© {name}", **more)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> list[TileLayer]:
    rng = np.random.default_rng(12)
    at = rng.uniform([116, -1.5], [117.5, 0.5], (400, 2))
    shapes = {
        "places": [shapely.Point(p) for p in at],
        "ways": [shapely.LineString(at[i : i + 3]) for i in range(0, 90, 3)],
        "areas": [shapely.box(115, -2, 118, 1), *(shapely.Point(p).buffer(0.05) for p in at[:20])],
    }
    kinds = {"places": "Point", "ways": "LineString", "areas": "Polygon"}
    catalogue = layers.open(tmp_path_factory.mktemp("pyramids") / "workspace", create=True)
    for name, own in shapes.items():
        frame = gpd.GeoDataFrame(
            {"name": [f"{name} {i}" for i in range(len(own))], "n": range(len(own))},
            geometry=own,
            crs=4326,
        )
        styling = {"label_field": "name"} if name == "areas" else {}
        catalogue.write(described(name, kinds[name], styling=styling), frame, provenance={})
    found = [open_tiles(catalogue, name) for name in shapes]
    catalogue.close()
    return found


@pytest.fixture
def archive(sources: list[TileLayer], tmp_path: Path) -> Path:
    from layers.pyramids import build_pyramid

    out = tmp_path / "region.pmtiles"
    build_pyramid(sources, out, (0, 9), lang="en", threads=2)
    return out
