"""Upper levels written from lower ones: what is kept, what is added up, and where it is from."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from layers import Field, Text
from layers.errors import LayerExistsError, SchemaError
from layers.ingest.dissolving import dissolve
from layers.testing import assert_sound


def _with_people(tiny):
    layer, frame = tiny["districts"].layer, tiny["districts"].read()
    people = Field("population", "integer", Text("Penduduk", "People"))
    schema = replace(layer.schema, fields=(*layer.schema.fields, people))
    frame["population"] = range(100, 100 + len(frame))
    tiny.write(layer.with_(schema=schema, trust="official"), frame, mode="replace")
    return frame


def test_districts_become_their_regency_with_people_and_origin(tiny):
    below = _with_people(tiny)
    made = dissolve(tiny, "districts", "regencies").layer
    above = tiny["regencies"].read()
    assert made.id == "regencies"
    assert above["population"].sum() == below["population"].sum()
    assert above["n_units"].sum() == len(below)
    assert set(above["code"]) == {code.rpartition(".")[0] for code in below["code"]}
    assert above["area_km2"].sum() == pytest.approx(3 * 123.06, rel=1e-3)
    assert set(above["united_by"]) == {"coverage"}
    assert made.method == "dissolved from districts revision 2 by code"
    assert made.trust == "official"
    assert made.schema["population"].unit == "person"
    row = tiny.audit()[-1]
    assert row["provenance"]["from"] == {"layer": "districts", "revision": 2, "n_features": 3}
    assert_sound(tiny)


def test_a_layer_that_is_there_wants_replace_unless_it_is_modelled(tiny):
    _with_people(tiny)
    dissolve(tiny, "districts", 2, layer_id="above")
    with pytest.raises(LayerExistsError, match=r"revision 1, official.*--replace"):
        dissolve(tiny, "districts", 2, layer_id="above")
    again = dissolve(tiny, "districts", 2, layer_id="above", mode="replace").layer
    assert again.revision == 2
    tiny.write(again.with_(trust="modelled"), tiny["above"].read(), mode="replace")
    made = dissolve(tiny, "districts", 2, layer_id="above")
    assert made.layer.revision == 4
    (found,) = made.findings
    assert (found.code, found.severity) == ("layer-replaced", "note")
    assert found.said("en") == "revision 3 (modelled); modelled data give way"
    assert found.said("id") == "revisi 3 (modelled); data model memberi tempat"


def test_modelled_boundaries_with_many_more_units_are_missed(tiny):
    _with_people(tiny)
    above = dissolve(tiny, "districts", 2).layer
    frame = tiny["regencies"].read()
    many = pd.concat([frame] * 5, ignore_index=True)
    many["code"] = [f"64.{n:02}" for n in range(len(many))]
    tiny.write(above.with_(trust="modelled", styling={"minzoom": 9}), many, mode="replace")
    again = dissolve(tiny, "districts", 2)
    assert [f.code for f in again.findings] == ["layer-replaced", "units-fewer"]
    assert again.findings[1].said("en").startswith("regencies: 1 units in the place of 5")
    assert "menggantikan 5" in again.findings[1].said("id")
    assert "minzoom" not in again.layer.styling


@pytest.mark.parametrize("level", ["villages", "4", "roads", 0])
def test_levels_that_cannot_be_made_are_refused(tiny, level):
    with pytest.raises(SchemaError, match="wanted provinces, regencies or districts"):
        dissolve(tiny, "districts", level)
    assert "regencies" not in tiny


def test_layers_without_codes_are_refused(tiny):
    with pytest.raises(SchemaError, match="no column 'code'"):
        dissolve(tiny, "roads", 2)
