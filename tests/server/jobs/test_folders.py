"""The folders of jobs: drafts, results, locks, sharing, leftovers."""

from __future__ import annotations

import os

import pytest

from server.jobs.folders import Folders, file_name
from server.jobs.job import Part

PART = Part("units", "application/geo+json", 2, "features")


@pytest.fixture
def folders(tmp_path):
    return Folders(tmp_path / "jobs")


@pytest.mark.parametrize(
    ("kind", "name"),
    [("answer", "x.json"), ("features", "x.geojson"), ("raster", "x.tif")],
)
def test_names_of_files(kind, name):
    assert file_name(Part("x", "", 0, kind)) == name


def test_a_draft_becomes_the_result_and_nothing_before_it(folders):
    folders.make("a")
    draft = folders.begin("a")
    (draft / file_name(PART)).write_text("{}")
    assert not folders.file("a", PART).exists()
    folders.publish("a")
    assert folders.file("a", PART).read_text() == "{}"
    assert not draft.exists()
    assert folders.weight("a") > 0
    # A run that begins again finds nothing of the one before.
    assert list(folders.begin("a").iterdir()) == []
    assert not folders.file("a", PART).exists()


def test_a_lock_is_let_go_of_when_all_who_held_it_are_gone(folders):
    assert folders.hold("a") is None
    folders.make("a")
    lock = folders.hold("a")
    assert lock is not None
    assert folders.hold("a") is None
    child = os.fork()
    if child == 0:
        import time

        time.sleep(60)
        os._exit(0)
    os.close(lock)
    assert folders.hold("a") is None, "the child holds it still"
    os.kill(child, 9)
    os.waitpid(child, 0)
    again = folders.hold("a")
    assert again is not None
    os.close(again)


def test_shared_results_outlive_the_job_that_made_them(folders):
    folders.make("a")
    (folders.begin("a") / file_name(PART)).write_text("{}")
    folders.publish("a")
    folders.share("a", "b", [PART])
    folders.remove("a")
    assert folders.file("b", PART).read_text() == "{}"
    with pytest.raises(OSError, match="units"):
        folders.share("a", "c", [PART])


def test_leftovers_and_only_they_are_strangers(folders):
    assert folders.strangers(set()) == []
    for name in ("known", "old", "young"):
        folders.make(name)
    os.utime(folders.path("old"), (1000, 1000))
    os.utime(folders.path("known"), (1000, 1000))
    assert folders.strangers({"known"}) == ["old"]
    folders.clear("old")
    folders.remove("old")
    assert not folders.path("old").exists()
    assert folders.free() > 0
