"""Links between the pages of the service, in bodies and in Link headers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote

from server.exchange.answer import Header
from server.exchange.language import LANGUAGES

Link = dict[str, str]
Pairs = tuple[tuple[str, str], ...]
_SAFE = ",:/.*"
_PLAIN = re.compile(r"[A-Za-z0-9_.,:/*~-]*")
_NOT_ASCII = re.compile(r"[^\x20-\x7e]|[\"\\]")


def link(href: str, rel: str, media: str, title: str = "", *, hreflang: str = "") -> Link:
    """Give one link object."""
    out = {"href": href, "rel": rel, "type": media}
    if title:
        out["title"] = title
    if hreflang:
        out["hreflang"] = hreflang
    return out


def address(base: str, pairs: Iterable[tuple[str, str]] = ()) -> str:
    """Give a URL with its parameters, readable where that is allowed (bbox=1,2)."""
    return joined(base, encoded(pairs))


def encoded(pairs: Iterable[tuple[str, str]]) -> Pairs:
    """Give each parameter's name, and how it stands in a URL (``name=value``)."""
    pairs = tuple(pairs)
    if _PLAIN.fullmatch("".join([part for pair in pairs for part in pair])):
        return tuple([(name, f"{name}={value}") for name, value in pairs])
    return tuple(
        (name, f"{quote(name, safe=_SAFE)}={quote(value, safe=_SAFE)}") for name, value in pairs
    )


def joined(base: str, parameters: Pairs) -> str:
    """Give a URL with its encoded parameters."""
    if not parameters:
        return base
    return f"{base}?{'&'.join([text for _, text in parameters])}"


def with_parameter(pairs: Pairs, name: str, value: str | None, *drop: str) -> Pairs:
    """Give the parameters with one set (or, for None, removed) and others dropped."""
    kept = tuple(p for p in pairs if p[0] != name and p[0] not in drop)
    return kept if value is None else (*kept, (name, value))


def representations(base: str, pairs: Pairs, media: str, *, shown: str) -> list[Link]:
    """Give self and alternate links of a resource that speaks JSON and HTML.

    Parameters
    ----------
    shown
        The format of this answer, "json" or "html".
    """
    kinds = (("json", media), ("html", "text/html"))
    links = []
    for name, kind in kinds:
        rel = "self" if name == shown else "alternate"
        href = address(base, pairs if rel == "self" else with_parameter(pairs, "f", name))
        links.append(link(href, rel, kind))
    return links


def language_links(base: str, pairs: Pairs, media: str) -> list[Link]:
    """Give a link to the same resource in each language."""
    return [
        link(address(base, with_parameter(pairs, "lang", code)), "alternate", media, hreflang=code)
        for code in LANGUAGES
    ]


def link_header(links: Iterable[Link]) -> Header:
    """Give the Link header that says the same as the links of the body."""
    values = []
    for item in links:
        value = f'<{item["href"]}>; rel="{item["rel"]}"; type="{item["type"]}"'
        if "title" in item:
            value = f'{value}; title="{_NOT_ASCII.sub("", item["title"])}"'
        values.append(value)
    return ("Link", ", ".join(values))
