from __future__ import annotations

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.boundaries import measure_tiling, tiling_findings

QUARTERS = {
    "64.01": (0, 0, 2, 2),
    "64.02": (2, 0, 4, 2),
    "64.03": (0, 2, 2, 4),
    "64.04": (2, 2, 4, 4),
}


def test_units_that_tile_have_nothing_to_tell(units):
    assert tiling_findings(units(QUARTERS)) == []
    tiling = measure_tiling(units(QUARTERS))
    assert (tiling.n_units, tiling.n_gaps, tiling.n_large_overlaps) == (4, 0, 0)
    assert (tiling.sum_ha, tiling.union_ha) == pytest.approx((16, 16))
    assert tiling.overlap_ha == 0


def test_an_overlap_in_the_head(units):
    found = tiling_findings(units({"64.01": (0, 0, 6, 4), "64.02": (2, 0, 8, 4)}))
    assert [(f.kind, f.codes) for f in found] == [("overlap", ("64.01", "64.02"))]
    assert found[0].area_ha == pytest.approx(16)
    assert found[0].share == pytest.approx(16 / 24)
    assert found[0].message.en == "64.01 and 64.02 overlap by 16.0 ha (66.7% of 64.01)"
    assert "bertumpang tindih 16.0 ha" in found[0].message.id
    tiling = measure_tiling(units({"64.01": (0, 0, 6, 4), "64.02": (2, 0, 8, 4)}))
    assert tiling.n_large_overlaps == 1
    assert tiling.excess_ha == pytest.approx(tiling.overlap_ha)


def test_a_unit_that_occurs_twice_overlaps_itself(units):
    twice = units({"64.01": (0, 0, 2, 1)}).iloc[[0, 0]]
    assert [f.area_ha for f in tiling_findings(twice)] == pytest.approx([2])


def test_a_gap_in_the_head(units):
    ring = {
        "64.01": (0, 0, 5, 2),
        "64.02": (0, 3, 5, 5),
        "64.03": (0, 2, 2, 3),
        "64.04": (4, 2, 5, 3),
    }
    found = tiling_findings(units(ring))
    assert [(f.kind, f.codes, f.share) for f in found] == [
        ("gap", ("64.01", "64.02", "64.03", "64.04"), None)
    ]
    assert found[0].area_ha == pytest.approx(2)
    assert found[0].message.id.startswith("celah 2.0 ha di antara 64.01")
    assert tiling_findings(units(ring), least_area_ha=3) == []


def test_an_island_unit_in_a_hole_is_no_gap(units):
    frame = shapely.box(0, 0, 500, 500) - shapely.box(100, 100, 400, 400)
    whole = {"64.01": frame, "64.02": (1, 1, 4, 4)}
    assert tiling_findings(units(whole)) == []
    island = {"64.01": frame, "64.02": (2, 2, 3, 3)}
    assert [f.area_ha for f in tiling_findings(units(island))] == pytest.approx([8])


def test_open_water_between_units_is_no_gap(units):
    assert tiling_findings(units({"64.01": (0, 0, 1, 5), "64.02": (2, 0, 3, 5)})) == []


def test_no_unit_one_unit_and_missing_geometry(units):
    assert tiling_findings(units({"64": (0, 0, 1, 1)}).iloc[:0]) == []
    assert tiling_findings(units({"64": (0, 0, 1, 1)})) == []
    assert measure_tiling(units({"64": None})).union_ha == 0


@given(
    st.lists(st.tuples(*[st.integers(0, 6)] * 2, *[st.integers(1, 4)] * 2), min_size=1, max_size=6)
)
def test_overlaps_of_rectangles_equal_counting_cells(boxes):
    import geopandas as gpd

    shapes = [shapely.box(100 * x, 100 * y, 100 * (x + w), 100 * (y + h)) for x, y, w, h in boxes]
    codes = [f"64.{i:02}" for i in range(1, len(boxes) + 1)]
    tiling = measure_tiling(gpd.GeoDataFrame({"code": codes}, geometry=shapes, crs=6933))
    cells = [{(i, j) for i in range(x, x + w) for j in range(y, y + h)} for x, y, w, h in boxes]
    pairs = sum(len(a & b) for k, a in enumerate(cells) for b in cells[k + 1 :])
    assert tiling.overlap_ha == pytest.approx(pairs)
    assert tiling.union_ha == pytest.approx(len(set().union(*cells)))


@pytest.mark.parametrize(
    ("prefix", "km2"), [("64.71", 509.7), ("63.72", 305.1), ("64.09", 3211.7), ("64.09.04", 1279.2)]
)
def test_villages_of_a_real_regency_tile_as_measured(real_units, prefix, km2):
    """Areas of the data's own table; no pair of villages overlaps by 0.1 km2 or more."""
    villages = real_units("adm4", prefix + ".")
    tiling = measure_tiling(villages)
    assert tiling.sum_ha / 100 == pytest.approx(km2, abs=0.06)
    assert tiling.sum_ha / 100 == pytest.approx(villages["area_km2"].sum(), rel=1e-5)
    assert tiling.n_large_overlaps == 0
    assert tiling.n_gaps > 0
    assert tiling.overlap_ha / tiling.sum_ha < 3e-4
    assert tiling.gap_ha / tiling.sum_ha < 3e-4
    assert tiling.excess_ha == pytest.approx(tiling.overlap_ha, rel=0.02)


def test_real_regencies_overlap_as_measured(real_units):
    """Of the 23 regencies: 65.4 km2 in overlaps, 37 above 0.1 km2, 58.1 km2 in 173 gaps."""
    tiling = measure_tiling(real_units("adm2", "6"))
    assert tiling.n_units == 23
    assert tiling.overlap_ha / 100 == pytest.approx(65.4, abs=0.1)
    assert tiling.excess_ha / 100 == pytest.approx(65.3, abs=0.1)
    assert tiling.n_large_overlaps == 37
    # The table mended nested shells by their lines, we by their structure: six gaps fewer.
    assert tiling.n_gaps == pytest.approx(173, abs=6)
    assert tiling.gap_ha / 100 == pytest.approx(58.1, abs=0.1)


def test_a_hole_in_one_unit_is_within_it_not_between(units):
    ring = units({"64.01": (0, 0, 4, 4)})
    hole = units({"64.01": (1, 1, 2, 2)}).geometry.iloc[0]
    ring.geometry = [ring.geometry.iloc[0].difference(hole)]
    (found,) = tiling_findings(ring)
    assert found.message.en == "a gap of 1.0 ha within 64.01"
    assert found.message.id == "celah 1.0 ha di dalam 64.01"
