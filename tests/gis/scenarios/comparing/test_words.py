"""Indicators read from words, and those there are layers for."""

import pytest

from gis.errors import InputError
from gis.scenarios.comparing.words import read_indicators, usual_indicators


def test_all_that_cannot_be_read_is_told_at_once():
    with pytest.raises(InputError) as caught:
        read_indicators("population,flood,within:rs,within:rs:30min:straight,standard:nothing")
    assert len(caught.value.faults) == 4
    for words in ("", [], ["population"] * 61, "within:rs:1km,within:rs:1km,3km:car"):
        with pytest.raises(InputError):
            read_indicators(words)
    words = [a.word for a in read_indicators(["within:rs:1km", "within:rs:1000m:straight"])]
    assert words == ["within:rs:1000m:straight"]
    (one,) = read_indicators("hospital_60min")
    assert (one.family, one.is_usual) == ("library", True)
    assert not read_indicators("within:rs:31min")[0].is_usual


def test_usual_indicators_are_those_there_are_layers_for(scenarios):
    words = [asked.word for asked in usual_indicators(scenarios.base)]
    assert words[:2] == ["population", "within:puskesmas:30min:car"]
    assert words[-1] == "cover"
    assert "zoning" not in words
