from __future__ import annotations

import pytest
from pyproj import Geod

from gis.errors import InputError, NoAnswerError
from gis.processes import registry

GEOD = Geod(ellps="WGS84")
NEAREST = registry()["nearest"]


def test_the_nearest_hospitals_in_order(tiny):
    answer = NEAREST.run(tiny, {"point": "116.83,-1.26", "facilities": "Rumah sakit", "k": 3})
    first, second = answer.numbers["rows"]
    assert (first["rank"], first["name"], first["type"]) == (1, "RS Satu", "rs")
    assert first["distance_m"] == pytest.approx(GEOD.inv(116.83, -1.26, 116.85, -1.25)[2], abs=1e-6)
    assert (first["lon"], first["lat"]) == (116.85, -1.25)
    assert (second["rank"], second["name"]) == (2, "RS Dua")
    assert answer.features["facilities"].index.tolist() == [first["id"], second["id"]]
    assert answer.features["lines"].geometry.iloc[0].length == pytest.approx(
        (0.02**2 + 0.01**2) ** 0.5
    )


def test_all_types_when_none_is_named_and_one_by_default(tiny):
    rows = NEAREST.run(tiny, {"point": "116.95,-1.25"}).numbers["rows"]
    assert [row["name"] for row in rows] == ["Klinik Tengah"]
    assert rows[0]["distance_m"] == 0


def test_nothing_in_reach_is_no_answer(tiny):
    with pytest.raises(NoAnswerError, match=r"within 100m of 116.9,-1.2; the nearest ") as c:
        NEAREST.run(tiny, {"point": "116.9,-1.2", "max_distance": "100m"})
    assert str(c.value).endswith(" km; raise max_distance")
    assert "outside" not in str(c.value)
    with pytest.raises(NoAnswerError, match=r"the place is outside the region of layer 'facilit"):
        NEAREST.run(tiny, {"point": "0.1,51.5", "max_distance": "100km"})


def test_a_place_outside_the_region_and_a_month_in_vain_are_told(tiny):
    assert NEAREST.run(tiny, {"point": "116.83,-1.26"}).notes == ()
    far = NEAREST.run(tiny, {"point": "0.1,51.5", "month": 8})
    told = [note.en for note in far.notes]
    assert told[0].startswith("The place is outside the region of layer 'facilities'")
    assert told[1:] == ["Month 8 changes nothing: straight line takes no water."]
    assert far.to_dict()["notes"][1]["id"].startswith("Bulan 8 tidak mengubah apa pun")


def test_a_road_is_a_target_too(tiny):
    rows = NEAREST.run(tiny, {"point": "116.9,-1.26", "layer": "roads"}).numbers["rows"]
    assert rows[0]["name"] == "Jalan Poros"
    assert rows[0]["type"] is None
    assert rows[0]["distance_m"] == pytest.approx(GEOD.inv(116.9, -1.26, 116.9, -1.25)[2], abs=0.1)


def test_bad_inputs_and_missing_layers(tiny):
    with pytest.raises(InputError, match=r"point: .*looks swapped"):
        NEAREST.run(tiny, {"point": "-1.26,116.83"})
    with pytest.raises(InputError, match="layer: no layer 'schools'; there are "):
        NEAREST.run(tiny, {"point": "116.83,-1.26", "layer": "schools"})


def test_the_answer_says_method_trust_and_data(tiny):
    document = NEAREST.run(tiny, {"point": "116.83,-1.26"}).to_dict(features=True)
    assert "WGS 84" in document["method"]["id"]
    assert document["trust"] == "modelled"
    assert document["inputs"][0]["layer"] == "facilities"
    assert set(document["features"]) == set(NEAREST.outputs)
