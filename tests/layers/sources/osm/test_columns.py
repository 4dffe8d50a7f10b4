"""Tags as columns: names, numbers, classes, and what is not said in silence."""

from __future__ import annotations

import numpy as np

from layers.sources.osm.columns import columns
from layers.sources.osm.theme import themes


def texts(*values):
    out = np.empty(len(values), dtype=object)
    out[:] = values
    return out


def test_names_are_safe_and_titles_those_of_the_tags():
    values = {"osm_id": np.array([7]), "osm_type": texts("way"), "name": texts("A")}
    values |= {"building": texts("yes"), "building:levels": texts("2"), "addr:city": texts(None)}
    frame, fields, found = columns(themes()["buildings"], values)
    assert frame.to_dict("list") == {
        "osm_id": [7],
        "osm_type": ["way"],
        "name": ["A"],
        "building": ["yes"],
        "building_levels": [2.0],
    }
    assert [f["title"] for f in fields][-1] == "building:levels"
    assert [f["type"] for f in fields] == ["integer", "text", "text", "text", "number"]
    assert found == []


def test_numbers_lose_their_unit_and_other_words_are_told():
    values = {"osm_id": np.array([1, 2, 3, 4]), "osm_type": texts(*["way"] * 4)}
    values |= {"name": texts(*[None] * 4), "height": texts("12", "3.5 m", "tall", None)}
    frame, _, found = columns(themes()["buildings"], values)
    assert frame["height"].tolist()[:2] == [12.0, 3.5]
    assert frame["height"].isna().tolist() == [False, False, True, True]
    assert [(f.code, "'tall'" in f.message) for f in found] == [("osm-not-number", True)]
    assert "bukan bilangan" in found[0].message_id


def test_land_use_gets_the_class_of_the_common_legend():
    values = {"osm_id": np.array([1, 2, 3]), "osm_type": texts(*["way"] * 3)}
    values |= {"name": texts(*[None] * 3), "natural": texts(None, "wetland", None)}
    values |= {"landuse": texts("residential", None, "military")}
    values |= {"wetland": texts(None, "mangrove", None)}
    frame, fields, found = columns(themes()["landuse"], values)
    assert frame["class"].tolist() == ["Built-up", "Mangrove", None]
    assert fields[-1]["name"] == "class"
    assert [f.code for f in found] == ["osm-no-class"]
    assert found[0].message.startswith("1 of 3")


def test_a_name_column_stays_even_when_empty():
    values = {"osm_id": np.array([1]), "osm_type": texts("way"), "name": texts(None)}
    frame, _, _ = columns(themes()["roads"], values)
    assert list(frame) == ["osm_id", "osm_type", "name"]
