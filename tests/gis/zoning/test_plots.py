"""The largest building on a plot: in the head, and as a plain search finds it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.errors import InputError
from gis.zoning.limits import SETBACKS, Limit
from gis.zoning.plots import plot_of


def limits(**values):
    return {name: Limit(name, value, None) for name, value in values.items()}


HOUSE = limits(kdb_max_pct=60.0, klb_max=1.2, kdh_min_pct=20.0)


def test_coverage_binds_the_footprint_and_the_ratio_the_floors():
    plot = plot_of([(500.0, HOUSE)])
    assert (plot.footprint.value, plot.footprint.binds) == (300.0, ("kdb_max_pct",))
    assert (plot.floor_area.value, plot.floor_area.binds) == (600.0, ("klb_max",))
    assert (plot.storeys.value, plot.storeys.binds) == (2, ("klb_max",))
    assert plot.green_m2 == 100.0
    assert plot.missing == ("KTB", "height", "storeys", "front", "side", "back")
    assert plot.to_dict()["footprint_m2"] == {"value": 300.0, "binds": ["KDB"]}


def test_green_binds_where_it_leaves_less():
    plot = plot_of([(100.0, limits(kdb_max_pct=80.0, klb_max=1.0, kdh_min_pct=40.0))])
    assert (plot.footprint.value, plot.footprint.binds) == (60.0, ("kdh_min_pct",))


def test_storeys_bind_the_floor_area():
    plot = plot_of([(100.0, HOUSE | limits(klb_max=4.0, storeys_max=3.0, height_max_m=12.0))])
    assert (plot.floor_area.value, plot.floor_area.binds) == (180.0, ("kdb_max_pct", "storeys_max"))
    assert (plot.storeys.value, plot.height.value) == (3.0, 12.0)


def test_setbacks_bind_where_they_leave_less():
    plot = plot_of([(500.0, HOUSE)], inside_setbacks_m2=120.0)
    assert (plot.footprint.value, plot.footprint.binds) == (120.0, SETBACKS)


def test_two_zones_add_up_and_the_strictest_height_holds():
    other = limits(kdb_max_pct=10.0, klb_max=0.1, height_max_m=5.0, ktb_max_pct=50.0)
    plot = plot_of([(100.0, HOUSE | limits(height_max_m=9.0, ktb_max_pct=70.0)), (50.0, other)])
    assert plot.area_m2 == 150.0
    assert plot.footprint.value == pytest.approx(65.0)
    assert plot.floor_area.value == pytest.approx(125.0)
    assert plot.height.value == 5.0
    assert plot.basement.value == pytest.approx(95.0)
    assert plot.green_m2 is None


def test_what_no_source_states_is_unknown_not_zero():
    plot = plot_of([(100.0, {})])
    assert plot.footprint.value is plot.floor_area.value is plot.storeys.value is None
    assert "KDB" in plot.missing


def test_nothing_may_be_built_where_coverage_is_zero():
    plot = plot_of([(100.0, limits(kdb_max_pct=0.0, klb_max=0.0))])
    assert (plot.footprint.value, plot.floor_area.value, plot.storeys.value) == (0.0, 0.0, 0)


@pytest.mark.parametrize("area", [0.0, -1.0, float("nan")])
def test_an_impossible_area_is_refused(area):
    with pytest.raises(InputError, match="wanted a number above 0"):
        plot_of([(area, HOUSE)])


@given(
    area=st.integers(50, 2000),
    kdb=st.integers(1, 100),
    klb=st.integers(1, 60),
    kdh=st.integers(0, 100),
    storeys=st.integers(1, 20),
)
def test_no_building_of_whole_metres_beats_the_bounds(area, kdb, klb, kdh, storeys):
    """A plain search over footprints: the largest that keeps all ratios, and its floors."""
    held = limits(kdb_max_pct=kdb, klb_max=klb / 10, kdh_min_pct=kdh, storeys_max=storeys)
    plot = plot_of([(float(area), held)])
    fits = [f for f in range(area + 1) if f * 100 <= area * kdb and (area - f) * 100 >= area * kdh]
    assert plot.footprint.value - 1 < max(fits) <= plot.footprint.value + 1e-6
    floors = [min(f * storeys, area * klb / 10) for f in fits]
    assert max(floors) <= plot.floor_area.value + 1e-6
    assert plot.floor_area.value <= max(floors) + storeys
