"""Which form of an answer a request likes best."""

from __future__ import annotations

import pytest

from server.exchange.forms import liked_best, unoffered

MEDIA = ("application/geo+json", "application/json", "text/html")


@pytest.mark.parametrize(
    ("accept", "best"),
    [
        ("text/html,application/json;q=0.9", "text/html"),
        ("application/json", "application/json"),
        ("*/*", "application/geo+json"),
        ("application/*;q=0.2, text/html;q=0.1", "application/geo+json"),
        ("image/png", None),
        ("text/html;q=0", None),
        ("", None),
        (";;,,=", None),
    ],
)
def test_the_best_liked_of_those_there_are(accept: str, best: str | None) -> None:
    assert liked_best(accept, MEDIA) == best


def test_a_header_without_end_is_cut() -> None:
    assert liked_best("x/y," * 1_000 + "text/html", MEDIA) is None


def test_a_word_that_is_not_offered_is_named_with_those_that_are() -> None:
    error = unoffered("f", "x" * 100, ("json", "html"))
    assert error.text.en == f"f={'x' * 40!r} is not offered; choose json, html"
    assert error.text.id == f"f={'x' * 40!r} tidak tersedia; pilih json, html"
