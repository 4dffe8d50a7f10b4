"""Bridges: cut where the water is, whole length kept, ends shared."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely

from layers.starter.lines.bridges import APPROACH_M, bridged

LAND = shapely.box(-1e4, -1e4, 1e4, 1e4)
RIVER = shapely.LineString([(0, -5_000), (0, 5_000)])


def pieces(*roads, land=LAND, rivers=(RIVER,), widths=(100.0,)) -> pd.DataFrame:
    table = pd.DataFrame({"name": [f"r{k}" for k in range(len(roads))], "geometry": roads})
    return bridged(table, np.array(rivers, dtype=object), np.array(widths), land)


def test_a_crossing_gives_three_pieces():
    out = pieces(shapely.LineString([(-1_000, 0), (1_000, 0)]))
    assert out["bridge"].tolist() == [False, True, False]
    assert out["geometry"].iloc[1].length == pytest.approx(100 + 2 * APPROACH_M)
    ends = [g.coords[k] for g in out["geometry"] for k in (0, -1)]
    assert ends[1] == ends[2]
    assert ends[3] == ends[4]
    assert shapely.length(out["geometry"].to_numpy()).sum() == pytest.approx(2_000)


def test_a_dry_road_is_left_alone():
    road = shapely.LineString([(500, 0), (1_000, 0)])
    out = pieces(road)
    assert out["bridge"].tolist() == [False]
    assert out["geometry"].iloc[0].equals(road)


def test_an_arm_of_the_sea_is_bridged():
    land = LAND - shapely.box(3_000, -2e4, 4_000, 2e4)
    out = pieces(shapely.LineString([(2_000, 0), (6_000, 0)]), land=land, rivers=(), widths=())
    assert out["bridge"].tolist() == [False, True, False]
    assert out["geometry"].iloc[1].length == pytest.approx(1_000 + 2 * APPROACH_M)


def test_a_road_that_ends_on_the_bank_has_no_empty_piece():
    out = pieces(shapely.LineString([(-1_000, 0), (0, 0), (50 + APPROACH_M, 0)]))
    assert out["bridge"].tolist() == [False, True]
    assert (shapely.length(out["geometry"].to_numpy()) > 0).all()


def test_two_crossings_and_order_of_roads():
    loop = shapely.LineString([(-500, 0), (500, 0), (500, 900), (-500, 900)])
    out = pieces(shapely.LineString([(600, 5), (700, 5)]), loop)
    assert out["name"].tolist() == ["r0", "r1", "r1", "r1", "r1", "r1"]
    assert out["bridge"].tolist() == [False, False, True, False, True, False]
