"""A page of items as GeoJSON: the one function behind the front and the Flask route."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from layers import PackedLayer, Page
from server.collection import Collection
from server.config import ServerSettings
from server.exchange.answer import (
    GEOJSON,
    Answer,
    Header,
    coded_answer,
    dump_json,
    fingerprint,
    full_answer,
    not_modified,
)
from server.exchange.ask import Ask
from server.exchange.encoding import likes
from server.exchange.links import encoded, joined, link, link_header, with_parameter
from server.features.negotiation import JSON, OFFERED
from server.features.request import ItemsRequest
from server.features.systems import content_crs
from server.workspace import Workspace

# Of larger pages most is kept deflated; smaller ones are deflated as fast.
PRESSED_FROM = 2_000
_OPEN = b'{"type":"FeatureCollection","features":['
# Stand for parameters in links that are written beforehand; no address holds such a character.
_HERE, _REST, _AFTER = "\x7fhere", "\x7frest", "\x7fafter"
# Before the page's own parameters, before those of the next, and round those of the others.
_LinkText = tuple[str, str, list[str]]


def items_answer(
    workspace: Workspace, ask: Ask, collection: Collection, request: ItemsRequest
) -> Answer:
    """Give a page of features as GeoJSON: 200, or 304 when the client holds it already.

    Parameters
    ----------
    workspace
        Where the packed layer comes from.
    ask
        The request; its base address goes into the links.
    collection, request
        The layer asked and what is asked of it.
    """
    tag = items_tag(ask, collection, JSON, workspace.settings)
    known = not_modified(ask, tag)
    if known is not None:
        return known
    packed = workspace.packed(collection.layer)
    page = bounded_page(packed, request, workspace.settings.page_bytes)
    links = items_links(ask.base_url, collection, request, page, shown=JSON)
    extra = page_headers(links.header, request, workspace.settings)
    if page.as_kept and page.returned >= PRESSED_FROM and likes(ask.accept_encoding, "gzip"):
        pressed = packed.gzip(page, _OPEN, _closing(page, links.members))
        if pressed is not None:
            return coded_answer(pressed, "gzip", media=GEOJSON, tag=tag, extra=extra)
    body = feature_collection(page, links.members)
    return full_answer(ask, body, media=GEOJSON, tag=tag, extra=extra)


def feature_collection(page: Page, links: str) -> bytes:
    """Give a page as a FeatureCollection with its counts and links (a JSON array)."""
    return b"".join((_OPEN, *page.parts, _closing(page, links)))


def _closing(page: Page, links: str) -> bytes:
    counts = f'"numberReturned":{page.returned},"numberMatched":{page.matched}'
    return f'],{counts},"links":{links}}}'.encode()


def items_tag(
    ask: Ask,
    collection: Collection,
    shown: str,
    settings: ServerSettings,
) -> str:
    """Give the entity tag of a page: revision, and a hash of all that the body depends on."""
    layer = collection.layer
    sizes = f"{settings.default_limit},{settings.max_limit},{settings.page_bytes}"
    parts = (ask.base_url, collection.home, layer.modified, ask.query, shown, sizes)
    return f"r{layer.revision}-{fingerprint(*parts)}"


def bounded_page(packed: PackedLayer, request: ItemsRequest, page_bytes: int) -> Page:
    """Give the page asked for, with fewer features when they would exceed the byte budget."""
    return packed.page(request.query, request.shaping.how, most_bytes=page_bytes)


@dataclass(frozen=True, slots=True)
class PageLinks:
    """The links of a page: as a JSON array, as a header, and the address of the next page."""

    members: str
    header: str
    following: str | None


def items_links(
    base_url: str,
    collection: Collection,
    request: ItemsRequest,
    page: Page,
    *,
    shown: str,
) -> PageLinks:
    """Give the links of a page: itself, the next page, its other forms, its collection.

    The next link keeps every parameter; an offset gives way to the page mark.
    """
    home = f"{base_url}{collection.home}"
    given = encoded(request.pairs)
    here = joined("", given)
    rest = "".join([f"{text}&" for name, text in given if name != "f"])
    following, after = None, None
    if page.next_start is not None:
        mark = f"next={collection.layer.revision}-{page.next_start}"
        after = joined("", with_parameter(given, "next", mark, "offset"))
        following = f"{home}/items{after}"
    members, header = filled_links(home, shown, (here, after, rest))
    return PageLinks(members, header, following)


def filled_links(home: str, shown: str, told: tuple[str, str | None, str]) -> tuple[str, str]:
    """Give the links of a page as JSON and as a header.

    Parameters
    ----------
    home
        Address of the collection.
    shown
        The format of the page.
    told
        Parameters of the page and of the next one (None after the last) as they follow an
        address, and those that its other forms share.
    """
    here, after, rest = told
    following = after or ""
    members, header = _link_texts(home, shown, has_next=after is not None)
    return (
        f"{members[0]}{here}{members[1]}{following}{rest.join(members[2])}",
        f"{header[0]}{here}{header[1]}{following}{rest.join(header[2])}",
    )


@lru_cache(maxsize=256)
def _link_texts(home: str, shown: str, *, has_next: bool) -> tuple[_LinkText, _LinkText]:
    """Give the links of pages as JSON and as a header, cut where parameters go."""
    base, media = f"{home}/items", OFFERED[shown]
    links = [
        link(base + _HERE, "self", media),
        *([link(base + _AFTER, "next", media)] if has_next else ()),
        *[
            link(f"{base}?{_REST}f={name}", "alternate", other)
            for name, other in OFFERED.items()
            if name != shown
        ],
        link(home, "collection", "application/json"),
    ]
    return _cut(dump_json(links).decode()), _cut(link_header(links)[1])


def _cut(text: str) -> _LinkText:
    begin, _, tail = text.partition(_HERE)
    then, mark, others = tail.partition(_AFTER)
    return (begin, then, others.split(_REST)) if mark else (begin, "", then.split(_REST))


def page_headers(links: str, request: ItemsRequest, settings: ServerSettings) -> tuple[Header, ...]:
    """Give the headers of a page: links, reference system, and the limit when it was lowered."""
    headers: tuple[Header, ...] = (("Link", links), content_crs(request.shaping.system))
    if request.clamped is None:
        return headers
    return (*headers, ("X-Limit-Applied", str(settings.max_limit)))
