"""Paths that stay on this service."""

from __future__ import annotations

from server.identity.onward import is_own_path


def test_what_stays():
    for path in ("/", "/map?l=roads:0.5,zoning&lang=en#map=10.4/-1.24/116.93", "/a//b", "/%2f"):
        assert is_own_path(path), path


def test_what_leads_away_or_may():
    for path in (
        *(
            "",
            "map",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "https://evil.example",
        ),
        *("javascript:alert(1)", "/\t/evil.example", "/\n", "\n//evil.example", " /", "/a b", "/é"),
    ):
        assert not is_own_path(path), path
