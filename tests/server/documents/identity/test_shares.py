"""Shares as documents."""

from __future__ import annotations

from server.documents.identity.shares import WORDS, share_document, shares_document
from server.exchange.ask import Ask
from server.exchange.visit import Visit
from server.shares.shares import Share

SHARE = Share("abc", "/map?l=roads", "Jalan", "budi", 0.0, 3600.0, 1)


def test_one():
    told = share_document(SHARE, "http://a.id/x")
    assert (told["href"], told["expires"]) == ("http://a.id/x/shares/abc", "1970-01-01T01:00:00Z")
    assert [one["href"] for one in told["links"]] == [
        "http://a.id/x/shares/abc",
        "http://a.id/x/map?l=roads",
    ]


def test_a_page_links_to_those_beside_it():
    visit = Visit(
        Ask("http://a.id", "/shares", "", "", "", "", ""), (("limit", "2"),), "json", "en"
    )

    def beside(offset: int, n_all: int) -> dict[str, str]:
        told = shares_document([SHARE], n_all, visit, (offset, 2))
        return {
            one["rel"]: one["href"].partition("?")[2]
            for one in told["links"]
            if "offset" in one["href"]
        }

    assert beside(0, 2) == {}
    assert beside(0, 3) == {"next": "limit=2&offset=2"}
    assert beside(2, 5) == {"prev": "limit=2&offset=0", "next": "limit=2&offset=4"}
    assert beside(1, 3) == {"prev": "limit=2&offset=0"}


def test_words_in_both_languages():
    assert all(text.id and text.en for text in WORDS.values())
