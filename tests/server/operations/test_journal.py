"""The logs: lines of JSON, whatever is in them, and nothing of persons."""

from __future__ import annotations

import json
import logging

from server.operations.journal import JsonLines, told_of


def record(message, *args, **more):
    made = logging.LogRecord("penyangga.server", logging.ERROR, "", 1, message, args, None)
    made.__dict__ |= more
    return made


def test_a_record_is_one_line_of_json():
    line = JsonLines().format(record("two\r\nlines %s", 'and "quotes"'))
    assert "\n" not in line
    told = json.loads(line)
    assert told["message"] == 'two\r\nlines and "quotes"'
    assert (told["level"], told["logger"]) == ("error", "penyangga.server")


def test_a_failure_is_told_with_its_traceback():
    try:
        int("no")
    except ValueError as error:
        made = record("failed", exc_info=(type(error), error, error.__traceback__))
    assert "ValueError: invalid literal" in json.loads(JsonLines().format(made))["error"]


def test_of_a_request_nothing_personal_is_written():
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/search\r\nx",
        "QUERY_STRING": "q=rumah+budi",
        "REMOTE_ADDR": "10.1.2.3",
        "HTTP_USER_AGENT": "Budi's",
        "HTTP_AUTHORIZATION": "Bearer secret",
    }
    told = told_of(environ, "/search", (404, 0.0123, 17, "abc"))
    line = JsonLines().format(record("", **told))
    assert "\n" not in line
    assert not [word for word in ("budi", "10.1.2.3", "Budi", "secret") if word in line]
    read = json.loads(line)
    assert (read["status"], read["ms"], read["bytes"], read["request_id"]) == (404, 12.3, 17, "abc")
