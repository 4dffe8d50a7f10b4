from __future__ import annotations

import numpy as np
import pytest
from shapely import Point, box

from gis.aggregation.measures import read_measures
from gis.aggregation.pieces import Simple
from gis.aggregation.shares import zone_shares
from gis.aggregation.sums import add_up

ZONES = np.array([box(117, 0, 118, 1), box(118, 0, 119, 1)])
FIELDS = np.array(
    [
        box(117.5, 0, 118.5, 0.5),
        box(118.6, 0, 118.8, 0.2),
        box(119, 0, 120, 1),
        None,
        Point(117.1, 0.1),
    ],
    dtype=object,
)
PEOPLE = np.array([100.0, 7.0, np.nan, 3.0, np.nan])


def sums(measures="count,sum:people,mean:people,min:people,max:people,area", group=None):
    simple = Simple.of(FIELDS)
    return add_up(
        simple,
        zone_shares(simple, ZONES),
        read_measures(measures),
        values={"people": PEOPLE},
        group=group,
    )


def test_sums_means_and_limits_in_the_head():
    table = sums().table.set_index("zone")
    assert table["count"].to_dict() == {-1: 1, 0: 2, 1: 2}
    assert table["weight"].round(9).to_dict() == {-1: 1.0, 0: 1.5, 1: 1.5}
    assert table["sum_people"].round(6).to_dict()[0] == 50.0
    assert table["sum_people"].round(6).to_dict()[1] == 57.0
    assert np.isnan(table.loc[-1, "sum_people"])
    assert table.loc[1, "mean_people"] == pytest.approx(57 / 1.5)
    assert (table.loc[1, "min_people"], table.loc[1, "max_people"]) == (7.0, 100.0)
    assert table["n_people"].to_dict() == {-1: 0, 0: 1, 1: 2}
    assert table["missing_people"].round(6).to_dict() == {-1: 1.0, 0: round(1 / 1.5, 6), 1: 0.0}


def test_zones_outside_and_unplaced_add_up_to_all():
    found = sums()
    for name in ("weight", "sum_people", "area_ha"):
        parts = found.table[name].sum() + found.unplaced[name].sum()
        assert parts == pytest.approx(found.total[name].iloc[0], rel=1e-9)
    total = found.total.iloc[0]
    assert (total["count"], total["n_people"], total["missing_people"]) == (5, 3, 0.4)
    assert found.unplaced[["count", "sum_people"]].to_numpy().tolist() == [[1, 3.0]]


def test_means_by_area_weigh_what_lies_there():
    found = sums("mean_by_area:people,area")
    area = Simple.of(FIELDS).area_m2
    wanted = (100 * area[0] / 2 + 7 * area[1]) / (area[0] / 2 + area[1])
    table = found.table.set_index("zone")
    assert table.loc[1, "mean_by_area_people"] == pytest.approx(wanted, rel=1e-6)
    assert table.loc[0, "mean_by_area_people"] == pytest.approx(100.0)
    whole = (100 * area[0] + 7 * area[1]) / (area[0] + area[1])
    assert found.total["mean_by_area_people"].iloc[0] == pytest.approx(whole)
    assert np.isnan(sums("mean_by_length:people").table["mean_by_length_people"]).all()


def test_groups_divide_zones():
    table = sums("count", group=np.array([0, 1, 0, 0, 1])).table
    found = table[["zone", "group", "count"]].to_numpy().tolist()
    assert found == [[-1, 0, 1], [0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]]


def test_nothing_adds_up_to_nothing():
    simple = Simple.of(np.array([], dtype=object))
    found = add_up(
        simple,
        zone_shares(simple, ZONES),
        read_measures("count,area,sum:people"),
        values={"people": np.zeros(0)},
    )
    assert len(found.table) == len(found.unplaced) == 0
    row = found.total.iloc[0]
    assert (row["count"], row["area_ha"], row["n_people"]) == (0, 0, 0)
    assert np.isnan(row["sum_people"])
