"""The list of activities, and a search in it."""

from __future__ import annotations

from gis.processes import registry

LIST = registry()["activities"]


def test_all_of_them_and_those_that_a_word_finds(tiny):
    every = LIST.run(tiny, {})
    assert len(every.numbers["rows"]) == every.numbers["n_activities"] == 35
    assert every.trust == "illustrative"
    found = LIST.run(tiny, {"search": "klinik"}).to_dict()["rows"]
    assert (found[0]["id"], found[0]["score"]) == ("A16", 1.0)
    assert LIST.run(tiny, {"search": "qqqq"}).numbers["rows"] == []
