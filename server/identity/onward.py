"""Onward: where somebody is led who is to stay on this service."""

from __future__ import annotations


def is_own_path(path: str) -> bool:
    """Say whether a path stays on this service, however a browser reads it.

    Examples
    --------
    >>> is_own_path("/map?l=roads#map=8/0/117"), is_own_path("//evil.example"), is_own_path("map")
    (True, False, False)
    """
    # Browsers take a backslash for a slash and leave out tabs and ends of lines.
    plain = path.isascii() and path.isprintable() and not set(path) & set("\\ ")
    return plain and path.startswith("/") and not path.startswith("//")
