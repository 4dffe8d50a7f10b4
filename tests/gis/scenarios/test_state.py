"""The state of a layer while edits are applied to it."""

import shapely

from gis.scenarios.changes import state_of
from gis.scenarios.state import fingerprint, fingerprints


def test_rows_are_put_taken_and_found(region):
    state = state_of(region, "facilities")
    assert 1 in state
    assert 99 not in state
    state.take(1)
    state.take(2)
    state.put(2, state.row(3) | {"name": "Dua"})
    state.put(50, state.row(3))
    state.take(50)
    assert [i for i in (1, 2, 3, 50) if i in state] == [2, 3]
    delta = state.delta()
    assert delta.gone == {1}
    assert delta.added == set()
    assert delta.frame["name"].tolist() == ["Dua"]
    assert delta.frame.dtypes.equals(region["facilities"].read().dtypes)


def test_features_are_found_by_code_place_and_value(region):
    state = state_of(region, "zoning")
    assert [state.find(name) for name in ("1", "Z2", "Z3", "-1", "9", "²")] == [
        1,
        2,
        None,
        None,
        None,
        None,
    ]
    state.put(1, state.row(1) | {"code": "Z9", "kodszn": "K-1"})
    assert [state.find(name) for name in ("Z1", "Z9")] == [None, 1]
    assert sorted(state.where("kodszn", "K-1")) == [1, 2]
    assert state.where("kodszn", "R-2") == []
    assert sorted(state.meeting(shapely.Point(116.81, -1.255))) == [1, 2]
    state.take(2)
    assert state.meeting(shapely.box(116.8, -1.3, 116.9, -1.2)) == [1]


def test_a_fingerprint_differs_when_anything_does(region):
    state = state_of(region, "zoning")
    row = state.row(1)
    mark = fingerprint(row)
    assert mark == fingerprint(state_of(region, "zoning").row(1))
    assert mark != fingerprint(row | {"luasha": 124.0})
    assert mark != fingerprint(row | {"namszn": None})
    assert mark != fingerprint(row | {"geometry": shapely.Point(0, 0)})
    assert mark == fingerprint(row | {"geometry": shapely.reverse(row["geometry"])})
    assert fingerprints(state, [1, 77]) == {"1": mark}
