"""Rows of vector tiles: cut from whole numbers, against mapbox-vector-tile, ST_AsMVT, geojson-vt."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import boxes
import database
import geopandas as gpd
import mapbox_vector_tile
import numpy as np
import shapely
import stock
from plan import Plan
from rows.tiled import geojsonvt, sizes
from shapely.geometry import shape
from verdict import Agreement, Missing, Row

import layers
from layers.tiling import WEB_MERCATOR, TileLayer, open_tiles

LAYERS = ("roads", "parcels")
# Zoom, and how many tiles round towns.
PLACES = ((14, 6), (10, 1))
BOX_ITEMS = 1_000
GOAL = 40.0
# Against the database, and at a zoom where a tile holds a tenth of the layer.
GOAL_DATABASE, GOAL_WIDE, WIDE = 5.0, 20.0, 6
# Some twenty shapes in a tile: most of its time is the call itself, on both sides.
GOAL_SPARSE, SPARSE = 2.0, ("parcels", 14)
MARGIN = 64
EXTENT = 4096

Place = tuple[int, int, int]


class Rival:
    """The usual way: query a tree, simplify and clip with shapely, encode."""

    def __init__(self, frame: gpd.GeoDataFrame) -> None:
        self._shapes = frame.geometry.to_crs(3857).to_numpy(dtype=object)
        plain = frame.drop(columns="geometry").astype(object)
        # It knows no dates: they go as text, as they do in items.
        plain = plain.map(lambda v: v.isoformat()[:10] if hasattr(v, "isoformat") else v)
        self._values = plain.where(plain.notna(), None)
        self._ids = frame.index.to_numpy()
        self._tree = shapely.STRtree(self._shapes)
        self._tree.query(shapely.box(0, 0, 1, 1))

    def tile(self, name: str, place: Place) -> bytes:
        """Give one tile."""
        west, south, east, north = WEB_MERCATOR.crs_box(*place)
        unit = (east - west) / EXTENT
        pad = MARGIN * unit
        window = (west - pad, south - pad, east + pad, north + pad)
        found = np.sort(self._tree.query(shapely.box(*window)))
        cut = shapely.clip_by_rect(shapely.simplify(self._shapes[found], unit), *window)
        kept = ~shapely.is_empty(cut)
        rows = self._values.iloc[found[kept]].to_dict("records")
        features = [
            {
                "geometry": geometry,
                "id": int(number),
                "properties": {k: v for k, v in row.items() if v is not None},
            }
            for geometry, number, row in zip(cut[kept], self._ids[found[kept]], rows, strict=True)
        ]
        data: bytes = mapbox_vector_tile.encode(
            {"name": name, "features": features},
            default_options={"quantize_bounds": (west, south, east, north), "extents": EXTENT},
        )
        return data


def rows(plan: Plan) -> Iterator[Row | Missing]:
    """Run every row; preparing the layers is not timed, on either side."""
    seen: list[Row] = []
    for row in _compared(plan):
        if isinstance(row, Row):
            seen.append(row)
        yield row
    yield sizes.row(seen)


def _compared(plan: Plan) -> Iterator[Row | Missing]:
    yield from _beside_shapely(plan)
    yield from _beside_javascript(plan)
    lacking = database.missing()
    if lacking:
        yield Missing("vector tiles against ST_AsMVT", lacking)
        return
    yield from _beside_postgis(plan)


def _beside_javascript(plan: Plan) -> Iterator[Row | Missing]:
    catalogue = layers.open(stock.items_workspace())
    for layer_id in LAYERS:
        frame = catalogue[layer_id].read()
        drawn = boxes.round_towns(frame, BOX_ITEMS, n=8, seed=6)
        asked = [
            [_place(box, zoom) for box in drawn[:n]]
            for zoom, n in PLACES
            if (layer_id, zoom) != SPARSE
        ]
        tiles = open_tiles(catalogue, layer_id)
        yield from geojsonvt.rows(plan, tiles, frame, asked, _agreement)
    catalogue.close()


def _beside_postgis(plan: Plan) -> Iterator[Row]:
    catalogue = layers.open(stock.items_workspace())
    with database.postgis() as connection:
        for layer_id in LAYERS:
            frame = catalogue[layer_id].read()
            tiles = open_tiles(catalogue, layer_id)
            columns = database.fill(connection, layer_id, frame)
            drawn = boxes.round_towns(frame, BOX_ITEMS, n=8, seed=6)
            for zoom, n in (*PLACES, (WIDE, 1)):
                places = [_place(box, zoom) for box in drawn[:n]]
                yield _database_row(plan, layer_id, places, tiles, (connection, columns))
    catalogue.close()


def _database_row(
    plan: Plan, name: str, places: list[Place], tiles: TileLayer, asked: tuple[Any, list[str]]
) -> Row:
    zoom, (connection, columns) = places[0][0], asked
    what = f"vector tiles, {name} at zoom {zoom}, beside a database"
    before = plan.begin(what)
    ours, theirs = [], []
    for place in places:
        tiles.tile(*place)
        database.tile(connection, name, columns, place)
    for _ in range(max(3, plan.passes)):
        start = time.thread_time()
        mine = [tiles.tile(*place).data for place in places]
        ours.append(time.thread_time() - start)
        other = [database.tile(connection, name, columns, place) for place in places]
        theirs.append(sum(cost for _, cost in other))
    sparse = (name, zoom) == SPARSE
    goal = GOAL_WIDE if zoom == WIDE else GOAL_SPARSE if sparse else GOAL_DATABASE
    drawn = [data for data, _ in other]
    return Row(
        what,
        "s",
        tuple(ours),
        "times faster",
        goal,
        _agreement(name, mine, drawn, most_alone=0.05 if zoom == WIDE else 0.01),
        rival=tuple(theirs),
        rival_name="PostGIS ST_AsMVT",
        load_before=before,
        detail={
            "tiles": len(places),
            "bytes": sum(map(len, mine)),
            "rival_bytes": sum(map(len, drawn)),
        },
    )


def _beside_shapely(plan: Plan) -> Iterator[Row]:
    catalogue = layers.open(stock.items_workspace())
    for layer_id in LAYERS:
        frame = catalogue[layer_id].read()
        tiles, rival = open_tiles(catalogue, layer_id), Rival(frame)
        drawn = boxes.round_towns(frame, BOX_ITEMS, n=8, seed=6)
        for zoom, n in PLACES:
            places = [_place(box, zoom) for box in drawn[:n]]
            yield _row(plan, layer_id, places, tiles, rival)
    catalogue.close()


def _place(box: tuple[float, float, float, float], zoom: int) -> Place:
    west, south, east, north = box
    return (zoom, *WEB_MERCATOR.tile_at(zoom, (west + east) / 2, (south + north) / 2))


def _row(plan: Plan, name: str, places: list[Place], tiles: TileLayer, rival: Rival) -> Row:
    zoom = places[0][0]
    what = f"vector tiles, {name} at zoom {zoom}"
    before = plan.begin(what)
    mine, other = plan.in_turns(
        lambda: [tiles.tile(*place).data for place in places],
        lambda: [rival.tile(name, place) for place in places],
    )
    return Row(
        what,
        "s",
        mine.cpu_seconds,
        "times faster",
        GOAL,
        _agreement(name, mine.answer, other.answer),
        rival=other.cpu_seconds,
        rival_name="mapbox-vector-tile",
        load_before=before,
        detail={
            "tiles": len(places),
            "bytes": sum(map(len, mine.answer)),
            "rival_bytes": sum(map(len, other.answer)),
        },
    )


def _agreement(
    name: str, mine: list[bytes], other: list[bytes], *, most_alone: float = 0.01
) -> Agreement:
    """Compare ids and values of what both draw, count what one alone draws, test validity."""
    common = alone = invalid = 0
    equal = True
    for ours, theirs in zip(mine, other, strict=True):
        here, there = _features(name, ours), _features(name, theirs)
        both = here.keys() & there.keys()
        common, alone = common + len(both), alone + len(here.keys() ^ there.keys())
        equal = equal and all(here[i]["properties"] == there[i]["properties"] for i in both)
        invalid += sum(not shape(f["geometry"]).is_valid for f in here.values())
    how = f"{common:,} features of equal values, {alone} in one tile only, {invalid} invalid"
    return Agreement(equal and not invalid and alone <= common * most_alone, how)


def _features(name: str, data: bytes) -> dict[int, dict[str, Any]]:
    read = mapbox_vector_tile.decode(data) if data else {}
    return {f["id"]: f for f in read.get(name, {"features": []})["features"]}
