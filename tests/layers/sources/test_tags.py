"""Tags: facility types by OSM tags and names; no guess where two types are possible."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers import standards
from layers.sources.tags import (
    parse_rule,
    rules,
    tag_keys,
    type_of,
    type_of_word,
    types_of_frame,
    types_of_words,
)


@pytest.mark.parametrize(
    ("tags", "name", "kind"),
    [
        ({"amenity": "hospital"}, "RSUD", "rs"),
        ({"healthcare": "hospital"}, "RSUD", "rs"),
        ({"amenity": "clinic"}, "Klinik Sehat", "klinik"),
        ({"amenity": "clinic"}, "Puskesmas Damai", "puskesmas"),
        ({"amenity": "clinic"}, "UPTD Puskesmas Damai", "puskesmas"),
        ({"amenity": "school"}, "SDN 012", "sd"),
        ({"amenity": "school"}, "SMKN 1", "sma"),
        ({"amenity": "school"}, "MAN 1", "sma"),
        ({"amenity": "school"}, "Madrasah Babus Salam", None),
        ({"amenity": "school"}, "Mitra Bangsa", None),
        ({"amenity": "school", "isced:level": "2"}, "Mitra Bangsa", "smp"),
        ({"amenity": "place_of_worship"}, "Al Amin", None),
        ({"amenity": "place_of_worship"}, "Masjid Al Amin", "masjid"),
        ({"amenity": "place_of_worship", "religion": "hindu"}, "", "pura"),
        ({"amenity": "place_of_worship", "religion": "muslim"}, "", "masjid"),
        ({"office": "government"}, "Kantor Kelurahan Damai", "kantor_kel"),
        ({"office": "government"}, "BPJS", None),
        ({"amenity": "atm"}, "", "bank"),
        ({"man_made": "pier"}, "", "dermaga"),
        ({"man_made": "tower"}, "", None),
        ({"amenity": "cafe", "internet_access": "wlan"}, "", None),
        ({"amenity": "restaurant"}, "", None),
        ({}, "", None),
    ],
)
def test_types(tags, name, kind):
    assert type_of(tags, name)[0] == kind


def test_the_name_is_named_as_reason():
    assert type_of({"amenity": "clinic"}, "Puskesmas Damai") == ("puskesmas", True)
    assert type_of({"amenity": "hospital"}, "x") == ("rs", False)


def test_every_rule_belongs_to_a_known_type_and_first_tags_are_looked_at():
    ids = {t.id for t in standards.facility_types()}
    assert {r.type_id for r in rules()} <= ids
    assert len({r.type_id for r in rules()}) >= 50
    assert {"amenity", "healthcare", "shop"} <= tag_keys()


@given(
    st.dictionaries(st.sampled_from(sorted(tag_keys())), st.text(max_size=12), max_size=5),
    st.text(max_size=30),
)
def test_any_tags_give_a_known_type_or_none(tags, name):
    kind, _ = type_of(tags, name)
    assert kind is None or standards.facility_type(kind).id == kind


@pytest.mark.parametrize("text", ["", "shop=* cluster", "a tower"])
def test_texts_without_a_tag_are_no_rule(text):
    assert parse_rule("x", text) is None


def test_words_are_ids_or_labels():
    assert type_of_word("Rumah Sakit") == "rs"
    assert type_of_word("Hospital") == "rs"
    assert type_of_word("xyz") is None
    assert types_of_words(["rs", None, "xyz", "rs"]) == ["rs", None, None, "rs"]


def test_frames_by_type_column_then_tags_then_words():
    frame = pd.DataFrame(
        {
            "name": ["a", "b", "c", "Puskesmas d", None],
            "type": ["rs", None, "xyz", None, None],
            "osm_type": [None, "amenity", None, "amenity", None],
            "osm_subtype": [None, "pharmacy", None, "clinic", None],
            "kategori": [None, "Bank", "Kantor Pos", None, None],
        }
    )
    types, by_name = types_of_frame(frame, ("type", "kategori"))
    assert types == ["rs", "apotik", "pos", "puskesmas", None]
    assert by_name == [False, False, False, True, False]


def test_frames_with_columns_named_by_keys():
    frame = pd.DataFrame({"name": ["a", "b"], "amenity": ["hospital", None], "isced_level": [1, 2]})
    assert types_of_frame(frame, ())[0] == ["rs", None]
