"""Setbacks: which hold in towns and outside, all marked as unverified."""

from __future__ import annotations

import pytest

from layers.errors import SchemaError
from layers.standards import setbacks, setbacks_for


def test_setbacks_in_towns_and_outside():
    assert [s.distance_m for s in setbacks_for("river")] == [3.0, 10.0, 15.0, 30.0, None]
    assert [s.distance_m for s in setbacks_for("river", "rural")] == [5.0, 100.0, 50.0, None]
    assert [s.distance_m for s in setbacks_for("coast", "rural")] == [100.0]
    assert setbacks_for("volcano") == ()


def test_all_of_them_are_unverified_and_say_so():
    for one in setbacks():
        assert (one.status, one.trust) == ("unverified", "illustrative")
        assert "PP 38/2011" in one.source
        assert one.label.id
        assert one.measured_from.en
        assert one.to_dict()["trust"] == "illustrative"


def test_an_unknown_area_is_refused():
    with pytest.raises(SchemaError, match="wanted one of urban, rural") as caught:
        setbacks_for("river", "suburban")
    assert caught.value.code == "area-unknown"
