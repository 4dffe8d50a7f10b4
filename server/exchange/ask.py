"""Ask: the few things of a request that answers depend on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from server.exchange.forms import liked_best
from server.exchange.language import Language, preferred_language

Format = Literal["json", "html"]
_HOST = re.compile(r"[A-Za-z0-9._-]+(?::[0-9]{1,5})?|\[[0-9A-Fa-f:.]+\](?::[0-9]{1,5})?")
_MEDIA = ("application/geo+json", "application/json", "text/html")


@dataclass(frozen=True, slots=True)
class Ask:
    """A request, seen by the front and by Flask in the same way.

    `base_url` is the public address of the service without a final slash,
    `path` begins with one, `query` is the raw query string.
    """

    base_url: str
    path: str
    query: str
    accept: str
    accept_language: str
    accept_encoding: str
    if_none_match: str

    @classmethod
    def from_environ(cls, environ: dict[str, Any], base_url: str = "") -> Ask:
        """Read a WSGI environment.

        Parameters
        ----------
        environ
            The WSGI environment of the request.
        base_url
            Public address of the service when a proxy stands in front.
        """
        get = environ.get
        if not base_url:
            host = get("HTTP_HOST", "")
            if not _is_host(host):
                host = f"{environ['SERVER_NAME']}:{environ['SERVER_PORT']}"
            base_url = f"{environ['wsgi.url_scheme']}://{host}{get('SCRIPT_NAME', '')}"
        return cls(
            base_url,
            environ["PATH_INFO"],
            get("QUERY_STRING", ""),
            get("HTTP_ACCEPT", ""),
            get("HTTP_ACCEPT_LANGUAGE", ""),
            get("HTTP_ACCEPT_ENCODING", ""),
            get("HTTP_IF_NONE_MATCH", ""),
        )

    def format(self, wanted: Format | None) -> Format:
        """Give the format: the `f` parameter's, else what the Accept header likes best."""
        return wanted or _preferred_format(self.accept)

    def language(self, wanted: Language | None, default: Language) -> Language:
        """Give the language: the `lang` parameter's, else the Accept-Language header's."""
        return wanted or preferred_language(self.accept_language, default)


@lru_cache(maxsize=256)
def _is_host(text: str) -> bool:
    return _HOST.fullmatch(text) is not None


def _preferred_format(accept: str) -> Format:
    if "html" not in accept:
        return "json"
    return "html" if liked_best(accept, _MEDIA) == "text/html" else "json"
