"""Two real towns: travel times by networkx, areas of service, and who is covered."""

from __future__ import annotations

import geopandas as gpd
import networkx as nx
import numpy as np
import pyproj
import pytest
import rasterio
import shapely

from gis.access.demand import demand_of, travel_coverage
from gis.areas import area_m2
from gis.network import audit_network, compile_network, placed, snap
from gis.network.nearest import k_nearest, nearest
from gis.network.service import service_areas
from gis.network.tables import many_to_many
from layers.infrastructure.travel import mode
from layers.raster import Raster

CAR = mode("car")
TOWNS = ("duitama", "jakarta")
N_SOURCES, N_TARGETS = 8, 25


def graph_of(network):
    """The arcs as networkx takes them; parallel edges are one arc already."""
    graph = nx.DiGraph()
    graph.add_nodes_from(range(network.n_nodes))
    leave = np.repeat(np.arange(network.n_nodes), np.diff(network.indptr))
    graph.add_weighted_edges_from(
        zip(leave.tolist(), network.neighbour.tolist(), network.seconds.tolist(), strict=True)
    )
    return graph


def same_as_networkx(network, seed):
    """Compare random pairs, each source with each target; give how many of them are joined."""
    rng = np.random.default_rng(seed)
    usable = np.flatnonzero(np.diff(network.indptr))
    nodes = rng.choice(usable, N_SOURCES + N_TARGETS, replace=False)
    edge = network.edge[network.indptr[nodes]]
    at_node = np.where(network.tail[edge] == nodes, 0.0, 1.0)
    sources = placed(network, edge[:N_SOURCES], at_node[:N_SOURCES])
    targets = placed(network, edge[N_SOURCES:], at_node[N_SOURCES:])
    table = np.full((N_SOURCES, N_TARGETS), np.inf)
    for block in many_to_many(network, sources, targets, limit_s=np.inf):
        table[block.source, block.target] = block.seconds
    graph, joined = graph_of(network), 0
    for s, source in enumerate(nodes[:N_SOURCES].tolist()):
        theirs = nx.single_source_dijkstra_path_length(graph, source)
        for t, target in enumerate(nodes[N_SOURCES:].tolist()):
            assert table[s, t] == pytest.approx(theirs.get(target, np.inf), rel=1e-12)
            joined += target in theirs
    return joined


@pytest.mark.parametrize("seed", range(3))
def test_200_pairs_of_a_made_up_network_are_those_of_networkx(random_network, seed):
    assert same_as_networkx(random_network(seed, 300, 700), seed) > 50


@pytest.mark.parametrize("town", TOWNS)
def test_200_pairs_of_a_real_town_are_those_of_networkx(real_roads, town):
    network = compile_network(real_roads[town], mode=CAR).network
    assert audit_network(network).to_dict()["largest_share"] > 0.98
    assert same_as_networkx(network, 4) > 150


@pytest.mark.parametrize("town", TOWNS)
def test_areas_of_service_are_nested_and_hold_what_is_reached(real_roads, town):
    network = compile_network(real_roads[town], mode=CAR).network
    rng = np.random.default_rng(7)
    sources = placed(network, rng.integers(0, network.n_edges, 3), rng.random(3))
    limits = [120.0, 300.0, 480.0]
    areas = service_areas(network, sources, limits_s=limits, width_m=60)
    shapes = areas.geometry.to_numpy()
    assert shapely.is_valid(shapes).all()
    assert shapely.covers(shapes[1:], shapes[:-1]).all()
    assert (np.diff(areas["reached_km"]) > 0).all()
    # Nowhere more ground than its roads have room for, nor less than half of it.
    room = areas["reached_km"].to_numpy() * 1000 * 120 + 3 * np.pi * 60**2
    assert (area_m2(shapes) < 1.02 * room).all()
    reached = nearest(network, sources).node_seconds
    for limit, shape in zip(limits, shapes, strict=True):
        node = np.flatnonzero(reached < limit - 1e-6)
        joined = np.unique(np.r_[network.tail[network.frontage], network.head[network.frontage]])
        node = node[np.isin(node, joined)]
        shapely.prepare(shape)
        assert shapely.contains_xy(shape, network.lon[node], network.lat[node]).all()


@pytest.fixture
def people(shared_data):
    """Cells of Jakarta; what they count is not stated, so that they are weights, not people."""
    with rasterio.open(shared_data / "raster/people_jakarta_clip.tif") as file:
        return Raster(file.read(1), file.transform, pyproj.CRS(file.crs.to_wkt()))


def test_jakarta_is_covered_by_any_facilities(real_roads, people):
    network = compile_network(real_roads["jakarta"], mode=mode("motorcycle")).network
    west, south, east, north = people.bounds
    middle = (west + east) / 2
    halves = gpd.GeoSeries(
        [shapely.box(west, south, middle, north), shapely.box(middle, south, east, north)],
        crs=4326,
    )
    demand = demand_of(halves, people)
    homes = snap(network, np.column_stack([demand.lon, demand.lat]), limit_m=1_000, access_kmh=4.5)
    assert (homes.edge >= 0).mean() > 0.9
    rng = np.random.default_rng(3)
    before = np.zeros((3, 2))
    for count in (1, 5, 25):
        clinics = snap(
            network,
            gpd.GeoSeries(
                gpd.points_from_xy(*rng.uniform([west, south], [east, north], (count, 2)).T),
                crs=4326,
            ),
            limit_m=2_000,
            access_kmh=4.5,
        )
        found = nearest(network, clinics, homes, direction="to_sources")
        assert found.n_unreached >= found.n_targets_off
        table = travel_coverage(demand, found.seconds, limits_s=[180, 600, 1800]).table
        assert (table["covered"] + table["unreached"] <= table["total"] * (1 + 1e-12)).all()
        covered = table["covered"].to_numpy().reshape(3, 2)
        assert (np.diff(covered, axis=0) >= -1e-9 * covered.max()).all()
        assert covered[2].sum() > before[2].sum() * 0.99
        before = covered
        ranks = k_nearest(network, clinics, homes, k=2, direction="to_sources")
        assert np.array_equal(ranks.seconds[:, 0], found.seconds, equal_nan=True)
    assert before[2].sum() > 0.8 * people.values.sum()
