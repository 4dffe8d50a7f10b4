"""Words: spellings brought to the most frequent, contradictions told, old names made new."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.defects.detectors.words import key_of
from layers.defects.registry import examine

KIND = ["R-2"] * 10 + ["R-3"] * 10 + ["K-1"] * 10
NAME = ["Perumahan Tinggi"] * 10 + ["Perumahan Sedang"] * 10 + ["Perdagangan"] * 10


def test_classes_and_their_names_in_order_raise_no_alarm(table, codes):
    assert codes(table(objectid=list(range(30)), kodszn=KIND, namszn=NAME)) == []
    different = ["1-11", "11-1", "1.1", "11", "≥5", "5"] * 5
    assert codes(table(objectid=list(range(30)), kelas=different)) == []


@given(st.text(max_size=20))
def test_case_and_spaces_do_not_change_the_key(text):
    assert key_of(f" {text.upper()} ") == key_of(text.upper())


def test_the_most_frequent_spelling_is_taken(table, mended):
    given_ = table(objectid=list(range(31)), kodszn=[*KIND, "r 2"])
    assert mended(given_, "spelling-variants").values("kodszn").tolist() == [*KIND, "R-2"]


def test_a_draw_is_told_and_left(table):
    given_ = table(objectid=list(range(20)), zona=["Hutan"] * 10 + ["HUTAN"] * 10)
    after, found = examine(given_, ["spelling-variants"])
    assert after.values("zona").tolist() == given_.values("zona").tolist()
    assert [f.action for f in found if f.code == "spelling-variants"] == ["kept"]


def test_a_name_that_goes_with_another_code(table, seen):
    names = [*NAME]
    names[3] = "Perdagangan"
    found = seen(table(objectid=list(range(30)), kodszn=KIND, namszn=names), "name-code-differs")
    assert found.rows == (4,)
    assert found.before == ("R-2 · Perdagangan",)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Kota Baru", "Kotabaru"),
        ("Mahakam Hulu", "Mahakam Ulu"),
        ("Kab. Pasir", "Kabupaten Paser"),
        ("Kabupaten Paser", None),
        ("Samarinda", None),
        ("KOTA BALIKPAPAN", None),
        ("Kutai Kertanegara", None),  # alike only: never taken for it
        ("Jakarta Timur", None),
    ],
)
def test_old_names(table, old, new):
    given_ = table(kabupaten=[old, "Berau"], source_id=[1, 2])
    after, _ = examine(given_, ["old-name"])
    assert after.values("kabupaten").tolist() == [new or old, "Berau"]
