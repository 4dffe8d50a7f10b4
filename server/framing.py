"""Framing: which other sites may show the map within their own pages."""

from __future__ import annotations

import re
from collections.abc import Iterable

from layers.text import Text
from server.errors import SettingsError

ANYWHERE = "*"
_SITE = re.compile(r"https?://(?:\*\.)?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*(?::[0-9]{1,5})?")
_OWN = "frame-ancestors 'self'"


def read_sites(sites: Iterable[str]) -> tuple[str, ...]:
    """Give the sites as a policy may name them, each once.

    Parameters
    ----------
    sites
        Such as ``https://portal.example.id``, ``https://*.example.id``, or ``*`` for every site.

    Raises
    ------
    SettingsError
        `bad-site`.

    Examples
    --------
    >>> read_sites(["https://portal.example.id/", "https://portal.example.id"])
    ('https://portal.example.id',)
    """
    told = tuple(dict.fromkeys(site.rstrip("/") for site in sites))
    for site in told:
        if site != ANYWHERE and not _SITE.fullmatch(site):
            raise SettingsError(
                Text(
                    f"situs {site[:80]!r}: yang diminta seperti https://portal.example.id, "
                    "https://*.example.id, atau * untuk semua situs",
                    f"site {site[:80]!r}: wanted one like https://portal.example.id, "
                    "https://*.example.id, or * for every site",
                ),
                code="bad-site",
            )
    return told


def framed_policy(policy: str, sites: tuple[str, ...]) -> str:
    """Give a content security policy that lets those sites show a page in theirs.

    Examples
    --------
    >>> framed_policy("frame-ancestors 'self'", ("https://a.example",))
    "frame-ancestors 'self' https://a.example"
    """
    return policy.replace(_OWN, " ".join((_OWN, *sites)))
