"""OGC API Features: the items of a collection, page after page along its `next` links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from layers.errors import RemoteError
from layers.schema import Text
from layers.sources.remote.addresses import Target, follow, with_query, without_secrets
from layers.sources.remote.client import Client
from layers.sources.remote.services.gathering import (
    About,
    Gathering,
    Request,
    document_of,
    features_of,
    text_of,
    whole_number,
)

JSON = "application/json"
GEOJSON = "application/geo+json, application/json;q=0.5"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
LONLAT = (CRS84, "http://www.opengis.net/def/crs/OGC/0/CRS84h")


def gather(client: Client, request: Request, out: Gathering) -> About:
    """Take all items of a collection.

    Parameters
    ----------
    client
        Asks the server.
    request
        The landing page with a collection's name, or a collection's own URL.
        Other parameters in the URL (filters, keys) go with every request.
    out
        Takes the features.

    Raises
    ------
    RemoteError
        `no-collection` naming those there are, `not-features`, `wrong-crs`,
        `page-loop`, `changed-while-reading`, `incomplete`, `nothing-there`.
    """
    url, described, base = _collection(client, request)
    _require_lonlat(described, out.host)
    items = _items_link(described, base) or with_query(_below(url, "items"))
    box = ",".join(f"{v:.9g}" for v in request.box) if request.box else None
    first = with_query(items, limit=request.page_size, bbox=box)
    matched = _pages(client, first, base, out)
    out.require_all(matched)
    return About(
        title=text_of(described.get("title")),
        licence=_licence(described),
        attribution=text_of(described.get("attribution")),
        matched=matched,
        details={"collection": text_of(described.get("id")), "url": without_secrets(url)},
    )


def _pages(client: Client, url: str, base: Target | None, out: Gathering) -> int | None:
    """Follow the pages to the last; give how many features the server said there are."""
    matched: int | None = None
    following: str | None = url
    asked: set[str] = set()
    while following:
        if following in asked:
            raise _loop(out)
        asked.add(following)
        page = client.page(following, accept=GEOJSON, base=base)
        base = page.target
        document = document_of(page, out.host)
        features = features_of(document, out.host)
        said = whole_number(document.get("numberMatched"))
        if matched is not None and said is not None and said != matched:
            raise RemoteError(
                Text(
                    f"{out.host} memuat {matched:,} fitur pada awalnya dan {said:,} kemudian; data "
                    "berubah selagi dibaca: coba lagi",
                    f"{out.host} had {matched:,} features at first and {said:,} later; the data "
                    "changed while it was read: try again",
                ),
                code="changed-while-reading",
            )
        matched = said if matched is None else matched
        out.take(features, matched)
        link = _link(document, "next", "geo+json") if features else None
        following = follow(base, link) if link and base else None
    return matched


def _loop(out: Gathering) -> RemoteError:
    return RemoteError(
        Text(
            f"{out.host} menuntun dari halaman ke halaman dalam lingkaran (setelah "
            f"{out.n_pages} halaman); penghalamannya rusak, tidak ada yang diambil",
            f"{out.host} leads from page to page in a circle (after {out.n_pages} pages); its "
            "paging is broken, nothing was taken",
        ),
        code="page-loop",
    )


def _collection(client: Client, request: Request) -> tuple[str, dict[str, Any], Target | None]:
    """Find the collection's URL and description."""
    root, name = _parted(request.url, request.collection)
    if name is None:
        name = _only_one(client, root)
    url = _below(_below(root, "collections"), quote(name, safe=":"))
    page = client.page(with_query(url, f="json"), accept=JSON)
    described = document_of(page, urlsplit(url).hostname or "")
    return url, described, page.target


def _parted(url: str, collection: str | None) -> tuple[str, str | None]:
    """Take the landing page's URL and the collection's name apart."""
    parts = urlsplit(url)
    before, found, after = parts.path.partition("/collections")
    root = urlunsplit((parts.scheme, parts.netloc, before or "/", parts.query, ""))
    root = with_query(root, f=None, limit=None, offset=None, bbox=None)
    name = after.strip("/").removesuffix("/items") if found else ""
    return root, collection or name or None


def _below(url: str, name: str) -> str:
    parts = urlsplit(url)
    path = f"{parts.path.rstrip('/')}/{name}"
    return urlunsplit((parts.scheme, parts.netloc, path, parts.query, ""))


def _only_one(client: Client, root: str) -> str:
    url = with_query(_below(root, "collections"), f="json")
    host = urlsplit(url).hostname or ""
    listed = document_of(client.page(url, accept=JSON), host).get("collections")
    entries = [c for c in listed if isinstance(c, dict)] if isinstance(listed, list) else []
    names = [text_of(c.get("id")) for c in entries if c.get("itemType", "feature") == "feature"]
    if len(names) == 1:
        return names[0]
    some = ", ".join(names[:20]) or "none"
    raise RemoteError(
        Text(
            f"{host} memuat {len(names)} koleksi ({some}); berikan --collection NAMA",
            f"{host} has {len(names)} collections ({some}); give --collection NAME",
        ),
        code="no-collection",
    )


def _require_lonlat(described: Mapping[str, Any], host: str) -> None:
    """Refuse a collection that is not given in longitude and latitude."""
    offered = described.get("crs")
    named = [c for c in offered if isinstance(c, str)] if isinstance(offered, list) else []
    if named and not any(c in LONLAT or c.startswith("#/") for c in named):
        raise RemoteError(
            Text(
                f"{host} memberi koleksi ini hanya dalam {', '.join(named[:5])}; yang diminta "
                "CRS84",
                f"{host} gives this collection only in {', '.join(named[:5])}; wanted CRS84",
            ),
            code="wrong-crs",
        )


def _links(document: Mapping[str, Any], relation: str) -> Sequence[Mapping[str, Any]]:
    links = document.get("links")
    return [
        link
        for link in (links if isinstance(links, list) else [])
        if isinstance(link, dict)
        and link.get("rel") == relation
        and isinstance(link.get("href"), str)
    ]


def _link(document: Mapping[str, Any], relation: str, kind: str) -> str | None:
    """Give the link of a relation, that of the wanted media type first."""
    links = sorted(_links(document, relation), key=lambda k: kind not in str(k.get("type", "")))
    return str(links[0]["href"]) if links else None


def _items_link(described: Mapping[str, Any], base: Target | None) -> str | None:
    fitting = [k for k in _links(described, "items") if "geo+json" in str(k.get("type", ""))]
    return follow(base, str(fitting[0]["href"])) if fitting and base else None


def _licence(described: Mapping[str, Any]) -> str:
    said = text_of(described.get("license"))
    links = _links(described, "license")
    return said or (text_of(links[0].get("title")) or str(links[0]["href"]) if links else "")
