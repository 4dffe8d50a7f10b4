"""What a search may ask, and what is refused."""

from __future__ import annotations

import pytest

from server.errors import ParameterError
from server.searching.request import read_search_request

REFUSED = [
    ("q=" + "a" * 201, "bad-parameter"),
    ("q=a&limit=0", "bad-parameter"),
    ("q=a&limit=-1", "bad-parameter"),
    ("q=a&limit=%C2%B2", "bad-parameter"),
    ("q=a&bbox=nan,0,1,1", "bad-parameter"),
    ("q=a&bbox=1,2,3", "bad-parameter"),
    ("q=a&kind=nope", "bad-parameter"),
    ("q=a&kind=road,nope", "bad-parameter"),
    ("q=a&f=xml", "bad-parameter"),
    ("q=a&lang=de", "bad-parameter"),
    ("q=a&q=b", "repeated-parameter"),
    ("q=%00", "bad-parameter"),
    ("q=%ff", "bad-parameter"),
    ("query=a", "unknown-parameter"),
]


@pytest.mark.parametrize(("query", "code"), REFUSED)
def test_what_cannot_be_asked_is_refused_in_both_languages(query, code):
    with pytest.raises(ParameterError) as caught:
        read_search_request(query)
    assert caught.value.code == code
    assert caught.value.text.id != caught.value.text.en


def test_what_is_asked_is_understood():
    asked = read_search_request(
        "q=+rumah%20sakit+&limit=500&kind=road,%20zone&bbox=1,2,3,4&lang=en"
    )
    assert (asked.text, asked.limit, asked.clamped) == ("rumah sakit", 100, 500)
    assert (asked.kinds, asked.bbox, asked.language) == (("road", "zone"), (1, 2, 3, 4), "en")
    assert read_search_request("q=a&kind=").kinds == ()
    usual = read_search_request("")
    assert (usual.text, usual.limit, usual.clamped, usual.kinds) == ("", 10, None, ())
