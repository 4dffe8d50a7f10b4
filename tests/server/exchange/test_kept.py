"""Kept answers stay within their bound, the longest unused leaving first."""

from __future__ import annotations

from server.exchange.answer import Answer
from server.exchange.kept import OVERHEAD_BYTES, KeptAnswers


def answer(n: int) -> Answer:
    return Answer(200, (), bytes(n))


def test_the_longest_unused_gives_way():
    kept = KeptAnswers(10 * (OVERHEAD_BYTES + 100))
    for number in range(10):
        kept.put(number, answer(100))
    assert kept.get(0) is not None
    kept.put("more", answer(100))
    assert kept.get(1) is None
    assert kept.get(0) is not None
    assert kept.get("more") is not None


def test_one_key_has_one_answer():
    kept = KeptAnswers(100_000)
    for _ in range(1000):
        kept.put("a", answer(10))
    kept.put("b", answer(10))
    assert len(kept.get("a").body) == 10
    assert kept.get("b") is not None


def test_what_is_too_large_or_streamed_is_not_kept():
    kept = KeptAnswers(10_000)
    kept.put("large", answer(5_000))
    kept.put("stream", Answer(200, (), iter([b"x"])))
    assert kept.get("large") is None
    assert kept.get("stream") is None
    nothing = KeptAnswers(0)
    nothing.put("a", answer(1))
    assert nothing.get("a") is None
