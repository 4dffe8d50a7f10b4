"""Descriptions: both languages, the notice of the model, hints with defaults."""

from __future__ import annotations

import pandas as pd

from layers.starter.describe import (
    class_,
    code_list,
    field,
    modelled,
    modelled_raster,
    notice,
    styling,
)

VALUE = field("value", "number", ("Nilai", "Value"), unit="m")


def test_notice_is_added_in_both_languages():
    text = notice(("Jalan.", "Roads."))
    assert text.id.startswith("Jalan. Data model")
    assert text.en.startswith("Roads. Modelled")


def test_notice_stands_alone():
    assert notice(("", "")).en.startswith("Modelled")


def test_modelled_layer():
    layer = modelled("trees", ("Pohon", "Trees"), [VALUE], geometry="Point", theme="land")
    assert (layer.kind, layer.trust, layer.schema.geometry) == ("vector", "modelled", "Point")
    assert layer.schema["value"].unit == "m"


def test_modelled_raster():
    layer = modelled_raster("heat", ("Panas", "Heat"), VALUE, theme="land", about=("a", "b"))
    assert (layer.kind, layer.trust) == ("raster", "modelled")


def test_styling_has_every_key():
    hints = styling("land", 3, "line", colour="#000000")
    assert {"group", "order", "visible", "shape", "class_field", "classes"} <= set(hints)
    assert hints["colour"] == "#000000"
    assert hints["visible"] is False


def test_class_and_code_list():
    assert class_("a", ("A", "B"), "#fff", pattern="dash")["label"] == {"id": "A", "en": "B"}
    table = pd.DataFrame({"k": [1], "i": ["satu"], "e": ["one"]})
    assert code_list(table, "k", "i", "e")["1"].en == "one"
