"""Services: which kind a URL speaks, and its features brought into one file in the cache."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qsl, urlsplit

from layers.errors import RemoteError
from layers.sources.remote.addresses import without_secrets
from layers.sources.remote.cache import Cache, write_note
from layers.sources.remote.client import Client
from layers.sources.remote.downloading import Came, digest, now
from layers.sources.remote.services import arcgis, ogcapi, wfs
from layers.sources.remote.services.gathering import About, Gathering, Listener, Request

Kind = Literal["file", "ogcapi", "wfs", "arcgis"]
GATHERERS: Mapping[str, Callable[[Client, Request, Gathering], About]] = {
    "ogcapi": ogcapi.gather,
    "wfs": wfs.gather,
    "arcgis": arcgis.gather,
}
ARCGIS = re.compile(r"/(?:Feature|Map)Server(?:/|$)", re.IGNORECASE)
OGCAPI = re.compile(r"/collections(?:/[^/]+(?:/items)?)?/?$")


@dataclass(frozen=True, slots=True)
class Gathered:
    """The features of a service in a file, what it said of them, and how they came."""

    path: Path
    about: About
    came: Came
    kind: Kind
    n_features: int
    n_pages: int

    def origin(self) -> dict[str, Any]:
        """Give it as plain data, for the audit."""
        return {
            **self.came.told(),
            "remote": self.kind,
            "n_features": self.n_features,
            "n_pages": self.n_pages,
            "n_matched": self.about.matched,
            **self.about.details,
        }


def told_kind(url: str) -> Kind:
    """Tell from a URL what its server speaks; a plain file where nothing says otherwise.

    Examples
    --------
    >>> told_kind("https://a.example/arcgis/rest/services/x/FeatureServer/0")
    'arcgis'
    >>> told_kind("https://a.example/geoserver/ows?service=WFS")
    'wfs'
    >>> told_kind("https://a.example/api/collections/roads/items")
    'ogcapi'
    >>> told_kind("https://a.example/roads.geojson")
    'file'
    """
    parts = urlsplit(url)
    query = {k.lower(): v.lower() for k, v in parse_qsl(parts.query)}
    if ARCGIS.search(parts.path):
        return "arcgis"
    if query.get("service") == "wfs" or parts.path.rstrip("/").lower().endswith(("/wfs", "/ows")):
        return "wfs"
    return "ogcapi" if OGCAPI.search(parts.path) else "file"


def gather(
    cache: Cache, client: Client, kind: Kind, request: Request, listener: Listener
) -> Gathered:
    """Bring the features of a service into a file: all of them, or none.

    Raises
    ------
    RemoteError
        What the gatherer of the kind raises; nothing is left behind.
    """
    host = urlsplit(request.url).hostname or ""
    key = f"{kind} {request.url} {request.collection} {request.box}"
    with cache.slot(key) as place:
        fresh_place = not place.exists()
        try:
            with Gathering(place / "features.geojsonl", host, listener) as out:
                about = GATHERERS[kind](client, request, out)
        except RemoteError:
            if fresh_place and not any(place.iterdir()):
                place.rmdir()
            raise
        file = out.file.rename(place / f"{_stem(about, kind)}{about.suffix}")
        came = _came(request, file)
        write_note(place, came)
    return Gathered(file, about, came, kind, out.n_features, out.n_pages)


def _stem(about: About, kind: Kind) -> str:
    named = re.sub(r"[^A-Za-z0-9_-]+", "_", str(about.details.get("collection") or ""))
    return named.strip("_")[:60] or kind


def _came(request: Request, file: Path) -> Came:
    moment = now()
    return Came(
        url=without_secrets(request.url),
        final_url=without_secrets(request.url),
        size=file.stat().st_size,
        sha256=digest(file),
        etag="",
        last_modified="",
        content_type="application/gml+xml" if file.suffix == ".gml" else "application/geo+json-seq",
        fetched_at=moment,
        checked_at=moment,
    )
