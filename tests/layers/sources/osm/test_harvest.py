"""Rows gathered in batches."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely

from layers.errors import SourceError
from layers.schema import Text
from layers.sources.limits import Limits
from layers.sources.osm import harvest as module
from layers.sources.osm.harvest import Harvest, Words
from layers.sources.osm.theme import themes


def harvested(name="roads", **more):
    return Harvest(themes()[name], more.pop("limits", Limits()), **more)


def line(*x):
    return shapely.to_wkb(shapely.LineString([(v, 0) for v in x]), hex=True)


def test_words_are_kept_once_and_come_back_in_order():
    words = Words()
    first = words.numbered(np.array(["a", None, "b", "a", " c ", ""], dtype=object))
    second = words.numbered(np.array(["b", "d"], dtype=object))
    none = words.numbered(np.array([None, None], dtype=object))
    assert first.tolist() == [0, -1, 1, 0, 2, 3]
    assert words.values(first).tolist() == ["a", None, "b", "a", "c", None]
    assert words.values(second).tolist() == ["b", "d"]
    assert words.values(none).tolist() == [None, None]


def test_rows_come_back_as_they_were_added(monkeypatch):
    monkeypatch.setattr(module, "BATCH", 2)
    gathered = harvested()
    for osm_id in range(5):
        gathered.add("way", osm_id, {"highway": "path", "name": f"n{osm_id % 2}"}, line(0, 1))
    values, shapes, rows = gathered.rows()
    assert values["osm_id"].tolist() == [0, 1, 2, 3, 4]
    assert values["name"].tolist() == ["n0", "n1", "n0", "n1", "n0"]
    assert values["surface"].tolist() == [None] * 5
    assert rows.tolist() == [1, 2, 3, 4, 5]
    assert len(shapes) == 5
    assert gathered.remarks() == []


def test_nothing_gathered_gives_no_rows():
    values, shapes, rows = harvested().rows()
    assert (len(values["osm_id"]), len(shapes), len(rows)) == (0, 0, 0)


def test_a_box_leaves_out_what_it_does_not_meet():
    gathered = harvested(box=(0, -1, 1, 1))
    gathered.add("way", 1, {}, line(0, 5))
    gathered.add("way", 2, {}, line(3, 5))
    values, _, _ = gathered.rows()
    assert values["osm_id"].tolist() == [1]
    told = gathered.remarks()
    assert [f.code for f in told] == ["outside-box"]
    assert told[0].message.startswith("1 of 2 objects")


def test_objects_left_out_are_named_up_to_a_number(monkeypatch):
    monkeypatch.setattr(module, "NAMED", 2)
    gathered = harvested()
    for osm_id in range(5):
        gathered.refuse("osm-incomplete", f"way {osm_id}", Text("kurang", "lacks"))
    told = gathered.remarks()
    assert [(f.row, f.message) for f in told] == [
        (1, "way 0: lacks"),
        (2, "way 1: lacks"),
        (None, "3 more objects"),
    ]
    assert told[0].message_id == "way 0: kurang"


def test_open_lines_where_areas_are_wanted_are_left_out_by_row():
    gathered = harvested("buildings")
    ring = shapely.to_wkb(shapely.box(0, 0, 1, 1).exterior, hex=True)
    gathered.add("way", 1, {"building": "yes"}, line(0, 1))
    gathered.add("way", 2, {"building": "yes"}, ring)
    values, shapes, rows = gathered.rows()
    assert (values["osm_id"].tolist(), rows.tolist()) == ([2], [2])
    assert shapes[0].equals(shapely.box(0, 0, 1, 1))
    assert [(f.row, f.code) for f in gathered.remarks()] == [(1, "osm-not-area")]


def test_more_rows_than_accepted_stop_the_import():
    gathered = harvested(limits=replace(Limits(), rows=2))
    gathered.add("way", 1, {}, line(0, 1))
    gathered.refuse("osm-incomplete", "way 2", Text("x", "x"))
    with pytest.raises(SourceError, match=r"more than 2 roads.*--bbox") as raised:
        gathered.add("way", 3, {}, line(0, 1))
    assert raised.value.code == "too-big"


def test_what_was_counted_is_told_in_one_sentence_each():
    gathered = harvested()
    gathered.values.update({f"highway={i}": i + 1 for i in range(14)})
    gathered.kinds["relation highway=service"] = 1
    gathered.left["osm-deleted"] = 3
    told = {f.code: f.message for f in gathered.remarks()}
    assert told["osm-wrong-type"] == "relation highway=service (1)"
    assert told["osm-left-out"].endswith("and 2 more values")
    assert told["osm-deleted"] == "3 objects were deleted"
    assert np.all([f.message_id or f.code == "osm-wrong-type" for f in gathered.remarks()])


def test_of_several_versions_of_an_object_the_last_is_taken():
    gathered = harvested()
    gathered.add("way", 1, {"highway": "path", "name": "old"}, line(0, 1))
    gathered.add("relation", 1, {"highway": "path", "name": "other"}, line(0, 1))
    gathered.add("way", 1, {"highway": "path", "name": "new"}, line(0, 2))
    values, shapes, rows = gathered.rows()
    assert values["name"].tolist() == ["other", "new"]
    assert (rows.tolist(), len(shapes)) == ([2, 3], 2)
    (finding,) = gathered.remarks()
    assert (finding.row, finding.code) == (1, "duplicate-id")
    assert finding.message == "way 1: it comes again later in the file"
