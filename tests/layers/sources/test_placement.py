"""Placement: no CRS no import, x is longitude, doubts are refused and never mended."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.errors import CRSError, SourceError
from layers.sources.placement import place
from layers.sources.reading import Reading, geometry_array

TITIK_NOL = (116.708837, -0.973025)


def reading(shapes, crs="EPSG:4326", attributes=None, driver="GPKG") -> Reading:
    frame = attributes if attributes is not None else pd.DataFrame(index=range(len(shapes)))
    rows = np.arange(1, len(shapes) + 1)
    return Reading(frame, geometry_array(shapes), rows, driver, crs=crs)


def points(*pairs) -> list:
    return [shapely.Point(p) for p in pairs]


def codes(placed: Reading) -> list[str]:
    return [f.code for f in placed.findings]


def refused(shapes, named=None, **more) -> CRSError | SourceError:
    with pytest.raises((CRSError, SourceError)) as caught:
        place(reading(shapes, **more), named)
    return caught.value


def test_lonlat_stays_as_it_is():
    placed = place(reading(points(TITIK_NOL)), None)
    assert placed.geometry[0] == shapely.Point(TITIK_NOL)
    assert placed.findings == ()


def test_no_crs_is_refused_with_a_hint_and_taken_when_named():
    fault = refused(points(TITIK_NOL), crs=None)
    assert fault.code == "crs-missing"
    assert "EPSG:32750" in str(fault)
    assert place(reading(points(TITIK_NOL), crs=None), "EPSG:4326").geometry[0].x == TITIK_NOL[0]


@pytest.mark.parametrize("epsg", [32750, 23880, 9490, 3857, 23837])
def test_other_systems_come_out_where_pyproj_puts_them(epsg):
    there = pyproj.Transformer.from_crs(4326, epsg, always_xy=True).transform(*TITIK_NOL)
    placed = place(reading(points(there), crs=f"EPSG:{epsg}"), None)
    assert np.allclose(shapely.get_coordinates(placed.geometry), [TITIK_NOL], atol=1e-7)
    assert f"EPSG:{epsg}" in next(f.message for f in placed.findings if f.code == "crs-transformed")


@given(st.floats(114, 120), st.floats(-5, 3))
def test_utm_there_and_back(lon, lat):
    x, y = pyproj.Transformer.from_crs(4326, 32750, always_xy=True).transform(lon, lat)
    placed = place(reading(points((x, y)), crs="EPSG:32750"), None)
    assert np.allclose(shapely.get_coordinates(placed.geometry), [(lon, lat)], atol=1e-7)


def test_lat_lon_axis_order_of_a_geographic_crs_is_not_applied():
    placed = place(reading(points(TITIK_NOL), crs="EPSG:4755"), None)
    assert placed.geometry[0].x == pytest.approx(TITIK_NOL[0], abs=1e-4)


def test_unknown_and_local_systems():
    assert refused(points(TITIK_NOL), "EPSG:999999").code == "crs-unknown"
    local = 'ENGCRS["site",EDATUM["site"],CS[Cartesian,2],AXIS["x",east],AXIS["y",north],LENGTHUNIT["metre",1]]'
    assert refused(points(TITIK_NOL), crs=local).code == "crs-unknown"


def test_naming_another_crs_than_the_file_warns():
    placed = place(reading(points((440_000, 9_892_000)), crs="EPSG:32650"), "EPSG:32750")
    assert "crs-overridden" in codes(placed)
    assert placed.geometry[0].y == pytest.approx(-0.977, abs=1e-2)


def test_geojson_without_crs_member_takes_the_callers_without_a_warning():
    placed = place(reading(points((440_000, 9_892_000)), driver="GeoJSON"), "EPSG:32750")
    assert "crs-overridden" not in codes(placed)
    assert placed.geometry[0].y == pytest.approx(-0.977, abs=1e-2)


def test_label_50n_with_southern_northings_is_refused_with_the_right_code_named():
    fault = refused(points((467_599, 9_892_450)), crs="EPSG:32650")
    assert fault.code == "crs-wrong-zone"
    assert "EPSG:32750" in str(fault)


def test_true_50n_is_taken():
    placed = place(reading(points((545_000, 15_928)), crs="EPSG:32650"), None)
    assert placed.geometry[0].y == pytest.approx(0.144, abs=1e-2)


def test_metres_in_a_degree_file():
    fault = refused(points((440_000, 9_892_000)))
    assert fault.code == "crs-mismatch"
    assert "metres" in str(fault)


def test_swapped_axes_are_refused_even_when_the_crs_is_named():
    swapped = points(TITIK_NOL[::-1], (-1.2, 116.8))
    assert refused(swapped).code == "axes-swapped"
    assert refused(swapped, "EPSG:4326").code == "axes-swapped"
    assert "x = longitude" in str(refused(swapped))


def test_swapped_polygons():
    assert refused([shapely.box(-1.3, 116.7, -1.1, 116.9)]).code == "axes-swapped"


def test_lost_sign_is_refused_and_taken_when_the_crs_is_named():
    islands = points((114.6, 4.06), (115.2, 3.9), (116.1, 4.4))
    fault = refused(islands)
    assert fault.code == "sign-lost"
    assert "100%" in str(fault)
    assert place(reading(islands), "EPSG:4326").geometry[0].y == 4.06


def test_places_on_both_sides_of_the_equator_have_not_lost_a_sign():
    both = points((117.5, 0.1), (117.4, 0.2), (117.6, -0.3))
    assert place(reading(both), None).findings == ()


def test_nan_and_infinite_coordinates_are_errors_of_their_rows():
    odd = [shapely.Point(TITIK_NOL), shapely.Point(np.nan, 0), shapely.Point(116, np.inf)]
    placed = place(reading(odd), None)
    assert [(f.row, f.code) for f in placed.findings] == [(2, "not-finite"), (3, "not-finite")]


def test_heights_are_left_out_and_counted():
    placed = place(reading([shapely.Point(*TITIK_NOL, 88.8)]), None)
    assert not shapely.has_z(placed.geometry).any()
    assert "z-dropped" in codes(placed)


def test_beyond_180_degrees_is_an_error_with_a_hint():
    line = shapely.LineString([(170, 0), (190, 1)])
    (found,) = [f for f in place(reading([line]), None).findings if f.severity == "error"]
    assert found.code == "crosses-180"
    assert "split it" in found.message


def test_split_geometry_at_180_is_taken():
    split = shapely.MultiLineString([[(170, 0), (180, 0)], [(-180, 0), (-170, 1)]])
    assert not [f for f in place(reading([split]), None).findings if f.severity == "error"]


def test_whole_world_box_is_taken():
    world = shapely.box(-180, -90, 180, 90)
    assert not [f for f in place(reading([world]), None).findings if f.severity == "error"]


def test_a_few_points_off_the_earth_are_kept_without_geometry():
    many = points(*[(116 + i / 100, -1) for i in range(30)], (79.3, -1009.8))
    placed = place(reading(many), None)
    (found,) = placed.findings
    assert (found.row, found.code, found.action) == (31, "far-from-region", "kept without geometry")
    assert placed.geometry[30] is None


def test_areas_off_the_earth_are_errors():
    shapes = [shapely.box(116, -1, 117, 0)] * 30 + [shapely.box(116, -95, 117, 0)]
    placed = place(reading(shapes), None)
    assert [(f.row, f.code) for f in placed.findings] == [(31, "off-earth")]


def test_single_points_far_away_are_named_row_by_row():
    placed = place(reading(points(TITIK_NOL, TITIK_NOL, (-118.0, 0.3))), None)
    (found,) = placed.findings
    assert (found.row, found.code, found.severity) == (3, "far-from-region", "warning")


def test_a_file_from_elsewhere_gets_one_warning():
    placed = place(reading(points((2.3, 48.8), (2.4, 48.9))), None)
    (found,) = placed.findings
    assert (found.row, found.code) == (None, "far-from-region")
    assert "2 of 2" in found.message


def test_empty_points_are_placed_among_the_others():
    placed = place(reading([*points(TITIK_NOL), shapely.Point(), *points((117, 0))]), None)
    assert placed.findings == ()
    assert [g.is_empty for g in placed.geometry] == [False, True, False]
    assert place(reading([shapely.Point()]), None).geometry[0].is_empty


def test_nothing_and_only_nulls():
    assert place(reading([]), None).findings == ()
    assert place(reading([None, None]), None).findings == ()
    assert place(reading([None]), "EPSG:32750").geometry.tolist() == [None]


def test_degrees_in_a_file_of_metres_are_refused_with_the_likely_system():
    fault = refused(points(TITIK_NOL, (117.1, -0.5)), crs="EPSG:32750")
    assert fault.code == "crs-mismatch"
    assert "are degrees" in str(fault)
    assert "EPSG:4326" in str(fault)


def test_northings_far_from_the_equator_are_right_in_other_countries():
    placed = place(reading(points((440_000, 5_223_210)), crs="EPSG:32611"), None)
    assert placed.geometry[0].y == pytest.approx(47.16, abs=1e-2)


def test_label_50s_with_northern_northings_is_refused():
    fault = refused(points((545_000, 15_928)), crs="EPSG:32750")
    assert fault.code == "crs-wrong-zone"
    assert "northern" in str(fault)


@pytest.mark.parametrize("epsg", [3857, 23839, 32750])
def test_metres_without_a_label_are_told_where_they_would_fall(epsg):
    there = pyproj.Transformer.from_crs(4326, epsg, always_xy=True).transform(*TITIK_NOL)
    for crs, code in ((None, "crs-missing"), ("EPSG:4326", "crs-mismatch")):
        fault = refused(points(there, there), crs=crs)
        assert fault.code == code
        assert f"EPSG:{epsg}" in str(fault)
        assert "around 116.71 E, -0.97 N" in str(fault)


@given(
    st.lists(st.tuples(st.floats(114, 119), st.floats(-5, -3.1)), min_size=1, max_size=20),
    st.sampled_from(["axes-swapped", "sign-lost"]),
)
def test_a_turned_file_is_turned_back_exactly_on_request(pairs, code):
    turned = [p[::-1] if code == "axes-swapped" else (p[0], -p[1]) for p in pairs]
    assert refused(points(*turned)).code == code
    placed = place(reading(points(*turned)), None, [code])
    assert [(p.x, p.y) for p in placed.geometry] == pairs
    (done,) = [f for f in placed.findings if f.code == code]
    assert done.action == "repaired"
    assert len(done.rows) == len(done.before) == len(done.after) == len(pairs)
    assert "baris" in done.said("id")


def test_asking_for_a_repair_that_is_not_needed_changes_nothing():
    placed = place(reading(points(TITIK_NOL)), None, ["axes-swapped", "sign-lost"])
    assert (placed.geometry[0].x, placed.geometry[0].y) == TITIK_NOL
    assert placed.findings == ()


def test_a_sign_turned_in_one_row_is_told_and_mended_on_request():
    home = [(116.5 + i / 37, -1.1 - i / 53) for i in range(20)]
    given_ = reading(points(*home, (-117.3, -1.28)))
    assert "sign-flipped" in codes(place(given_, None))
    assert place(given_, None).geometry[20].x == -117.3
    assert place(given_, None, ["sign-flipped"]).geometry[20].x == 117.3


def beside(pairs, *, lng, lat) -> Reading:
    frame = pd.DataFrame({"nama": ["a"] * len(pairs), "lng": lng, "lat": lat})
    fields = tuple(
        {"name": n, "type": "text" if n == "nama" else "number", "title": n} for n in frame
    )
    return reading(points(*pairs), attributes=frame).with_(fields=fields)


@pytest.mark.parametrize("code", ["sign-lost", "axes-swapped"])
def test_columns_that_hold_the_position_follow_the_repair(code):
    right = [(116.5 + i / 37, -3.3 - i / 53) for i in range(5)]
    wrong = [(x, -y) if code == "sign-lost" else (y, x) for x, y in right]
    lng, lat = ([round(v, 6) for v in column] for column in zip(*wrong, strict=True))
    placed = place(beside(wrong, lng=lng, lat=lat), None, [code])
    assert placed.attributes["lng"].tolist() == [round(x, 6) for x, _ in right]
    assert placed.attributes["lat"].tolist() == [round(y, 6) for _, y in right]
    (done,) = [f for f in placed.findings if f.code == code]
    assert "'lng', 'lat' follow" in done.message
    assert "'lng', 'lat' ikut diubah" in done.said("id")


def test_columns_that_say_something_else_stay():
    wrong = [(116.5, 3.3), (116.7, 3.4)]
    placed = place(beside(wrong, lng=[116.5, np.nan], lat=[-3.3, np.nan]), None, ["sign-lost"])
    assert placed.attributes["lat"].tolist()[0] == -3.3
    assert np.isnan(placed.attributes["lat"].tolist()[1])
    (done,) = [f for f in placed.findings if f.code == "sign-lost"]
    assert "follow" not in done.message
