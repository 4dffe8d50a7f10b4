"""Small questions are asked ahead, once a program and machine; what cannot answer them is left."""

from __future__ import annotations

import pytest
import shapely

import layers
from gis.errors import NoAnswerError
from gis.processes import registry
from layers.text import Text
from server.config import ServerSettings
from server.rehearsing import FACILITY, POINT, REGION, REHEARSALS, Note, Rehearsal, rehearse
from server.workspace import Workspace

ALL = (Rehearsal("all", {"f": FACILITY, "r": REGION, "at": [POINT], "n": 1}),)


@pytest.fixture
def asked(monkeypatch):
    """What the analyses and the report on a site are asked, in place of doing it."""
    given = []

    class Asked:
        def __init__(self, name):
            self.name = name

        def run(self, catalogue, inputs):
            given.append((self.name, inputs))
            if self.name == "none":
                raise NoAnswerError(Text("tidak ada", "none"))

    names = ("all", "none")
    monkeypatch.setattr("server.rehearsing.registry", lambda: {name: Asked(name) for name in names})
    report = "server.aggregates.site_report.site_report"
    monkeypatch.setattr(report, lambda _, *told: given.append(("report", told)))
    return given


def test_each_is_asked_once_of_what_the_workspace_has(tiny, tmp_path, asked):
    workspace = Workspace(ServerSettings(tiny.path), layers.open)
    path = tmp_path / "kernels" / "note.json"
    done = rehearse(workspace, ALL, Note.read(path, "first"))
    (_, (site, wanted)), (_, inputs) = asked
    assert {layer.id for layer in wanted} == {layer.id for layer in tiny.layers()}
    assert 0 < site.area_ha < 5000
    districts = tiny["districts"].read()
    assert districts.union_all().contains(site.shape)
    (at,) = inputs["at"]
    around = districts[districts.contains(shapely.Point(at))]
    assert list(around["code"]) == [inputs["r"]]
    facilities = tiny["facilities"].read()
    near = facilities[shapely.distance(facilities.geometry, shapely.Point(at)) < 1e-9]
    assert inputs["f"] in set(near["type"])
    assert inputs["n"] == 1
    # Never again with this program; all of it with another, or where the kernels are gone.
    assert len(done) == 2
    assert rehearse(workspace, ALL, Note.read(path, "first")) == []
    assert rehearse(workspace, ALL, Note.read(path, "second")) == done
    path.write_text("{")
    assert rehearse(workspace, ALL, Note.read(path, "second")) == done
    assert len(asked) == 6


def test_what_cannot_answer_is_asked_again_and_stops_nothing(tiny, tmp_path, asked):
    workspace = Workspace(ServerSettings(tiny.path), layers.open)
    both = (Rehearsal("none", {}), *ALL)
    blocked = tmp_path / "file"
    blocked.touch()
    for path, times in ((tmp_path / "note.json", 1), (blocked / "note.json", 2)):
        asked.clear()
        for _ in range(2):
            assert "none" not in rehearse(workspace, both, Note.read(path, "first"))
        names = [name for name, _ in asked]
        assert (names.count("none"), names.count("all"), names.count("report")) == (2, times, times)


def test_the_questions_are_such_as_the_analyses_take():
    filled = {FACILITY: "puskesmas", REGION: "64.71", POINT: [116.83, -1.26]}
    for one in REHEARSALS:
        inputs = {
            name: [filled[part] for part in value] if isinstance(value, list) else value
            for name, value in one.inputs.items()
        }
        inputs = {
            name: filled.get(value, value) if isinstance(value, str) else value
            for name, value in inputs.items()
        }
        assert registry()[one.process].check(inputs)


def test_the_note_lies_with_the_kernels():
    from gis.siting.kernels import value_of

    note = Note.of_this_machine()
    assert str(note.path.parent) == value_of.stats.cache_path
    assert len(note.program) == 64
