from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.boundaries.spelling import kind_of, old_key, spelling, tokens


@pytest.mark.parametrize(
    ("name", "level", "bare", "kind"),
    [
        ("Kabupaten Banjar", 2, "banjar", "kabupaten"),
        ("KAB.BANJAR", 2, "banjar", "kabupaten"),
        ("Kota Administrasi Jakarta Barat", 2, "jakartabarat", "kota"),
        ("Kota", 2, "kota", ""),
        ("Kec. Kota Bangun", 3, "kotabangun", ""),
        ("Kota Bangun", 3, "kotabangun", ""),
        ("Desa  Ma'ali", 4, "maali", ""),
        ("Bati - Bati", 3, "batibati", ""),
        ("Provinsi Kalimantan Timur", 1, "kalimantantimur", ""),
        ("Café", 4, "cafe", ""),
        ("", 4, "", ""),
        ("---", 4, "", ""),
    ],
)
def test_what_is_left_of_a_name(name, level, bare, kind):
    found = spelling(name, level)
    assert (found.bare, found.kind) == (bare, kind)


def test_words_that_set_neighbours_apart():
    assert spelling("Kota Bangun II", 4).telling == ("ii",)
    assert spelling("Muara Badak Ulu", 4).telling == ("hulu", "muara")
    assert spelling("Sei Batang Ilir", 4).bare == spelling("Sungai Batang Hilir", 4).bare
    assert spelling("Mahakam Ulu", 2).bare == "mahakamulu"
    assert spelling("Loa Kulu", 3).telling == ()


def test_old_letters():
    assert old_key("bandjarmasin") == "banjarmasin"
    assert old_key("koetai") == "kutai"
    assert old_key("tjempaka") == "cempaka"


def test_the_code_tells_a_city_where_the_name_does_not():
    assert kind_of("64.71", "Balikpapan") == "kota"
    assert kind_of("63.02", "Kotabaru") == "kabupaten"
    assert kind_of("63.72", "Kabupaten X") == "kabupaten"
    assert kind_of("64", "Kalimantan Timur") == ""


@given(st.text())
def test_any_text_has_words_that_stay_the_same(text):
    words = tokens(text)
    assert tokens(" ".join(words)) == words
