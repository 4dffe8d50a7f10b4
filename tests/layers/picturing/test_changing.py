"""Change between two epochs of classes: by hand, its refusals, and colours everyone tells apart."""

from __future__ import annotations

import numpy as np
import pytest

from layers import Field, Layer, Schema, Text
from layers.colours import APART, differences
from layers.errors import SchemaError
from layers.landcover import legend
from layers.picturing.changing import (
    change_legend,
    changed,
    forest_classes,
    require_comparable,
)
from layers.picturing.sampling import Sampled


def cover(layer_id: str, named: str = "common") -> Layer:
    classes = legend(named).map_classes(as_number=True)
    styling = {"class_field": "value", "classes": classes, "legend": named}
    schema = Schema((Field("value", "integer", Text("Kelas", "Class")),), "Geometry")
    return Layer(layer_id, Text("", ""), "land", schema, kind="raster", styling=styling)


def test_by_hand():
    before = Sampled(np.array([1, 1, 8, 8, 5, 1, 2]), np.array([False] * 5 + [True, False]))
    now = Sampled(np.array([1, 8, 1, 8, 8, 1, 1]), np.zeros(7, bool))
    assert changed(now, before, (1, 2)).tolist() == [1, 2, 3, 5, 4, 0, 4]
    assert changed(now, before, (1, 2)).dtype == np.uint8


def test_forest_is_what_the_legend_counts_as_forest():
    assert forest_classes(cover("land_cover_2024")) == (1, 2)
    klhk = forest_classes(cover("land_cover_2024", "klhk"))
    assert {2001, 2004, 20051} <= set(klhk)
    assert not {2012, 2010} & set(klhk)


def test_the_legend_names_the_classes_and_its_colours_are_told_apart():
    entries = change_legend(cover("land_cover_2024"), (1, 2))
    assert [e.label.en for e in entries][:3] == ["unchanged forest", "forest lost", "forest gained"]
    assert entries[1].label.id == "hutan hilang"
    assert change_legend(cover("land_cover_2024"), (8,))[2].label.en == "built-up gained"
    apart = differences([e.colour for e in entries])
    assert apart[~np.eye(len(entries), dtype=bool)].min() >= APART


@pytest.mark.parametrize(
    ("one", "other", "classes", "code"),
    [
        (cover("land_cover_2024"), cover("land_cover_2017", "klhk"), (1,), "legends-differ"),
        (cover("land_cover_2024"), cover("land_cover_2017"), (1, 77), "class-unknown"),
        (cover("land_cover_2024"), cover("land_cover_2017"), (), "class-unknown"),
        (
            cover("land_cover_2024"),
            Layer("slope", Text("", ""), "land", Schema(), kind="raster"),
            (1,),
            "not-classes",
        ),
    ],
)
def test_what_cannot_be_compared(one, other, classes, code):
    with pytest.raises(SchemaError) as refused:
        require_comparable(one, other, classes)
    assert refused.value.code == code


def test_equal_legends_can_be_compared():
    require_comparable(cover("land_cover_2024"), cover("land_cover_2017"), (1,))
