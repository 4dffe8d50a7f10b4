"""Searching activities: names, everyday words, KBLI, slips of the pen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.zoning.activities import activities, search

ALL = activities()


@pytest.mark.parametrize(
    ("text", "first", "score"),
    [
        ("A01", "A01", 1.0),
        ("a01", "A01", 1.0),
        ("Rumah Sakit", "A17", 1.0),
        ("hospital", "A17", 1.0),
        ("pom bensin", "A09", 1.0),
        ("SPBU", "A09", 1.0),
        ("47191", "A07", 1.0),
        ("mini market", "A06", 1.0),
        ("coal", "A29", 0.9),
        ("rumah skit", "A17", None),
        ("perguruan tingi", "A15", None),
    ],
)
def test_what_people_write_finds_what_they_mean(text, first, score):
    found = search(text, ALL)
    assert found[0].activity.id == first
    if score is not None:
        assert found[0].score == score


def test_a_beginning_finds_several_and_nonsense_none():
    assert {f.activity.id for f in search("rumah", ALL)} >= {"A01", "A02", "A03", "A17"}
    assert search("qqqq", ALL) == ()
    assert search("", ALL) == search("!!", ALL) == ()
    assert search("9", ALL) == ()
    assert len(search("a", ALL, most=3)) <= 3


def test_every_name_finds_its_activity_first_or_as_well_as_another():
    for one in ALL:
        for name in (one.id, one.name.id, one.name.en, *one.also):
            found = search(name, ALL)
            best = [f.activity.id for f in found if f.score == found[0].score]
            assert one.id in best
            assert found[0].score == 1.0


@given(st.text(max_size=300))
def test_any_text_is_answered_in_order(text):
    found = search(text, ALL)
    assert [f.score for f in found] == sorted((f.score for f in found), reverse=True)
    assert all(0 < f.score <= 1 for f in found)
