from __future__ import annotations

import pytest

from layers.errors import SchemaError
from layers.standards import facility_type, facility_types, facility_types_of


def test_the_list_is_complete_and_every_row_says_where_it_is_from():
    types = facility_types()
    assert len(types) >= 60
    assert len({t.id for t in types}) == len(types)
    assert all(t.label.id and t.label.en and t.group and t.source for t in types)
    assert {t.trust for t in types} <= {
        "official",
        "open_data",
        "compiled",
        "modelled",
        "illustrative",
    }


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("rs", "rs"),
        ("RS", "rs"),
        (" Rumah sakit (RSUD/RS) ", "rs"),
        ("rumahsakit", "rs"),
        ("RSUD", "rs"),
        ("hospital", "rs"),
        ("HOSPITAL", "rs"),
        ("Community  health centre", "puskesmas"),
        ("Klinik/balai pengobatan", "klinik"),
        ("clinic", "klinik"),
        ("SMK", "sma"),
        ("balai warga", "balai_warga"),
        ("Kantor camat", "kantor_kec"),
    ],
)
def test_ids_and_labels_in_both_languages_lead_to_the_type(name, expected):
    assert facility_type(name).id == expected


def test_every_id_and_every_label_finds_its_own_type():
    for t in facility_types():
        assert facility_type(t.id) == t
        assert facility_type(t.label.id.upper()).label.id == t.label.id
        assert facility_type(t.label.en.lower()).label.en == t.label.en


def test_an_unknown_name_is_refused_with_the_closest_ones():
    with pytest.raises(SchemaError, match=r"'puskesmass' is not known; did you mean puskesmas"):
        facility_type("puskesmass")
    with pytest.raises(SchemaError, match=r"wanted an id or label such as tk, sd") as caught:
        facility_type("xyzzy")
    assert caught.value.code == "facility-type-unknown"


@pytest.mark.parametrize("name", ["", " ", "/"])
def test_an_empty_name_is_refused(name):
    with pytest.raises(SchemaError):
        facility_type(name)


def test_several_names_keep_their_order_and_lose_repeats():
    assert [t.id for t in facility_types_of(["clinic", "rs", "Hospital"])] == ["klinik", "rs"]
