"""Crossing: requests that a page of another origin makes a browser send (CSRF)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from layers.text import Text
from server.errors import ForbiddenError

_OWN = ("same-origin", "none")


def refuse_crossing(environ: Mapping[str, Any], base_url: str = "") -> None:
    """Refuse what a page of another origin sends; asked of every request that is not just read.

    A browser tells by Sec-Fetch-Site where a request began; an older one by Origin, whose host
    has to be that of the service. Other programs send neither, and act for nobody but themselves.
    Whether a token or a cookie comes along makes no difference.

    Parameters
    ----------
    environ
        WSGI environment.
    base_url
        Public address of the service when a proxy stands in front.

    Raises
    ------
    ForbiddenError
        `cross-site` if it begins elsewhere.
    """
    site = environ.get("HTTP_SEC_FETCH_SITE")
    if site is not None:
        own = site.strip().lower() in _OWN
    else:
        origin = environ.get("HTTP_ORIGIN")
        own = origin is None or _is_ours(origin, environ.get("HTTP_HOST", ""), base_url)
    if not own:
        raise ForbiddenError(
            Text(
                "permintaan ini berasal dari halaman situs lain; kirim dari halaman layanan ini "
                "sendiri, atau dari program tanpa header Origin dan Sec-Fetch-Site",
                "this request comes from a page of another site; send it from a page of this "
                "service, or from a program without the headers Origin and Sec-Fetch-Site",
            ),
            code="cross-site",
        )


def _is_ours(origin: str, host: str, base_url: str) -> bool:
    scheme, _, place = origin.strip().lower().partition("://")
    known = {host.strip().lower(), urlsplit(base_url).netloc.lower()} - {""}
    return scheme in ("http", "https") and place in known
