"""Places that no plan reaches: in no unit of the tiny region, or far from it."""

from __future__ import annotations

import pytest
import shapely

from gis.errors import InputError, NoAnswerError
from gis.processes import registry
from gis.processes.zoning.region import nowhere, require_near

ZONING = registry()["zoning"]


def ask(catalogue, **given):
    return ZONING.run(catalogue, {"activity": "A01"} | given).to_dict()


def test_a_place_in_no_unit_is_told_as_that_without_lines_or_floods(region):
    found = ask(region, at="117.2,-1.25")
    assert (found["verdict"], found["rows"], found["notes"]) == ("unknown", [], [])
    assert (found["accuracy"], found["overlays_unknown"]) == (None, [])
    assert found["reason"]["en"] == (
        "the place is in the sea, or outside the region of the data: no unit of 'Districts' is here"
    )
    assert "zoning" not in found["reason"]["id"]
    assert "districts" in {one["layer"] for one in found["inputs"]}
    assert ask(region, at="117.05,-1.255")["accuracy"] is not None


def test_an_empty_workspace_tells_nothing_of_where_a_place_is(workspace):
    require_near(workspace, shapely.Point(0.0, 90.0), ("zoning",))
    assert nowhere(workspace, shapely.Point(116.8, -1.25)) is None


def test_units_are_asked_as_drawn(tiny):
    edge = shapely.Point(116.8, -1.25)
    assert nowhere(tiny, edge) is None
    assert nowhere(tiny, shapely.box(116.7, -1.26, 116.9, -1.25)) is None
    assert nowhere(tiny, shapely.Point(116.79, -1.25)).layer.id == "districts"


def test_far_from_the_data_there_is_no_answer(region):
    """Half a degree east of 117.1 is 55.7 km, 0.4 degrees are 44.5 km."""
    assert ask(region, at="117.5,-1.25")["verdict"] == "unknown"
    with pytest.raises(NoAnswerError, match=r"56 km from LON,LAT 116\.80,") as caught:
        ask(region, at="117.6,-1.25")
    assert caught.value.code == "outside-region"
    assert "di luar wilayah data" in caught.value.text.id
    far = shapely.box(116.9, -2.0, 117.0, -1.8)
    with pytest.raises(NoAnswerError, match="55 km"):
        require_near(region, far, ("zoning",))
    require_near(region, shapely.box(116.9, -2.0, 117.0, -1.7), ("zoning", "none"))


def test_a_parcel_as_large_as_a_region_is_refused_before_any_work(region):
    with pytest.raises(InputError, match="at most 10,000 ha are taken") as caught:
        ask(region, parcel="116,-2 118,-2 118,0 116,0", layer="none")
    assert "a parcel of 4,92" in str(caught.value)
    assert "paling luas 10.000 ha" in caught.value.text.id
    assert "'allowed'" in caught.value.text.id
