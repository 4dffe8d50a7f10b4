"""Versions of a plan: kept by every change, whole at every moment, and found when made by hand."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from layers.errors import SourceError
from layers.masterplan import Shelf
from layers.masterplan.history import digest_of


@pytest.fixture
def text(plan: dict[str, Any]) -> str:
    return yaml.safe_dump(plan)


def titled(text: str, title: str) -> str:
    document = yaml.safe_load(text)
    document["masterplan"]["title"] = title
    return yaml.safe_dump(document)


def test_every_change_keeps_the_one_before(tmp_path: Path, text: str) -> None:
    shelf = Shelf(tmp_path)
    other = titled(text, "Dua")
    shelf.put("mp", text, how="import", note="pertama", person="Ani")
    made = shelf.put("mp", other, how="replace")
    assert (made.number, made.digest) == (2, digest_of(other))
    first, second = shelf.versions("mp")
    assert (first.who, first.note, first.how) == ("Ani", "pertama", "import")
    assert second == made
    assert shelf.read("mp").masterplan.title.id == "Dua"
    assert shelf.read("mp", version=1).masterplan.title.id == "Rencana"
    assert shelf.put("mp", other).number == 2, "the same text is no new version"
    with pytest.raises(SourceError, match="there are 1, 2"):
        shelf.read("mp", version=3)


def test_a_change_by_hand_is_a_version(tmp_path: Path, text: str) -> None:
    shelf = Shelf(tmp_path)
    shelf.put("mp", text)
    shelf.path("mp").write_text(titled(text, "Tangan"), encoding="utf-8")
    assert [one.how for one in shelf.versions("mp")] == ["edit", "found"]
    assert shelf.read("mp", version=2).masterplan.title.id == "Tangan"
    shelf.put("mp", titled(text, "Tiga"))
    assert [one.how for one in shelf.versions("mp")] == ["edit", "found", "edit"]
    assert shelf.read("mp", version=2).masterplan.title.id == "Tangan"


def test_a_plan_of_json_is_taken_over(tmp_path: Path, plan: dict[str, Any], text: str) -> None:
    (tmp_path / "masterplans").mkdir()
    (tmp_path / "masterplans" / "mp.json").write_text(json.dumps(plan), encoding="utf-8")
    shelf = Shelf(tmp_path)
    shelf.put("mp", titled(text, "Dua"))
    assert [file.name for file in (tmp_path / "masterplans").glob("mp.*")] == ["mp.yaml"]
    assert shelf.read("mp", version=1).masterplan.title.id == "Rencana"


def test_two_who_change_one_plan(tmp_path: Path, text: str) -> None:
    shelf = Shelf(tmp_path)
    shelf.put("mp", text, expected="")
    other = titled(text, "Dua")
    shelf.put("mp", other, expected=digest_of(text))
    for stale in (digest_of(text), ""):
        with pytest.raises(SourceError, match="changed by another") as refused:
            shelf.put("mp", titled(text, "Tiga"), expected=stale)
        assert refused.value.code == "masterplan-changed"
    assert len(shelf.versions("mp")) == 2


@pytest.mark.parametrize("name", ["", "../mp", "A", "a/b", ".history", "x" * 65])
def test_a_name_that_is_no_file(name: str, tmp_path: Path, text: str) -> None:
    with pytest.raises(SourceError, match="cannot be called"):
        Shelf(tmp_path).put(name, text)


class KilledError(BaseException):
    """What a kill is to a process: nothing is put in order."""


def test_a_kill_at_any_step_leaves_one_or_the_other(
    tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, third = titled(text, "Dua"), titled(text, "Tiga")
    left = [0]

    def dying(what: Any) -> Any:
        def step(*given: Any, **named: Any) -> Any:
            left[0] -= 1
            if left[0] == 0:
                raise KilledError
            return what(*given, **named)

        return step

    for owner, name in ((os, "fsync"), (Path, "replace"), (Path, "unlink")):
        monkeypatch.setattr(owner, name, dying(getattr(owner, name)))
    survived = 0
    for step in range(1, 40):
        shelf = Shelf(tmp_path / str(step))
        left[0] = 0
        shelf.put("mp", text)
        left[0] = step
        try:
            shelf.put("mp", other)
        except KilledError:
            survived += 1
        left[0] = 0
        now = shelf.path("mp").read_text(encoding="utf-8")
        assert now in (text, other)
        assert [one.digest for one in shelf.versions("mp")][-1] == digest_of(now)
        assert shelf.put("mp", third).number == (2 if now == text else 3)
        kept = [shelf.read("mp", version=n.number) for n in shelf.versions("mp")]
        assert kept[0].masterplan.title.id == "Rencana"
        if survived < step:
            break
    assert 5 < survived < 39
