from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.boundaries import dissolve_up, known_regions
from layers.errors import CRSError, SchemaError

VILLAGES = {
    "64.01.01.2001": (0, 0, 1, 1),
    "64.01.01.2002": (1, 0, 2, 1),
    "64.01.02.2001": (0, 1, 2, 2),
    "64.02.01.1001": (2, 0, 3, 2),
}


def test_three_levels_in_the_head(units):
    villages = units(VILLAGES)
    districts = dissolve_up(villages, 3, names={"64.01.01": "Satu"})
    assert districts["code"].tolist() == ["64.01.01", "64.01.02", "64.02.01"]
    assert districts["name"].tolist() == ["Satu", None, None]
    assert districts["parent"].tolist() == ["64.01", "64.01", "64.02"]
    assert districts["n_units"].tolist() == [2, 1, 1]
    assert set(districts["united_by"]) == {"coverage"}
    assert districts.area.tolist() == pytest.approx([20_000, 20_000, 20_000])
    province = dissolve_up(villages, 1)
    assert province[["code", "parent", "n_units"]].values.tolist() == [["64", None, 4]]
    assert province.geometry[0].equals(shapely.box(0, 0, 300, 200))
    assert province.crs == villages.crs


def test_units_that_overlap_are_united_and_say_so(units):
    found = dissolve_up(units({"64.01": (0, 0, 2, 1), "64.02": (1, 0, 3, 1)}), 1)
    assert found["united_by"].tolist() == ["union"]
    assert found.area.tolist() == pytest.approx([30_000])


def test_islands_and_holes_stay(units):
    ring = shapely.box(0, 0, 300, 300) - shapely.box(100, 100, 200, 200)
    found = dissolve_up(units({"64.01": ring, "64.02": (9, 9, 10, 10)}), 1)
    assert shapely.get_num_geometries(found.geometry[0]) == 2
    assert found.area.tolist() == pytest.approx([90_000])


def test_no_rows(units):
    found = dissolve_up(units(VILLAGES).iloc[:0], 3)
    assert len(found) == 0
    assert found.crs.to_epsg() == 6933


@pytest.mark.parametrize(
    ("level", "change", "code", "sentence"),
    [
        (4, lambda f: f, "code-level", "level 4; wanted 1, 2 or 3"),
        (0, lambda f: f, "code-level", "level 0; wanted"),
        (3, lambda f: f.drop(columns="code"), "column-missing", "no column 'code'; the columns"),
        (3, lambda f: f.assign(code="64.01.01"), "code-level", "cannot be dissolved to level 3"),
        (3, lambda f: f.assign(code="6401012001"), "code-format", "with dots"),
        (3, lambda f: f.iloc[[0, 0]], "duplicate-code", "64.01.01.2001; keep one row"),
        (3, lambda f: f.set_geometry([None] * 4, crs=6933), "null-geometry", "have no geometry"),
        (3, lambda f: f.set_geometry(f.centroid), "bad-geometry", "are no polygons"),
        (
            3,
            lambda f: f.set_geometry(
                [shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])] * 4, crs=6933
            ),
            "invalid-geometry",
            "are invalid; repair them first",
        ),
    ],
)
def test_refusals(units, level, change, code, sentence):
    with pytest.raises(SchemaError, match=sentence) as caught:
        dissolve_up(change(units(VILLAGES)), level)
    assert caught.value.code == code


def test_no_crs_is_refused(units):
    with pytest.raises(CRSError, match="no CRS"):
        dissolve_up(units(VILLAGES, crs=None), 3)


@given(st.lists(st.integers(1, 4), min_size=12, max_size=12))
def test_dissolving_equals_geopandas_and_keeps_all_ground(districts):
    cells = [shapely.box(i % 4, i // 4, i % 4 + 1, i // 4 + 1) for i in range(12)]
    codes = [f"64.01.{d:02}.{2001 + i}" for i, d in enumerate(districts)]
    villages = gpd.GeoDataFrame({"code": codes}, geometry=cells, crs=6933)
    found = dissolve_up(villages, 3).set_index("code")
    oracle = villages.assign(code=[c[:8] for c in codes]).dissolve("code")
    assert found.index.equals(oracle.index)
    assert found.geometry.geom_equals(oracle.geometry).all()
    assert found.area.sum() == pytest.approx(12)


def test_a_real_city_dissolved_tiles_and_keeps_its_area(real_units):
    villages = real_units("adm4", "63.72.")
    districts = dissolve_up(villages, 3, names=known_regions().names)
    assert districts["name"].notna().all()
    assert districts["n_units"].sum() == len(villages) == 20
    city = dissolve_up(districts, 2, names=known_regions().names)
    assert city["name"].tolist() == ["Kota Banjarbaru"]
    straight = shapely.union_all(villages.geometry.to_numpy())
    difference = shapely.symmetric_difference(city.geometry[0], straight).area
    assert difference / straight.area < 1e-9
    kept = districts.geometry[districts["united_by"] == "coverage"]
    corners = {tuple(xy) for xy in shapely.get_coordinates(villages.geometry.to_numpy()).tolist()}
    assert len(kept) > 0
    assert {tuple(xy) for xy in np.vstack([shapely.get_coordinates(g) for g in kept])} <= corners
