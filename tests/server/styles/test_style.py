"""The list of styles: what there is of which layer, and the refusal of others."""

from __future__ import annotations

import pytest

from layers import Layer, Schema, Text
from server.errors import NothingHereError
from server.styles.style import style_named, styles_of


def test_each_layer_has_its_styles_after_those_of_all(areas, lines):
    raster = Layer("elevation", Text("", ""), "land", Schema(), kind="raster")
    table = lines.with_(id="table", bbox=None)
    every = styles_of([areas, raster, table])
    whole = ["region-map", "region-map-safe", "base-map", "base-map-dark"]
    assert list(every)[:4] == whole
    assert list(every)[4:6] == ["zones", "zones-safe"]
    assert [s for s in every if s.startswith("elevation-")] == [
        "elevation-safe",
        "elevation-smooth",
        "elevation-hillshade",
    ]
    assert "table" not in every
    assert every["zones-safe"].title.en == "zones: colour-blind safe"


def test_one_that_is_not_there(areas):
    assert style_named("zones", [areas]).layers == (areas,)
    with pytest.raises(NothingHereError, match=r"no style 'zone'.*region-map") as refused:
        style_named("zone", [areas])
    assert refused.value.code == "no-such-style"
