"""Roads: one network for each island, on land, classed, and joined vertex to vertex."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from layers.starter.lines.roads import SPEED_KMH


@pytest.fixture(scope="module")
def roads(request):
    return request.getfixturevalue("frames")["roads"]


def ends(roads) -> np.ndarray:
    lines = roads.geometry.to_numpy()
    first, last = (shapely.get_coordinates(shapely.get_point(lines, k)) for k in (0, -1))
    _, node = np.unique(np.vstack([first, last]), axis=0, return_inverse=True)
    return node.reshape(2, -1)


def test_one_connected_network_for_each_island(roads, land, frames):
    pair = ends(roads)
    n = pair.max() + 1
    _, network = connected_components(
        coo_array((np.ones(pair.shape[1]), pair), shape=(n, n)), directed=False
    )
    islands = shapely.STRtree(shapely.get_parts(land))
    start = shapely.get_point(roads.geometry.to_numpy(), 0)
    road, island = islands.query(start, predicate="intersects")
    pairs = set(zip(network[pair[0][road]].tolist(), island.tolist(), strict=True))
    assert len(pairs) == len({n for n, _ in pairs}) == len({i for _, i in pairs})
    homes = islands.query(frames["settlements"].geometry.to_numpy(), predicate="intersects")[1]
    shared = {int(i) for i, n in zip(*np.unique(homes, return_counts=True), strict=True) if n > 1}
    assert shared == {i for _, i in pairs}


def test_every_settlement_that_shares_an_island_is_on_a_road(roads, frames, land):
    points = frames["settlements"].geometry.to_numpy()
    nodes = shapely.multipoints(
        shapely.get_coordinates([shapely.get_point(g, k) for g in roads.geometry for k in (0, -1)])
    )
    shapely.prepare(nodes)
    off = points[~shapely.dwithin(nodes, points, 2e-6)]
    islands = shapely.get_parts(land)
    everyone = shapely.STRtree(points)
    for point in off:
        island = islands[shapely.intersects(islands, point)][0]
        assert len(everyone.query(island, predicate="contains")) == 1


def test_only_bridges_leave_the_land(roads, land):
    dry = roads.geometry.to_numpy()[~roads["bridge"].to_numpy()]
    shore = land.buffer(2e-6)
    shapely.prepare(shore)
    assert shapely.covers(shore, dry).all()


def test_bridges_are_short_and_few(roads):
    bridges = roads[roads["bridge"]]
    assert 50 < len(bridges) < 300
    assert bridges["length_m"].max() < 5_000
    assert bridges["length_m"].median() < 600


def test_wide_rivers_are_crossed_by_bridges_only(roads, frames):
    rivers = frames["waterways"]
    wide = rivers[(rivers["class"] != "ferry") & (rivers["width_m"] >= 60)].geometry
    dry = roads[~roads["bridge"]]
    crossing, _ = shapely.STRtree(wide.to_numpy()).query(
        dry.geometry.to_numpy(), predicate="crosses"
    )
    assert len(crossing) == 0


def test_classes_speeds_and_lengths(roads):
    assert set(roads["class"]) == set(SPEED_KMH)
    geod = pyproj.Geod(ellps="WGS84")
    sample = roads.iloc[::200]
    wanted = [geod.geometry_length(g) for g in sample.geometry]
    assert np.allclose(sample["length_m"], wanted, atol=0.06)
    paved = roads[roads["surface"] == "paved"]
    for name, (rural, urban) in SPEED_KMH.items():
        assert set(paved["speed_kmh"][paved["class"] == name]) <= {rural, urban}
    assert (roads["toll"] == (roads["class"] == "toll")).all()
    assert roads["length_m"].min() > 0


def test_the_toll_road_is_about_as_long_as_the_real_one(roads):
    toll = roads[(roads["class"] == "toll") & roads["name"].str.contains("Samarinda")]
    assert toll["length_m"].sum() / 1e3 == pytest.approx(97.27, rel=0.25)


def test_main_roads_join_the_capitals(roads, frames):
    main = roads[roads["class"].isin(["arterial", "toll", "collector"])]
    near = shapely.union_all(main.geometry.to_numpy()).buffer(0.03)
    towns = frames["settlements"][frames["settlements"]["class"].isin(["city", "town"])]
    assert shapely.covers(near, towns.geometry.to_numpy()).mean() > 0.85
