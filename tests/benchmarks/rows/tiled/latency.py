"""Rows of tiles over HTTP: how long one in twenty takes at most, first asked for and asked again."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator, Sequence

import numpy as np
import services
import stock
from plan import Plan
from services import Service
from verdict import Agreement, Row

import layers
from layers.tiling import WEB_MERCATOR, Share, joined_tile, open_tiles

GOAL_WARM_MS, GOAL_COLD_MS = 50.0, 250.0
ZOOMS, N_EACH, N_COMPARED = range(6, 17), 6, 20
SEED = 7
# As browsers ask, which all take a compressed body.
ASKED = {"Accept-Encoding": "gzip"}

Place = tuple[str, int, int, int]


def rows(plan: Plan) -> Iterator[Row]:
    """Ask for random tiles round vertices of every layer, one at a time; each pass in a new server."""
    workspace = stock.starter_workspace()
    what = "p95 of tiles of the starter region over HTTP, zooms 6 to 16"
    before = plan.begin(what)
    catalogue = layers.open(workspace)
    names = [layer.id for layer in catalogue.layers() if layer.kind == "vector"]
    tiles = {name: open_tiles(catalogue, name) for name in names}
    places = _places(catalogue, names)
    cold, warm = [], []
    for _ in range(plan.passes):
        with services.ours(workspace) as service:
            for name in tiles:
                service.get(f"/tiles/{name}/0/0/0.pbf")
            cold.append(_p95(service, places))
            warm.append(_p95(service, places))
            some = places[:: max(1, len(places) // N_COMPARED)]
            equal = all(
                _body(service, one) == joined_tile([Share(tiles[one[0]])], *one[1:]).data
                for one in some
            )
    catalogue.close()
    agreed = Agreement(equal, f"{len(some)} of {len(places)} tiles byte by byte as they are cut")
    for name, seen, goal in (("first", cold, GOAL_COLD_MS), ("again", warm, GOAL_WARM_MS)):
        yield Row(
            f"{what}, asked for {name}",
            "ms",
            tuple(seen),
            "at most",
            goal,
            agreed,
            load_before=before,
        )


def _places(catalogue: layers.Catalogue, names: Sequence[str]) -> list[Place]:
    """Give tiles of every zoom, each round a vertex of a layer, none twice."""
    rng = np.random.default_rng(SEED)
    found: dict[Place, None] = {}
    for name in names:
        spots = np.asarray(catalogue.packed(name).shapes().coordinates)
        for zoom in ZOOMS:
            for lon, lat in spots[rng.integers(len(spots), size=N_EACH)]:
                found[name, zoom, *WEB_MERCATOR.tile_at(zoom, lon, lat)] = None
    return list(found)


def _address(place: Place) -> str:
    name, zoom, column, row = place
    return f"/tiles/{name}/{zoom}/{column}/{row}.pbf"


def _body(service: Service, place: Place) -> bytes:
    data = service.get(_address(place), ASKED)
    return gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data


def _p95(service: Service, places: Sequence[Place]) -> float:
    """Give the 95th percentile of milliseconds from the question to the last byte."""
    seconds = []
    for place in places:
        start = time.perf_counter()
        service.get(_address(place), ASKED)
        seconds.append(time.perf_counter() - start)
    return float(np.percentile(seconds, 95) * 1e3)
