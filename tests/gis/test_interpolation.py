from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box

from gis.areas import area_m2
from gis.errors import EmptyInputError, GeometryError, InputError
from gis.interpolation import areal, class_weights, dasymetric
from layers.crs import STORAGE_CRS
from layers.errors import CRSError
from layers.raster import Raster
from layers.text import Text

PEOPLE = ["people"]


def units(shapes, **columns):
    index = [f"u{i}" for i in range(len(shapes))]
    return gpd.GeoDataFrame(columns, geometry=list(shapes), index=index, crs=STORAGE_CRS)


def raster(values, *, cell=1.0, west=0.0, north=2.0, nodata=None):
    transform = Affine(cell, 0, west, 0, -cell, north)
    return Raster(np.asarray(values, dtype=float), transform, pyproj.CRS(4326), nodata)


def total(found, name="people"):
    return found.table[name].sum() + found.unplaced[name].sum()


def test_two_units_into_three_in_the_head():
    source = units([box(0, -1, 2, 1), box(2, -1, 4, 1)], people=[100.0, 40.0], rate=[10.0, 30.0])
    target = units([box(0, -1, 1, 1), box(1, -1, 3, 1), box(3, -1, 4, 1)])
    found = areal(source, target, extensive=PEOPLE, intensive=["rate"])
    assert found.table["people"].tolist() == pytest.approx([50, 70, 20])
    assert found.table["rate"].tolist() == pytest.approx([10, 20, 30])
    assert found.table["share_covered"].tolist() == pytest.approx([1, 1, 1])
    assert found.table.index.tolist() == ["u0", "u1", "u2"]
    assert len(found.unplaced) == found.n_claimed_twice == len(found.by_area) == 0
    assert "shared area" in found.method


def test_what_lies_beyond_the_targets_is_reported_or_kept_on_request():
    source = units([box(0, -1, 4, 1), box(8, -1, 9, 1)], people=[100.0, 7.0])
    target = units([box(0, -1, 3, 1)])
    found = areal(source, target, extensive=PEOPLE)
    assert found.table["people"].tolist() == pytest.approx([75])
    assert found.unplaced["share"].to_dict() == pytest.approx({"u0": 0.25, "u1": 1.0})
    assert found.unplaced["people"].to_dict() == pytest.approx({"u0": 25, "u1": 7})
    kept = areal(source, target, extensive=PEOPLE, keep_all=True)
    assert kept.table["people"].tolist() == pytest.approx([100])
    assert kept.unplaced["people"].to_dict() == {"u1": 7.0}


def test_targets_that_overlap_divide_and_do_not_double():
    source = units([box(0, 0, 1, 1)], people=[90.0])
    target = units([box(0, 0, 1, 1), box(0, 0, 1, 1)])
    found = areal(source, target, extensive=PEOPLE)
    assert found.table["people"].tolist() == pytest.approx([45, 45])
    assert found.n_claimed_twice == 1


def test_targets_without_any_source_and_units_without_shape():
    source = units([box(0, 0, 1, 1), None], people=[5.0, 3.0], rate=[1.0, 2.0])
    target = units([box(0, 0, 1, 1), box(5, 0, 6, 1), None])
    found = areal(source, target, extensive=PEOPLE, intensive=["rate"])
    assert found.table["people"].tolist() == pytest.approx([5, 0, 0])
    assert found.table["rate"].isna().tolist() == [False, True, True]
    assert found.unplaced["people"].to_dict() == {"u1": 3.0}


def test_the_target_may_be_in_another_crs():
    source = units([box(117, -1, 117.2, -0.9)], people=[10.0])
    target = units([box(117, -1, 117.1, -0.9), box(117.1, -1, 117.2, -0.9)]).to_crs(32750)
    assert areal(source, target, extensive=PEOPLE).table["people"].tolist() == pytest.approx(
        [5, 5], rel=1e-6
    )


def naive(source, target, name):
    """Every pair of units for itself."""
    out = []
    for t in target.geometry:
        amount = 0.0
        for s, value in zip(source.geometry, source[name], strict=True):
            shared, whole = area_m2(np.array([s.intersection(t), s]))
            amount += value * shared / whole
        out.append(amount)
    return out


cells = st.lists(st.tuples(st.floats(0.2, 9.8), st.floats(0.2, 9.8)), min_size=2, max_size=8)


def voronoi(points):
    whole = box(0, 0, 10, 10)
    found = shapely.voronoi_polygons(shapely.multipoints(points), extend_to=whole)
    parts = shapely.intersection(shapely.get_parts(found), whole)
    return parts[shapely.area(parts) > 0]


@settings(deadline=None, max_examples=25)
@given(cells, cells, st.integers(0, 10_000))
def test_totals_are_conserved_and_equal_a_naive_loop(a, b, seed):
    source = units(voronoi(a))
    source["people"] = np.random.default_rng(seed).random(len(source)) * 1e6
    target = units(voronoi(b))
    found = areal(source, target, extensive=PEOPLE)
    assert total(found) == pytest.approx(source["people"].sum(), rel=1e-9)
    assert found.table["people"].tolist() == pytest.approx(
        naive(source, target, "people"), rel=1e-6, abs=1e-3
    )
    part = areal(source, target.iloc[:1], extensive=PEOPLE)
    assert total(part) == pytest.approx(source["people"].sum(), rel=1e-9)
    assert (part.unplaced["share"] > 0).all()


@settings(deadline=None, max_examples=25)
@given(cells, cells, st.integers(0, 10_000), st.booleans())
def test_weights_conserve_totals_too(a, b, seed, keep_all):
    rng = np.random.default_rng(seed)
    source = units(voronoi(a))
    source["people"] = rng.random(len(source)) * 1e6
    weights = raster(rng.integers(0, 3, (12, 12)), cell=1.0, west=-1, north=11)
    target = units(voronoi(b)[:3])
    found = dasymetric(source, target, weights, extensive=PEOPLE, keep_all=keep_all)
    assert total(found) == pytest.approx(source["people"].sum(), rel=1e-9)
    assert (found.table["people"] >= 0).all()


def test_weights_in_the_head():
    # Houses: 3 in the west half, 1 in the east half of the first unit; none in the second.
    weights = raster([[3, 1, 0, 0]], north=1)
    source = units([box(0, 0, 2, 1), box(2, 0, 4, 1)], people=[100.0, 10.0], rate=[1.0, 5.0])
    target = units([box(0, 0, 1, 1), box(1, 0, 3, 1), box(3, 0, 4, 1)])
    found = dasymetric(source, target, weights, extensive=PEOPLE, intensive=["rate"])
    assert found.table["people"].tolist() == pytest.approx([75, 30, 5], rel=1e-6)
    assert found.table["rate"].tolist() == pytest.approx([1, 1, np.nan], nan_ok=True)
    assert found.by_area.tolist() == ["u1"]
    assert "without any weight by area" in found.method


def test_even_weights_give_what_area_gives_near_the_equator():
    source = units([box(0, 0, 0.3, 0.2)], people=[60.0])
    target = units([box(0, 0, 0.13, 0.2), box(0.13, 0, 0.3, 0.2)])
    weights = raster(np.ones((4, 6)), cell=0.05, north=0.2)
    by_weight = dasymetric(source, target, weights, extensive=PEOPLE)
    by_area = areal(source, target, extensive=PEOPLE)
    assert by_weight.table["people"].tolist() == pytest.approx(by_area.table["people"], rel=1e-5)


def test_classes_become_weights():
    classes = raster([[8, 1], [8, 0]], nodata=0)
    weights = class_weights(classes, {8: 1.0, 1: 0.25, 5: 9})
    assert weights.values.tolist()[0] == [1.0, 0.25]
    assert np.isnan(weights.values[1, 1])
    source, target = units([box(0, 0, 2, 2)], people=[90.0]), units([box(0, 0, 1, 2)])
    found = dasymetric(source, target, weights, extensive=PEOPLE)
    assert found.table["people"].tolist() == pytest.approx([80], rel=1e-6)
    assert found.unplaced["people"].tolist() == pytest.approx([10], rel=1e-6)


def test_classes_without_a_weight_are_named():
    with pytest.raises(InputError, match=r"classes 1, 8 occur but have no weight"):
        class_weights(raster([[8, 1]]), {})
    with pytest.raises(InputError, match=r"\{8: -1\}; wanted finite numbers, 0 or more"):
        class_weights(raster([[8]]), {8: -1})


def test_weights_below_zero_are_refused():
    one = units([box(0, 0, 1, 1)], people=[1.0])
    with pytest.raises(InputError, match=r"1 cells are below 0 or infinite .first -9999.; declare"):
        dasymetric(one, one, raster([[-9999.0, 1]]), extensive=PEOPLE)
    dasymetric(one, one, raster([[-9999.0, 1]], nodata=-9999), extensive=PEOPLE)


def test_every_fault_of_the_columns_is_told():
    one = units([box(0, 0, 1, 1)] * 2, people=[1.0, np.nan], share_covered=[1.0, 1.0])
    with pytest.raises(InputError) as caught:
        areal(one, one, extensive=["people", "nobody", "share_covered"], intensive=["people"])
    told = dict(caught.value.faults)
    assert told["nobody"] == Text(
        "tidak ada kolom itu; yang ada: people, share_covered",
        "no such column; there are people, share_covered",
    )
    assert "rename" in told["share_covered"].en
    assert "no number in 1 rows (u1)" in str(caught.value)
    assert "people: named twice" in str(caught.value)
    with pytest.raises(InputError, match="none named"):
        areal(one, one)


def test_frames_that_cannot_be_compared():
    one = units([box(0, 0, 1, 1)], people=[1.0])
    with pytest.raises(CRSError, match="target has no CRS"):
        areal(one, one.set_crs(None, allow_override=True), extensive=PEOPLE)
    with pytest.raises(GeometryError, match="source: row u0 is a Point"):
        areal(one.set_geometry([Point(0, 0)], crs=4326), one, extensive=PEOPLE)
    with pytest.raises(EmptyInputError, match="target holds no geometry"):
        areal(one, one.iloc[:0], extensive=PEOPLE)
    with pytest.raises(InputError, match="index value u0 occurs more than once"):
        areal(one.iloc[[0, 0]], one, extensive=PEOPLE)


def test_people_of_a_real_city_go_to_its_villages_and_back(shared_data):
    path = shared_data / "admin" / "adm_kemendagri.gpkg"
    villages = gpd.read_file(path, layer="adm4", where="kode LIKE '63.72.%'").set_index("kode")
    people = pd.read_csv(
        shared_data / "tables" / "penduduk_dukcapil_2024s2.csv", dtype={"kode": str}
    )
    count = float(people.set_index("kode").loc["63.72", "total"])
    city = gpd.GeoDataFrame(
        {"people": [count]}, geometry=[villages.union_all()], index=["63.72"], crs=villages.crs
    )
    down = areal(city, villages, extensive=PEOPLE)
    assert total(down) == pytest.approx(count, rel=1e-9)
    up = areal(villages.join(down.table), city, extensive=PEOPLE)
    assert up.table["people"].iloc[0] == pytest.approx(count, rel=1e-4)
