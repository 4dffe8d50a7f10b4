"""A file checked, read apart, fitted to a layer and written in one transaction."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd

from layers import themes
from layers.defects.registry import require_repairable
from layers.errors import (
    CRSError,
    LayerExistsError,
    SchemaError,
    SourceError,
)
from layers.fieldnames import safe_names
from layers.ingest import joined, observing, rasters
from layers.ingest.appending import as_held, fitted_to
from layers.ingest.describing import described
from layers.ingest.fingerprints import fingerprint
from layers.ingest.options import ImportOptions, Workspace
from layers.ingest.refusals import advice_for, named, rows_refused, there_already
from layers.ingest.succession import succession
from layers.ingest.surroundings import contradictions, table_of_frame
from layers.layer import Layer
from layers.schema import Text
from layers.sources import files, process
from layers.sources import findings as say
from layers.sources.findings import Finding
from layers.sources.raster import StagedRaster
from layers.sources.report import STEPS, ImportReport, Mode, Progress, Step, labels_of
from layers.sources.staging import Staged
from layers.text import printable
from layers.themes import Fitted
from layers.themes.rasters import raster_theme_of


def add(
    catalogue: Workspace,
    path: str | Path,
    *,
    layer_id: str,
    progress: Progress | None = None,
    **options: Any,
) -> ImportReport:
    """Add a file to a workspace as a layer: all of it, or nothing.

    Parameters
    ----------
    catalogue
        The workspace.
    path
        GeoJSON, GeoPackage, shapefile (zipped or bare), FlatGeobuf, GeoParquet, CSV, …;
        or a raster: GeoTIFF, ASCII grid, HGT (also zipped).
    layer_id
        Id of the layer to make, replace or append to.
    progress
        Called with a `Step` as the import goes on.
    **options
        The fields of `ImportOptions`.

    Returns
    -------
    ImportReport
        What was written, and every finding by row.

    Raises
    ------
    SourceError, CRSError
        The file as a whole cannot be taken; `code` says why.
    ImportRefusedError
        Rows of it cannot be taken; `rows` lists every one.
    LayerExistsError
        A layer of that id is there, is not modelled, and no mode was given.
    SchemaError
        The columns do not fit the theme or the layer appended to.
    """
    with _uncollected():
        return _add(catalogue, Path(path), layer_id, ImportOptions(**options), progress)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no garbage meanwhile: millions of rows and no cycles among them, it costs time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _add(
    catalogue: Workspace,
    source: Path,
    layer_id: str,
    asked: ImportOptions,
    progress: Progress | None,
) -> ImportReport:
    if asked.observations is not None:
        observing.require_assets(catalogue, asked.observations)
        asked = replace(asked, theme="observations")
    name = printable(source.name)
    held, mode = require_room(catalogue, layer_id, asked)
    try:
        _guard_workspace(catalogue, source)
        _tell(progress, "open", 0, 1)
        examined = files.examine(source, asked.limits)
        staged = _read(examined, asked, layer_id, progress)
    except (SourceError, CRSError) as fault:
        raise named(fault, name) from fault
    if isinstance(staged, StagedRaster):
        return rasters.add_raster(
            catalogue,
            source,
            staged,
            layer_id,
            asked,
            lambda step, done, total: _tell(progress, step, done, total),
        )
    _require_vector(layer_id, held)
    if asked.join is not None:
        family = asked.code_family
        staged = joined.join(staged, catalogue, asked.join, asked.on or "", family=family)
    frame = _accepted(name, staged)
    nothing = _nothing(name, staged, held if mode == "replace" else None)
    _tell(progress, "fit", 0, 1)
    fitted = _fit(frame, staged, layer_id, as_held(asked, held) if mode == "append" else asked)
    if asked.observations is not None:
        fitted = observing.settled(fitted, catalogue, asked, layer_id if mode == "append" else None)
        staged = replace(staged, findings=observing.left_out(staged.findings))
    if mode == "append" and held is not None:
        fitted = fitted_to(fitted, held, asked)
    table = table_of_frame(fitted.frame, fitted.fields)
    fitted = fitted.with_(*contradictions(catalogue, table, layer_id=layer_id), *nothing)
    layer = described(layer_id, name, fitted, staged, (asked, mode, held))
    if asked.observations is not None:
        layer = observing.observing(layer, asked.observations)
    _tell(progress, "write", 0, len(frame))
    if not asked.dry_run:
        provenance = _provenance(source, staged, fitted, asked)
        layer = catalogue.write(
            layer,
            fitted.frame,
            mode=mode,
            provenance=provenance,
            progress=lambda done, total: _tell(progress, "write", done, total),
        )
    _tell(progress, "write", len(frame), len(frame))
    return _report(layer, name, staged, fitted, (mode, held, asked.dry_run))


def require_room(
    catalogue: Workspace, layer_id: str, asked: ImportOptions
) -> tuple[Layer | None, Mode]:
    """Refuse what can be refused before anything is read or fetched.

    Returns
    -------
    tuple
        The layer that is there already, if any, and what to do with it.

    Raises
    ------
    LayerExistsError, SchemaError, SourceError
        As in `add`.
    """
    require_repairable(asked.fix)
    _require_theme(layer_id, asked.theme)
    held = catalogue[layer_id].layer if layer_id in catalogue else None
    return held, _mode(held, asked.mode)


def _mode(held: Layer | None, asked: Mode | None) -> Mode:
    """Choose what to do with a layer that may be there already."""
    if held is None:
        return asked or "create"
    if asked is not None and asked != "create":
        return asked
    if asked is None and held.trust in ("modelled", "illustrative"):
        return "replace"
    advice = Text(
        "berikan --replace agar berkas ini menggantikannya, atau --append untuk menambah barisnya",
        "give --replace to put the file in its place, or --append to add its rows",
    )
    raise there_already(held, advice)


def _require_vector(layer_id: str, held: Layer | None) -> None:
    if held is not None and held.kind != "vector":
        told = Text(
            f"layer {layer_id!r} adalah raster; pilih id lain",
            f"layer {layer_id!r} is a raster; choose another id",
        )
        raise LayerExistsError(told)


def _require_theme(layer_id: str, asked: str | None) -> None:
    """Refuse a theme that neither vectors nor rasters have, before anything is read."""
    try:
        raster_theme_of(layer_id, asked)
    except SchemaError:
        themes.theme_of(layer_id, asked)


def _guard_workspace(catalogue: Workspace, source: Path) -> None:
    """Refuse the store's own files: opening them would drop the locks on them."""
    workspace = Path(catalogue.path).resolve()
    if source.exists() and source.resolve().parent == workspace:
        raise SourceError(
            Text(
                "ini berkas ruang kerja itu sendiri; ambil salinan (snapshot) dan tambahkan itu",
                "this is a file of the workspace itself; take a snapshot and add that",
            ),
            code="source-is-store",
        )


def _read(
    examined: files.SourceFile, asked: ImportOptions, layer_id: str, progress: Progress | None
) -> Staged | StagedRaster:
    job = {
        "source_layer": asked.source_layer,
        "crs": asked.crs,
        "encoding": asked.encoding,
        "repair": asked.repair,
        "skip_invalid": asked.skip_invalid,
        "fix": list(asked.fix),
        "bbox": asked.bbox,
        "layer_id": layer_id,
        "osm_theme": asked.osm_theme,
        "bare": asked.observations is not None or asked.join is not None or _is_table(asked),
        **rasters.job_of(asked, layer_id),
    }
    return process.read_apart(
        examined, job, asked.limits, lambda step, done, total: _tell(progress, step, done, total)
    )


def _is_table(asked: ImportOptions) -> bool:
    """Say whether the theme asked for is one of rows without a position."""
    return any(t.bare and asked.theme in (t.id, *t.aliases) for t in themes.THEMES.values())


def _tell(progress: Progress | None, step: str, done: int, total: int) -> None:
    if progress is not None and step in STEPS:
        progress(Step(list(STEPS).index(step) + 1, len(STEPS), STEPS[step], done, total))


def _accepted(name: str, staged: Staged) -> gpd.GeoDataFrame:
    """Give the rows, or refuse the file naming every bad one."""
    if staged.frame is not None:
        return staged.frame
    errors = [f for f in staged.findings if f.severity == "error"]
    advice = advice_for(staged.findings)
    fault = rows_refused(name, errors, staged.n_read, advice, layer=staged.layer)
    fault.findings = staged.findings
    raise fault


def _nothing(name: str, staged: Staged, held: Layer | None) -> list[Finding]:
    """Warn of a file without rows; refuse it where it would empty a layer."""
    if staged.frame is None or len(staged.frame):
        return []
    why = Text("berkas tidak berisi satu baris pun", "the file has no rows")
    if staged.n_read:
        why = Text(
            f"tidak satu pun dari {staged.n_read} baris dapat diambil",
            f"none of its {staged.n_read} rows is taken",
        )
    if held is None:
        return [say.warning("no-rows", why)]
    lost = Text(
        f"; layer {held.id!r} ({held.n_features} fitur, {held.trust}) akan menjadi kosong. "
        "Tidak ada yang diubah; berikan berkas yang berisi baris, atau id lain (--as)",
        f"; layer {held.id!r} ({held.n_features} features, {held.trust}) would be emptied. "
        "Nothing was changed; give a file with rows, or another id (--as)",
    )
    raise SourceError(f"{name}: " + why + lost, code="no-rows")


def _fit(frame: gpd.GeoDataFrame, staged: Staged, layer_id: str, asked: ImportOptions) -> Fitted:
    described = list(staged.fields)
    for given, wanted in (asked.columns or {}).items():
        frame, described = _column(frame, described, given, wanted)
    return themes.fit(
        frame,
        described,
        themes.theme_of(asked.osm_theme or layer_id, asked.theme),
        layer_id,
        {
            "legend": asked.legend,
            "data_date": asked.data_date or staged.about.get("data_date"),
            "file": staged.layer,
        },
    )


def _column(
    frame: gpd.GeoDataFrame, described: list[dict[str, str]], given: str, wanted: str | None
) -> tuple[gpd.GeoDataFrame, list[dict[str, str]]]:
    """Rename or leave out one column, given by its name in the file or its safe name."""
    found = next((d for d in described if given in (d["title"], d["name"])), None)
    if found is None:
        have = ", ".join(d["title"] for d in described) or "none"
        raise SchemaError(
            Text(
                f"tidak ada kolom {given!r}; kolomnya {have}",
                f"no column {given!r}; the columns are {have}",
            ),
            code="column-missing",
        )
    name = found["name"]
    if wanted is None:
        return frame.drop(columns=name), [d for d in described if d is not found]
    safe = safe_names([wanted])[0]
    if safe != name and safe in frame:
        raise SchemaError(
            Text(
                f"kolom {given!r} tidak dapat menjadi {safe!r}: sudah ada kolom bernama itu; "
                "ganti namanya atau hilangkan dahulu",
                f"column {given!r} cannot become {safe!r}: there is a column of that name; "
                "rename or leave out that one first",
            ),
            code="column-exists",
        )
    renamed = [{**d, "name": safe} if d is found else d for d in described]
    return frame.rename(columns={name: safe}), renamed


def _provenance(
    source: Path, staged: Staged, fitted: Fitted, asked: ImportOptions
) -> dict[str, Any]:
    digest, size = fingerprint(source)
    findings = (*staged.findings, *fitted.findings)
    return {
        "file": source.name,
        "sha256": digest,
        "bytes": size,
        "driver": staged.driver,
        "encoding": staged.encoding,
        "crs": staged.crs,
        "source_layer": staged.layer,
        "n_read": staged.n_read,
        "n_written": len(fitted.frame),
        "repair": asked.repair,
        "skip_invalid": asked.skip_invalid,
        **({"fix": list(asked.fix)} if asked.fix else {}),
        **({"bbox": list(asked.bbox)} if asked.bbox else {}),
        **({"origin": dict(asked.origin)} if asked.origin else {}),
        "findings": dict(Counter(f.code for f in findings)),
    }


def _report(
    layer: Layer,
    name: str,
    staged: Staged,
    fitted: Fitted,
    done: tuple[Mode, Layer | None, bool],
) -> ImportReport:
    mode, held, dry_run = done
    findings = [*staged.findings, *fitted.findings]
    if mode == "replace" and held is not None:
        findings += succession(held, layer, len(fitted.frame))
    return ImportReport(
        file=name,
        layer=layer,
        mode=mode,
        driver=staged.driver,
        encoding=staged.encoding,
        crs_in=staged.crs,
        source_layer=staged.layer,
        n_read=staged.n_read,
        n_written=0 if dry_run else len(fitted.frame),
        n_null=int(fitted.frame.geometry.isna().sum()),
        findings=tuple(findings),
        columns=dict(fitted.mapping),
        replaced=held.revision if mode == "replace" and held is not None else None,
        dry_run=dry_run,
        labels=labels_of(fitted.frame, findings),
    )
