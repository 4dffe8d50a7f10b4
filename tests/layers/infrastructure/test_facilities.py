"""Words of offices that tell a facility type, all of them types there are."""

from __future__ import annotations

import pytest

from layers.infrastructure.columns import fields_of
from layers.infrastructure.facilities import (
    capacity_units,
    is_contradicted,
    type_of_word,
    types_of_headers,
)
from layers.infrastructure.vocabulary import folded, rows_of, source_text
from layers.standards import facility_types
from layers.starter import facts


def test_every_word_leads_to_one_type_there_is():
    ids = {t.id for t in facility_types()}
    seen: dict[str, str] = {}
    for row in rows_of("facility_words"):
        assert row["type"] in ids
        assert source_text(row["source"]) != row["source"]
        for word in row["words"].split("|"):
            assert seen.setdefault(folded(word), row["type"]) == row["type"], word
            assert type_of_word(word.upper()) == row["type"]
    assert set(types_of_headers().values()) <= ids


def test_headers_and_units_are_known_columns():
    fields = fields_of("facilities")
    assert set(types_of_headers()) <= set(fields["name"].aliases)
    assert set(capacity_units()) <= set(fields["capacity"].aliases)


def test_units_are_those_of_the_starter_where_both_have_them():
    held = set(facts.table("facility_rates")["capacity_unit"])
    assert {"beds", "pupils", "people"} <= held & set(capacity_units().values())


def test_words_not_known():
    assert type_of_word("restoran") is None
    assert type_of_word("") is None


@pytest.mark.parametrize(
    ("name", "type_id", "contradicted"),
    [
        ("Puskesmas Sepinggan", "rs", True),
        ("PUSKESMAS Pembantu Teritip", "puskesmas", True),
        ("Puskesmas Pembantu Teritip", "pustu", False),
        ("Klinik RS Pertamina", "rs", False),
        ("SD-SMP Satu Atap", "smp", False),
        ("Masjid Al Amin", "musholla", False),
        ("Rumah Sakit Umum", "klinik", True),
        ("Rumah Makan", "rs", False),
        ("Tk. Sumber Rejeki", "warung", False),
        ("", "rs", False),
    ],
)
def test_names_against_types(name, type_id, contradicted):
    assert is_contradicted(name, type_id) is contradicted


def test_names_tell_known_types_only():
    known = {kind.id for kind in facility_types()}
    told = set().union(*(row["types"].split("|") for row in rows_of("facility_names")))
    assert told <= known
