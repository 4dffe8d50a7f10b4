"""Where features lie against what their attributes say."""

from __future__ import annotations

import numpy as np
import shapely

from layers.defects.detectors.places import Regions, against
from layers.defects.registry import look

BOXES = [shapely.box(116 + i, -1, 117 + i, 0) for i in range(2)]
INSIDE = shapely.Point(116.43219, -0.51237)
REGIONS = Regions(2, ["64.71", "64.72"], ["Kota Balikpapan", "Kota Samarinda"], np.array(BOXES))


def test_label_points_inside_raise_no_alarm(table, codes):
    given = table(BOXES, nama=["a", "b"], label_lon=[116.5, 117.5], label_lat=[-0.5, -0.5])
    assert codes(given) == []


def test_label_points_outside(table, seen):
    given = table(BOXES, nama=["a", "b"], label_lon=[117.5, 117.5], label_lat=[-0.5, None])
    found = seen(given, "label-outside")
    assert (found.rows, found.before) == ((1,), ("117.50000, -0.50000",))


def test_label_points_in_broken_polygons(table, codes):
    bow_tie = shapely.Polygon([(116, 0), (117, 1), (117, 0), (116, 1)])
    given = table([bow_tie], nama=["a"], label_lon=[116.9], label_lat=[0.5])
    assert "label-outside" not in codes(given)


def test_columns_of_coordinates_against_points(table, seen, codes):
    given = table([INSIDE] * 2, n=[1, 2], lon=[116.43219, 116.5], lat=[-0.51237, -0.51237])
    found = seen(given, "coordinates-differ")
    assert found.rows == (2,)
    metres = table([INSIDE], n=[1], lon=[467_000.0], lat=[9_940_000.0])
    assert "coordinates-differ" not in codes(metres)


def told(table, **columns):
    given = table([INSIDE, shapely.Point(117.5, -0.5), shapely.Point(119, 0)], **columns)
    return {s.code: s for s in look(given, detectors=[against(REGIONS)], dear=True)}


def test_names_that_agree_in_any_spelling(table):
    found = told(table, kabupaten=["KOTA BALIKPAPAN", "Samarinda", "Berau"])
    assert list(found) == ["region-not-found"]
    assert found["region-not-found"].places.tolist() == [2]


def test_names_of_another_region(table):
    found = told(table, regency=["Samarinda", "Bulungan", None])["region-name-differs"]
    assert found.places.tolist() == [0, 1]
    assert list(found.before) == ["Samarinda (↔ Kota Balikpapan)", "Bulungan (↔ Kota Samarinda)"]


def test_codes_of_another_region(table):
    found = told(table, kode_kec=["64.72.01", "64.72.05", "64.01.01"])["code-place-differs"]
    assert found.places.tolist() == [0]


def test_no_columns_no_regions_nothing_to_say(table):
    assert told(table, catatan=["a", "b", "c"]) == {}
    nothing = Regions(2, [], [], np.zeros(0, dtype=object))
    given = table([INSIDE], kabupaten=["x"])
    assert look(given, detectors=[against(nothing)], dear=True) == []


def test_provinces_under_english_and_short_names(table):
    boxes = np.array([shapely.box(116, -1, 118, 0), shapely.box(118, -1, 120, 1)])
    both = Regions(1, ["64", "31"], ["Kalimantan Timur", "DKI Jakarta"], boxes)
    spots = [INSIDE] * 4 + [shapely.Point(119, 0)] * 2
    names = ["East Kalimantan", "Kaltim", "North Kalimantan", "EAST BORNEO"]
    capital = ["Jakarta Special Capital Region", "West Java"]
    given = table(spots, province=[*names, *capital])
    (found,) = look(given, detectors=[against(both)], dear=True)
    assert found.code == "region-name-differs"
    assert found.places.tolist() == [2, 5]
