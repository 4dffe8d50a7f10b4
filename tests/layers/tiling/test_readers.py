"""Readers that are not ours find in random tiles of every layer what the layer holds."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mapbox_vector_tile
import numpy as np
import pyogrio
import pytest
import shapely
from shapely.geometry import shape

import layers
from layers.tiling import WEB_MERCATOR, TileLayer, open_tiles
from layers.tiling.grid import MERCATOR_HALF_M

ROOT = Path(__file__).parents[3]
PARTS = ROOT / "server/webmap/node_modules"
# `make faults` takes a hundred of each layer.
N_TILES = int(os.environ.get("PENYANGGA_TILES", "3"))
# As in test_tile.py: simplifying, rounding, and beyond zoom 20 the positions of the world.
PRECISION = 2.75
Place = tuple[int, int, int]
Features = list[dict[str, Any]]


def node() -> str | None:
    own = ROOT / ".venv/node/bin/node"
    return str(own) if own.exists() else shutil.which("node")


@pytest.fixture(scope="module")
def starter(starter_workspace: Path) -> Any:
    catalogue = layers.open(starter_workspace)
    yield catalogue
    catalogue.close()


@pytest.fixture(scope="module")
def drawn(starter: Any) -> dict[tuple[str, Place], bytes]:
    """Random tiles of every vector layer: each around a vertex of it, at any zoom."""
    rng = np.random.default_rng(int(os.environ.get("PENYANGGA_SEED", "7")))
    found = {}
    for layer in starter.layers():
        if layer.kind != "vector" or layer.bbox is None:
            continue
        tiles: TileLayer = open_tiles(starter, layer.id)
        spots = np.asarray(starter.packed(layer.id).shapes().coordinates)
        for _ in range(N_TILES):
            zoom = int(rng.integers(3, 19))
            place = (zoom, *WEB_MERCATOR.tile_at(zoom, *spots[rng.integers(len(spots))]))
            found[layer.id, place] = tiles.tile(*place).data
    assert len({layer for layer, _ in found}) > 8
    return {place: data for place, data in found.items() if data}


def decoded(data: bytes) -> Features:
    (told,) = mapbox_vector_tile.decode(data, default_options={"y_coord_down": True}).values()
    return [one | {"geometry": shape(one["geometry"])} for one in told["features"]]


def told_of(row: Any) -> dict[str, Any]:
    """Give what an item tells, as JSON has it."""
    told = {k: v for k, v in row.items() if k != "geometry" and v is not None and v == v}
    return {k: v.date().isoformat() if hasattr(v, "date") else v for k, v in told.items()}


def test_the_tiles_hold_the_items(
    starter: Any, drawn: dict[tuple[str, Place], bytes], units: Callable[..., Any]
) -> None:
    items = {layer: starter[layer].read() for layer, _ in drawn}
    for (layer, place), data in drawn.items():
        frame = items[layer]
        for one in decoded(data):
            row = frame.loc[one["id"]]
            assert one["properties"] == told_of(row), (layer, place)
            whole = units(row["geometry"], place)
            if one["geometry"].area == 4 and whole.area < 4:
                continue  # a hint of areas that have shrunk to nothing
            corners = shapely.get_coordinates(one["geometry"])
            # Where a border is cut by the margin it may slide along it.
            corners = corners[((corners > -64) & (corners < 4160)).all(axis=1)]
            assert shapely.dwithin(shapely.points(corners), whole, PRECISION).all(), (layer, place)


@pytest.mark.skipif(not PARTS.is_dir() or not node(), reason="run 'make web': no node modules")
def test_mapboxs_own_reader_finds_the_same(drawn: dict[tuple[str, Place], bytes]) -> None:
    sent = json.dumps([base64.b64encode(data).decode() for data in drawn.values()])
    command = [str(node()), str(Path(__file__).with_name("read_tiles.mjs")), str(PARTS)]
    told = subprocess.run(command, input=sent, capture_output=True, text=True, check=True)
    for ((layer, place), data), read in zip(drawn.items(), json.loads(told.stdout), strict=True):
        assert list(read) == [layer]
        ours = decoded(data)
        theirs = [(one["id"], one["properties"]) for one in read[layer]]
        assert theirs == [(one["id"], one["properties"]) for one in ours], (layer, place)
        for one, other in zip(ours, read[layer], strict=True):
            corners = [xy for part in other["geometry"] for xy in part]
            assert len(corners) == shapely.get_num_coordinates(one["geometry"])
            assert {*map(tuple, corners)} == {
                *map(tuple, shapely.get_coordinates(one["geometry"]).tolist())
            }


def test_gdal_finds_the_same(drawn: dict[tuple[str, Place], bytes], tmp_path: Path) -> None:
    for number, ((layer, (zoom, column, row)), data) in enumerate(drawn.items()):
        path = tmp_path / f"{number}.pbf"
        path.write_bytes(data)
        frame = pyogrio.read_dataframe(path, layer=layer, Z=zoom, X=column, Y=row, CLIP="NO")
        ours = decoded(data)
        assert frame["mvt_id"].tolist() == [one["id"] for one in ours]
        side = 2 * MERCATOR_HALF_M / 2**zoom
        corner = np.array([column * side - MERCATOR_HALF_M, MERCATOR_HALF_M - row * side])

        def unplaced(xy: Any, corner: Any = corner, side: float = side) -> Any:
            return (xy - corner) * [4096 / side, -4096 / side]

        theirs = shapely.transform(frame.geometry.array, unplaced)
        shapes = np.array([one["geometry"] for one in ours], dtype=object)
        assert shapely.hausdorff_distance(theirs, shapes).max() < 0.01
        for name in frame.columns.drop(["mvt_id", "geometry"]):
            for value, one in zip(frame[name], ours, strict=True):
                told = one["properties"].get(name)
                assert value == told or (told is None and (value is None or value != value))
