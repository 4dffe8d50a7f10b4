"""Answers: validators, 304, coding, and the headers every answer carries."""

from __future__ import annotations

from dataclasses import replace

import pytest

from server.exchange.answer import (
    HTML,
    JSON,
    Answer,
    document_answer,
    dump_json,
    fingerprint,
    full_answer,
    not_modified,
    result_answer,
    stream_answer,
)
from server.exchange.ask import Ask

ASK = Ask("http://x", "/", "", "", "", "", "")
LONG = b'{"a":"' + b"penyangga " * 200 + b'"}'


def head(answer: Answer) -> dict[str, str]:
    return dict(answer.headers)


def test_a_small_body_stays_plain():
    answer = full_answer(replace(ASK, accept_encoding="gzip"), b"{}", media=JSON, tag="t")
    assert answer.body == b"{}"
    assert "Content-Encoding" not in head(answer)
    assert head(answer)["ETag"] == '"t"'


def test_a_coded_body_has_a_tag_of_its_own():
    answer = full_answer(replace(ASK, accept_encoding="br"), LONG, media=JSON, tag="t")
    assert head(answer)["ETag"] == '"t-br"'
    assert head(answer)["Content-Encoding"] == "br"
    assert head(answer)["Content-Length"] == str(len(answer.body))


@pytest.mark.parametrize(
    ("held", "known"),
    [
        ('"t"', True),
        ('"t-br"', True),
        ('W/"t"', True),
        ('"x", "t-gzip"', True),
        ("*", True),
        ('"x"', False),
        ('"t-lz"', False),
        ("t", False),
        ("", False),
    ],
)
def test_304_for_the_tag_in_any_coding(held, known):
    answer = not_modified(replace(ASK, if_none_match=held), "t")
    assert (answer is not None) == known
    if answer is not None:
        assert answer.status == 304
        assert answer.body == b""
        assert head(answer)["ETag"].strip('"') in held or held == "*"


def test_a_document_is_known_by_its_bytes():
    first = document_answer(ASK, b'{"a":1}', media=JSON)
    again = document_answer(replace(ASK, if_none_match=head(first)["ETag"]), b'{"a":1}', media=JSON)
    other = document_answer(replace(ASK, if_none_match=head(first)["ETag"]), b'{"a":2}', media=JSON)
    assert (first.status, again.status, other.status) == (200, 304, 200)


def test_pages_carry_a_strict_policy():
    policy = head(full_answer(ASK, b"<p>", media=HTML, tag="t"))["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_a_stream_is_coded_as_it_goes():
    answer = stream_answer(
        replace(ASK, accept_encoding="gzip"), iter([LONG] * 3), media=JSON, tag="t"
    )
    assert head(answer)["Content-Encoding"] == "gzip"
    assert "Content-Length" not in head(answer)
    assert len(b"".join(answer.body)) < len(LONG)


def test_a_result_is_kept_by_nobody():
    assert head(result_answer(ASK, b"{}"))["Cache-Control"] == "no-store"
    assert head(result_answer(replace(ASK, accept_encoding="zstd"), LONG))["Content-Encoding"]


def test_fingerprints_keep_parts_apart():
    assert fingerprint("ab", "c") != fingerprint("a", "bc")
    assert fingerprint("a", b"b") == fingerprint("a", "b")


def test_json_is_compact_utf8():
    assert dump_json({"nama": "Désa", 1: None}) == '{"nama":"Désa","1":null}'.encode()
