"""Entries: their names, and the box round several."""

from __future__ import annotations

from layers.searching.entries import Entry, joined_box
from layers.text import Text


def test_each_name_is_told_once():
    entry = Entry("area", Text("Hutan", "Forest"), names=("Forest", "", "Rimba"))
    assert entry.spoken() == ("Hutan", "Forest", "Rimba")
    assert Entry("area", Text("Zona 7", "Zone 7"), unnamed=True).spoken() == ()


def test_boxes_are_joined():
    assert joined_box([(0, 1, 2, 3), None, (-1, 2, 1, 9)]) == (-1, 1, 2, 9)
    assert joined_box([None]) is None
