"""WFS 1.0, 1.1 and 2.0: the features of a type, page after page, as GeoJSON or else GML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from layers.errors import RemoteError
from layers.schema import Text
from layers.sources.remote.addresses import Target, with_query
from layers.sources.remote.client import Client, Page
from layers.sources.remote.services import safe_xml
from layers.sources.remote.services.gathering import (
    About,
    Gathering,
    Request,
    document_of,
    features_of,
    text_of,
)

VERSIONS = ("2.0.0", "1.1.0", "1.0.0")
LONLAT = re.compile(r"CRS:?84|(?<!\d)4326$", re.IGNORECASE)
LATLON_URN = "urn:ogc:def:crs:EPSG::4326"
CODE = re.compile(r"(\d{4,6})$")
JSON_WORDS = ("geojson", "geo+json", "json")
OURS = ("service", "version", "request", "typename", "typenames", "outputformat", "srsname")
PAGING = ("bbox", "count", "maxfeatures", "startindex", "resulttype", "acceptversions")


@dataclass(frozen=True, slots=True)
class Service:
    """A service as it described itself, and the type asked for."""

    url: str
    version: str
    described: Any
    kind: str
    title: str
    json: str | None
    srs: str | None
    target: Target | None


def gather(client: Client, request: Request, out: Gathering) -> About:
    """Take all features of a type.

    Parameters
    ----------
    client
        Asks the server.
    request
        The URL of a service, with `typeNames` in it or the type as collection.
    out
        Takes the features.

    Raises
    ------
    RemoteError
        `wfs-error` with the server's words, `no-collection` naming the types there
        are, `page-loop`, `incomplete`, `changed-while-reading`, `nothing-there`.
    """
    service = _service(client, request, out.host)
    matched = _counted(client, service, request, out.host)
    take = _take_json if service.json else _take_gml
    crs: str | None = None
    while True:
        url = _asked(service, request, out.n_features, paged=_is_paged(service, request, matched))
        page = client.page(url, base=service.target)
        before = out.n_features
        crs = take(page, out, matched) or crs
        whole = matched is not None and out.n_features >= matched
        if whole or out.n_features == before or not _is_paged(service, request, matched):
            break
    if service.json is None and out.n_features:
        out.write(safe_xml.closing(safe_xml.parse(page.body, out.host)))
    out.require_all(matched)
    return About(
        title=service.title,
        crs=crs,
        matched=matched,
        suffix=".geojsonl" if service.json else ".gml",
        details={"collection": service.kind, "version": service.version},
    )


def _is_paged(service: Service, request: Request, matched: int | None) -> bool:
    return service.version != "1.0.0" and (matched is None or matched > request.page_size)


def _take_json(page: Page, out: Gathering, matched: int | None) -> str | None:
    """Write a page of GeoJSON; give its reference system when it is not lon/lat."""
    if page.body.lstrip()[:1] == b"<":
        safe_xml.parse(page.body, out.host)  # an exception report has its own words
    document = document_of(page, out.host)
    features = features_of(document, out.host)
    out.take(features, matched)
    crs = document.get("crs")
    inner = crs.get("properties") if isinstance(crs, dict) else None
    name = text_of(inner.get("name")) if isinstance(inner, dict) else ""
    code = CODE.search(name)
    return None if not code or LONLAT.search(name) else f"EPSG:{code[1]}"


def _take_gml(page: Page, out: Gathering, matched: int | None) -> str | None:
    """Write the members of a page of GML; the first page opens the document."""
    root = safe_xml.parse(page.body, out.host)
    if safe_xml.local(root) != "FeatureCollection":
        raise RemoteError(
            Text(
                f"{out.host} mengirim {safe_xml.local(root)}, padahal yang diminta fitur",
                f"{out.host} sends {safe_xml.local(root)} where features were wanted",
            ),
            code="not-features",
        )
    found = list(safe_xml.members(root))
    if found:
        out.turn(b"".join(text for text, _ in found))
        if out.n_pages == 1:
            out.write(safe_xml.opening(root))
    for text, ids in found:
        out.know(ids)
        out.write(text)
    out.tell(matched)
    return None


def _asked(service: Service, request: Request, start: int, *, paged: bool) -> str:
    """Give the URL of a page; the order of axes in the box is OWSLib's knowledge."""
    if service.version == "1.0.0":
        return _asked_first_version(service, request)
    lonlat = service.srs if service.srs and LONLAT.search(service.srs) else LATLON_URN
    built = service.described.getGETGetFeatureRequest(
        typename=[service.kind],
        bbox=(*request.box, lonlat) if request.box else None,
        maxfeatures=request.page_size if paged else None,
        srsname=service.srs,
        outputFormat=service.json,
        startindex=start if paged else None,
    )
    return with_query(service.url, **dict(parse_qsl(urlsplit(built).query)))


def _asked_first_version(service: Service, request: Request) -> str:
    """Give the URL for WFS 1.0, where a box is in the type's own system and x comes first."""
    in_degrees = service.srs is not None and LONLAT.search(service.srs) is not None
    box = ",".join(str(v) for v in request.box) if request.box and in_degrees else None
    return with_query(
        service.url,
        service="WFS",
        version="1.0.0",
        request="GetFeature",
        typename=service.kind,
        bbox=box,
        srsname=service.srs,
        outputFormat=service.json,
    )


def _counted(client: Client, service: Service, request: Request, host: str) -> int | None:
    """Ask how many features there are; None where the service does not know."""
    if service.version == "1.0.0":
        return None
    url = with_query(_asked(service, request, 0, paged=False), resultType="hits", outputFormat=None)
    try:
        root = safe_xml.parse(client.page(url, base=service.target).body, host)
    except RemoteError as fault:
        if fault.code in ("wfs-error", "not-xml", "http-400"):
            return None
        raise
    said = root.get("numberMatched") or root.get("numberOfFeatures") or ""
    return int(said) if said.isascii() and said.isdigit() and len(said) < 16 else None


def _service(client: Client, request: Request, host: str) -> Service:
    given = {k.lower(): v for k, v in parse_qsl(urlsplit(request.url).query)}
    url = with_query(request.url, **dict.fromkeys((*OURS, *PAGING)))
    version = given.get("version", VERSIONS[0])
    capabilities = with_query(url, service="WFS", request="GetCapabilities", version=version)
    page = client.page(capabilities)
    root = safe_xml.parse(page.body, host)
    spoken = str(root.get("version") or "")
    if spoken not in VERSIONS:
        raise RemoteError(
            Text(
                f"{host} memakai WFS {spoken[:20] or 'tanpa versi'}; yang diminta "
                f"{', '.join(VERSIONS)}",
                f"{host} speaks WFS {spoken[:20] or 'of no version'}; wanted {', '.join(VERSIONS)}",
            ),
            code="not-features",
        )
    described = _described(url, spoken, page.body, host)
    asked = request.collection or given.get("typenames") or given.get("typename")
    kind = _kind(described.contents, asked, host)
    content = described.contents[kind]
    form = _json_form(described, content)
    return Service(
        url=url,
        version=spoken,
        described=described,
        kind=kind,
        title=text_of(content.title),
        json=form,
        srs=_srs(content, as_json=form is not None),
        target=page.target,
    )


def _described(url: str, version: str, body: bytes, host: str) -> Any:
    """Let OWSLib read the capabilities; it asks no one itself."""
    from owslib.wfs import WebFeatureService

    try:
        return WebFeatureService(url, version=version, xml=body)
    except (AttributeError, LookupError, TypeError, ValueError) as fault:
        raise RemoteError(
            Text(
                f"{host} menguraikan dirinya dengan cara yang tidak terbaca "
                f"({type(fault).__name__}: {str(fault)[:80]})",
                f"{host} describes itself in a way that cannot be read ({type(fault).__name__}: "
                f"{str(fault)[:80]})",
            ),
            code="not-xml",
        ) from fault


def _kind(contents: Mapping[str, Any], asked: str | None, host: str) -> str:
    """Find the type asked for, its prefix left out or not, or the only one."""
    names = list(contents)
    fitting = [n for n in names if asked is None or asked in (n, n.rpartition(":")[2])]
    if len(fitting) == 1:
        return fitting[0]
    some = ", ".join(names[:20]) or "none"
    raise RemoteError(
        Text(
            f"{host} memuat {len(names)} jenis fitur ({some}); berikan --collection NAMA",
            f"{host} has {len(names)} feature types ({some}); give --collection NAME",
        ),
        code="no-collection",
    )


def _json_form(described: Any, content: Any) -> str | None:
    """Give the server's own word for GeoJSON, None if it has none."""
    forms = [str(f) for f in getattr(content, "outputFormats", None) or []]
    operation = described.getOperationByName("GetFeature")
    parameters = getattr(operation, "parameters", None) or {}
    forms += [str(v) for v in (parameters.get("outputFormat") or {}).get("values", [])]
    forms += [str(f).rpartition("}")[2] for f in getattr(operation, "formatOptions", None) or []]
    for word in JSON_WORDS:
        found = [f for f in forms if word in f.lower() and "jsonp" not in f.lower()]
        if found:
            return min(found, key=len)
    return None


def _srs(content: Any, *, as_json: bool) -> str | None:
    """Choose longitude and latitude where the type is given in it."""
    offered = [str(c.id) for c in content.crsOptions]
    lonlat = [c for c in offered if LONLAT.search(c)]
    if not lonlat:
        return offered[0] if offered else None
    # In GeoJSON x is the longitude; the short name says the same to servers that care.
    return "EPSG:4326" if as_json else lonlat[0]
