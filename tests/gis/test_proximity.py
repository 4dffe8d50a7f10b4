from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely import LineString, Point, box

from gis.errors import EmptyInputError, InputError
from gis.proximity import distance_bands, k_nearest, nearest
from layers.errors import CRSError

GEOD = Geod(ellps="WGS84")
DEGREE_AT_EQUATOR_M = 111_319.490793


def points(*xy, index=None, crs=4326):
    return gpd.GeoSeries([Point(p) if p else None for p in xy], index=index, crs=crs)


def scattered(n, seed):
    rng = np.random.default_rng(seed)
    xy = np.column_stack([rng.uniform(114, 119, n), rng.uniform(-4, 2.5, n)])
    return gpd.GeoSeries(shapely.points(xy), crs=4326)


def all_pairs_m(origins, targets):
    a, b = shapely.get_coordinates(origins), shapely.get_coordinates(targets)
    i, j = np.divmod(np.arange(len(a) * len(b)), len(b))
    return GEOD.inv(a[i, 0], a[i, 1], b[j, 0], b[j, 1])[2].reshape(len(a), len(b))


def test_along_the_equator_a_degree_is_its_known_length():
    origins = points((117, 0), index=["home"])
    targets = points((118, 0), (119, 0), index=[7, 8])
    found = nearest(origins, targets)
    assert found.table.index.tolist() == ["home"]
    assert found.table["target"].tolist() == [7]
    assert found.table["distance_m"].iloc[0] == pytest.approx(DEGREE_AT_EQUATOR_M, abs=1e-3)
    assert (found.n_origins_without_shape, found.n_targets_without_shape) == (0, 0)


def test_winners_and_metres_equal_an_all_pairs_geodesic_search():
    origins, targets = scattered(2000, 1), scattered(400, 2)
    expected = all_pairs_m(origins, targets)
    found = nearest(origins, targets).table
    assert (found["target"].to_numpy() == expected.argmin(axis=1)).all()
    assert np.abs(found["distance_m"].to_numpy() - expected.min(axis=1)).max() < 1e-6


def test_k_nearest_equals_a_sorted_all_pairs_search():
    origins, targets = scattered(300, 3), scattered(60, 4)
    expected = all_pairs_m(origins, targets)
    found = k_nearest(origins, targets, k=5).table
    order = np.argsort(expected, axis=1)[:, :5]
    assert (found["target"].to_numpy().reshape(300, 5) == order).all()
    assert found["rank"].tolist() == [1, 2, 3, 4, 5] * 300
    assert np.allclose(
        found["distance_m"].to_numpy().reshape(300, 5),
        np.take_along_axis(expected, order, axis=1),
        rtol=0,
        atol=1e-6,
    )


def test_a_plane_would_pick_another_winner_where_the_geodesic_decides():
    # Near 114 E the plane of EPSG:32750 is stretched: by 0.07 % against the middle.
    origin = points((115.5, 0))
    east, west = GEOD.fwd(115.5, 0, 90, 100_000), GEOD.fwd(115.5, 0, 270, 99_999)
    targets = points(east[:2], west[:2])
    assert nearest(origin, targets).table["target"].tolist() == [1]
    flat_origin, flat = origin.to_crs(32750), targets.to_crs(32750)
    assert int(flat.distance(flat_origin.iloc[0]).argmin()) == 0


def test_either_side_of_the_antimeridian_is_near():
    found = nearest(points((179.99, -1)), points((-179.99, -1), (179, -1)))
    assert found.table["target"].tolist() == [0]
    assert found.table["distance_m"].iloc[0] == pytest.approx(2226, abs=2)


def test_rows_without_a_geometry_are_kept_missing_and_counted():
    origins = gpd.GeoSeries([Point(117, 0), None, Point()], index=["a", "b", "c"], crs=4326)
    targets = gpd.GeoSeries([None, Point(117.1, 0)], index=["x", "y"], crs=4326)
    found = nearest(origins, targets)
    assert found.table.index.tolist() == ["a", "b", "c"]
    assert found.table["target"].tolist()[0] == "y"
    assert found.table.loc[["b", "c"]].isna().all(axis=None)
    assert (found.n_origins_without_shape, found.n_targets_without_shape) == (2, 1)


def test_no_origins_is_an_empty_answer_and_no_targets_is_refused():
    assert nearest(points(), points((117, 0))).table.empty
    with pytest.raises(EmptyInputError, match="targets holds no geometry"):
        nearest(points((117, 0)), points())
    nothing = nearest(points(None, None), points((117, 0))).table
    assert len(nothing) == 2
    assert nothing.isna().all(axis=None)


def test_the_limit_drops_what_is_farther_and_keeps_what_is_on_it():
    origins, targets = points((117, 0), (110, 0)), points((117.01, 0))
    metres = nearest(origins, targets).table["distance_m"].iloc[0]
    at_limit = nearest(origins, targets, max_distance_m=metres).table
    assert at_limit["target"].notna().tolist() == [True, False]
    assert nearest(origins, targets, max_distance_m=metres - 1).table["target"].isna().all()
    with pytest.raises(InputError, match="max_distance_m is 0"):
        nearest(origins, targets, max_distance_m=0)


def test_more_wanted_than_there_are_gives_what_there_is():
    found = k_nearest(points((117, 0)), points((117.2, 0), (117.1, 0)), k=9).table
    assert found["target"].tolist() == [1, 0]
    with pytest.raises(InputError, match="k is 0; wanted 1 or more"):
        k_nearest(points((117, 0)), points((117, 0)), k=0)


def test_targets_at_one_place_share_the_first_ranks_in_their_order():
    targets = points((117.1, 0), (117.5, 0), (117.1, 0), (117.1, 0), index=list("abcd"))
    found = k_nearest(points((117, 0), (117.6, 0)), targets, k=3).table
    assert found["target"].tolist() == ["a", "c", "d", "b", "a", "c"]
    assert nearest(points((117, 0)), targets).table["target"].tolist() == ["a"]


def test_all_targets_at_one_place_do_not_grow_the_search():
    targets = gpd.GeoSeries([Point(117, 0)] * 5000, crs=4326)
    found = nearest(scattered(1000, 5), targets).table
    assert (found["target"] == 0).all()


def test_frames_of_different_crs_including_both_utm_hemispheres_agree():
    origins, targets = scattered(200, 6), scattered(50, 7)
    expected = nearest(origins, targets).table
    mixed = nearest(origins.to_crs(32650), targets.to_crs(32750)).table
    assert (mixed["target"] == expected["target"]).all()
    assert np.abs(mixed["distance_m"] - expected["distance_m"]).max() < 1e-3


def test_a_missing_crs_is_refused_by_name():
    with pytest.raises(CRSError, match="origins has no CRS"):
        nearest(gpd.GeoSeries([Point(117, 0)]), points((117, 0)))
    with pytest.raises(CRSError, match="targets has no CRS"):
        nearest(points((117, 0)), gpd.GeoSeries([Point(117, 0)]))


def test_a_frame_with_attributes_and_a_renamed_geometry_works():
    frame = gpd.GeoDataFrame({"n": [1]}, geometry=[Point(117, 0)], crs=4326).rename_geometry("g")
    assert nearest(frame, points((117, 0))).table["distance_m"].tolist() == [0.0]


def test_the_nearest_road_is_measured_to_the_nearest_spot_on_it():
    roads = gpd.GeoSeries(
        [LineString([(116, 0.1), (118, 0.1)]), LineString([(116, -0.5), (118, -0.5)])], crs=4326
    )
    found = nearest(points((117, 0)), roads)
    assert found.table["target"].tolist() == [0]
    assert found.table["distance_m"].iloc[0] == pytest.approx(
        GEOD.inv(117, 0, 117, 0.1)[2], abs=0.5
    )
    assert "EPSG:32750" in found.method


def test_inside_a_polygon_the_distance_is_zero():
    zones = gpd.GeoSeries([box(116, -1, 116.5, 1), box(116.9, -0.1, 117.1, 0.1)], crs=4326)
    found = nearest(points((117, 0)), zones).table
    assert found["target"].tolist() == [1]
    assert found["distance_m"].tolist() == [0.0]


def test_lines_give_the_winners_of_a_dense_geodesic_search():
    rng = np.random.default_rng(8)
    start = np.column_stack([rng.uniform(114, 119, 40), rng.uniform(-3, 2, 40)])
    end = start + rng.normal(0, 0.2, start.shape)
    lines = gpd.GeoSeries(shapely.linestrings(np.stack([start, end], axis=1)), crs=4326)
    origins = scattered(50, 9)
    dense = shapely.get_coordinates(shapely.segmentize(lines.to_numpy(), 0.0002))
    owner = np.repeat(
        np.arange(40), shapely.get_num_coordinates(shapely.segmentize(lines.to_numpy(), 0.0002))
    )
    xy = shapely.get_coordinates(origins)
    found = k_nearest(origins, lines, k=2).table
    for i in range(50):
        n = len(dense)
        metres = GEOD.inv(np.full(n, xy[i, 0]), np.full(n, xy[i, 1]), dense[:, 0], dense[:, 1])[2]
        best = pd.Series(metres).groupby(owner).min().sort_values()
        mine = found.loc[[i]]
        assert mine["target"].tolist() == best.index[:2].tolist()
        assert np.allclose(mine["distance_m"], best.iloc[:2], rtol=0, atol=12)


def test_lines_outside_the_metric_window_are_refused():
    far = gpd.GeoSeries([LineString([(100, 0), (101, 0)])], crs=4326)
    with pytest.raises(CRSError, match="EPSG:32750 serves"):
        nearest(points((117, 0)), far)


def test_bands_include_their_upper_end():
    origins = points((117, 0), (117.01, 0), None, (118, 0), index=list("abcd"))
    edge = nearest(origins, points((117, 0))).table["distance_m"].iloc[1]
    bands = distance_bands(origins, points((117, 0)), edges_m=[edge, 50_000])
    assert bands.index.tolist() == list("abcd")
    assert bands.isna().tolist() == [False, False, True, False]
    assert bands.cat.codes.tolist() == [0, 0, -1, 2]
    assert bands.cat.ordered
    assert bands.cat.categories[2] == "> 50000"


def test_bands_of_bad_edges_are_refused():
    with pytest.raises(InputError, match="edges_m is empty"):
        distance_bands(points((117, 0)), points((117, 0)), edges_m=[])
    with pytest.raises(InputError, match="wanted a finite number above 0"):
        distance_bands(points((117, 0)), points((117, 0)), edges_m=[-1, 5])


place = st.tuples(st.floats(114, 119), st.floats(-4, 3))


@settings(max_examples=40, deadline=None)
@given(st.lists(place, min_size=1, max_size=12), st.lists(place, min_size=1, max_size=12))
def test_adding_targets_never_makes_the_nearest_farther(first, second):
    origins = points(*first)
    fewer = nearest(origins, points(*second)).table["distance_m"]
    more = nearest(origins, points(*second, first[0])).table["distance_m"]
    assert (more <= fewer + 1e-9).all()
    assert more.iloc[0] == 0


@settings(max_examples=40, deadline=None)
@given(place, place)
def test_distance_is_the_same_both_ways(a, b):
    there = nearest(points(a), points(b)).table["distance_m"].iloc[0]
    back = nearest(points(b), points(a)).table["distance_m"].iloc[0]
    assert there == pytest.approx(back, abs=1e-8)
