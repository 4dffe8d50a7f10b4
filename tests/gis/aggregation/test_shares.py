from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import Geod
from shapely import GeometryCollection, LineString, MultiPoint, MultiPolygon, Point, Polygon, box

from gis.aggregation.borders import OUTSIDE
from gis.aggregation.hexagons import HexGrid
from gis.aggregation.pieces import Simple
from gis.aggregation.shares import by_pair, hexagon_shares, joined, whole_shares, zone_shares
from gis.areas import area_m2
from gis.errors import InputError

GEOD = Geod(ellps="WGS84")
WEST, EAST = box(117, 0, 118, 1), box(118, 0, 119, 1)


def shapes(*items):
    return np.array(items, dtype=object)


def told(features, zones):
    found = zone_shares(Simple.of(shapes(*features)), shapes(*zones))
    pairs = zip(found.feature.tolist(), found.zone.tolist(), strict=True)
    return dict(zip(pairs, found.share.round(9).tolist(), strict=True))


def blobs(seed, n, size):
    """Round-ish polygons with many corners."""
    rng = np.random.default_rng(seed)
    turn = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    out = []
    for _ in range(n):
        radius = size * rng.uniform(0.3, 1.0, len(turn))
        x, y = rng.uniform(116, 119), rng.uniform(-1, 1)
        out.append(Polygon(np.column_stack([x + radius * np.cos(turn), y + radius * np.sin(turn)])))
    return shapes(*out)


def tiling():
    """Cells that touch without gaps, with crooked borders."""
    spots = shapely.MultiPoint(np.random.default_rng(7).uniform((116, -1), (119, 1), (30, 2)))
    cells = shapely.get_parts(shapely.voronoi_polygons(spots))
    return shapely.intersection(cells, box(116.2, -0.9, 118.9, 0.9))


def test_areas_lines_and_points_in_the_head():
    zones = (WEST, EAST)
    assert told([box(117.5, 0.4, 118.5, 0.6)], zones) == {(0, 0): 0.5, (0, 1): 0.5}
    assert told([box(116.5, 0.4, 117.5, 0.6)], zones) == {(0, OUTSIDE): 0.5, (0, 0): 0.5}
    assert told([Point(117.2, 0.2), Point(0, 0)], zones) == {(0, 0): 1.0, (1, OUTSIDE): 1.0}
    assert told([LineString([(117.75, 0), (118.25, 0)])], [WEST]) == {
        (0, OUTSIDE): 0.5,
        (0, 0): 0.5,
    }


def test_what_lies_on_a_border_counts_in_one_zone():
    on_border = [
        Point(118, 0.5),
        LineString([(118, 0.2), (118, 0.8)]),
        MultiPoint([(118, 0), (118, 1)]),
    ]
    assert told(on_border, (WEST, EAST)) == {(0, 0): 1.0, (1, 0): 1.0, (2, 0): 1.0}


def test_a_mixed_feature_goes_by_its_largest_kind():
    mixed = GeometryCollection(
        [box(117, 0, 117.2, 0.2), Point(118.5, 0.5), LineString([(118.4, 0), (118.4, 1)])]
    )
    found = zone_shares(Simple.of(shapes(mixed)), shapes(WEST, EAST))
    assert found.zone.tolist() == [0, 1]
    assert found.share.tolist() == [1.0, 0.0]
    assert found.length_m[1] == pytest.approx(GEOD.line_length([118.4] * 2, [0, 1]), rel=1e-9)


def test_features_without_extent_count_as_points_and_those_without_a_place_not_at_all():
    flat = Polygon([(117, 0.5), (117.5, 0.5), (117.2, 0.5)])
    still = LineString([(117.5, 0.5), (117.5, 0.5)])
    features = [flat, still, None, Polygon(), MultiPolygon()]
    assert told(features, [WEST]) == {(0, 0): 1.0, (1, 0): 1.0}
    assert Simple.of(shapes(*features)).placed.tolist() == [True, True, False, False, False]
    assert told([], [WEST]) == {}
    assert told([Point(117, 0.5), WEST], [None, Polygon()]) == {
        (0, OUTSIDE): 1.0,
        (1, OUTSIDE): 1.0,
    }


def test_overlapping_zones_hold_what_they_share_both():
    wide = box(117, 0, 119, 1)
    assert told([box(117.5, 0, 118.5, 1)], [wide, EAST]) == {(0, 0): 1.0, (0, 1): 0.5}
    # Twice there and partly outside: what is outside is not made up for by what is twice.
    assert told([box(116.5, 0, 117.5, 1)], [WEST, WEST]) == {
        (0, OUTSIDE): 0.5,
        (0, 0): 0.5,
        (0, 1): 0.5,
    }
    assert told([LineString([(117, 0.5), (119, 0.5)])], [wide, EAST]) == {(0, 0): 1.0, (0, 1): 0.5}


@pytest.mark.parametrize("size", [0.02, 0.6])
def test_areas_as_geopandas_and_geod_have_them_and_nothing_is_lost(size):
    zones, features = tiling(), blobs(3, 60, size)
    found = zone_shares(Simple.of(features), zones)
    frame = gpd.GeoDataFrame({"f": range(len(features))}, geometry=features, crs=4326)
    other = gpd.GeoDataFrame({"z": range(len(zones))}, geometry=zones, crs=4326)
    theirs = gpd.overlay(frame, other, how="intersection", keep_geom_type=True)
    wanted = theirs.assign(m2=area_m2(theirs.geometry.to_numpy())).groupby(["f", "z"])["m2"].sum()
    inside = found.zone != OUTSIDE
    pairs = list(zip(found.feature[inside].tolist(), found.zone[inside].tolist(), strict=True))
    assert pairs == [pair for pair in wanted.index if wanted[pair] > 1e-3]
    np.testing.assert_allclose(found.area_m2[inside], [wanted[p] for p in pairs], rtol=1e-9)
    # What is in none, by another way: cut off, and measured along dense edges by Geod.
    beyond = shapely.difference(features, shapely.union_all(zones))
    dense = shapely.segmentize(beyond, 0.01)
    geodesic = sum(abs(GEOD.geometry_area_perimeter(shape)[0]) for shape in dense)
    assert found.area_m2[~inside].sum() == pytest.approx(geodesic, rel=1e-7)
    assert found.area_m2.sum() == pytest.approx(area_m2(features).sum(), rel=1e-12)
    np.testing.assert_allclose(np.bincount(found.feature, found.share), 1.0, rtol=1e-9)


def test_lines_as_geopandas_and_geod_have_them_and_nothing_is_lost():
    rng = np.random.default_rng(5)
    features = shapes(*(LineString(rng.uniform((116, -1), (119, 1), (6, 2))) for _ in range(30)))
    zones = tiling()
    found = zone_shares(Simple.of(features), zones)
    for place in range(0, len(found.feature), 7):
        zone = found.zone[place]
        line = features[found.feature[place]]
        part = (
            line.difference(shapely.union_all(zones))
            if zone < 0
            else line.intersection(zones[zone])
        )
        length = GEOD.geometry_length(shapely.segmentize(part, 0.01))
        assert found.length_m[place] == pytest.approx(length, rel=1e-7)
    whole = [GEOD.geometry_length(shapely.segmentize(line, 0.01)) for line in features]
    np.testing.assert_allclose(np.bincount(found.feature, found.length_m), whole, rtol=1e-9)


def test_hexagons_hold_all_of_everything():
    rng = np.random.default_rng(2)
    points = shapely.points(rng.uniform((116, -1), (119, 1), (200, 2)))
    lines = [LineString(rng.uniform((116, -1), (119, 1), (4, 2))) for _ in range(5)]
    features = np.concatenate([points, shapes(*lines), blobs(4, 10, 0.5)])
    simple, grid = Simple.of(features), HexGrid(20_000.0)
    found, cells, hexagons = hexagon_shares(simple, grid)
    assert (found.zone >= 0).all()
    assert len(np.unique(found.zone)) == len(cells) == len(hexagons)
    np.testing.assert_allclose(np.bincount(found.feature, found.share), 1.0, rtol=1e-9)
    same = zone_shares(simple, hexagons)
    np.testing.assert_array_equal(found.zone, same.zone)
    np.testing.assert_allclose(found.share, same.share, rtol=1e-12)


def test_more_hexagons_than_wanted_are_refused_before_the_work():
    simple = Simple.of(shapes(WEST))
    with pytest.raises(InputError, match="at most 20: take them wider than"):
        hexagon_shares(simple, HexGrid(10_000.0), most=20)


def test_whole_features_are_one_zone():
    simple = Simple.of(shapes(Point(1, 1), None, WEST))
    found = whole_shares(simple)
    assert (found.feature.tolist(), found.zone.tolist(), found.share.tolist()) == (
        [0, 2],
        [0, 0],
        [1, 1],
    )
    assert found.area_m2[1] == simple.area_m2[2] > 1e10


def test_it_stops_when_it_is_told_to():
    class StopError(Exception):
        pass

    def tick():
        raise StopError

    with pytest.raises(StopError):
        zone_shares(Simple.of(shapes(WEST)), shapes(EAST), tick=tick)


def test_pairs_are_added_up():
    pair = by_pair(np.array([1, 0, 1]), np.array([2, 0, 2]), np.array([1.0, 5.0, 2.0]))
    assert [one.tolist() for one in pair] == [[0, 1], [0, 2], [5.0, 3.0]]
    simple = Simple.of(shapes(Point(0, 0)))
    nothing = (np.zeros(0, int), np.zeros(0, int), np.zeros(0))
    assert len(joined(simple, nothing, nothing, nothing).feature) == 0
