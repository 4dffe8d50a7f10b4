"""Problem documents: stable, complete, and silent about the inside."""

from __future__ import annotations

import logging

import orjson
import pytest

from gis.errors import InputError
from layers.errors import CRSError, StoreError
from layers.text import Text
from server.errors import NothingHereError
from server.exchange.problem import problem_answer


def test_a_problem_document_is_complete():
    answer = problem_answer(NothingHereError("no feature 7"), "id")
    told = orjson.loads(answer.body)
    headers = dict(answer.headers)
    assert answer.status == told["status"] == 404
    assert headers["Content-Type"] == "application/problem+json"
    assert headers["X-Request-Id"].replace("-", "") in told["instance"].replace("-", "")
    assert told["type"] == "urn:penyangga:problem:not-found"
    assert told["title"] == "Tidak ditemukan"
    assert told["detail"] == "no feature 7"
    assert told["code"] == "not-found"


def test_the_title_speaks_the_language():
    assert orjson.loads(problem_answer(NothingHereError("x"), "en").body)["title"] == "Not found"


def test_the_detail_speaks_the_language_where_the_error_has_both():
    refused = CRSError(Text("tanpa CRS", "no CRS"))
    details = [orjson.loads(problem_answer(refused, lang).body)["detail"] for lang in ("id", "en")]
    assert details == ["tanpa CRS", "no CRS"]


def test_every_unusable_input_is_told_of_in_the_language_asked_for():
    refused = InputError.of([("k", Text("0 di bawah 1", "0 is below 1"))])
    told = {
        lang: orjson.loads(problem_answer(refused, lang).body)["faults"] for lang in ("id", "en")
    }
    assert told["id"] == [{"input": "k", "detail": "0 di bawah 1"}]
    assert told["en"] == [{"input": "k", "detail": "0 is below 1"}]
    assert "faults" not in orjson.loads(problem_answer(CRSError("no CRS"), "en").body)


@pytest.mark.parametrize(
    "error", [RuntimeError("/srv/secret SELECT 1"), StoreError("/srv/secret SELECT 1")]
)
def test_the_inside_is_logged_under_the_request_id_and_not_told(error, caplog):
    with caplog.at_level(logging.ERROR, "penyangga.server"):
        answer = problem_answer(error, "en")
    assert answer.status in (500, 503)
    assert b"secret" not in answer.body
    assert b"SELECT" not in answer.body
    assert dict(answer.headers)["X-Request-Id"] in caplog.text
    assert "secret" in caplog.text
