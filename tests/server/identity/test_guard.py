"""The guard: what writes is an editor's, and nobody's page elsewhere can lend a hand."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

import layers
from layers.testing import fill_tiny_region
from server.app import create_app
from server.config import Limits, ServerSettings
from server.identity.guard import GUESSES, OPEN, SAFE, guessing, require_editor, the_guard
from server.operations.journal import JsonLines

BEARER = "Authorization"
Make = Callable[..., Flask]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("guarded") / "region"
    fill_tiny_region(layers.open(folder, create=True)).close()
    return folder


@pytest.fixture
def make(place: Path) -> Iterator[Make]:
    """Make an application with a route that writes, over a workspace without a ledger."""

    def made(**given) -> Flask:
        app = create_app(replace(ServerSettings(place), **given))
        app.add_url_rule("/written", "written", lambda: {"done": True}, methods=["POST", "GET"])
        app.add_url_rule("/at-times", "at-times", _at_times)
        return app

    yield made
    for path in place.glob("service.db*"):
        path.unlink()


def _at_times() -> dict[str, str | None]:
    return {"by": require_editor().by}


def token_of(app: Flask, role="editor", name="budi") -> dict[str, str]:
    with app.app_context():
        secret, _ = the_guard().tokens.create(name, role, expires=None)
    return {BEARER: f"Bearer {secret}"}


def told(answer) -> tuple[int, str]:
    document = answer.get_json() or {}
    return answer.status_code, document.get("code", "done")


def test_every_route_that_is_not_just_read_is_open_on_purpose_or_an_editors(make):
    app = make()
    rules: list[Rule] = list(app.url_map.iter_rules())
    assert OPEN.keys() <= {rule.endpoint for rule in rules}
    client, seen = app.test_client(), set()
    for rule in rules:
        for method in (rule.methods or set()) - set(SAFE):
            answer = client.open(re.sub(r"<[^>]+>", "1", rule.rule), method=method, json={})
            refused = told(answer) == (403, "writing-not-set-up")
            assert refused == (rule.endpoint not in OPEN), (method, rule.rule, answer.get_data())
            seen.add((method, rule.endpoint))
    assert {
        ("POST", "written"),
        ("POST", "processes.execution"),
        ("POST", "session.sign_in"),
    } <= seen


def test_reading_needs_nothing(make):
    client = make(writers="nobody").test_client()
    for path in ("/", "/collections", "/collections/roads/items", "/written", "/healthz"):
        answer = client.get(path, headers={BEARER: "Bearer x", "Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 200
    assert told(client.delete("/collections")) == (405, "method-not-allowed")
    assert told(client.post("/nowhere")) == (404, "not-found")


def test_without_a_token_nobody_writes_and_is_told_why(make):
    client = make().test_client()
    answer = client.post("/written", headers={"Accept-Language": "id"})
    assert told(answer) == (403, "writing-not-set-up")
    assert answer.mimetype == "application/problem+json"
    assert "belum ada token editor" in answer.get_json()["detail"]
    assert told(client.get("/at-times")) == (403, "writing-not-set-up")


def test_who_is_not_known_is_told_what_to_send(make):
    app = make()
    client, editor, reader = app.test_client(), token_of(app), token_of(app, "reader", "siti")
    for path, ask in (("/written", client.post), ("/at-times", client.get)):
        answer = ask(path)
        assert told(answer) == (401, "token-needed")
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="penyangga"'
        assert told(ask(path, headers=reader)) == (403, "editor-needed")
        assert told(ask(path, headers=editor)) == (200, "done")
    with app.app_context():
        the_guard().tokens.revoke("budi")
    gone = client.post("/written", headers=editor)
    assert told(gone) == (401, "token-wrong")
    assert gone.headers["WWW-Authenticate"].endswith('error="invalid_token"')


def test_a_wrong_token_is_refused_even_here_and_never_repeated(make):
    client = make(writers="local").test_client()
    for wrong in ("", "x", "pyg_" + "a" * 43, "pyg_\udc80", "a" * 5000, "'; DROP TABLE tokens"):
        raw = f"Bearer {wrong}".encode("utf-8", "surrogateescape").decode("latin-1")
        answer = client.post("/written", environ_overrides={"HTTP_AUTHORIZATION": raw})
        assert told(answer) == (401, "token-wrong")
        assert len(wrong) < 2 or wrong not in answer.get_data(as_text=True)
    # Of another scheme, such as a proxy's own, it says nothing here.
    assert told(client.post("/written", headers={BEARER: "Basic YTpi"})) == (200, "done")


def test_this_machine_writes_only_where_no_other_reaches_the_service(make):
    assert told(make().test_client().post("/written")) == (403, "writing-not-set-up")
    client = make(writers="local").test_client()
    assert told(client.post("/written")) == (200, "done")
    assert client.get("/at-times").get_json() == {"by": "local"}
    elsewhere = [
        {"REMOTE_ADDR": "10.0.0.7"},
        {"REMOTE_ADDR": ""},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_HOST": "rebound.example:8000"},
        {"REMOTE_ADDR": "10.0.0.7", "HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"REMOTE_ADDR": "10.0.0.7", "HTTP_X_REAL_IP": "127.0.0.1", "HTTP_HOST": "localhost"},
    ]
    for environ in elsewhere:
        answer = client.post("/written", environ_overrides=environ)
        assert told(answer) == (401, "token-needed"), environ
    # A proxy of one's own whose header is believed for limits makes nobody local either.
    proxied = make(writers="local", limits=Limits(proxies=1)).test_client()
    forged = {"REMOTE_ADDR": "10.0.0.7", "HTTP_X_FORWARDED_FOR": "127.0.0.1"}
    assert told(proxied.post("/written", environ_overrides=forged)) == (401, "token-needed")


def test_a_service_for_reading_refuses_editors_too(make):
    app = make(writers="nobody")
    assert told(app.test_client().post("/written", headers=token_of(app))) == (403, "writing-off")


def test_no_page_of_another_site_writes_whatever_it_brings(make):
    app = make(writers="local")
    editor = token_of(app)
    client = app.test_client()
    client.post("/session", json={"token": editor[BEARER].removeprefix("Bearer ")})
    here = {"Origin": "http://localhost"}
    cases = [
        ({}, True),
        (here, True),
        ({"Sec-Fetch-Site": "same-origin", **here}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "same-site", **here}, False),
        ({"Sec-Fetch-Site": "cross-site", **here}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Origin": "http://evil.example"}, False),
        ({"Origin": "null"}, False),
    ]
    # Local, by cookie (the client holds one), by token, and by both: the check is the same.
    for who in ({}, editor):
        for headers, passes in cases:
            wanted = (200, "done") if passes else (403, "cross-site")
            for browser in (client, app.test_client()):
                answer = browser.post("/written", headers=headers | who)
                assert told(answer) == wanted, (headers, bool(who))
    open_too = client.post(
        "/session", json={"token": "x"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert told(open_too) == (403, "cross-site")


def test_other_origins_read_and_never_with_credentials(make):
    client = make(writers="local").test_client()
    origin = {"Origin": "http://localhost"}
    got = client.get("/collections", headers=origin).headers
    assert got["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in got
    for answer in (
        client.post("/written", headers=origin),
        client.post("/written", headers={"Origin": "http://evil.example"}),
        client.get("/session", headers=origin),
        client.post("/session", json={"token": "x"}, headers=origin),
        client.options("/session", headers=origin | {"Access-Control-Request-Method": "POST"}),
    ):
        assert "Access-Control-Allow-Origin" not in answer.headers
    asked = origin | {"Access-Control-Request-Method": "POST"}
    assert "POST" not in client.options("/written", headers=asked).headers.get(
        "Access-Control-Allow-Methods", ""
    )


def test_ten_wrong_tokens_a_minute_are_enough(make):
    app = make()
    client, editor = app.test_client(), token_of(app)
    for _ in range(GUESSES):
        assert told(client.post("/written", headers={BEARER: "Bearer x"}))[0] == 401
    # From now on not even the right one tells the guesser anything.
    for headers in ({BEARER: "Bearer x"}, editor):
        answer = client.post("/written", headers=headers)
        assert told(answer) == (429, "too-many-requests")
        assert 1 <= int(answer.headers["Retry-After"]) <= 6
    other = client.post("/written", headers=editor, environ_overrides={"REMOTE_ADDR": "10.0.0.7"})
    assert told(other) == (200, "done")


def test_wrong_tokens_are_counted_across_processes():
    guesses = guessing()
    halves = [get_context("fork").Process(target=_guess, args=(guesses,)) for _ in range(2)]
    for half in halves:
        half.start()
    for half in halves:
        half.join()
    assert guesses.wait("10.0.0.7") > 0
    assert guesses.wait("10.0.0.8") == 0


def _guess(guesses) -> None:
    for _ in range(GUESSES // 2):
        guesses.take("10.0.0.7")


class _Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonLines())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


def test_no_token_and_no_cookie_is_logged(make):
    app = make(access_log=True)
    kept, logs = _Kept(), [logging.getLogger(), logging.getLogger("penyangga.access")]
    for log in logs:
        log.addHandler(kept)
    try:
        editor = token_of(app)
        secret = editor[BEARER].removeprefix("Bearer ")
        client = app.test_client()
        client.post("/written", headers=editor)
        begun = client.post("/session", json={"token": secret})
        client.post(f"/written?token={secret}", headers={BEARER: f"Bearer {secret}x"})
        client.post("/session", data={"token": secret})
    finally:
        for log in logs:
            log.removeHandler(kept)
    session = begun.headers["Set-Cookie"].partition("=")[2].partition(";")[0]
    assert len(kept.lines) == 4
    assert not [line for line in kept.lines if secret in line or session in line]


def test_a_damaged_ledger_leaves_reading(make, place):
    app = make()
    (place / "service.db").write_bytes(b"no ledger" * 200)
    client = app.test_client()
    assert client.get("/collections").status_code == 200
    assert told(client.post("/written")) == (503, "ledger-damaged")
    assert told(client.post("/written", headers={BEARER: "Bearer x"})) == (503, "ledger-damaged")
