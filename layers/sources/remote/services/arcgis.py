"""ArcGIS REST: the features of a FeatureServer or MapServer layer, by pages or by ids."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit, urlunsplit

from layers.errors import RemoteError
from layers.schema import Text
from layers.sources.readers.dialects import esri_json
from layers.sources.remote.addresses import Target, with_query, without_secrets
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

SERVICE = re.compile(r"^(?P<root>.*/(?:FeatureServer|MapServer))(?:/(?P<layer>\d+))?(?:/query)?/?$")
IDS_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class Table:
    """A layer of a server: where it is, and what it says of itself."""

    url: str
    name: str
    id_field: str | None
    page_size: int
    paged: bool
    geojson: bool
    dates: tuple[str, ...]
    codes: Mapping[str, Mapping[str, str]]
    attribution: str
    target: Target | None


def gather(client: Client, request: Request, out: Gathering) -> About:
    """Take all features of a layer.

    Parameters
    ----------
    client
        Asks the server.
    request
        The URL of a layer (``…/FeatureServer/0``), or of a service with the
        layer's number or name. A `where` and a `token` in the URL are kept.
    out
        Takes the features.

    Raises
    ------
    RemoteError
        `arcgis-error` with the server's words, `no-collection` naming the layers
        there are, `incomplete`, `changed-while-reading`, `nothing-there`.
    """
    table = _table(client, request, out.host)
    query = _query(table, request)
    counted = _ask(client, table, with_query(query, returnCountOnly="true", f="json"), out.host)
    matched = whole_number(counted.get("count"))
    if table.paged:
        _by_pages(client, table, query, out, matched)
    else:
        _by_ids(client, table, query, out, matched)
    out.require_all(matched)
    return About(
        title=table.name,
        attribution=table.attribution,
        codes=table.codes,
        matched=matched,
        details={"collection": table.name, "url": without_secrets(table.url)},
    )


def _by_pages(
    client: Client, table: Table, query: str, out: Gathering, matched: int | None
) -> None:
    while matched is None or out.n_features < matched:
        url = with_query(query, resultOffset=out.n_features, resultRecordCount=table.page_size)
        before = out.n_features
        more = _take(client, table, url, out, matched)
        if out.n_features == before or (matched is None and not more):
            return


def _by_ids(client: Client, table: Table, query: str, out: Gathering, matched: int | None) -> None:
    listed = _ask(client, table, with_query(query, returnIdsOnly="true", f="json"), out.host)
    found = listed.get("objectIds")
    ids = sorted(i for i in (found if isinstance(found, list) else []) if isinstance(i, int))
    for some in _batches(ids, min(table.page_size, IDS_A_PAGE)):
        chosen = with_query(query, where=None, objectIds=",".join(map(str, some)))
        _take(client, table, chosen, out, matched or len(ids))


def _batches(ids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def _take(client: Client, table: Table, url: str, out: Gathering, matched: int | None) -> bool:
    """Take one page; say whether the server has more."""
    form = "geojson" if table.geojson else "json"
    page = client.page(with_query(url, f=form), base=table.target)
    document = _fine(document_of(page, out.host), out.host)
    rows = features_of(document, out.host) if table.geojson else _rows(document, table, out.host)
    out.take([esri_json.with_dates(row, table.dates) for row in rows], matched)
    extra = document.get("properties")
    inner = extra.get("exceededTransferLimit") if isinstance(extra, dict) else False
    return bool(document.get("exceededTransferLimit") or inner)


def _rows(document: Mapping[str, Any], table: Table, host: str) -> list[dict[str, Any]]:
    features = document.get("features")
    reference = document.get("spatialReference")
    wkid = reference.get("wkid") if isinstance(reference, dict) else None
    if not isinstance(features, list) or not all(isinstance(f, dict) for f in features):
        raise RemoteError(
            Text(f"{host} tidak mengirim fitur", f"{host} sends no features"), code="not-features"
        )
    if features and wkid not in (None, 4326):
        raise RemoteError(
            Text(
                f"{host} memberi koordinat dalam {wkid}, padahal yang diminta 4326",
                f"{host} gives coordinates in {wkid}, although 4326 was asked for",
            ),
            code="wrong-crs",
        )
    try:
        return [esri_json.feature(row, table.id_field) for row in features]
    except (ValueError, TypeError, LookupError, AttributeError) as fault:
        raise RemoteError(
            Text(
                f"{host} mengirim yang bukan Esri JSON: {fault}",
                f"{host} sends what is no Esri JSON: {fault}",
            ),
            code="not-features",
        ) from (fault)


def _query(table: Table, request: Request) -> str:
    given = parse_qs(urlsplit(request.url).query)
    box = ",".join(f"{v:.9g}" for v in request.box) if request.box else None
    return with_query(
        f"{table.url.partition('?')[0]}/query",
        where=(given.get("where") or ["1=1"])[0],
        outFields="*",
        returnGeometry="true",
        returnTrueCurves="false",
        outSR=4326,
        geometry=box,
        geometryType="esriGeometryEnvelope" if box else None,
        inSR=4326 if box else None,
        spatialRel="esriSpatialRelIntersects" if box else None,
        orderByFields=table.id_field if table.paged else None,
        token=next(iter(given.get("token", [])), None),
    )


def _table(client: Client, request: Request, host: str) -> Table:
    """Find the layer and read what it says of itself."""
    parts = urlsplit(request.url)
    found = SERVICE.match(parts.path)
    if found is None:
        raise RemoteError(
            Text(
                f"{without_secrets(request.url)}: yang diminta …/FeatureServer/0 atau "
                "…/MapServer/0",
                f"{without_secrets(request.url)}: wanted …/FeatureServer/0 or …/MapServer/0",
            ),
            code="bad-url",
        )
    token = next(iter(parse_qs(parts.query).get("token", [])), None)
    root = urlunsplit((parts.scheme, parts.netloc, found["root"], "", ""))
    number = request.collection or found["layer"]
    if number is None or not number.isascii() or not number.isdigit():
        number = _numbered(client, with_query(root, f="json", token=token), number, host)
    url = f"{root}/{number}"
    page = client.page(with_query(url, f="json", token=token))
    described = _fine(document_of(page, host), host)
    return _described(url, described, request, page.target)


def _described(
    url: str, described: Mapping[str, Any], request: Request, target: Target | None
) -> Table:
    fields = [f for f in described.get("fields") or [] if isinstance(f, dict)]
    by_type = {str(f.get("type")): text_of(f.get("name")) for f in reversed(fields)}
    advanced = described.get("advancedQueryCapabilities")
    paged = isinstance(advanced, dict) and advanced.get("supportsPagination") is True
    most = whole_number(described.get("maxRecordCount")) or 1000
    return Table(
        url=url,
        name=text_of(described.get("name")),
        id_field=text_of(described.get("objectIdField")) or by_type.get("esriFieldTypeOID"),
        page_size=max(1, min(request.page_size, most)),
        paged=paged,
        geojson="geojson" in text_of(described.get("supportedQueryFormats")).lower(),
        dates=tuple(str(f.get("name")) for f in fields if f.get("type") in esri_json.DATES),
        codes=dict(_codes(fields)),
        attribution=text_of(described.get("copyrightText")),
        target=target,
    )


def _codes(fields: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, dict[str, str]]]:
    """Give the coded values of fields: code → meaning."""
    for each in fields:
        domain = each.get("domain")
        values = domain.get("codedValues") if isinstance(domain, dict) else None
        if isinstance(values, list):
            pairs = [v for v in values if isinstance(v, dict) and "code" in v]
            yield str(each.get("name")), {str(v["code"]): text_of(v.get("name")) for v in pairs}


def _numbered(client: Client, url: str, name: str | None, host: str) -> str:
    """Find the number of a layer by its name, or that of the only one."""
    listed = _fine(document_of(client.page(url), host), host).get("layers")
    entries = [c for c in (listed if isinstance(listed, list) else []) if isinstance(c, dict)]
    named = {str(whole_number(c.get("id"))): text_of(c.get("name")) for c in entries}
    fitting = [n for n, title in named.items() if name is None or title == name]
    if len(fitting) == 1:
        return fitting[0]
    some = ", ".join(f"{n} {title}" for n, title in list(named.items())[:20]) or "none"
    raise RemoteError(
        Text(
            f"{host} memuat {len(named)} layer ({some}); berikan --collection NOMOR",
            f"{host} has {len(named)} layers ({some}); give --collection NUMBER",
        ),
        code="no-collection",
    )


def _ask(client: Client, table: Table, url: str, host: str) -> dict[str, Any]:
    return _fine(document_of(client.page(url, base=table.target), host), host)


def _fine(document: dict[str, Any], host: str) -> dict[str, Any]:
    """Refuse an error that came with status 200."""
    error = document.get("error")
    if isinstance(error, dict):
        raise RemoteError(
            Text(
                f"{host} menjawab dengan galat {str(error.get('code'))[:10]}: "
                f"{text_of(error.get('message')) or 'tanpa alasan'}",
                f"{host} answers with error {str(error.get('code'))[:10]}: "
                f"{text_of(error.get('message')) or 'no reason given'}",
            ),
            code="arcgis-error",
        )
    return document
