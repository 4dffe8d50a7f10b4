"""Fetching: a data set of the catalogue brought here, cut to a region, and added as a layer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from layers.errors import RemoteError
from layers.ingest.adding import add, require_room
from layers.ingest.options import ImportOptions, Workspace
from layers.ingest.remote import RemoteOptions
from layers.schema import Text
from layers.sources.cutting import apart, footprints
from layers.sources.limits import Limits
from layers.sources.remote.cache import Kept, file_name
from layers.sources.remote.downloading import Wanted
from layers.sources.remote.open_data import OpenData, find
from layers.sources.remote.services.gathering import document_of, text_of
from layers.sources.remote.tilings import tiles
from layers.sources.report import ImportReport, Progress

Box = tuple[float, float, float, float]
MAX_BYTES = 4_000_000_000
ABSENT = frozenset({"http-403", "http-404"})


@dataclass(frozen=True)
class FetchOptions:
    """What of a data set is wanted, and from where.

    Attributes
    ----------
    box
        (west, south, east, north) in degrees.
    parameters
        Values for the data set's parameters.
    layer_id
        Id of the layer; None for the usual one.
    mirror
        URL that stands for the provider's host, paths as there.
    cell_m
        Wanted size of raster cells in metres, None for their own.
    remote
        Cache, client and listener.
    """

    box: Box
    parameters: Mapping[str, str] = field(default_factory=dict)
    layer_id: str | None = None
    mirror: str = ""
    cell_m: float | None = None
    remote: RemoteOptions = field(default_factory=RemoteOptions)


@dataclass(frozen=True)
class Plan:
    """What will be fetched: the data set, its parameters, the URLs and the layer."""

    data: OpenData
    chosen: Mapping[str, str]
    urls: Mapping[str, str]
    layer_id: str
    box: Box

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain data for JSON."""
        return {
            "data": self.data.id,
            "parameters": dict(self.chosen),
            "urls": list(self.urls.values()),
            "layer": self.layer_id,
            "bbox": list(self.box),
            "size_mb": round(self.data.size_mb * len(self.urls), 1),
            "licence": self.data.licence,
            "attribution": self.data.attribution,
            "basis": self.data.basis,
        }


@dataclass(frozen=True)
class Fetched:
    """What came of it: the import's report, the files, and tiles that do not exist."""

    plan: Plan
    report: ImportReport
    files: tuple[Kept, ...]
    absent: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain data for JSON."""
        return {
            "plan": self.plan.to_dict(),
            "report": self.report.to_dict(),
            "files": [{"path": str(k.path), **k.came.told()} for k in self.files],
            "absent_tiles": list(self.absent),
        }


def plan(source_id: str, asked: FetchOptions) -> Plan:
    """Say what would be fetched; nobody is asked.

    Raises
    ------
    SourceError
        `unknown-data`, `parameter-unknown`, `parameter-wrong`.
    """
    data = find(source_id)
    chosen = data.chosen(asked.parameters)
    names = tiles(data.tiling, asked.box) if data.tiling else [""]
    urls = {n: data.address(chosen, tile=n, mirror=asked.mirror) for n in names}
    return Plan(data, chosen, urls, asked.layer_id or data.layer_id(chosen), asked.box)


def fetch(
    catalogue: Workspace,
    source_id: str,
    asked: FetchOptions,
    *,
    progress: Progress | None = None,
    **options: Any,
) -> Fetched:
    """Bring a data set here and add what touches a box as a layer: all of it, or nothing.

    Parameters
    ----------
    catalogue
        The workspace.
    source_id
        Id in the catalogue of open data.
    asked
        What of it is wanted.
    progress
        As in `layers.ingest.add`.
    **options
        The fields of `ImportOptions`; they go before what the catalogue says.

    Raises
    ------
    RemoteError
        The server cannot be reached, or sends what cannot be taken.
    SourceError, ImportRefusedError, LayerExistsError, SchemaError
        As in `layers.ingest.add`.
    """
    planned = plan(source_id, asked)
    wanted = {"theme": planned.data.theme, **{k: v for k, v in options.items() if v is not None}}
    require_room(catalogue, planned.layer_id, ImportOptions(**wanted))
    described = _described(planned, fresh=planned.layer_id not in catalogue)
    with asked.remote.kept_in().bench() as bench:
        loaded = LOADERS[planned.data.loader](planned, asked, bench)
        given = {**described, **loaded.said, "origin": _origin(planned, loaded)}
        report = add(
            catalogue,
            loaded.path,
            layer_id=planned.layer_id,
            progress=progress,
            **{k: v for k, v in {**given, **wanted}.items() if v is not None},
        )
    return Fetched(planned, report, loaded.files, loaded.absent)


@dataclass(frozen=True)
class Loaded:
    """A file ready to be added, what it was made of, and what is said of it."""

    path: Path
    files: tuple[Kept, ...]
    absent: tuple[str, ...] = ()
    said: Mapping[str, Any] = field(default_factory=dict)
    work: Mapping[str, Any] = field(default_factory=dict)


def _described(planned: Plan, *, fresh: bool) -> dict[str, Any]:
    data = planned.data
    date = data.data_date.format(**planned.chosen)
    return {
        "title": data.title if fresh else None,
        "source": f"{data.title.en} ({data.provider})",
        "licence": data.licence,
        "attribution": data.attribution,
        "data_date": date or None,
        "trust": data.trust,
        "limits": Limits(file_bytes=MAX_BYTES),
        "unit": data.unit,
        "legend": data.legend,
    }


def _origin(planned: Plan, loaded: Loaded) -> dict[str, Any]:
    return {
        "open_data": planned.data.id,
        "parameters": dict(planned.chosen),
        "bbox": list(planned.box),
        "files": [kept.came.told() for kept in loaded.files],
        "absent_tiles": list(loaded.absent),
        **({"work": dict(loaded.work)} if loaded.work else {}),
    }


def _load_file(planned: Plan, asked: FetchOptions, bench: Path) -> Loaded:
    del bench
    (url,) = planned.urls.values()
    kept = _one(asked, Wanted(url, md5=_md5(planned, asked, url), max_bytes=MAX_BYTES))
    return Loaded(kept.path, (kept,), said={"bbox": planned.box})


def _load_geoboundaries(planned: Plan, asked: FetchOptions, bench: Path) -> Loaded:
    """Ask the API where the boundaries are, and take its word on year, source and licence."""
    del bench
    (url,) = planned.urls.values()
    page = asked.remote.client.page(url, accept="application/json")
    host = urlsplit(url).hostname or ""
    answer = document_of(page, host)
    link = text_of(answer.get("gjDownloadURL"), longest=2000)
    if not link:
        raise RemoteError(
            Text(
                f"{host} tidak menyebut berkas batas (tanpa gjDownloadURL); API-nya berubah",
                f"{host} names no file of boundaries (no gjDownloadURL); its API has changed",
            ),
            code="not-features",
        )
    kept = _one(asked, Wanted(_mirrored(link, asked.mirror), max_bytes=MAX_BYTES))
    data, year = planned.data, text_of(answer.get("boundaryYearRepresented"))
    source = text_of(answer.get("boundarySource"))
    said = {
        "bbox": planned.box,
        "licence": text_of(answer.get("boundaryLicense")) or data.licence,
        "attribution": f"{data.attribution}; {source}" if source else data.attribution,
        "data_date": year if re.fullmatch(r"(?:19|20)\d\d", year, re.ASCII) else None,
    }
    return Loaded(
        kept.path, (kept,), said=said, work={"boundary_id": text_of(answer.get("boundaryID"))}
    )


def _load_raster(planned: Plan, asked: FetchOptions, bench: Path) -> Loaded:
    files, absent = _several(planned, asked)
    target = bench / f"{planned.layer_id}.tif"
    data = planned.data
    wish = apart.Wish(planned.box, data.how, asked.cell_m, data.nodata)
    work = apart.join_apart([k.path for k in files], wish, target, _working(asked, data.id))
    return Loaded(target, files, absent, work=work)


def _load_buildings(planned: Plan, asked: FetchOptions, bench: Path) -> Loaded:
    files, absent = _several(planned, asked)
    target = bench / f"{planned.layer_id}.csv"
    wish = footprints.Wish(planned.box, float(planned.chosen["confidence"]))
    paths, listener = [k.path for k in files], _working(asked, planned.data.id)
    work = footprints.cut_apart(paths, wish, target, listener)
    if not work["n_written"]:
        raise RemoteError(
            Text(
                f"{planned.data.id}: tidak ada bangunan di dalam kotak (dari {work['n_read']:,} "
                "di petak-petaknya)",
                f"{planned.data.id}: no buildings in the box (of {work['n_read']:,} in its tiles)",
            ),
            code="nothing-there",
        )
    return Loaded(target, files, absent, said={"crs": "EPSG:4326"}, work=work)


Loader = Callable[[Plan, FetchOptions, Path], Loaded]
LOADERS: Mapping[str, Loader] = {
    "file": _load_file,
    "geoboundaries": _load_geoboundaries,
    "raster": _load_raster,
    "tiles": _load_raster,
    "buildings": _load_buildings,
}


def _working(asked: FetchOptions, name: str) -> Callable[[str, int, int], None]:
    return lambda _, done, total: asked.remote.listener(name, done, total)


def _one(asked: FetchOptions, wanted: Wanted) -> Kept:
    """Fetch one file, telling how far it is."""
    remote, name = asked.remote, file_name(wanted.url)
    return remote.kept_in().fetch(
        remote.client,
        wanted,
        refresh=remote.refresh,
        listener=lambda done, total: remote.listener(name, done, total),
    )


def _several(planned: Plan, asked: FetchOptions) -> tuple[tuple[Kept, ...], tuple[str, ...]]:
    """Fetch every tile that exists; the sea has none.

    Raises
    ------
    RemoteError
        `nothing-there` when no tile exists, and what fetching one raises.
    """
    files, absent = [], []
    for name, url in planned.urls.items():
        try:
            files.append(_one(asked, Wanted(url, max_bytes=MAX_BYTES)))
        except RemoteError as fault:
            if fault.code not in ABSENT or not planned.data.tiling:
                raise
            absent.append(name)
    if not files:
        raise RemoteError(
            Text(
                f"{planned.data.id}: tidak satu pun petak {', '.join(absent)} ada di server; "
                "kotaknya barangkali di laut, atau alamatnya berubah",
                f"{planned.data.id}: none of the tiles {', '.join(absent)} exists on the server; "
                "the box may lie at sea, or the addresses have changed",
            ),
            code="nothing-there",
        )
    return tuple(files), tuple(absent)


def _md5(planned: Plan, asked: FetchOptions, url: str) -> str:
    """Read the checksum that lies beside a file, nothing where there is none."""
    if not planned.data.checksum:
        return ""
    try:
        page = asked.remote.client.page(url + planned.data.checksum, max_bytes=10_000)
    except RemoteError as fault:
        if fault.code not in ABSENT:
            raise
        return ""
    found = re.match(rb"\s*([0-9a-fA-F]{32})\b", page.body)
    return found[1].decode().lower() if found else ""


def _mirrored(url: str, mirror: str) -> str:
    if not mirror:
        return url
    there, parts = urlsplit(mirror), urlsplit(url)
    path = there.path.rstrip("/") + parts.path
    return urlunsplit((there.scheme, there.netloc, path, parts.query, ""))
