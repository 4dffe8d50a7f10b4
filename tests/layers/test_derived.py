"""Derived arrays: made once, kept whole, forgotten when the layers move on."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from layers.derived import DerivedArrays, Recipe, open_derived, unobserved
from layers.errors import QueryError
from layers.text import Text

ARRAYS = {
    "x": np.arange(5, dtype=np.float64),
    "empty": np.zeros((0, 2), dtype=np.int32),
    "flags": np.array([[True], [False]]),
}
SLOW = """
import sys, time
from pathlib import Path
import numpy as np
from layers.derived import Recipe, open_derived

def make():
    with open(sys.argv[2], "a") as log:
        log.write("made ")
    time.sleep(0.5)
    return {"x": np.arange(3)}

recipe = Recipe("network", 1, {"roads": 1}, {})
print(open_derived(Path(sys.argv[1]), recipe, make)["x"].tolist())
"""


def recipe(revision=1, *, version=1, **parameters):
    return Recipe("network", version, {"roads": revision}, parameters)


def refuse():
    raise AssertionError("made again")


def test_arrays_are_made_once_and_come_back_as_they_were(tmp_path):
    made = open_derived(tmp_path, recipe(), lambda: ARRAYS)
    again = open_derived(tmp_path, recipe(), refuse)
    for arrays in (made, again):
        assert list(arrays) == list(ARRAYS)
        for name, array in ARRAYS.items():
            np.testing.assert_array_equal(arrays[name], array)
            assert arrays[name].dtype == array.dtype
            assert not arrays[name].flags.writeable


@pytest.mark.parametrize(
    "other", [recipe(2), recipe(version=2), recipe(mode="car"), Recipe("net", 1, {"roads": 1}, {})]
)
def test_another_recipe_makes_others(tmp_path, other):
    open_derived(tmp_path, recipe(), lambda: ARRAYS)
    made = open_derived(tmp_path, other, lambda: {"y": np.ones(2)})
    assert list(made) == ["y"]
    assert list(open_derived(tmp_path, recipe(), refuse)) == list(ARRAYS)


def test_the_order_of_parameters_does_not_matter(tmp_path):
    open_derived(tmp_path, recipe(a=1, b=2), lambda: ARRAYS)
    assert open_derived(tmp_path, recipe(b=2, a=1), refuse)


def test_earlier_revisions_are_forgotten_but_one(tmp_path):
    car, walk = recipe(1, mode="car"), recipe(1, mode="walk")
    for one in (car, walk, recipe(2, mode="car")):
        open_derived(tmp_path, one, lambda: ARRAYS)
    assert open_derived(tmp_path, car, refuse)
    open_derived(tmp_path, recipe(3, mode="car"), lambda: ARRAYS)
    assert open_derived(tmp_path, recipe(2, mode="car"), refuse)
    assert open_derived(tmp_path, walk, refuse)
    with pytest.raises(AssertionError, match="made again"):
        open_derived(tmp_path, car, refuse)


def test_an_open_array_outlives_its_folder(tmp_path):
    held = open_derived(tmp_path, recipe(1), lambda: ARRAYS)["x"]
    for revision in (2, 3, 4):
        open_derived(tmp_path, recipe(revision), lambda: ARRAYS)
    assert held.sum() == 10


def test_a_failure_leaves_nothing(tmp_path):
    with pytest.raises(ZeroDivisionError):
        open_derived(tmp_path, recipe(), lambda: {"x": np.ones(1 // 0)})
    with pytest.raises(ValueError, match="Object arrays"):
        open_derived(tmp_path, recipe(), lambda: {"x": np.array([{}], dtype=object)})
    assert [p.name for p in (tmp_path / "network").iterdir()] == [".lock"]


@pytest.mark.parametrize("damage", ["meta.json", "x.npy"])
def test_what_was_damaged_is_made_again(tmp_path, damage):
    open_derived(tmp_path, recipe(), lambda: ARRAYS)
    (folder,) = [p for p in (tmp_path / "network").iterdir() if p.is_dir()]
    (folder / damage).unlink()
    assert list(open_derived(tmp_path, recipe(), lambda: {"z": np.ones(1)})) == ["z"]


def test_two_processes_make_it_once(tmp_path):
    log = tmp_path / "log"
    command = [sys.executable, "-c", SLOW, str(tmp_path), str(log)]
    root = Path(__file__).parents[2]
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE, cwd=root) for _ in range(2)]
    assert [run.communicate()[0] for run in runs] == [b"[0, 1, 2]\n"] * 2
    assert log.read_text() == "made "


@pytest.mark.parametrize("name", ["", "../x", "a b", "jaringan/1", "naïve"])
def test_a_name_is_a_word(name):
    with pytest.raises(QueryError, match="wanted letters, digits and dashes"):
        Recipe(name, 1, {}, {})


def test_the_observer_is_told_while_arrays_are_made_and_only_then(tmp_path):
    told = []

    @contextmanager
    def observer(title):
        told.append(f"begun {title.en}")
        yield unobserved
        told.append(f"done {title.en}")

    derived = DerivedArrays(tmp_path, lambda ids: dict.fromkeys(ids, 1), observer)
    for _ in range(2):
        derived.open(recipe(), lambda: told.append("made") or ARRAYS, Text("jalan", "roads"))
    assert told == ["begun roads", "made", "done roads"]


def test_arrays_are_made_anew_where_a_layer_changed_meanwhile(tmp_path):
    now, made = {"roads": 1}, []

    def make():
        made.append(now["roads"])
        now["roads"] = 2
        return {"x": np.array(made)}

    derived = DerivedArrays(tmp_path, lambda ids: {i: now[i] for i in ids})
    title = Text("jalan", "roads")
    assert derived.open(recipe(1), make, title)["x"].tolist() == [1, 2]
    assert derived.open(recipe(2), refuse, title)["x"].tolist() == [1, 2]


def test_nobody_need_be_told():
    with unobserved(Text("jalan", "roads")) as count:
        assert count(1, 2) is None
