"""Basemap: pictures of another server under the map, where the operator asks for them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from layers.text import Text
from server.errors import SettingsError
from server.exchange.answer import CONTENT_SECURITY_POLICY

# What may stand in a policy: neither blanks nor the marks that end a part of it.
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?")
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_PLACES = {"{z}", "{x}", "{y}"}


@dataclass(frozen=True, slots=True)
class Basemap:
    """A basemap of another server.

    Parameters
    ----------
    url
        Address of raster tiles with {z}, {x} and {y} (Web Mercator, 256 pixels), or of a
        MapLibre style.
    attribution
        Whom the map names as its source.
    origins
        Further servers that the style takes from, such as ``https://tiles.example.org``.

    Raises
    ------
    SettingsError
        `bad-basemap`, if an address is none, or nobody is named.
    """

    url: str
    attribution: str
    origins: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what no page could use."""
        places = set(_PLACEHOLDER.findall(self.url))
        if places not in (set(), _PLACES) or not self.attribution.strip():
            raise SettingsError(
                Text(
                    f"peta dasar {self.url[:80]!r}: yang diminta alamat dengan {{z}}, {{x}} dan "
                    "{y} atau alamat gaya MapLibre, beserta sumbernya (attribution)",
                    f"basemap {self.url[:80]!r}: wanted an address with {{z}}, {{x}} and {{y}} or "
                    "that of a MapLibre style, and whom to name (attribution)",
                ),
                code="bad-basemap",
            )
        for origin in self.hosts:
            if not _ORIGIN.fullmatch(origin):
                raise SettingsError(
                    Text(
                        f"peta dasar: {origin[:80]!r} bukan server; yang diminta seperti "
                        "https://tiles.example.org",
                        f"basemap: {origin[:80]!r} is no server; wanted one like "
                        "https://tiles.example.org",
                    ),
                    code="bad-basemap",
                )

    @property
    def kind(self) -> Literal["raster", "style"]:
        """Whether the address is that of raster tiles or of a style."""
        return "raster" if "{z}" in self.url else "style"

    @property
    def hosts(self) -> tuple[str, ...]:
        """Every server that a page with this basemap asks, each once."""
        parts = urlsplit(self.url)
        return tuple(dict.fromkeys([f"{parts.scheme}://{parts.netloc}", *self.origins]))

    def document(self) -> dict[str, str]:
        """Give what the page must know."""
        return {"kind": self.kind, "url": self.url, "attribution": self.attribution}

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> Basemap | None:
        """Read PENYANGGA_BASEMAP, _BASEMAP_ATTRIBUTION and _BASEMAP_ORIGINS (blanks between)."""
        url = env.get("PENYANGGA_BASEMAP", "")
        if not url:
            return None
        origins = tuple(env.get("PENYANGGA_BASEMAP_ORIGINS", "").split())
        return cls(url, env.get("PENYANGGA_BASEMAP_ATTRIBUTION", ""), origins)


def policy_with(basemap: Basemap | None) -> str:
    """Give the content security policy of the map page: a basemap's servers alone are added.

    Examples
    --------
    >>> told = policy_with(Basemap("https://a.example/{z}/{x}/{y}.png", "A"))
    >>> [part.strip() for part in told.split(";") if "a.example" in part]
    ["img-src 'self' data: blob: https://a.example", "connect-src 'self' https://a.example"]
    """
    if basemap is None:
        return CONTENT_SECURITY_POLICY
    parts = [part.strip() for part in CONTENT_SECURITY_POLICY.split(";")]
    asked = ("connect-src", "img-src")
    more = " ".join(basemap.hosts)
    return "; ".join(f"{one} {more}" if one.startswith(asked) else one for one in parts)
