"""Analyses of parts of layers: the same numbers as of a layer that holds no more."""

from __future__ import annotations

import numpy as np
import pytest

from gis.errors import InputError
from gis.processes import registry
from gis.processes.narrowing.catalogue import narrowed, unmet
from gis.processes.narrowing.reference import read_reference

HALF = "type = 'puskesmas'"
ASKED = {"facilities": "puskesmas,rs", "within": "3km"}


def part(collection, text):
    return {"collection": collection, "filter": text}


def view_of(catalogue, collection, text):
    view, parts = narrowed(catalogue, {"by": read_reference(part(collection, text))})
    return view, parts["by"]


def test_the_numbers_are_those_of_a_layer_that_holds_no_more(tiny):
    coverage = registry()["coverage"]
    got = coverage.run(tiny, ASKED | {"layer": part("facilities", HALF)})
    frame = tiny["facilities"].read(filter=HALF)
    tiny.write(tiny["facilities"].layer.with_(id="some"), frame)
    wanted = coverage.run(tiny, ASKED | {"layer": "some"})
    assert got.to_dict()["rows"] == wanted.to_dict()["rows"]
    whole = coverage.run(tiny, ASKED).to_dict()["rows"]
    assert whole != wanted.to_dict()["rows"]
    record = next(one for one in got.inputs if one["layer"] == "facilities")
    assert record["filter"] == HALF
    again = coverage.run(tiny, got.replay["api"]["body"]["inputs"])
    assert again.to_dict()["rows"] == got.to_dict()["rows"]


def test_what_is_computed_from_a_part_is_kept_apart(tiny):
    view, reference = view_of(tiny, "facilities", HALF)

    def count(layer_id):
        def make():
            return {"n": np.array([len(view[layer_id].read())])}

        return int(view.derived("count", [layer_id], make)["n"][0])

    assert count("facilities") > count(reference.alias) > 0
    assert count("facilities") == len(tiny["facilities"].read())


def test_the_view_is_the_catalogue_else(tiny):
    view, reference = view_of(tiny, "facilities", HALF)
    assert reference.alias in view
    assert "facilities" in view
    assert "nothing" not in view
    assert view.ids() == tiny.ids()
    assert view["districts"].layer == tiny["districts"].layer
    handle = view[reference.alias]
    assert handle.layer.id == reference.alias
    assert handle.layer.title == tiny["facilities"].layer.title
    assert len(handle.read(filter="type = 'rs'")) == 0
    assert narrowed(tiny, {"by": "districts", "layer": None}) == (tiny, {})


@pytest.mark.parametrize(
    ("collection", "text", "told"),
    [
        ("facilities", "type = 'none'", "matches the filter"),
        ("facilities", "strange = 1", "unknown property 'strange'"),
        ("facilities", "type = ", "cannot be read"),
    ],
)
def test_parts_that_cannot_be_used(tiny, collection, text, told):
    assert told in unmet(*view_of(tiny, collection, text)).en
    with pytest.raises(InputError, match=told) as refused:
        registry()["coverage"].run(tiny, ASKED | {"layer": part(collection, text)})
    assert [name for name, _ in refused.value.faults] == ["layer"]


def test_parts_of_what_is_not_there_or_no_layer_of_features(tiny):
    with pytest.raises(InputError, match="no layer 'nowhere'") as refused:
        registry()["coverage"].run(tiny, ASKED | {"layer": part("nowhere", "a = 1")})
    assert refused.value.code == "layer-not-found"
    assert "raster" in unmet(*view_of(tiny, "population", "a = 1")).en
