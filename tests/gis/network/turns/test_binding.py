"""Which restrictions hold for a mode, and the lines they name."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString, Point

from gis.network.turns.binding import bound_turns, near_vias
from layers.infrastructure.travel import mode

LINE = LineString([(117, 0), (117.01, 0)])


def lines(ids: list[object], name: str = "code") -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({name: ids}, geometry=[LINE] * len(ids), crs=4326)


def turns(**columns: object) -> gpd.GeoDataFrame:
    table = {"from_line": ["7"], "to_line": ["8"], "kind": ["no_left_turn"], **columns}
    count = len(next(iter(table.values())))
    return gpd.GeoDataFrame(table, geometry=[Point(117, 0)] * count, crs=4326)


@pytest.mark.parametrize("ids", [["7", "8", "7"], [7, 8, 7], [7.0, 8.0, 7.0], [" 7", "8", 7]])
def test_lines_are_found_by_their_ids_however_written(ids):
    for name in ("code", "osm_id"):
        bound = bound_turns(turns(), lines(ids, name), mode("car"))
        assert {one: rows.tolist() for one, rows in bound.lines.items()} == {"7": [0, 2], "8": [1]}


def test_what_does_not_hold_is_told_and_what_holds_keeps_its_row():
    columns = {
        "from_line": ["7", "7", None, "7"],
        "to_line": ["8"] * 4,
        "kind": ["no_left_turn", "no_way", "no_left_turn", "no_left_turn"],
        "modes": ["hgv", None, None, "motorcar"],
    }
    bound = bound_turns(turns(**columns), lines(["7"]), mode("car"))
    assert bound.reason.tolist() == ["turn-not-bound", "turn-kind-unknown", "turn-no-lines", ""]
    assert (len(bound), bound.row.tolist(), bound.lonlat.tolist()) == (1, [3], [[117, 0]])


def test_only_what_holds_needs_ids_of_lines():
    none = lines(["7"]).drop(columns="code")
    assert bound_turns(turns(), none, mode("walk")).lines == {}


def test_places_at_vias():
    bound = bound_turns(turns(), lines(["7"]), mode("car"))
    places = np.array([[117.0, 0.0], [117.000004, 0.0], [117.1, 0.0]])
    assert near_vias(bound, places, 0.5).tolist() == [True, True, False]
    nobody = bound_turns(turns(), lines(["7"]), mode("walk"))
    assert near_vias(nobody, places, 0.5).tolist() == [False] * 3
