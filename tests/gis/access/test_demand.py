"""Demand: people by cell and unit, and who of them is within a time."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS

from gis.access.demand import Demand, demand_of, travel_coverage
from gis.errors import EmptyInputError, InputError
from gis.zonal import cell_shares, zonal_sum
from layers.raster import Raster

NAN = np.nan


def grid(values, *, west=116.0, north=0.0, size=0.5, crs=4326, nodata=None) -> Raster:
    cells = np.array(values, dtype=float)
    return Raster(cells, Affine(size, 0, west, 0, -size, north), CRS(crs), nodata)


def boxes(*bounds, crs=4326) -> gpd.GeoSeries:
    return gpd.GeoSeries([shapely.box(*b) for b in bounds], crs=crs)


def places(seconds, amount=None) -> tuple[Demand, np.ndarray]:
    """One unit per place: no share to think of."""
    times, n = np.array(seconds, dtype=float), len(seconds)
    whole = np.arange(n, dtype=np.int32)
    people = np.ones(n) if amount is None else np.array(amount, dtype=float)
    return Demand(np.zeros(n), np.zeros(n), people, whole, whole, np.ones(n), n), times


def test_cells_are_counted_by_their_share_in_each_unit():
    halves = boxes((116, -1, 116.75, 0), (116.75, -1, 117, 0))
    held = demand_of(halves, grid([[1, 2], [0, 8]]))
    assert held.sums().tolist() == [1 + 1 + 4, 1 + 4]
    assert held.together() == 11
    assert len(held) == 3
    assert held.lon.tolist() == [116.25, 116.75, 116.75]
    assert held.lat.tolist() == [-0.25, -0.25, -0.75]


def test_sums_are_those_of_the_zonal_sums_on_the_starter(starter_workspace):
    import layers

    catalogue = layers.open(starter_workspace)
    units, people = catalogue["districts"].read(), catalogue["population"].raster()
    held = demand_of(units, people)
    expected = zonal_sum(units, people).table["total"]
    np.testing.assert_allclose(held.sums(), expected, rtol=1e-9)
    assert held.together() == pytest.approx(expected.sum(), rel=1e-6)


def test_no_value_and_less_than_nothing_count_nothing():
    held = demand_of(boxes((116, -1, 117, 0)), grid([[NAN, -5], [-9999, 3]], nodata=-9999))
    assert (held.sums().tolist(), held.n_negative_cells) == ([3.0], 1)


def test_places_are_in_degrees_whatever_the_raster_is_in():
    flat = grid([[5]], west=500_000, north=10_000_000, size=1_000, crs=32750)
    around = boxes((116, -1, 118, 1))
    held = demand_of(around, flat)
    assert held.lon[0] == pytest.approx(117.0045, abs=1e-4)
    assert held.lat[0] == pytest.approx(-0.0045, abs=1e-4)
    assert held.sums().tolist() == [5.0]


def test_units_without_a_cell_have_nothing():
    held = demand_of(boxes((100, -1, 101, 0), (116, -1, 117, 0)), grid([[1]]))
    assert held.sums().tolist() == [0.0, 1.0]
    assert demand_of(boxes((100, -1, 101, 0)), grid([[1]])).together() == 0
    with pytest.raises(EmptyInputError):
        demand_of(boxes(), grid([[1]]))


def test_shared_ground_counts_once_in_all():
    twice = boxes((116, -1, 117, 0), (116, -1, 117, 0))
    held = demand_of(twice, grid([[4, 0], [0, 0]]))
    assert (held.sums().tolist(), held.together()) == ([4.0, 4.0], 4.0)


def test_cell_shares_tell_where_their_cells_are():
    held = cell_shares(boxes((116.5, -1, 117, -0.5)), grid([[1, 2], [3, 4]]))
    assert (held.row.tolist(), held.column.tolist(), held.value.tolist()) == ([1], [1], [4.0])
    assert held.share.tolist() == [1.0]


def test_people_within_times():
    demand, seconds = places([60, 600, 601, NAN], [10, 20, 30, 40])
    out = travel_coverage(demand, seconds, limits_s=[600, 60, 600])
    assert out.totals.index.tolist() == [60, 600]
    assert out.totals["covered"].tolist() == [10, 30]
    assert out.totals["total"].tolist() == [100, 100]
    assert out.totals["unreached"].tolist() == [40, 40]
    assert out.totals["share"].tolist() == [0.1, 0.3]
    assert (out.n_places, out.n_unreached) == (4, 1)
    last = out.table[out.table["within_s"] == 600]
    assert last["covered"].tolist() == [10, 20, 0, 0]


def test_times_as_a_range_give_people_as_a_range():
    demand, seconds = places([90, 100, 110, NAN])
    out = travel_coverage(
        demand, seconds, limits_s=[100], between=(seconds * 0.9, seconds * 1.2), index=list("abcd")
    )
    total = out.totals.loc[100]
    assert (total["covered_low"], total["covered"], total["covered_high"]) == (0, 2, 3)
    assert out.table.index.tolist() == list("abcd")


def test_nothing_to_share_has_no_share():
    demand, seconds = places([10.0], [0.0])
    assert travel_coverage(demand, seconds, limits_s=[60]).table["share"].isna().all()


TIMES = st.lists(st.floats(0, 1e4) | st.just(NAN), min_size=1, max_size=12)


@settings(deadline=None, max_examples=60)
@given(TIMES, st.floats(1, 1e4), st.floats(1, 1e4))
def test_a_longer_limit_and_quicker_ways_never_cover_less(times, one, other):
    demand, seconds = places(times)
    out = travel_coverage(demand, seconds, limits_s=sorted({one, other}))
    assert out.totals["covered"].is_monotonic_increasing
    assert (out.table["covered"] + out.table["unreached"] <= out.table["total"]).all()
    quicker = travel_coverage(demand, seconds * 0.5, limits_s=[one]).totals["covered"]
    assert quicker.iloc[0] >= out.totals.loc[one, "covered"]


@pytest.mark.parametrize("limits", [[], [0], [-1], [NAN], [np.inf]])
def test_limits_are_times_above_zero(limits):
    demand, seconds = places([1.0])
    with pytest.raises(InputError, match="wanted one or more times in seconds above 0"):
        travel_coverage(demand, seconds, limits_s=limits)


def test_times_fit_the_places():
    demand, seconds = places([1.0, 2.0])
    with pytest.raises(InputError, match="for 2 places"):
        travel_coverage(demand, seconds[:1], limits_s=[60])
    with pytest.raises(InputError, match="give \\(quick, slow\\)"):
        travel_coverage(demand, seconds, limits_s=[60], between=(seconds * 2, seconds))


def test_units_keep_their_index():
    demand, seconds = places([1.0, 2.0])
    units = pd.Index(["64.71.01", "64.71.02"], name="code")
    table = travel_coverage(demand, seconds, limits_s=[1.5], index=units).table
    assert table["covered"].to_dict() == {"64.71.01": 1.0, "64.71.02": 0.0}
