"""Broken letters: read again from their bytes, whole ones left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.defects.detectors.letters import unbroken

WHOLE = ["Bañjar", "Sungai Kapih", "Café", "naïve", "Ø", "50 °C", "±180", "São Ângelo", "Ê", "北京"]


@pytest.mark.parametrize("text", WHOLE)
def test_whole_texts_are_left_alone(text):
    assert unbroken(text) is None


@pytest.mark.parametrize("text", ["Bañjar", "Café", "“kutip”", "—", "Périmètre", "北京市"])
def test_utf8_read_as_cp1252_is_read_again(text):
    broken = text.encode().decode("cp1252", "replace")
    if "\ufffd" not in broken:
        assert unbroken(broken) == text
    assert unbroken(text.encode().decode("latin-1")) in (text, None)


def test_gbk_read_as_latin():
    assert unbroken("北京市".encode("gb2312").decode("latin-1")) == "北京市"


@given(st.text(st.characters(min_codepoint=0xC0, max_codepoint=0xFF), min_size=1, max_size=8))
def test_what_is_given_back_is_what_was_broken(text):
    broken = text.encode().decode("latin-1")
    assert unbroken(broken) in (text, None)


def test_mixed_encodings_show_before_and_after(table, seen, mended):
    given_ = table(nama=["BaÃ±jar", "Bañjar", None, "Paser"])
    found = seen(given_, "mojibake")
    assert (found.rows, found.before, found.after) == ((1,), ("BaÃ±jar",), ("Bañjar",))
    assert "'BaÃ±jar' → 'Bañjar'" in found.said("id")
    assert mended(given_, "mojibake").values("nama").tolist() == ["Bañjar", "Bañjar", None, "Paser"]


def test_letters_lost_for_good_are_only_told(table, seen, codes):
    assert seen(table(nama=["Ba�jar", "b"]), "replacement-character").rows == (1,)
    assert codes(table(nama=WHOLE)) == []
