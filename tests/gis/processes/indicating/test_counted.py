"""Part and whole by unit, added up to those above."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from gis.processes.indicating.counted import Counted, value_of
from layers.text import Text


@pytest.fixture
def counted() -> Counted:
    table = pd.DataFrame(
        {
            "code": ["64.71.01", "64.71.02", "64.72.01"],
            "name": ["a", "b", "c"],
            "part": [1.0, 2.0, 4.0],
            "whole": [10.0, 10.0, 5.0],
            "low": [0.5, np.nan, 3.0],
            "high": [1.5, np.nan, 5.0],
        }
    )
    return Counted(table, Text("m", "m"), ())


def test_units_add_up_to_those_above(counted: Counted) -> None:
    above = counted.above(5, {"64.71": "Balikpapan", "64.72": "Samarinda"})
    assert above["name"].tolist() == ["Balikpapan", "Samarinda"]
    assert above["part"].tolist() == [3.0, 4.0]
    assert above["whole"].tolist() == [20.0, 5.0]
    # What is not known of one is not known of their sum.
    assert above["low"].isna().tolist() == [True, False]
    assert counted.above(2, {"64": "Kalimantan Timur"})["part"].tolist() == [7.0]


def test_together_is_the_sum_of_all(counted: Counted) -> None:
    assert counted.together()["part"] == 7.0
    assert np.isnan(counted.together()["low"])


def test_no_whole_no_value() -> None:
    found = value_of(pd.Series([1.0, 1.0]), pd.Series([4.0, 0.0]), 100.0)
    assert found.tolist()[0] == 25.0
    assert np.isnan(found[1])
