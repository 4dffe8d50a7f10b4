"""Locality: does a request come from the machine the service runs on."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from server.operations.limiting import client_of, is_local

# Whoever passes a request on says so in one of these, or in any X-Forwarded-….
_PASSED_ON = frozenset(
    f"HTTP_{name}"
    for name in (
        *("FORWARDED", "VIA", "X_REAL_IP", "X_CLIENT_IP", "CLIENT_IP", "TRUE_CLIENT_IP"),
        *("X_CLUSTER_CLIENT_IP", "CF_CONNECTING_IP", "FASTLY_CLIENT_IP", "X_ORIGINAL_HOST"),
        "X_ORIGINAL_FORWARDED_FOR",
    )
)


def is_from_here(environ: Mapping[str, Any]) -> bool:
    """Say whether a request was sent on this machine, to this machine, by nobody in between.

    The address of the connection decides, never one that a header tells. A request that a
    proxy passes on comes from elsewhere, whoever brings it. Host and Origin have to be names
    of this machine as well: a page from elsewhere can make its own name lead here (DNS
    rebinding), but not under a name of ours. What a browser sends for a page of another origin
    is that page's, even if both are of this machine.

    Parameters
    ----------
    environ
        WSGI environment.
    """
    if not is_local(client_of(environ, 0)):
        return False
    if any(name in _PASSED_ON or name.startswith("HTTP_X_FORWARDED") for name in environ):
        return False
    if environ.get("HTTP_SEC_FETCH_SITE", "none").strip().lower() not in ("same-origin", "none"):
        return False
    if not is_loopback(host_of(environ.get("HTTP_HOST", ""))):
        return False
    origin = environ.get("HTTP_ORIGIN")
    return origin is None or is_loopback(host_of(origin.partition("://")[2]))


def is_loopback(host: str) -> bool:
    """Say whether a name is this machine's own.

    Examples
    --------
    >>> is_loopback("localhost"), is_loopback("::1"), is_loopback("127.0.0.1.example.id")
    (True, True, False)
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def host_of(place: str) -> str:
    """Give the host of ``host:port``, in lower case, without the brackets of IPv6; "" for none.

    Examples
    --------
    >>> host_of("[::1]:8000"), host_of("LocalHost"), host_of("a@b")
    ('::1', 'localhost', '')
    """
    try:
        parts = urlsplit(f"//{place}")
        port = parts.port
    except ValueError:
        return ""
    plain = place == parts.netloc and "@" not in place and (port is None or port > 0)
    return (parts.hostname or "") if plain else ""
