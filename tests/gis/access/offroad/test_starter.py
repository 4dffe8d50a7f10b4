"""The starter region on foot and by car: nobody walks through water, and roads only help."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from scipy import ndimage

import layers
from gis.access.demand import demand_of, travel_coverage
from gis.access.offroad import Roads, joins_of, offroad_times
from gis.costdistance import Travel, barred_by, walking_friction
from gis.network import compile_network
from layers.infrastructure.travel import mode
from layers.landcover.walking import walking_speeds
from layers.raster import Raster

CROSS = ndimage.generate_binary_structure(2, 1)


@pytest.fixture(scope="module")
def region(starter_workspace):
    """Friction from land cover, the roads by car, the puskesmas, and all else that is asked for."""
    workspace = layers.open(starter_workspace)
    speeds = {int(code): cover.speed_kmh for code, cover in walking_speeds("common").items()}
    friction = walking_friction(workspace["land_cover_2024"].raster(), speeds).raster
    facilities = workspace["facilities"].read()
    held = {
        "friction": friction,
        "network": compile_network(workspace["roads"].read(), mode=mode("car")).network,
        "puskesmas": facilities[facilities["type"] == "puskesmas"].geometry,
        "waterways": workspace["waterways"].read(),
        "districts": workspace["districts"].read(),
        "population": workspace["population"].raster(),
    }
    workspace.close()
    return held


def hung_together(values, cells):
    """Cells that hang together by their edges with some of those given."""
    parts, _ = ndimage.label(np.isfinite(values), structure=CROSS)
    return np.isin(parts, np.unique(parts[tuple(cells)])) & (parts > 0)


def cells_of(points: gpd.GeoSeries, grid: Raster):
    column, row = ~grid.transform @ (points.x.to_numpy(), points.y.to_numpy())
    return row.astype(int), column.astype(int)


@pytest.fixture(scope="module")
def joins(region):
    return joins_of(region["network"], region["friction"])


@pytest.fixture(scope="module")
def by_car(region, joins):
    roads = Roads(region["network"], joins)
    return offroad_times(roads, region["friction"], region["puskesmas"])


@pytest.fixture(scope="module")
def on_foot(region):
    closed = np.zeros(region["network"].n_edges, dtype=bool)
    none = joins_of(region["network"], region["friction"], only=closed)
    roads = Roads(region["network"], none)
    return offroad_times(roads, region["friction"], region["puskesmas"])


def test_whoever_walks_stays_on_the_ground_that_hangs_together(region, on_foot):
    values = region["friction"].values
    reached = hung_together(values, cells_of(region["puskesmas"], region["friction"]))
    assert np.array_equal(np.isfinite(on_foot.seconds), reached)
    assert not on_foot.by_road.any()


def test_by_car_what_is_reached_hangs_together_with_a_join_or_a_source(region, joins, by_car):
    values = region["friction"].values
    seeds = np.concatenate(
        [
            np.array(np.unravel_index(joins.cell, values.shape)),
            np.array(cells_of(region["puskesmas"], region["friction"])),
        ],
        axis=1,
    )
    assert not (np.isfinite(by_car.seconds) & ~hung_together(values, seeds)).any()


def test_roads_only_help_and_are_used_where_they_do(on_foot, by_car):
    assert not (by_car.seconds > on_foot.seconds).any()
    reached = np.isfinite(by_car.seconds)
    quicker = reached & ~(by_car.seconds >= on_foot.seconds)
    assert np.array_equal(by_car.by_road, quicker)
    assert 0.5 < quicker.sum() / reached.sum() < 1


def test_whole_and_in_other_tiles(region, joins, by_car):
    travel = Travel(tile=700, threads=1)
    roads = Roads(region["network"], joins)
    other = offroad_times(roads, region["friction"], region["puskesmas"], travel=travel)
    assert np.array_equal(by_car.seconds, other.seconds, equal_nan=True)
    assert np.array_equal(by_car.owner, other.owner)


def test_coverage_of_the_districts(region, by_car):
    demand = demand_of(region["districts"], region["population"])
    times = [by_car.at(demand.lon, demand.lat, aside=aside)[0] for aside in (False, True)]
    found = [travel_coverage(demand, s, limits_s=[1800, 3600]).totals for s in times]
    for totals in found:
        assert totals["covered"].is_monotonic_increasing
        assert (totals["covered"] + totals["unreached"] <= totals["total"]).all()
    assert found[1]["unreached"].iloc[0] < found[0]["unreached"].iloc[0]


def test_rivers_drawn_into_coarse_cells_bar_the_way(region):
    """Every third cell only: rivers have gaps, until they are drawn in."""
    fine = region["friction"]
    scale = fine.transform @ fine.transform.scale(3)
    coarse = Raster(fine.values[1::3, 1::3], scale, fine.crs)
    river = region["waterways"].dissolve().geometry
    barred = barred_by(coarse, river)
    more = np.isinf(barred.values) & np.isfinite(coarse.values)
    assert 0 < more.sum() < 0.02 * more.size
    parts = [ndimage.label(np.isfinite(g.values), structure=CROSS)[1] for g in (coarse, barred)]
    assert parts[1] > parts[0]
