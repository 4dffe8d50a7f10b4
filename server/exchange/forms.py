"""Forms of an answer: which one a request likes best, and what is said of one not offered."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from layers.text import Text
from server.errors import ParameterError

# What follows in a longer header is not looked at.
_MOST_LETTERS = 1000


@lru_cache(maxsize=256)
def liked_best(accept: str, media: tuple[str, ...]) -> str | None:
    """Give the media type that an Accept header likes best; None where it takes none of them.

    Examples
    --------
    >>> liked_best("text/html;q=0.5, application/json", ("text/html", "application/json"))
    'application/json'
    >>> liked_best("image/png", ("text/html", "application/json")) is None
    True
    """
    found: str | None = parse_accept_header(accept[:_MOST_LETTERS], MIMEAccept).best_match(media)
    return found


def unoffered(name: str, value: str, offered: Iterable[str]) -> ParameterError:
    """Give the error that says a parameter's word is none of those there are.

    Examples
    --------
    >>> str(unoffered("f", "xml", ("json", "html")))
    "f='xml' is not offered; choose json, html"
    """
    known = ", ".join(offered)
    return ParameterError(
        Text(
            f"{name}={value[:40]!r} tidak tersedia; pilih {known}",
            f"{name}={value[:40]!r} is not offered; choose {known}",
        )
    )
