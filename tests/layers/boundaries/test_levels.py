"""The levels of a workspace: what does not nest is grouped, counted and shown by its largest."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from layers.boundaries.levels import LEVEL_LAYERS, check_levels, people_findings, united
from layers.errors import SchemaError


class Held:
    def __init__(self, frame):
        self.frame = frame

    def read(self, **_asked):
        return self.frame


def _units(codes, shapes, **columns):
    return gpd.GeoDataFrame({"code": codes, **columns}, geometry=shapes, crs=4326)


def _grid(n=2, size=0.1):
    return [shapely.box(116 + i * size, 0, 116 + (i + 1) * size, size) for i in range(n)]


@pytest.fixture
def sound():
    left, right = _grid()
    return {
        "provinces": Held(_units(["64"], [shapely.union(left, right)], population=[30])),
        "regencies": Held(_units(["64.01", "64.02"], [left, right], population=[10, 20])),
    }


def test_levels_that_nest_give_nothing(sound):
    assert check_levels(sound) == []
    assert check_levels({}) == []
    assert check_levels({"roads": None}) == []


def test_what_does_not_nest_is_counted_and_shown(sound):
    left, right = _grid()
    sound["regencies"] = Held(
        _units(
            ["64.01", "64.02", "63.09", None],
            [left, shapely.box(116.05, 0, 116.3, 0.1), shapely.box(117, 1, 117.1, 1.1), right],
            population=[10, 25, 1, 1],
        )
    )
    found = {one.kind: one for one in check_levels(sound)}
    assert set(found) == {
        "code-missing",
        "parent-missing",
        "outside-parent",
        "overlap",
        "sum-differs",
        "people-differ",
    }
    assert {one.layer_id for one in found.values()} == {"regencies"}
    overlap = found["overlap"]
    assert (overlap.count, overlap.examples[0].codes) == (1, ("64.01", "64.02"))
    # Half a cell of 0.1 degrees: 5.566 km by 11.057 km.
    assert overlap.area_ha == pytest.approx(6154, rel=2e-3)
    assert "1 overlaps, 6,1" in overlap.sentence().en
    assert "tumpang tindih" in overlap.sentence().id
    assert found["people-differ"].sentence().en.endswith("35 people, 64 itself has 30")
    assert found["code-missing"].to_dict()["examples"] == []


def test_a_level_between_that_is_missing_is_not_made_up(sound):
    villages = _units(["64.01.01.2001"], [_grid()[0]])
    del sound["regencies"]
    sound["villages"] = Held(villages)
    assert check_levels(sound) == []


def test_people_are_compared_only_where_all_are_known():
    parents = _units(["64"], [_grid()[0]], population=[100])
    known = _units(["64.01", "64.02"], _grid(), population=[40, 40])
    assert people_findings(known, parents)[0].share == pytest.approx(-0.2)
    assert people_findings(_units(["64.01"], _grid(1), population=[None]), parents) == []
    assert people_findings(_units(["64.01"], _grid(1)), parents) == []


def test_united_levels_keep_ground_and_people():
    shapes = _grid(4)
    codes = ["64.01.01", "64.01.02", "64.02.01", "64.02.02"]
    above = united(_units(codes, shapes, population=[1, 2, 3, None]), 2)
    assert above["code"].tolist() == ["64.01", "64.02"]
    assert above["name"].tolist() == ["Kabupaten Paser", "Kabupaten Kutai Kartanegara"]
    assert above["population"].tolist()[0] == 3
    assert above["population"].isna().tolist() == [False, True]
    assert shapely.area(above.geometry).sum() == pytest.approx(4 * 0.01)
    assert united(_units(["11.01"], _grid(1)), 1)["name"].tolist() == ["11"]


def test_units_without_a_code_are_refused():
    with pytest.raises(SchemaError, match="1 units have no code") as caught:
        united(_units(["64.01", None], _grid()), 1)
    assert caught.value.code == "code-missing"


@pytest.mark.slow
def test_the_starter_region_nests(starter_workspace):
    import layers

    catalogue = layers.open(starter_workspace)
    assert set(LEVEL_LAYERS.values()) <= set(catalogue.ids())
    assert check_levels(catalogue) == []
    regencies = catalogue["regencies"].read().set_index("code")["population"]
    again = united(catalogue["villages"].read(), 2).set_index("code")
    assert (again["population"].astype(int) == regencies.astype(int)).all()
    catalogue.close()
