"""A layer from a server: brought here whole first, then added like any file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from layers.ingest.adding import add, require_room
from layers.ingest.options import ImportOptions, Workspace
from layers.sources import files
from layers.sources.cutting.apart import Wish, join_apart
from layers.sources.remote.addresses import without_secrets
from layers.sources.remote.cache import Cache, Kept, default_folder
from layers.sources.remote.client import Client
from layers.sources.remote.downloading import Wanted
from layers.sources.remote.services import choosing
from layers.sources.remote.services.choosing import Kind
from layers.sources.remote.services.gathering import Request
from layers.sources.report import ImportReport, Progress

Listener = Callable[[str, int, int], None]
MAX_FILE_BYTES = 1_000_000_000
RASTERS = (".tif", ".tiff")
MEDIA_SUFFIXES = {
    "application/geo+json": ".geojson",
    "application/json": ".geojson",
    "application/geo+json-seq": ".geojsonl",
    "application/geopackage+sqlite3": ".gpkg",
    "application/gml+xml": ".gml",
    "application/vnd.google-earth.kml+xml": ".kml",
    "application/vnd.google-earth.kmz": ".kmz",
    "application/x-zip-compressed": ".zip",
    "application/zip": ".zip",
    "image/tiff": ".tif",
    "text/csv": ".csv",
}


def deaf(what: str, done: int, total: int) -> None:
    """Take a progress report and do nothing with it."""


@dataclass(frozen=True)
class RemoteOptions:
    """How a server is to be asked.

    Attributes
    ----------
    kind
        What the server speaks; None to tell it from the URL.
    collection
        Collection, feature type or layer to take, where there are several.
    cache
        Folder of fetched files; None for the user's own.
    refresh
        Ask whether a fetched file is still the same before taking it.
    client
        Asks the server.
    listener
        Called while things come: what, how much, of how much (0: not known).
    """

    kind: Kind | None = None
    collection: str | None = None
    cache: Path | None = None
    refresh: bool = True
    client: Client = field(default_factory=Client)
    listener: Listener = deaf

    def kept_in(self) -> Cache:
        """Give the cache asked for, or the user's own."""
        return Cache(self.cache or default_folder())


def add_remote(
    catalogue: Workspace,
    url: str,
    *,
    layer_id: str,
    remote: RemoteOptions | None = None,
    progress: Progress | None = None,
    **options: Any,
) -> ImportReport:
    """Add what is behind a URL as a layer: all of it, or nothing.

    Parameters
    ----------
    catalogue
        The workspace.
    url
        ``https://…``: a file, an OGC API collection, a WFS or an ArcGIS layer.
    layer_id
        Id of the layer.
    remote
        How the server is to be asked.
    progress
        As in `layers.ingest.add`.
    **options
        The fields of `ImportOptions`; with `bbox`, only what touches it is asked for.

    Raises
    ------
    RemoteError
        The server cannot be reached, refuses, or sends what cannot be taken.
    SourceError, CRSError, ImportRefusedError, LayerExistsError, SchemaError
        As in `layers.ingest.add`.
    """
    asked = remote or RemoteOptions()
    require_room(catalogue, layer_id, ImportOptions(**options))
    given = {"progress": progress, **options}
    kind = asked.kind or choosing.told_kind(url)
    if kind == "file":
        return _add_file(catalogue, url, layer_id, asked, given)
    request = Request(url, asked.collection, given.get("bbox"))
    gathered = choosing.gather(
        asked.kept_in(),
        asked.client,
        kind,
        request,
        lambda done, total: asked.listener(asked.collection or kind, done, total),
    )
    about = gathered.about
    told = {
        "source": without_secrets(url),
        "title": about.title if about.title and layer_id not in catalogue else None,
        "licence": about.licence or None,
        "attribution": about.attribution or None,
        "crs": about.crs,
        "codes": about.codes,
        "origin": gathered.origin(),
    }
    return add(catalogue, gathered.path, layer_id=layer_id, **_filled(given, told))


def _add_file(
    catalogue: Workspace, url: str, layer_id: str, asked: RemoteOptions, options: dict[str, Any]
) -> ImportReport:
    wanted = Wanted(url, max_bytes=MAX_FILE_BYTES)
    name = url.rpartition("/")[2][:60]
    kept = asked.kept_in().fetch(
        asked.client,
        wanted,
        refresh=asked.refresh,
        listener=lambda done, total: asked.listener(name, done, total),
    )
    origin = kept.came.told()
    with asked.kept_in().bench() as bench:
        path = _named(kept, bench)
        if path.suffix in RASTERS and options.get("bbox"):
            wish = Wish(options["bbox"], "mode")
            origin = {**origin, "work": join_apart([path], wish, bench / f"cut-{path.name}")}
            path = bench / f"cut-{path.name}"
        given = {"source": without_secrets(url), "origin": origin}
        return add(catalogue, path, layer_id=layer_id, **_filled(options, given))


def _named(kept: Kept, bench: Path) -> Path:
    """Give the file under a name that says what it is, where its URL did not."""
    if kept.path.suffix.lower() in files.SUFFIXES:
        return kept.path
    suffix = MEDIA_SUFFIXES.get(kept.came.content_type, "")
    named = bench / f"{kept.path.name}{suffix}"
    named.symlink_to(kept.path.resolve())
    return named


def _filled(options: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """Give the caller's options, and ours where the caller said nothing."""
    said = {k: v for k, v in options.items() if v is not None}
    return {**given, **said}
