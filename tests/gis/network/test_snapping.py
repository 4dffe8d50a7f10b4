"""Points put on edges: by hand, and against shapely in a plane around each point."""

from __future__ import annotations

from dataclasses import fields, replace

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, box

from gis.errors import GeometryError, InputError
from gis.network import Network
from gis.network.snapping import PART, SegmentIndex, segment_index, snap
from layers.crs import GEOD
from layers.errors import CRSError

SQUARE = [[117.0, 0.0], [117.01, 0.0], [117.01, 0.01], [117.0, 0.01]]


def square(**changes):
    """Four streets around a block, driven counterclockwise in 60 s each."""
    network = Network.from_edges(SQUARE, [[0, 1], [1, 2], [2, 3], [3, 0]], [60.0] * 4, [np.inf] * 4)
    return replace(network, **changes)


def points(*places, crs=4326):
    return gpd.GeoSeries([p if p is None else Point(p) for p in places], crs=crs)


def snapped(network, *places, limit_m=500, **more):
    return snap(network, points(*places), limit_m=limit_m, access_kmh=4.5, **more)


class TestByHand:
    def test_place_times_leg_and_side(self):
        place = snapped(square(), (117.0025, 0.001))
        leg = GEOD.inv(117.0025, 0.001, 117.0025, 0)[2]
        assert place.edge.tolist() == [0]
        assert place.fraction.tolist() == pytest.approx([0.25])
        assert place.seconds_to_head.tolist() == pytest.approx([45.0])
        assert place.seconds_to_tail.tolist() == [np.inf]
        assert place.seconds_from_tail.tolist() == pytest.approx([15.0])
        assert place.distance_m.tolist() == pytest.approx([leg])
        assert place.access_seconds.tolist() == pytest.approx([leg / 1.25])
        assert place.side.tolist() == [1]
        assert [place.lon[0], place.lat[0]] == pytest.approx([117.0025, 0.0])

    def test_sides(self):
        place = snapped(square(), (117.005, -0.001), (117.005, 0.0), (116.999, -0.001))
        assert place.side.tolist() == [-1, 0, 0]
        assert place.distance_m[1] == pytest.approx(0, abs=1e-6)
        assert place.fraction[2] in (0.0, 1.0)

    def test_at_a_node_the_first_edge_is_taken(self):
        place = snapped(square(), (117.01, 0.0), (117.011, -0.001))
        assert place.edge.tolist() == [0, 0]
        assert place.fraction.tolist() == [1.0, 1.0]
        assert place.seconds_to_head.tolist() == [0.0, 0.0]

    def test_the_limit_is_kept(self):
        leg = GEOD.inv(117.005, -0.002, 117.005, 0)[2]
        assert snapped(square(), (117.005, -0.002), limit_m=leg + 0.01).edge.tolist() == [0]
        beyond = snapped(square(), (117.005, -0.002), limit_m=leg - 0.01)
        assert beyond.edge.tolist() == [-1]
        assert np.isnan(beyond.distance_m).all()
        assert beyond.component.tolist() == [-1]

    def test_far_away(self):
        place = snapped(square(), (116.0, 0.0), (117.005, 3.0), limit_m=400_000)
        expected = [GEOD.inv(116, 0, 117, 0)[2], GEOD.inv(117.005, 3, 117.005, 0.01)[2]]
        assert place.distance_m == pytest.approx(expected, rel=1e-6)

    def test_missing_and_empty_points_are_off_the_network(self):
        series = gpd.GeoSeries([None, Point(), Point(117.005, 0.0)], crs=4326)
        place = snap(square(), series, limit_m=10, access_kmh=4.5)
        assert place.edge.tolist() == [-1, -1, 0]

    def test_no_points(self):
        assert len(snapped(square())) == 0

    def test_another_crs(self):
        series = points((117.0025, 0.001)).to_crs(32750)
        place = snap(square(), series, limit_m=500, access_kmh=4.5)
        assert place.fraction.tolist() == pytest.approx([0.25], abs=1e-7)

    def test_edges_without_frontage_are_not_joined(self):
        toll = square(frontage=np.array([False, True, True, True]))
        assert snapped(toll, (117.004, -0.001), limit_m=1_000).edge.tolist() == [3]
        none = square(frontage=np.zeros(4, dtype=bool))
        assert snapped(none, (117.004, 0.0)).edge.tolist() == [-1]

    def test_chosen_edges_only(self):
        network = square()
        index = segment_index(network, only=np.array([False, False, True, False]))
        place = snapped(network, (117.005, 0.001), limit_m=2_000, index=index)
        assert place.edge.tolist() == [2]

    def test_fraction_is_over_the_whole_edge(self):
        bent = replace(
            Network.from_edges(SQUARE[::2], [[0, 1]], [100.0], length_m=[2_000.0]),
            vertex_offsets=np.array([0, 3]),
            vertex_lon=np.array([117.0, 117.01, 117.01]),
            vertex_lat=np.array([0.0, 0.0, 0.01]),
            vertex_m=np.array([0.0, 1_000.0, 2_000.0]),
            vertex_share=np.array([0.0, 0.2, 1.0]),
            vertex_line=np.zeros(3, dtype=np.int32),
        )
        place = snapped(bent, (117.011, 0.0025))
        assert place.fraction.tolist() == pytest.approx([0.625])
        assert place.share.tolist() == pytest.approx([0.4])


def kept(arrays, folder):
    """Save arrays and map them, as a later process finds them."""
    for name, values in arrays.items():
        np.save(folder / f"{name}.npy", values)
    return {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in arrays}


def test_a_network_and_its_index_can_be_saved_and_mapped(tmp_path):
    network = square()
    index = segment_index(network)
    (tmp_path / "network").mkdir()
    (tmp_path / "index").mkdir()
    mapped = Network(**kept(network.arrays(), tmp_path / "network"))
    again = SegmentIndex(**kept(index.arrays(), tmp_path / "index"))
    assert not mapped.lon.flags.writeable
    asked = [(117.0025, 0.001), (117.5, 0.0), (117.01, 0.004)]
    one, other = snapped(network, *asked, index=index), snapped(mapped, *asked, index=again)
    for field in fields(one):
        np.testing.assert_array_equal(getattr(one, field.name), getattr(other, field.name))
    assert [shape.wkt for shape in mapped.shapes()] == [shape.wkt for shape in network.shapes()]


class TestBarriers:
    """A river runs along 117.002, the streets of the block lie to both sides of it."""

    RIVER = gpd.GeoSeries([LineString([(117.002, -1), (117.002, 1)])], crs=4326)

    def test_a_point_behind_the_river_takes_its_own_bank(self):
        plain = snapped(square(), (117.0025, 0.005))
        assert plain.edge.tolist() == [3]
        place = snapped(square(), (117.0025, 0.005), limit_m=2_000, barriers=self.RIVER)
        assert place.edge.tolist() in ([0], [2])
        assert place.fraction[0] in (pytest.approx(0.25), pytest.approx(0.75))
        assert place.distance_m.tolist() == pytest.approx([552.9], abs=0.1)

    def test_nothing_on_its_bank_within_the_limit(self):
        place = snapped(square(), (117.0025, 0.005), limit_m=500, barriers=self.RIVER)
        assert place.edge.tolist() == [-1]
        assert np.isnan(place.distance_m).all()

    def test_others_are_left_as_they_are(self):
        asked = [(117.0015, 0.005), (117.009, 0.004), (117.5, 0.0)]
        with_river = snapped(square(), *asked, barriers=self.RIVER.to_crs(32750))
        without = snapped(square(), *asked)
        for field in fields(without):
            np.testing.assert_array_equal(
                getattr(with_river, field.name), getattr(without, field.name)
            )

    def test_a_point_in_the_sea_is_not_on_the_network(self):
        sea = gpd.GeoSeries([box(116.9, 0.0005, 117.1, 0.5), None], crs=4326)
        place = snapped(square(), (117.005, 0.001), (117.005, 0.0004), barriers=sea)
        assert place.edge.tolist() == [-1, 0]

    def test_no_barrier_at_all(self):
        none = gpd.GeoSeries([], crs=4326)
        assert snapped(square(), (117.005, 0.001), barriers=none).edge.tolist() == [0]

    def test_barriers_without_a_crs(self):
        with pytest.raises(CRSError, match="barriers has no CRS"):
            snapped(square(), (117.005, 0.001), barriers=gpd.GeoSeries([Point(0, 0)]))

    @settings(max_examples=30)
    @given(st.tuples(st.floats(117.0, 117.01), st.floats(-0.002, 0.012)), st.floats(117.0, 117.01))
    def test_no_way_crosses_and_none_gets_nearer(self, point, river):
        line = gpd.GeoSeries([LineString([(river, 0.001), (river, 0.009)])], crs=4326)
        plain = snapped(square(), point, limit_m=3_000)
        place = snapped(square(), point, limit_m=3_000, barriers=line)
        if place.edge[0] >= 0:
            assert place.distance_m[0] >= plain.distance_m[0] - 1e-9
            foot = np.array([place.lon[0], place.lat[0]])
            way = LineString([point, np.array(point) * 1e-9 + foot * (1 - 1e-9)])
            assert not way.intersects(line[0])


class TestBadInput:
    @pytest.mark.parametrize("value", [0, -1, np.nan, np.inf])
    @pytest.mark.parametrize("name", ["limit_m", "access_kmh"])
    def test_limits(self, name, value):
        asked = {"limit_m": 10.0, "access_kmh": 4.5, name: value}
        with pytest.raises(InputError, match=f"{name} is"):
            snap(square(), points((117, 0)), **asked)

    def test_no_crs(self):
        with pytest.raises(CRSError, match="no CRS"):
            snap(square(), points((117, 0), crs=None), limit_m=10, access_kmh=4.5)

    def test_no_points_but_areas(self):
        area = gpd.GeoSeries([Point(117, 0).buffer(1)], crs=4326)
        with pytest.raises(GeometryError, match="row 0 is a Polygon; wanted points"):
            snap(square(), area, limit_m=10, access_kmh=4.5)

    @pytest.mark.parametrize("only", [[True], [0, 1, 2, 3]])
    def test_marks_of_another_kind(self, only):
        with pytest.raises(InputError, match="wanted one yes or no per edge"):
            segment_index(square(), only=np.array(only))


lon = st.integers(0, 2_000).map(lambda k: 116.0 + k * 1e-5)
lat = st.integers(-1_000, 1_000).map(lambda k: k * 1e-5)
place = st.tuples(lon, lat)


def apart_in_the_plane(lines, point):
    """Give the distance to each line in the azimuthal equidistant plane around a point."""
    plane = pyproj.Proj(proj="aeqd", lon_0=point[0], lat_0=point[1], ellps="WGS84")
    flat = shapely.transform(lines, lambda xy: np.column_stack(plane(xy[:, 0], xy[:, 1])))
    return shapely.distance(flat, Point(0, 0))


@settings(max_examples=60)
@given(
    st.lists(place, min_size=2, max_size=8, unique=True),
    st.lists(place, min_size=1, max_size=6),
    st.data(),
)
def test_the_nearest_edge_is_that_of_shapely(nodes, asked, data):
    node = st.integers(0, len(nodes) - 1)
    ends = data.draw(st.lists(st.tuples(node, node).filter(lambda e: e[0] != e[1]), min_size=1))
    network = Network.from_edges(nodes, ends, [1.0] * len(ends))
    found = snapped(network, *asked, limit_m=5_000)
    for k, point in enumerate(asked):
        apart = apart_in_the_plane(network.shapes(), point)
        assert found.distance_m[k] == pytest.approx(apart.min(), abs=0.01)
        assert apart[found.edge[k]] == pytest.approx(apart.min(), abs=0.01)
        foot = found.lon[k], found.lat[k]
        assert GEOD.inv(*point, *foot)[2] == pytest.approx(found.distance_m[k], abs=1e-6)
        line = network.shapes()[found.edge[k]]
        assert shapely.distance(line, Point(foot)) < 1e-12


def test_an_array_of_lon_and_lat_is_snapped_as_points_are() -> None:
    street = Network.from_edges([[117.0, 0.0], [117.01, 0.0]], [[0, 1]], [60.0])
    lonlat = np.array([[117.0025, 0.001], [117.5, 0.0], [117.007, -0.002]])
    series = gpd.GeoSeries(shapely.points(lonlat), crs=4326)
    by_array = snap(street, lonlat, limit_m=500, access_kmh=4.5)
    by_points = snap(street, series, limit_m=500, access_kmh=4.5)
    for name in ("edge", "fraction", "distance_m", "side"):
        np.testing.assert_array_equal(getattr(by_array, name), getattr(by_points, name))
    with pytest.raises(GeometryError, match=r"shape \(3,\); wanted lon/lat, n × 2"):
        snap(street, np.zeros(3), limit_m=500, access_kmh=4.5)
    with pytest.raises(CRSError, match="reaches beyond 180/90 degrees"):
        snap(street, np.array([[500000.0, 9900000.0]]), limit_m=500, access_kmh=4.5)


def test_many_points_are_put_on_edges_in_parts_as_one_by_one() -> None:
    rng = np.random.default_rng(5)
    lonlat = rng.uniform([116.99, -0.01], [117.02, 0.02], (PART + 7, 2))
    asked = {"limit_m": 900, "access_kmh": 4.5}
    whole = snap(square(), lonlat, **asked)
    some = np.array([0, 1, PART - 1, PART, PART + 6])
    few = snap(square(), lonlat[some], **asked)
    for field in fields(whole):
        np.testing.assert_array_equal(getattr(whole, field.name)[some], getattr(few, field.name))
