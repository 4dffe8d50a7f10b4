"""What reading promises, on every route: no failure, no way out, no way in, no word too much."""

from __future__ import annotations

import json
import re
from urllib.parse import quote

import pytest

from server.app import create_app
from server.config import ServerSettings

INSIDE = re.compile(
    r"Traceback|File \"|site-packages|\.py\b|SELECT |sqlite|apsw|psycopg|region\.gpkg",
    re.IGNORECASE,
)
SECRET = "canary in its cage"
NASTY = [
    "{url}",
    "{file}",
    "file://{file}",
    "/vsicurl/{url}",
    "../../../../../../etc/passwd",
    "..%2f..%2fsecret",
    "' OR 1=1 --",
    '"; DROP TABLE districts; --',
    "%00",
    "\ud800",
    "٢",
    "NaN",
    "-1",
    "1e999",
    "9" * 400,
    "{{7*7}}",
    "${{jndi:ldap://x}}",
    "<script>alert(1)</script>",
    "[" * 3000,
    '{{"op":"and","args":[' * 200,
    "pg_sleep(10)",
    "\r\nX-Injected: 1",
]
NAMES = (
    *("q", "bbox", "filter", "limit", "crs", "datetime", "properties", "sortby", "f", "lang"),
    *("kind", "at", "activity", "search", "group-by", "by-layer", "collections", "next"),
)


def nasties(site, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    filled = {"url": f"http://127.0.0.1:{site.port}/canary", "file": str(secret)}
    return [text.format(**filled) for text in NASTY]


def encoded(text):
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def readable(app):
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods]
    assert len(rules) > 20
    return sorted({rule.rule for rule in rules})


def told_well(answer, path):
    assert answer.status_code < 500 or answer.status_code == 503, path
    body = answer.get_data().decode("utf-8", "replace")
    assert SECRET not in body, path
    assert "X-Injected" not in answer.headers, path
    if answer.status_code >= 400:
        assert answer.content_type == "application/problem+json", path
        problem = json.loads(body)
        assert re.fullmatch(r"[a-z0-9-]+", problem["code"]), path
        assert not INSIDE.search(re.sub(r"'[^']*'|\"[^\"]*\"", "", problem["detail"])), path
        assert "Traceback" not in body


def test_no_value_does_harm_on_any_route(app, client, site, only_loopback, tmp_path):
    """P1 and P7: no 5xx, no request sent, no file read, no stack or SQL told."""
    texts = nasties(site, tmp_path)
    for number, rule in enumerate(readable(app)):
        for turn in range(3):
            text = texts[(number + turn * 7) % len(texts)]
            path = re.sub(r"<[^>]+>", encoded(text).replace("%2F", "/"), rule)
            told_well(client.get(path), path)
        plain = re.sub(r"<(?:\w+:)?layer_id>", "samples", rule)
        plain = re.sub(r"<[^>]+>", "1", plain)
        for turn, name in enumerate(NAMES):
            path = f"{plain}?{name}={encoded(texts[(number + turn) % len(texts)])}"
            told_well(client.get(path), path)
    assert site.asked == []


@pytest.mark.parametrize("name", NAMES[:9])
def test_every_nasty_value_is_answered_on_items_and_search(client, site, tmp_path, name):
    for text in nasties(site, tmp_path):
        for home in ("/collections/samples/items", "/search"):
            path = f"{home}?{name}={encoded(text)}"
            told_well(client.get(path), path)
    assert site.asked == []


def test_reading_is_for_all_origins_and_writing_for_none(app, client):
    """Access from other origins: everything that is read, never with credentials."""
    for path in ("/", "/search?q=a", "/collections/samples/items", "/nope", "/metrics"):
        answer = client.get(path, headers={"Origin": "https://elsewhere.example"})
        assert answer.headers["Access-Control-Allow-Origin"] == "*", path
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"]
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}
    path = "/processes/coverage/execution"
    assert "Access-Control-Allow-Origin" not in client.options(path, headers=asked).headers
    page = client.get("/search?q=a&f=html").headers["Content-Security-Policy"]
    assert "default-src 'self'" in page
    assert "unsafe" not in page


def test_bodies_have_an_end(published):
    small = create_app(ServerSettings(published.path, body_bytes=1000)).test_client()
    answer = small.post("/processes/coverage/execution", data=b"{" + b" " * 2000 + b"}")
    assert (answer.status_code, answer.get_json()["code"]) == (413, "body-too-large")
