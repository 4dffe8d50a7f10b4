"""Records of results: what they hold, and when they are of yesterday."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from server.results.record import Record, software
from server.scenarios.shelf import Standing

RECORD = Record(
    layer="result_units",
    job="j",
    output="units",
    process="coverage",
    version="1.0.0",
    inputs={"a": 1},
    used={"districts": 1, "roads": 2},
    made=10.0,
    seconds=2.5,
    replay={"cli": "penyangga cover"},
    trust="modelled",
)


@pytest.mark.parametrize(
    ("revisions", "moved"),
    [
        ({"districts": 1, "roads": 2}, []),
        ({"districts": 1, "roads": 3}, ["roads"]),
        ({"roads": 2}, ["districts"]),
        ({}, ["districts", "roads"]),
    ],
)
def test_what_has_moved_on(tiny, revisions, moved):
    some = tiny["districts"].layer
    now = {name: some.with_(revision=revision) for name, revision in revisions.items()}
    assert RECORD.moved(now) == moved


@pytest.mark.parametrize(
    ("asked", "edits", "moved"),
    [
        ([], [[1, "EDU-SMA"]], []),
        (["EDU-SMA"], [[1, "EDU-SMA"]], ["standards"]),
        (["EDU-SMA"], [[1, "EDU-SD"]], []),
        (["EDU-SMA"], [], []),
    ],
)
def test_an_edit_of_a_standard_moves_what_stands_on_it(tiny, asked, edits, moved):
    layer = tiny["districts"].layer
    told = {"id": "bay", "created": "now", "standards": [], "asked": asked}
    record = replace(RECORD, used={"districts": layer.revision}, scenario=told)
    given = [{"n": n, "kind": "standard", "standard": name} for n, name in edits]
    scenario = SimpleNamespace(created="now", edits=[{"n": 9, "kind": "road"}, *given])
    assert record.moved_in(Standing(scenario, {"districts": layer})) == moved
    assert record.moved_in(None) == ["scenarios/bay"]


def test_plain_data_and_back():
    record = replace(RECORD, expires=5.0, rerun="k", software=software())
    assert Record(**record.to_dict()) == record
    assert {"penyangga", "python", "shapely", "proj"} <= software().keys()
