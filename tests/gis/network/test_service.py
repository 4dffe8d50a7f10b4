"""Service areas: ground along reached roads, holes kept, nothing beyond the water."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gis.areas import area_m2
from gis.errors import EmptyInputError, InputError
from gis.network import Network
from gis.network.ground.barriers import barriers_of
from gis.network.places import placed
from gis.network.portions import drawn, reached_portions
from gis.network.service import ground_along, service_areas

STEP = 0.01  # 1113 m at the equator


def grid(side: int, lon: float = 117.0, lat: float = -0.5) -> Network:
    """Streets of 60 s a block, both ways."""
    at = np.arange(side * side).reshape(side, side)
    ends = np.concatenate(
        [
            np.column_stack([at[:, :-1].ravel(), at[:, 1:].ravel()]),
            np.column_stack([at[:-1].ravel(), at[1:].ravel()]),
        ]
    )
    row, column = np.divmod(np.arange(side * side), side)
    lonlat = np.column_stack([lon + STEP * column, lat + STEP * row])
    return Network.from_edges(lonlat, ends, np.full(len(ends), 60.0))


def test_a_straight_road_is_a_band_with_round_ends():
    network = Network.from_edges([[117, 0], [117.01, 0]], [[0, 1]], [60.0])
    row = service_areas(network, placed(network, [0], [0.5]), limits_s=[15], width_m=50).iloc[0]
    assert row["reached_km"] == pytest.approx(network.length_m[0] / 2000)
    assert row["passed_km"] == 0
    length = row["reached_km"] * 1000
    assert area_m2(np.array([row.geometry]))[0] == pytest.approx(
        100 * length + np.pi * 50**2, rel=2e-3
    )
    assert row.geometry.covers(shapely.Point(117.005, 0.0004))
    assert not row.geometry.intersects(shapely.Point(117.005, 0.0005))


def test_blocks_between_streets_stay_holes():
    network = grid(4)
    areas = service_areas(network, placed(network, [0], [0.0]), limits_s=[1000], width_m=40)
    shape = areas.geometry.iloc[0]
    assert len(shape.geoms) == 1
    assert len(shape.geoms[0].interiors) == 9
    assert not shape.covers(shapely.Point(117.005, -0.495))


def test_the_other_bank_is_not_reached_without_the_bridge():
    """Two quays 110 m apart; the only bridge is 5 km off, half an hour away."""
    nodes = [[117, 0], [117.05, 0], [117, 0.001], [117.05, 0.001]]
    ends = [[0, 1], [2, 3], [1, 3]]
    network = Network.from_edges(nodes, ends, [1800.0, 1800.0, 10.0])
    quay = placed(network, [0], [0.1])
    near = service_areas(network, quay, limits_s=[600], width_m=50).geometry.iloc[0]
    assert not near.intersects(shapely.LineString(nodes[2:]))
    far = service_areas(network, quay, limits_s=[2000], width_m=50).geometry.iloc[0]
    assert far.intersects(shapely.Point(117.049, 0.001))
    assert not far.intersects(shapely.Point(117.005, 0.001))


def test_ground_keeps_to_its_bank_where_water_is_given():
    """A road 50 m from a river of 20 m: its ground of 100 m ends at the water."""
    network = Network.from_edges([[117, 0], [117.01, 0]], [[0, 1]], [60.0])
    line = shapely.LineString([(116.9, 60 / 110_574), (117.1, 60 / 110_574)])
    river = barriers_of(gpd.GeoSeries([line], crs=4326), width_m=20)
    asked = {"limits_s": [15, 60], "width_m": 100.0}
    areas = service_areas(network, placed(network, [0], [0.5]), barriers=river, **asked).geometry
    assert areas.iloc[1].covers(areas.iloc[0])
    assert shapely.bounds(areas.iloc[1])[3] * 110_574 == pytest.approx(50, abs=0.01)
    plain = service_areas(network, placed(network, [0], [0.5]), **asked).geometry
    assert plain.iloc[1].covers(shapely.Point(117.005, 80 / 110_574))


def test_a_ferry_adds_no_ground_but_what_it_reaches_does():
    nodes = [[117, 0], [117.01, 0], [117.2, 0], [117.21, 0]]
    network = Network.from_edges(nodes, [[0, 1], [1, 2], [2, 3]], [60.0, 600.0, 60.0])
    network = replace(network, frontage=np.array([True, False, True]))
    areas = service_areas(network, placed(network, [0], [0.0]), limits_s=[720])
    shape = areas.geometry.iloc[0]
    assert len(shape.geoms) == 2
    assert not shape.intersects(shapely.Point(117.1, 0))
    assert areas["passed_km"].iloc[0] == pytest.approx(network.length_m[1] / 1000)


def test_rows_are_sorted_nested_and_say_what_they_are():
    network = grid(6)
    places = placed(network, [7, 30], [0.3, 0.8])
    areas = service_areas(network, places, limits_s=[300, 60, 120, 60])
    assert areas["limit_s"].tolist() == [60, 120, 300]
    assert areas["width_m"].tolist() == [100] * 3
    assert areas.crs.to_epsg() == 4326
    assert areas["reached_km"].is_monotonic_increasing
    for inner, outer in zip(areas.geometry[:-1], areas.geometry[1:], strict=True):
        assert outer.covers(inner)
        assert inner.difference(outer).area == 0


@pytest.mark.parametrize(("lon", "lat"), [(117.0, -0.5), (106.8, -6.2), (-73.0, 5.8)])
def test_the_area_is_the_united_bands_of_geopandas_wherever_it_is(lon, lat):
    """East Kalimantan, Jakarta and Duitama: each in its own UTM zone."""
    network = grid(7, lon, lat)
    sources = placed(network, [10, 40], [0.3, 0.6])
    found = reached_portions(network, sources, limit_s=200)
    mine = gpd.GeoSeries([ground_along(network, found, width_m=100)], crs=4326)
    lines = gpd.GeoSeries(drawn(network, found), crs=4326)
    plain = lines.to_crs(lines.estimate_utm_crs()).buffer(100, quad_segs=8)
    flat = mine.to_crs(plain.crs).iloc[0]
    united = plain.union_all()
    assert flat.symmetric_difference(united).area / united.area < 2e-3
    assert flat.is_valid
    # Nothing leaks: corners between streets may be cut by 8 m (0.2: the scale of the plane).
    within = lines.to_crs(plain.crs).buffer(108.2, quad_segs=64).union_all()
    assert flat.difference(within).area < 1e-6
    exact = lines.to_crs(plain.crs).buffer(100.2, quad_segs=64).union_all()
    assert flat.difference(exact).area / exact.area < 1e-3


def test_nothing_reached_is_an_empty_area():
    network = grid(3)
    areas = service_areas(network, placed(network, [-1], [0]), limits_s=[60])
    assert areas.geometry.iloc[0].is_empty
    assert areas["reached_km"].tolist() == [0]


def test_refusals():
    network = grid(3)
    place = placed(network, [0], [0])
    with pytest.raises(InputError, match="limits_s is empty"):
        service_areas(network, place, limits_s=[])
    with pytest.raises(InputError, match="limits_s is -5"):
        service_areas(network, place, limits_s=[60, -5])
    with pytest.raises(InputError, match="width_m is 0"):
        service_areas(network, place, limits_s=[60], width_m=0)
    with pytest.raises(EmptyInputError, match="no source"):
        service_areas(network, placed(network, [], []), limits_s=[60])
