"""An indicator and its parameters."""

from __future__ import annotations

import pytest

from gis.errors import BadValueError
from gis.processes.indicating import indicators


def test_a_plan_may_choose_other_parameters_of_those_there_are() -> None:
    one = indicators()["hospital_60min"]
    assert one.given({"within": "45min"})["within"] == "45min"
    assert one.given({}) == one.parameters
    with pytest.raises(BadValueError, match="no parameter colour; there are facilities, within"):
        one.given({"colour": "red"})


def test_what_is_told_of_one_is_plain_data() -> None:
    told = indicators()["density"].to_dict()
    assert told["parameters"] == {}
    assert told["standard"] == "THR-DENS"
    assert set(told["title"]) == {"id", "en"}
