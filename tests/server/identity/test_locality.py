"""What comes from this machine itself, and what only says so."""

from __future__ import annotations

import pytest

from server.identity.locality import host_of, is_from_here

HERE = {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "127.0.0.1:8000"}


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"REMOTE_ADDR": "127.0.0.53"},
        {"REMOTE_ADDR": "::1", "HTTP_HOST": "[::1]:8000"},
        {"REMOTE_ADDR": "::ffff:127.0.0.1"},
        {"HTTP_HOST": "LOCALHOST"},
        {"HTTP_ORIGIN": "http://localhost:8000", "HTTP_SEC_FETCH_SITE": "same-origin"},
    ],
)
def test_this_machine(more):
    assert is_from_here(HERE | more)


@pytest.mark.parametrize(
    "more",
    [
        {"REMOTE_ADDR": "192.168.1.4"},
        {"REMOTE_ADDR": "::ffff:10.0.0.1"},
        {"REMOTE_ADDR": "unix:"},
        {"REMOTE_ADDR": ""},
        {"HTTP_HOST": "evil.example:8000"},
        {"HTTP_HOST": "127.0.0.1.evil.example"},
        {"HTTP_HOST": "localhost@evil.example"},
        {"HTTP_HOST": "localhost,evil.example"},
        {"HTTP_HOST": "localhost/"},
        {"HTTP_HOST": "localhost:99999"},
        {"HTTP_HOST": "192.168.1.4:8000"},
        {"HTTP_HOST": ""},
        {"HTTP_ORIGIN": "https://peta.example.id", "HTTP_SEC_FETCH_SITE": "same-origin"},
        {"HTTP_ORIGIN": "null"},
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_SEC_FETCH_SITE": "same-site", "HTTP_ORIGIN": "http://localhost:9000"},
        *(
            {f"HTTP_{name}": "127.0.0.1"}
            for name in (
                *("X_FORWARDED_FOR", "X_FORWARDED_HOST", "X_FORWARDED_PROTO", "X_FORWARDED_BY"),
                *("FORWARDED", "VIA", "X_REAL_IP", "CF_CONNECTING_IP", "TRUE_CLIENT_IP"),
            )
        ),
    ],
)
def test_elsewhere(more):
    assert not is_from_here(HERE | more)


def test_hosts():
    wanted = {"a.id": "a.id", "A.id:80": "a.id", "[::1]": "::1", "a b": "a b"}
    wanted |= dict.fromkeys(("[::1", "", ":1", "a@b", "a/b", "a?b"), "")
    assert {place: host_of(place) for place in wanted} == wanted
