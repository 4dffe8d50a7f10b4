"""Hits as plain data."""

from __future__ import annotations

import json

from layers.searching import Hit
from layers.text import Text


def test_a_hit_is_plain_data():
    title, here = Text("Kota", "City"), Text("di sini", "here")
    told = Hit("area", title, here, 0.98765, value=("a", "b"), place=(1.0, 2.0)).to_dict()
    assert json.loads(json.dumps(told)) == told
    assert told["score"] == 0.988
    assert told["title"] == {"id": "Kota", "en": "City"}
    assert (told["point"], told["value"]) == ([1.0, 2.0], ["a", "b"])
    assert [told[name] for name in ("layer", "feature", "code", "bbox", "trust")] == [None] * 5
