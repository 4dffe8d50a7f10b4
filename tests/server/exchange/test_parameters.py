"""Query strings are split strictly."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.errors import ParameterError
from server.exchange.parameters import (
    MAX_QUERY,
    read_format,
    read_language,
    read_parameters,
    refuse_unknown,
)

plain = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffd"), max_size=20
)


@given(st.dictionaries(plain.filter(bool), plain, max_size=5))
def test_what_was_encoded_is_read(pairs):
    assert read_parameters(urlencode(pairs)) == pairs


def test_nothing_is_nothing():
    assert read_parameters("") == {}
    assert read_parameters("&&") == {}
    assert read_parameters("a") == {"a": ""}


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("a=1&a=2", "more than once"),
        ("a=1&%61=2", "more than once"),
        ("a=%zz", "percent-encoded"),
        ("a=%", "percent-encoded"),
        ("a=%ff", "UTF-8"),
        ("a=%00", "control"),
        ("a=b%0d%0ac", "control"),
        ("a=" + "x" * MAX_QUERY, f"at most {MAX_QUERY}.* by POST to /collections/"),
    ],
)
def test_what_is_refused(query, says):
    with pytest.raises(ParameterError, match=says):
        read_parameters(query)


def test_raw_utf8_from_a_lax_client_is_read():
    assert read_parameters("name=D\xc3\xa9sa") == {"name": "Désa"}


def test_unknown_names_are_told_with_the_known_ones():
    with pytest.raises(ParameterError, match=r"'limt'.*known here: bbox, limit") as refused:
        refuse_unknown(["limt", "bbox"], ("limit", "bbox"))
    assert refused.value.code == "unknown-parameter"


def test_formats_and_languages():
    assert read_format({}) is None
    assert read_format({"f": "geojson"}) == "json"
    assert read_language({}) is None
    assert read_language({"lang": "en"}) == "en"
    assert read_language({"lang": "id"}) == "id"
    with pytest.raises(ParameterError, match="choose json, html"):
        read_format({"f": "xml"})
    with pytest.raises(ParameterError, match="choose id, en"):
        read_language({"lang": "de"})


def test_what_is_wrong_with_parameters_is_told_in_both_languages():
    with pytest.raises(ParameterError) as caught:
        refuse_unknown(["odd"], [])
    assert caught.value.text.id == "parameter tidak dikenal 'odd'; yang dikenal di sini: tidak ada"
    assert caught.value.text.en == "unknown parameter 'odd'; known here: none"


def test_a_filter_may_be_written_in_lines(client):
    assert read_parameters("filter=a%0a%09AND%0d%0ab") == {"filter": "a\n\tAND\r\nb"}
    with pytest.raises(ParameterError, match="control"):
        read_parameters("filter=a%00b")
    text = "floors > 3%0D%0A AND%0A%09class = 'a'"
    answer = client.get(f"/collections/samples/items?filter={text}&limit=1")
    plain = client.get("/collections/samples/items?filter=floors > 3 AND class = 'a'&limit=1")
    assert answer.get_json()["numberMatched"] == plain.get_json()["numberMatched"] > 1
    following = {item["rel"]: item["href"] for item in answer.get_json()["links"]}["next"]
    assert client.get(following).get_json()["numberReturned"] == 1
