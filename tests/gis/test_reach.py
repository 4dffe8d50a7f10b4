from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import Geod
from shapely import LineString, Point, box

from gis.areas import area_m2
from gis.errors import InputError
from gis.reach import discs, disjoint_union, distance_rings, within_distance
from layers.errors import CRSError

GEOD = Geod(ellps="WGS84")
NORTH_AND_SOUTH = [(117.0, 0.0), (116.71, -0.97), (117.48, 0.14), (114.1, -4.1), (119.0, 2.5)]


def sites(*xy, crs=4326):
    return gpd.GeoSeries([Point(p) for p in xy], crs=crs)


def metres_from(centre, shape):
    xy = shapely.get_coordinates(shape)
    n = len(xy)
    return GEOD.inv(np.full(n, centre[0]), np.full(n, centre[1]), xy[:, 0], xy[:, 1])[2]


@pytest.mark.parametrize("distance", [100, 1000, 5000, 30_000])
@pytest.mark.parametrize("place", NORTH_AND_SOUTH)
def test_vertices_lie_on_the_geodesic_circle(place, distance):
    ring = discs(sites(place), distance_m=distance).to_crs(4326).iloc[0]
    metres = metres_from(place, ring)
    assert len(metres) == 65
    assert np.abs(metres / distance - 1).max() < 1e-7


def test_an_uncorrected_buffer_is_off_by_hundreds_of_ppm():
    place = (114.1, -4.1)
    plain = sites(place).to_crs(32750).buffer(1000).to_crs(4326).iloc[0]
    assert np.abs(metres_from(place, plain) / 1000 - 1).max() > 3e-4


def test_the_disc_is_inscribed_by_the_stated_error():
    ring = discs(sites((117.0, 0.0)), distance_m=1000)
    dense = ring.segmentize(1).to_crs(4326).iloc[0].exterior
    metres = metres_from((117.0, 0.0), dense)
    assert metres.max() == pytest.approx(1000, abs=1e-4)
    assert 0.0011 < 1 - metres.min() / 1000 < 0.00121
    area = area_m2(ring.to_crs(4326).to_numpy())[0]
    assert 1 - area / (np.pi * 1e6) == pytest.approx(0.0016, abs=1e-4)


def test_facilities_in_any_crs_give_the_same_disc():
    expected = discs(sites((117.48, 0.14)), distance_m=1000).iloc[0]
    for crs in (32650, 3857, 23838):
        moved = discs(sites((117.48, 0.14)).to_crs(crs), distance_m=1000).iloc[0]
        assert moved.symmetric_difference(expected).area / expected.area < 2e-3


def test_lines_and_polygons_are_widened_on_the_ground():
    shapes = gpd.GeoSeries(
        [LineString([(114.1, -2), (114.1, -2.01)]), box(114, -1, 114.01, -0.99), Point(114, 0)],
        crs=4326,
    )
    found = discs(shapes, distance_m=500).to_crs(4326)
    metres = metres_from((114.1, -2), found.iloc[0].exterior)
    assert metres.min() == pytest.approx(500, rel=1e-5)
    assert found.iloc[1].covers(shapes.iloc[1])


def test_places_outside_the_window_and_bad_distances_are_refused():
    with pytest.raises(CRSError, match="EPSG:32750 serves"):
        discs(sites((106.8, -6.2)), distance_m=1000)
    with pytest.raises(CRSError, match="facilities has no CRS"):
        discs(gpd.GeoSeries([Point(117, 0)]), distance_m=1000)
    with pytest.raises(InputError, match="distance_m is 0"):
        discs(sites((117, 0)), distance_m=0)


def test_overlapping_discs_are_united_and_separate_ones_stay_apart():
    parts = within_distance(sites((117, 0), (117.01, 0), (118, 0)), distance_m=1000)
    assert len(parts) == 2
    assert parts.crs.to_epsg() == 4326
    assert within_distance(sites(), distance_m=1000).empty


def test_the_union_equals_plain_geopandas():
    rng = np.random.default_rng(1)
    many = gpd.GeoSeries(
        shapely.points(rng.uniform(116, 117, 300), rng.uniform(-1, 0.5, 300)), crs=4326
    )
    plain = discs(many, distance_m=4000).union_all()
    mine = shapely.union_all(within_distance(many, distance_m=4000).to_crs(32750).to_numpy())
    assert mine.symmetric_difference(plain).area / plain.area < 1e-9


def test_rings_share_no_ground_and_make_up_the_reach():
    places = sites((117, 0), (117.02, 0.01))
    reach = {d: within_distance(places, distance_m=d) for d in (5000.0, 1000.0, 3000.0)}
    rings = distance_rings(reach)
    assert rings["from_m"].tolist() == [0, 1000, 3000]
    assert rings["to_m"].tolist() == [1000, 3000, 5000]
    assert rings.crs.to_epsg() == 4326
    areas = area_m2(rings.geometry.to_numpy())
    assert areas.sum() == pytest.approx(area_m2(reach[5000.0].to_numpy()).sum(), rel=1e-9)
    for inner, outer in ((0, 1), (1, 2), (0, 2)):
        overlap = rings.geometry.iloc[inner].intersection(rings.geometry.iloc[outer])
        assert overlap.area < 1e-12


def test_no_reach_gives_no_ring():
    assert distance_rings({1000.0: within_distance(sites(), distance_m=1000)}).empty


def test_many_polygons_are_united_as_all_at_once(monkeypatch):
    draw = np.random.default_rng(8)
    spots = shapely.points(draw.uniform(0, 60, (400, 2)))
    shapes = shapely.buffer(spots, draw.uniform(0.5, 2.0, 400), quad_segs=4)
    monkeypatch.setattr("gis.reach.WORTH_THREADS", 10)
    united = disjoint_union(shapes)
    whole = shapely.union_all(shapes)
    assert shapely.area(united).sum() == pytest.approx(whole.area, rel=1e-12)
    assert len(united) == len(shapely.get_parts(whole))
    assert shapely.STRtree(united).query(united, predicate="overlaps").size == 0
    assert len(disjoint_union(shapes[:1])) == 1
