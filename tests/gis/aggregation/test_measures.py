from __future__ import annotations

import pytest

from gis.aggregation.measures import Measure, read_measures
from gis.errors import InputError


def test_measures_are_read_and_named():
    found = read_measures("count,sum:beds, mean:beds,min:beds,max:beds,area,length,count")
    assert [m.name for m in found] == [
        "count",
        "sum_beds",
        "mean_beds",
        "min_beds",
        "max_beds",
        "area_ha",
        "length_km",
    ]
    assert read_measures("sum:a:b") == (Measure("sum", "a:b"),)


@pytest.mark.parametrize("text", ["", " , ", "sum", "count:beds", "area:x", "median:beds", "SUM:x"])
def test_what_is_no_measure_is_refused_with_those_there_are(text):
    with pytest.raises(InputError, match=r"wanted count, area, length, sum:field") as refused:
        read_measures(text)
    assert "sum:kolom" in refused.value.text.id
