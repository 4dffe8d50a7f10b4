"""Spans of a file: what the header Range asks for, and what comes of it."""

from __future__ import annotations

import pytest

from server.exchange.spans import PIECE, read_span, span_answer


class Held:
    def __init__(self, data):
        self.data, self.size = data, len(data)

    def read(self, start, length):
        return self.data[start : start + length]


DATA = bytes(range(100))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("bytes=0-0", (0, 1)),
        ("bytes=3-10", (3, 8)),
        ("bytes=3-999", (3, 97)),
        ("BYTES=99-", (99, 1)),
        (" bytes=-7 ", (93, 7)),
        ("bytes=-999", (0, 100)),
        ("bytes=100-", (100, 0)),
        ("bytes=100-200", (100, 0)),
        ("bytes=-0", (100, 0)),
    ],
)
def test_one_span_is_read(text, wanted):
    assert read_span(text, 100) == wanted


@pytest.mark.parametrize(
    "text",
    [
        *("", "bytes=", "bytes=-", "bytes=5-2", "bytes=a-b", "bytes=0-1,5-6", "items=0-5", "0-5"),
        *("bytes=0x1-5", "bytes=--5", "bytes=1-2-3", f"bytes={'9' * 5000}-", "bytes=٣-٤"),
    ],
)
def test_what_is_malformed_or_several_spans_is_ignored(text):
    assert read_span(text, 100) is None
    answer = span_answer(Held(DATA), (text, ""), media="a/b", tag="t")
    assert answer.status == 200
    assert b"".join(answer.body) == DATA


def test_of_nothing_there_is_no_span():
    assert [read_span(text, 0) for text in ("bytes=0-", "bytes=-5", "bytes=0-9")] == [(0, 0)] * 3


def test_a_span_tells_where_it_lies():
    data = DATA * (PIECE // 50)
    answer = span_answer(Held(data), ("bytes=5-", ""), media="a/b", tag="t", extra=(("X", "y"),))
    headers = dict(answer.headers)
    assert (answer.status, b"".join(answer.body)) == (206, data[5:])
    assert headers["Content-Range"] == f"bytes 5-{len(data) - 1}/{len(data)}"
    assert headers["Content-Length"] == str(len(data) - 5)
    assert (headers["Content-Type"], headers["X"], headers["ETag"]) == ("a/b", "y", '"t"')
    beyond = span_answer(Held(DATA), ("bytes=100-", ""), media="a/b", tag="t")
    assert (beyond.status, beyond.body) == (416, b"")
    assert dict(beyond.headers)["Content-Range"] == "bytes */100"


@pytest.mark.parametrize(("condition", "status"), [('"t"', 206), ('"u"', 200), ('W/"t"', 200)])
def test_a_span_of_another_file_is_not_given(condition, status):
    assert span_answer(Held(DATA), ("bytes=0-9", condition), media="a/b", tag="t").status == status
