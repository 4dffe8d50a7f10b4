"""Looks: one source of colours and patterns, told apart by everybody."""

from __future__ import annotations

from layers.colours import APART, differences
from server.documents.styling import map_style
from server.styles.look import legend_entries, look_of


def test_the_default_look_is_the_layers_own(areas, lines, points, plain):
    for layer in (areas, lines, points, plain):
        assert look_of(layer).style == map_style(layer)


def test_areas_whose_colours_collide_differ_in_pattern(areas, lines):
    for variant in ("default", "safe"):
        look = look_of(areas, variant)
        apart = differences([one.colour for one in look.classes])
        alike = [
            (i, j)
            for i in range(len(apart))
            for j in range(i)
            if apart[i, j] < APART and look.patterns[i] == look.patterns[j]
        ]
        assert alike == []
    assert set(look_of(lines, "safe").patterns) == {0}


def test_a_safe_look_keeps_classes_and_labels(areas, lines, plain):
    for layer in (areas, lines):
        own, safe = look_of(layer), look_of(layer, "safe")
        assert [c.value for c in own.classes] == [c.value for c in safe.classes]
        assert [c.label for c in own.classes] == [c.label for c in safe.classes]
    assert len({c.colour for c in look_of(areas, "safe").classes}) <= 8
    assert look_of(plain, "safe") == look_of(plain)


def test_legends_have_the_colours_drawn_and_say_where_they_are_from(areas):
    legend = legend_entries(look_of(areas))
    known = {entry["value"]: entry for entry in legend}
    assert known["R-3"]["colour"] == "#FFF005"
    assert known["R-3"]["colour_source"]["trust"] == "compiled"
    assert known["R-3"]["colour_source"]["status"] == "observed"
    assert known["LG"]["colour_source"]["status"] == "suggested"
    assert any(entry.get("pattern", "").startswith("pattern-") for entry in legend)
    assert "colour_source" not in legend_entries(look_of(areas, "safe"))[0]
