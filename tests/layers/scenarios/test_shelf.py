"""The shelf: scenarios kept whole or not at all, by writers that take turns."""

import multiprocessing
import os
import signal

import pytest

from layers.errors import StoreError
from layers.scenarios import Scenario, ScenarioError, ScenarioNotFoundError, Shelf
from layers.text import Text

EDIT = {"kind": "remove", "layer": "roads", "feature": "1"}


def scenario(name="one", parent=None):
    return Scenario(name, Text.of(name), {"roads": 1}, parent)


def test_edits_are_numbered_through_the_workspace(tmp_path):
    shelf = Shelf(tmp_path)
    shelf.create(scenario("one"), [EDIT, EDIT])
    shelf.create(scenario("two"), [EDIT])
    made = shelf.change("one", lambda held: held, [EDIT])
    assert [e["n"] for e in made.edits] == [1, 2, 4]
    assert made.version == 2
    assert made.created <= made.modified
    assert shelf.get("one") == made
    assert shelf.ids() == ["one", "two"] == [one.id for one in shelf.all()]


def test_what_cannot_be_is_refused_and_changes_nothing(tmp_path):
    shelf = Shelf(tmp_path)
    with pytest.raises(ScenarioNotFoundError, match="there are none yet"):
        shelf.get("one")
    shelf.create(scenario())
    for name in ("two", "../one", "", "ONE"):
        assert name not in shelf
        with pytest.raises(ScenarioNotFoundError, match="there are one"):
            shelf.get(name)
    with pytest.raises(ScenarioError) as caught:
        shelf.create(scenario())
    assert caught.value.code == "scenario-exists"
    with pytest.raises(ScenarioError) as caught:
        shelf.change("one", lambda held: held, [EDIT], version=7)
    assert caught.value.code == "scenario-changed"
    with pytest.raises(ScenarioNotFoundError):
        shelf.create(scenario("two", parent="nobody"))
    with pytest.raises(ScenarioError) as caught:
        shelf.change("one", lambda held: held, [EDIT] * 2_001)
    assert caught.value.code == "too-many"
    assert shelf.all() == [shelf.get("one")]
    assert not shelf.get("one").edits


def test_parents_in_a_circle_are_refused(tmp_path):
    shelf = Shelf(tmp_path)
    with pytest.raises(ScenarioError, match="own parent: one → one"):
        shelf.create(scenario("one", parent="one"))
    shelf.create(scenario("one"))
    shelf.create(scenario("two", parent="one"))
    shelf.create(scenario("three", parent="two"))
    with pytest.raises(ScenarioError, match="one → three → two → one") as caught:
        shelf.change("one", lambda held: held.with_(parent="three"))
    assert caught.value.code == "cyclic-parent"
    shelf.delete("two")
    assert shelf.change("one", lambda held: held.with_(parent="three")).parent == "three"


def test_a_deleted_one_is_gone_with_all_that_was_computed(tmp_path):
    shelf = Shelf(tmp_path)
    shelf.create(scenario())
    (shelf.folder("one") / "derived").mkdir()
    shelf.delete("one")
    assert shelf.ids() == []
    assert not list(shelf.home.glob("*one*"))
    assert not list(shelf.home.glob(".gone-*"))


def test_what_was_computed_is_kept_for_those_asked_lately(tmp_path, monkeypatch):
    monkeypatch.setattr("layers.scenarios.shelf.MOST_COMPUTED", 2)
    shelf = Shelf(tmp_path)
    for moment, name in enumerate(("one", "two", "three")):
        shelf.create(scenario(name))
        (shelf.folder(name) / "derived").mkdir()
        shelf.use(name)
        os.utime(shelf.folder(name) / "used", (moment, moment))
    shelf.use("one")
    left = [name for name in shelf.ids() if (shelf.folder(name) / "derived").exists()]
    assert left == ["three"]
    shelf.use("three")
    assert shelf.ids() == ["one", "three", "two"]


def test_a_damaged_file_is_told(tmp_path):
    shelf = Shelf(tmp_path)
    shelf.create(scenario())
    (shelf.folder("one") / "scenario.json").write_text("{half")
    with pytest.raises(StoreError, match="damaged"):
        shelf.get("one")


def _write_for_ever(path, begun):
    shelf = Shelf(path)
    while True:
        shelf.change("one", lambda held: held.with_(edits=held.edits[-50:]), [EDIT] * 10)
        begun.set()


def test_a_kill_leaves_the_one_before_or_the_one_after(tmp_path):
    shelf = Shelf(tmp_path)
    shelf.create(scenario())
    context = multiprocessing.get_context("fork")
    for _ in range(5):
        begun = context.Event()
        writer = context.Process(target=_write_for_ever, args=(tmp_path, begun))
        writer.start()
        assert begun.wait(10)
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()
        held = shelf.get("one")
        numbers = [e["n"] for e in held.edits]
        assert numbers == sorted(set(numbers))
        assert len(numbers) % 10 == 0
    after = shelf.change("one", lambda held: held, [EDIT])
    assert after.edits[-1]["n"] > numbers[-1]


def test_fifty_scenarios_of_a_hundred_edits_take_little(tmp_path):
    edit = {
        "kind": "facility",
        "layer": "facilities",
        "at": [116.812345, -1.2345678],
        "type": ["puskesmas"],
        "name": "Puskesmas Pembantu Kelurahan Contoh",
    }
    shelf = Shelf(tmp_path)
    for i in range(50):
        shelf.create(scenario(f"s{i}"), [edit] * 100)
    used = sum(p.stat().st_blocks * 512 for p in shelf.home.rglob("*"))
    assert used <= 5_000_000, used
