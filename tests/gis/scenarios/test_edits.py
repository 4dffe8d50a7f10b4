"""Edits read from JSON: every kind, every fault of all of them at once."""

import pytest
import shapely

from gis.errors import InputError
from gis.scenarios.edits import KINDS, read_edits

POINT = {"type": "Point", "coordinates": [116.8, -1.2]}
PARCEL = "116.8,-1.2 116.9,-1.2 116.9,-1.1"
GOOD = [
    {"kind": "add", "layer": "roads", "geometry": POINT, "properties": {"name": "x"}},
    {"kind": "change", "layer": "roads", "feature": 3, "properties": {"name": None}},
    {"kind": "remove", "layer": "roads", "feature": "J01"},
    {"kind": "facility", "at": "116.8,-1.2", "type": "Puskesmas", "name": "Baru"},
    {"kind": "move", "feature": 3, "at": [116.8, -1.2]},
    {"kind": "close", "feature": 3},
    {"kind": "road", "line": "116.8,-1.2 116.9,-1.2", "kmh": 50},
    {"kind": "bridge", "line": [[116.8, -1.2], [116.9, -1.2]], "join": "1km"},
    {"kind": "speed", "class": "local", "kmh": 20},
    {"kind": "zone", "code": "K-1", "parcel": PARCEL},
    {"kind": "growth", "year": 2035, "rate": 2.5, "region": "64.71"},
    {"kind": "growth", "year": 2035, "targets": {"64.71.01": 1000}},
    {"kind": "standard", "standard": "EDU-SMA", "metres": "2km"},
]


def test_every_kind_is_read_and_written_the_same():
    edits = read_edits(GOOD)
    assert {edit.kind.id for edit in edits} == set(KINDS)
    written = [edit.to_dict() for edit in edits]
    assert [edit.to_dict() for edit in read_edits(written)] == written
    assert edits[3]["type"] == ("puskesmas",)
    assert edits[7]["join"] == 1000.0
    assert edits[9]["parcel"].equals(shapely.Polygon([(116.8, -1.2), (116.9, -1.2), (116.9, -1.1)]))


def test_all_faults_are_told_at_once():
    with pytest.raises(InputError) as caught:
        read_edits(
            [
                {"kind": "facility", "at": [216.8, -1.2], "type": "puskesma", "nam": 1},
                {"kind": "bridge"},
                {"kind": "flood"},
                7,
                {"kind": "zone", "code": "K-1"},
            ]
        )
    named = {name for name, _ in caught.value.faults}
    assert named == {
        "edits[0].at",
        "edits[0].type",
        "edits[0].nam",
        "edits[1].line",
        "edits[2].kind",
        "edits[3]",
        "edits[4].feature",
    }
    assert "did you mean name" in dict(caught.value.faults)["edits[0].nam"].en


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        (None, "edits"),
        ([], "edits"),
        ("x", "edits"),
        ([{}] * 1001, "edits"),
        ({"kind": "change", "layer": "roads", "feature": 1}, "edits[0].properties"),
        ({"kind": "add", "layer": "roads", "properties": [1]}, "edits[0].properties"),
        ({"kind": "add", "layer": "roads", "properties": {"a": {}}}, "edits[0].properties"),
        ({"kind": "add", "layer": "Bad Id", "geometry": POINT}, "edits[0].layer"),
        ({"kind": "facility", "at": "116,-1", "type": "rs,klinik"}, "edits[0].type"),
        ({"kind": "growth", "year": 2035}, "edits[0].rate"),
        ({"kind": "growth", "year": 2035.5, "rate": 1}, "edits[0].year"),
        ({"kind": "growth", "year": 2035, "targets": {"64": "x"}}, "edits[0].targets"),
        ({"kind": "growth", "year": 2035, "targets": {"64": True}}, "edits[0].targets"),
        ({"kind": "speed", "kmh": 3}, "edits[0].class"),
        ({"kind": "speed", "class": "a", "kmh": -3}, "edits[0].kmh"),
        ({"kind": "standard", "standard": "EDU-SMA", "minutes": 4}, "edits[0].metres"),
        ({"kind": "standard", "standard": "NO", "metres": 4}, "edits[0].standard"),
    ],
)
def test_what_cannot_be_is_refused(given, fault):
    with pytest.raises(InputError) as caught:
        read_edits(given)
    assert fault in dict(caught.value.faults)
