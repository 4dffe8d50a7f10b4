"""What of a request answers depend on."""

from __future__ import annotations

import pytest
from werkzeug.test import create_environ

from server.exchange.ask import Ask

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def ask_for(accept: str = "", **more: str) -> Ask:
    return Ask("http://x", "/", "", accept, more.get("language", ""), "", "")


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", "json"),
        ("*/*", "json"),
        (BROWSER, "html"),
        ("application/geo+json", "json"),
        ("text/html;q=0.1, application/json", "json"),
        ("image/png", "json"),
        ("text/html", "html"),
    ],
)
def test_the_accept_header_chooses_the_format(accept, expected):
    assert ask_for(accept).format(None) == expected


def test_the_parameter_wins_over_the_header():
    assert ask_for(BROWSER).format("json") == "json"
    assert ask_for("").language("en", "id") == "en"
    assert ask_for(language="en").language(None, "id") == "en"


def test_the_environment_is_read():
    environ = create_environ(
        "/collections", "https://peta.example/sub", headers={"If-None-Match": '"a"'}
    )
    ask = Ask.from_environ(environ)
    assert ask.base_url == "https://peta.example/sub"
    assert ask.path == "/collections"
    assert ask.if_none_match == '"a"'


def test_a_public_address_replaces_the_host():
    environ = create_environ("/", "http://inner:8000")
    assert Ask.from_environ(environ, "https://outer").base_url == "https://outer"


@pytest.mark.parametrize("host", ['a"b', "a b", "a>b", "a/b", "x\\y", "é"])
def test_a_host_that_is_none_stays_out_of_links(host):
    environ = create_environ("/", "http://inner:8000") | {"HTTP_HOST": host}
    assert Ask.from_environ(environ).base_url == "http://inner:8000"
