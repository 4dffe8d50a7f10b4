"""Facilities: types told from tags and words, own words kept."""

from __future__ import annotations

import pytest

from layers.errors import SchemaError


def test_facilities_by_tags_keep_their_own_words(fitted):
    columns = {
        "nama_tempat": ["RSUD", "Warung Bu Tini", None],
        "osm_type": ["amenity", "amenity", "amenity"],
        "osm_subtype": ["hospital", "restaurant", "pharmacy"],
    }
    result = fitted(columns, "facilities")
    assert result.frame["type"].tolist() == ["rs", None, "apotik"]
    assert result.frame["osm_subtype"].tolist() == ["hospital", "restaurant", "pharmacy"]
    (found,) = [f for f in result.findings if f.code == "type-unknown"]
    assert "1 of 3 features: restaurant (1)" in found.message
    assert result.fields[1].codes["rs"].en == "Hospital"


def test_a_type_column_with_other_words_is_kept_aside(fitted):
    result = fitted({"nama": ["a", "b"], "type": ["Rumah sakit", "xyz"]}, "facilities")
    assert result.frame["type"].tolist() == ["rs", None]
    assert result.frame["type_source"].tolist() == ["Rumah sakit", "xyz"]
    assert result.mapping["TYPE"] == "type_source"


def test_facilities_without_a_name_column(fitted):
    with pytest.raises(SchemaError) as caught:
        fitted({"a": ["b"]}, "facilities")
    assert caught.value.code == "column-missing"
