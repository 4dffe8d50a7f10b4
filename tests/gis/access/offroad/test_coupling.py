from __future__ import annotations

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from affine import Affine

from gis.access.offroad import Roads, offroad_times
from gis.access.offroad.coupling import (
    NOBODY,
    Points,
    Told,
    points_of,
    ride,
    seeds_at,
    step_off,
    step_on,
)
from gis.access.offroad.joining import joins_of
from gis.costdistance import Travel
from gis.errors import InputError
from gis.network.graph import Network
from gis.network.kernels.labels import new_labels
from gis.network.nearest import nearest
from gis.network.places import placed
from gis.network.search import view
from gis.network.turns.copies import restricted
from layers.raster import Raster

SIZE, SIDE, BLOCK = 0.001, 4, 4
N_CELLS = SIDE * BLOCK


def town(seed):
    """Streets in blocks along the middles of cells; junctions lie in cells that are barred."""
    draw = np.random.default_rng(seed)
    at = np.arange(SIDE) * BLOCK + 0.5
    columns, rows = (grid.ravel() for grid in np.meshgrid(at, at))
    nodes = np.column_stack([117 + SIZE * columns, SIZE * (N_CELLS - rows)])
    number = np.arange(SIDE * SIDE).reshape(SIDE, SIDE)
    across = np.column_stack([number[:, :-1].ravel(), number[:, 1:].ravel()])
    down = np.column_stack([number[:-1].ravel(), number[1:].ravel()])
    ends = np.concatenate([across, down])
    there, back = draw.uniform(20, 90, (2, len(ends)))
    back[draw.random(len(ends)) < 0.2] = np.inf
    plain = Network.from_edges(nodes, ends, there, back)
    values = np.full((N_CELLS, N_CELLS), 1e9)
    values[rows.astype(int), columns.astype(int)] = np.inf
    return plain, Raster(values, Affine(SIZE, 0, 117, 0, -SIZE, SIZE * N_CELLS), pyproj.CRS(4326))


def barred_turns(network, seed, n=14):
    """Edge ends that meet at a node, some of which must not follow each other."""
    draw = np.random.default_rng(seed)
    ends = np.column_stack([network.tail, network.head]).ravel()
    pairs = [(a, b) for a in range(len(ends)) for b in range(len(ends)) if ends[a] == ends[b]]
    return np.array(pairs)[draw.permutation(len(pairs))[:n]]


@pytest.mark.parametrize("direction", ["to_sources", "from_sources"])
@pytest.mark.parametrize("seed", range(5))
def test_where_nobody_walks_it_is_the_search_of_the_network_with_its_turns(seed, direction):
    plain, raster = town(seed)
    network = restricted(plain, barred_turns(plain, seed))
    joins = joins_of(network, raster)
    assert joins.metres == pytest.approx(0, abs=1e-6)
    cells = placed(network, joins.edge, joins.fraction)
    picked = np.random.default_rng(seed).permutation(len(joins))[:3]
    sources = placed(network, joins.edge[picked], joins.fraction[picked])
    expected = nearest(network, sources, cells, direction=direction)
    plain_seconds = nearest(plain, sources, cells, direction=direction).seconds
    assert (expected.seconds > plain_seconds * (1 + 1e-9)).any()
    shapes = gpd.GeoSeries(shapely.points(sources.lon, sources.lat), crs=4326)
    found = offroad_times(
        Roads(network, joins, sources), raster, shapes,
        direction=direction, travel=Travel(limit_s=1e6),
    )  # fmt: skip
    assert found.seconds.ravel()[joins.cell] == pytest.approx(
        expected.seconds, rel=1e-9, abs=1e-3, nan_ok=True
    )
    assert np.array_equal(found.owner.ravel()[joins.cell], expected.owner)


@pytest.fixture(name="street")
def _street():
    """One edge of 100 s there and 50 s back with three points, the middle one without a cell."""
    street = Network.from_edges([[117, 0], [117.01, 0]], [[0, 1]], [100.0], [50.0])
    edges = view(street, "from_sources").edges
    places = placed(street, [0, 0, 0], [0.8, 0.5, 0.2])
    joined = np.array([3, -1, 1]), np.array([7.0, np.inf, 5.0])
    points, order = points_of(street, edges, places, joined, "from_sources")
    return points, edges, order


def test_points_lie_along_their_edge(street):
    points, _, order = street
    assert order.tolist() == [2, 1, 0]
    assert points.first.tolist() == [0, 3]
    assert points.share == pytest.approx([0.2, 0.5, 0.8])
    assert points.off_s[0] == pytest.approx([10, 80])
    assert points.onto_s[0] == pytest.approx([20, 40])


def told(*seconds):
    known = np.array(seconds, dtype=float)
    return Told(known, np.where(np.isfinite(known), 4, NOBODY).astype(np.int32))


def test_a_ride_along_one_edge_and_the_steps_off_it_and_on(street):
    points, edges, _ = street
    now, changed = told(np.inf, 6.0, np.inf), np.zeros(3, dtype=bool)
    ride(points, edges, new_labels(2), now, changed)
    assert now.seconds == pytest.approx([6 + 15, 6, 6 + 30])
    assert changed.tolist() == [True, False, True]
    cells = np.full(5, np.inf), np.full(5, 2 * NOBODY, dtype=np.int32)
    assert step_off(points, now, changed, cells, 40.0).tolist() == [1]
    assert cells[0][1] == pytest.approx(26)
    assert cells[1][1] == 2 * 4 + 1
    assert not step_on(points, now, cells, 1e9).any()
    cells[0][3], cells[1][3] = 1.0, 2 * 2
    assert step_on(points, now, cells, 7.9).tolist() == [False] * 3
    assert step_on(points, now, cells, 8.0).tolist() == [False, False, True]
    assert (now.seconds[2], now.owner[2]) == (8.0, 2)


def test_seeds_leave_by_both_ends_where_that_is_allowed(street):
    points, _, _ = street
    sown = seeds_at(points, told(np.inf, 6.0, np.inf), np.array([False, True, False]))
    assert sown.node.tolist() == [0, 1]
    assert sown.seconds == pytest.approx([6 + 25, 6 + 50])
    assert sown.owner.tolist() == [4, 4]
    one_way = Points(*points)._replace(off_s=np.array([[np.inf, 1.0]] * 3))
    assert seeds_at(one_way, told(0.0, 6.0, 0.0), np.ones(3, dtype=bool)).node.tolist() == [1] * 3


def test_places_in_cells_nobody_reaches_take_the_nearest_around_if_asked():
    """A row of cells 0 to 3; cell 1 is water and so is cell 3, off which nothing else lies."""
    grid = Raster(
        np.array([[1.0, np.inf, 2.0, np.inf]]),
        Affine(0.001, 0, 117, 0, -0.001, 0),
        pyproj.CRS(4326),
    )
    far = Network.from_edges([[110, 0], [110.01, 0]], [[0, 1]], [1.0])
    source = gpd.GeoSeries([shapely.Point(117.0005, -0.0005)], crs=4326)
    found = offroad_times(Roads(far), grid, source)
    lon, lat = [117.0012, 117.0018, 117.0035, 117.0045], [-0.0005] * 4
    assert np.isnan(found.at(lon, lat)[0]).all()
    beside = found.at(lon, lat, aside=True)
    assert beside[0] == pytest.approx([0, 0, np.nan, np.nan], abs=1e-6, nan_ok=True)
    assert beside[1].tolist() == [0, 0, -1, -1]


def test_joins_of_another_grid_or_network_are_refused():
    plain, raster = town(0)
    joins = joins_of(plain, raster)
    source = gpd.GeoSeries([shapely.Point(117.0015, 0.0145)], crs=4326)
    small = Raster(raster.values[:3, :3], raster.transform, raster.crs)
    with pytest.raises(InputError, match="the grid 9 cells; find them anew with joins_of"):
        offroad_times(Roads(plain, joins), small, source)
