"""The hits of a search as JSON and as GeoJSON, with links to what was found."""

from __future__ import annotations

from typing import Any

from layers.searching import KINDS, Hit
from server.exchange.answer import GEOJSON, JSON
from server.exchange.language import Language, say
from server.exchange.links import Link, address, link
from server.searching.request import SearchRequest

# Zoom at which one sees a thing of no extent.
CLOSE = 14


def search_document(
    request: SearchRequest, hits: tuple[Hit, ...], base_url: str, language: Language
) -> dict[str, Any]:
    """Give the answer as JSON: what was asked, and the hits, the best first."""
    return {
        "query": request.text,
        "numberReturned": len(hits),
        "hits": [_hit(hit, base_url, language) for hit in hits],
        "links": _links(request, base_url, "json"),
    }


def search_collection(
    request: SearchRequest, hits: tuple[Hit, ...], base_url: str, language: Language
) -> dict[str, Any]:
    """Give the answer as GeoJSON: a feature for each hit, its point as geometry."""
    features = []
    for hit in hits:
        told = _hit(hit, base_url, language)
        point, box, links = told.pop("point"), told.pop("bbox"), told.pop("links")
        features.append(
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": point} if point else None,
                **({"bbox": box} if box else {}),
                "properties": told,
                "links": links,
            }
        )
    return {
        "type": "FeatureCollection",
        "query": request.text,
        "numberReturned": len(hits),
        "features": features,
        "links": _links(request, base_url, "geojson"),
    }


def _links(request: SearchRequest, base_url: str, shown: str) -> list[Link]:
    pairs = tuple(pair for pair in request.pairs if pair[0] != "f")
    media = {"json": JSON, "geojson": GEOJSON, "html": "text/html"}
    return [
        link(
            address(f"{base_url}/search", (*pairs, ("f", form))),
            "self" if form == shown else "alternate",
            kind,
        )
        for form, kind in media.items()
    ]


def _hit(hit: Hit, base_url: str, language: Language) -> dict[str, Any]:
    told = hit.to_dict()
    return {
        **told,
        "title": say(hit.title, language),
        "context": say(hit.context, language),
        "kind_title": say(KINDS[hit.kind].title, language),
        "value": {hit.value[0]: hit.value[1]} if hit.value else None,
        "links": hit_links(hit, base_url),
    }


def hit_links(hit: Hit, base_url: str) -> list[Link]:
    """Give where a hit leads: its feature, its features, its layer, its place on the map."""
    home = f"{base_url}/collections/{hit.layer}"
    links = []
    if hit.kind == "layer":
        links.append(link(home, "collection", JSON))
    elif hit.layer and hit.feature is not None:
        links.append(link(f"{home}/items/{hit.feature}", "item", GEOJSON))
    elif hit.layer and hit.value:
        links.append(link(address(f"{home}/items", [hit.value]), "items", GEOJSON))
    if hit.kind == "activity":
        found = address(f"{base_url}/zoning/activities", [("search", hit.code)])
        links.append(link(found, "related", JSON))
    if hit.place:
        links.append(link(_on_map(hit.place, base_url), "map", "text/html"))
    return links


def _on_map(place: tuple[float, float], base_url: str) -> str:
    lon, lat = place
    shown = address(f"{base_url}/map", [("at", f"{lon:.5f},{lat:.5f}")])
    return f"{shown}#map={CLOSE}/{lat:.5f}/{lon:.5f}"
