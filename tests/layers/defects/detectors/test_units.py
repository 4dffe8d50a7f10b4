"""Areas in attributes: their unit told from the polygons, wrong rows mended by the factor."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers.defects.detectors.units import area_km2, unit_named, unit_of

BOXES = [shapely.box(116 + i / 10, -1, 116.08 + i / 10, -0.9 - i / 100) for i in range(6)]
KM2 = (gpd.GeoSeries(BOXES, crs=4326).to_crs(6933).area / 1e6).tolist()
N = list("abcdef")


def test_areas_are_those_of_geopandas(table):
    given = table([*BOXES[:3], None, shapely.Point(116, 0), BOXES[5]], nama=N)
    expected = [*KM2[:3], np.nan, np.nan, KM2[5]]
    assert area_km2(given) == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize(
    ("name", "unit"),
    [("luas_ha", "ha"), ("luaswh", "ha"), ("area_sqkm", "km2"), ("luas_m2", "m2"), ("luas", None)],
)
def test_names(name, unit):
    assert unit_named(name) == unit


@pytest.mark.parametrize(("factor", "unit"), [(1, "km2"), (100, "ha"), (1e6, "m2"), (3.3, None)])
def test_unit_by_ratio(factor, unit):
    assert unit_of(np.array([factor * 0.97, factor, factor * 1.04])) == unit


@pytest.mark.parametrize(("column", "factor"), [("luas_km2", 1), ("luas_ha", 100), ("luas", 1e6)])
def test_right_areas_raise_no_alarm(table, codes, column, factor):
    assert codes(table(BOXES, nama=N, **{column: [a * factor for a in KM2]})) == []


def test_a_km2_among_hectares_is_mended_by_its_factor(table, mended, seen):
    ha = [a * 100 for a in KM2]
    ha[2] = KM2[2]
    given = table(BOXES, nama=N, luas_ha=ha)
    found = seen(given, "units-disagree")
    assert found.rows == (3,)
    assert "0.01" in found.message
    after = mended(given, "units-disagree").numbers("luas_ha")
    assert after == pytest.approx([a * 100 for a in KM2])


def test_a_column_in_another_unit_than_named(table, mended, seen):
    given = table(BOXES, nama=N, luas_ha=KM2)
    assert "factor 100" in seen(given, "unit-column").message
    assert mended(given, "unit-column").numbers("luas_ha") == pytest.approx([a * 100 for a in KM2])


def test_a_figure_no_unit_explains_is_told(table, seen):
    km2 = [*KM2]
    km2[1] *= 1.6
    found = seen(table(BOXES, nama=N, luas=km2), "area-differs")
    assert found.rows == (2,)
    assert "+60%" in found.message


def test_columns_that_contradict(table, seen, codes):
    ha = [a * 100 for a in KM2]
    ha[4] *= 0.5
    places = [shapely.Point(116 + i / 7, -1.111 - i / 13) for i in range(6)]
    found = seen(table(places, nama=N, luaswh=ha, luas=KM2), "columns-disagree")
    assert found.rows == (5,)
    assert "100" in found.message
    right = [a * 100 for a in KM2]
    assert "columns-disagree" not in codes(table(places, nama=N, luaswh=right, luas=KM2))
