"""Links keep their parameters, in bodies and in headers."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from server.exchange.links import (
    address,
    language_links,
    link,
    link_header,
    representations,
    with_parameter,
)

words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


@given(st.lists(st.tuples(words, words), max_size=5))
def test_parameters_survive_the_address(pairs):
    query = urlsplit(address("http://x/items", pairs)).query
    assert parse_qsl(query, keep_blank_values=True) == pairs


def test_common_addresses_stay_readable():
    pairs = [("bbox", "116,-2,117,-1"), ("datetime", "../2024-01-01T00:00:00Z")]
    expected = "http://x?bbox=116,-2,117,-1&datetime=../2024-01-01T00:00:00Z"
    assert address("http://x", pairs) == expected


def test_one_parameter_is_replaced_and_others_dropped():
    pairs = (("limit", "2"), ("offset", "4"), ("next", "1-2"))
    changed = with_parameter(pairs, "next", "1-4", "offset")
    assert changed == (("limit", "2"), ("next", "1-4"))
    assert with_parameter(pairs, "next", None) == (("limit", "2"), ("offset", "4"))


def test_self_is_the_form_shown():
    links = representations("http://x/a", (("lang", "en"), ("f", "html")), "j", shown="html")
    assert {(item["rel"], item["type"], item["href"]) for item in links} == {
        ("self", "text/html", "http://x/a?lang=en&f=html"),
        ("alternate", "j", "http://x/a?lang=en&f=json"),
    }


def test_each_language_has_a_link():
    assert {item["hreflang"] for item in language_links("http://x", (), "j")} == {"id", "en"}


def test_the_header_says_what_the_body_says():
    name, value = link_header(
        [link("http://x", "self", "j"), link("http://y", "next", "j", 'Ji"ño\n')]
    )
    assert name == "Link"
    assert value == (
        '<http://x>; rel="self"; type="j", <http://y>; rel="next"; type="j"; title="Jio"'
    )
