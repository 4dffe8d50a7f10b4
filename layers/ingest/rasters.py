"""A raster checked, read apart, fitted to a theme and written as a COG with its description."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from layers.errors import ImportRefusedError, LayerExistsError, SchemaError
from layers.ingest.options import ImportOptions, Workspace
from layers.ingest.refusals import there_already
from layers.ingest.succession import succession
from layers.layer import Layer
from layers.raster import Raster
from layers.schema import Schema, Text
from layers.sources import findings as say
from layers.sources.findings import Finding
from layers.sources.raster import StagedRaster
from layers.sources.raster.report import RasterReport
from layers.sources.report import Mode
from layers.themes.describing import inherited_hints, inherited_title
from layers.themes.rasters import FittedRaster, RasterAsked, RasterTheme, raster_theme_of

Tell = Callable[[str, int, int], None]
ALIGNED = 1e-3
SHOWN = 5


def job_of(asked: ImportOptions, layer_id: str) -> dict[str, Any]:
    """Give what the reading process must know in case the file is a raster."""
    try:
        theme: RasterTheme | None = raster_theme_of(layer_id, asked.theme)
    except SchemaError:
        theme = None  # a theme of vectors; said once the file is known to be a raster
    return {
        "band": asked.band,
        "nodata": asked.nodata,
        "amounts": theme is not None and theme.amounts,
        "classes": theme is not None and theme.classes,
    }


def add_raster(
    catalogue: Workspace,
    source: Path,
    staged: StagedRaster,
    layer_id: str,
    asked: ImportOptions,
    tell: Tell,
) -> RasterReport:
    """Write a raster that was read apart as a layer: all of it, or nothing.

    Raises
    ------
    ImportRefusedError
        The raster cannot be taken; `rows` names every reason.
    SchemaError
        Its cells are not what the theme wants.
    LayerExistsError
        A layer of that id is there, is not modelled, and no mode was given.
    """
    theme = raster_theme_of(layer_id, asked.theme)
    held = catalogue[layer_id].layer if layer_id in catalogue else None
    mode = _mode(layer_id, held, asked.mode)
    _accept(source.name, staged.findings)
    tell("fit", 0, 1)
    try:
        fitted = theme.fit(staged, _asked(asked, layer_id, source))
    except SchemaError as fault:
        raise SchemaError(f"{source.name}: " + fault.text, code=fault.code) from fault
    _accept(source.name, fitted.findings)
    assert staged.crs is not None
    raster = Raster(fitted.cells, staged.transform, staged.crs, fitted.nodata)
    findings = [*staged.findings, *fitted.findings, *_unaligned(catalogue, raster, layer_id)]
    layer = _described(layer_id, theme, fitted, staged, (source.name, held, asked))
    if mode == "replace" and held is not None:
        findings += succession(held, layer, 0)
    layer = layer.with_(bbox=raster.lonlat_bounds)
    tell("write", 0, 1)
    if not asked.dry_run:
        provenance = _provenance(source, staged, asked, findings)
        layer = catalogue.write_raster(layer, raster, mode=mode, provenance=provenance)
    tell("write", 1, 1)
    return _report(source.name, layer, staged, raster, (tuple(findings), mode, held, asked))


def _asked(asked: ImportOptions, layer_id: str, source: Path) -> RasterAsked:
    return RasterAsked(
        layer_id=layer_id,
        file=source.name,
        legend=asked.legend,
        keep_codes=asked.keep_codes,
        unit=asked.unit,
        data_date=asked.data_date,
        theme_asked=asked.theme is not None,
    )


def _mode(layer_id: str, held: Layer | None, asked: Mode | None) -> Mode:
    if asked == "append":
        raise SchemaError(
            Text(
                "raster tidak dapat ditambahi; berikan --replace, atau id lain",
                "a raster cannot be appended to; give --replace, or another id",
            ),
            code="raster-append",
        )
    if held is None:
        return asked or "create"
    if held.kind != "raster":
        raise LayerExistsError(
            Text(
                f"layer {layer_id!r} adalah layer vektor; pilih id lain",
                f"layer {layer_id!r} is a vector layer; choose another id",
            )
        )
    if asked == "replace" or (asked is None and held.trust == "modelled"):
        return "replace"
    advice = Text(
        "berikan --replace agar berkas ini menggantikannya",
        "give --replace to put the file in its place",
    )
    raise there_already(held, advice)


def _accept(name: str, findings: tuple[Finding, ...]) -> None:
    """Refuse the raster, naming every reason, where one of the findings is an error."""
    errors = [f for f in findings if f.severity == "error"]
    if not errors:
        return
    # What cannot be read matters more than what it would have been.
    errors.sort(key=lambda f: f.code != "raster-damaged")
    told = [(f.code, f.text) for f in errors]
    raise ImportRefusedError(
        f"{name}: "
        + Text("raster tidak dapat diambil: ", "the raster cannot be taken: ")
        + Text.joined(f"{code}: " + why for code, why in told)
        + Text(". Tidak ada yang diubah", ". Nothing was changed"),
        rows=[("file", code, why) for code, why in told],
        code=errors[0].code,
    )


def _unaligned(catalogue: Workspace, raster: Raster, layer_id: str) -> list[Finding]:
    """Name the rasters of the workspace whose cells do not line up with these."""
    strange = []
    for other in catalogue.layers():
        if other.kind != "raster" or other.id == layer_id:
            continue
        transform, crs = catalogue[other.id].grid()
        if crs != raster.crs or not _lines_up(raster.transform, transform):
            strange.append(other.id)
    if not strange:
        return []
    some, rest = ", ".join(strange[:SHOWN]), len(strange) - SHOWN
    more = Text(f" dan {rest} lagi", f" and {rest} more") if rest > 0 else Text("", "")
    why = Text(
        f"selnya tidak sejajar dengan {some}{more.id}: perbandingan sel demi sel memerlukan "
        "penyusunan ulang; jumlah dalam wilayah tidak",
        f"cells do not line up with {some}{more.en}: comparing cell by cell wants resampling; "
        "sums within areas do not",
    )
    return [say.note("raster-unaligned", why)]


def _lines_up(a: Any, b: Any) -> bool:
    """Whether two north-up grids share their lines: same cells, or cells cut into whole ones."""
    for size, other, offset in ((a.a, b.a, a.c - b.c), (a.e, b.e, a.f - b.f)):
        ratio = max(size / other, other / size)
        fine = min(abs(size), abs(other))
        if abs(ratio - round(ratio)) > ALIGNED:
            return False
        if abs(offset / fine - round(offset / fine)) > ALIGNED:
            return False
    return True


def _described(
    layer_id: str,
    theme: RasterTheme,
    fitted: FittedRaster,
    staged: StagedRaster,
    about: tuple[str, Layer | None, ImportOptions],
) -> Layer:
    """Describe the layer: what a cell is, for when it holds, where it is from, how it is shown."""
    name, held, asked = about
    title = Text.of(layer_id.replace("_", " ").capitalize())
    hints = {
        "group": theme.map_group,
        "order": 500,
        "visible": False,
        "shape": "raster",
        "class_field": None,
        "classes": [],
        "label_field": None,
        **fitted.hints,
    }
    if held is not None:
        title = inherited_title(held)
        hints = {**inherited_hints(held), **fitted.hints}
    assert staged.crs is not None
    method = f"imported ({staged.driver}, {_crs_name(staged)}, {staged.source_dtype})"
    given = {
        "title": Text.of(asked.title) if asked.title else None,
        "source": asked.source,
        "licence": asked.licence,
        "attribution": asked.attribution,
        "data_date": asked.data_date or fitted.data_date,
        "trust": asked.trust,
    }
    layer = Layer(
        layer_id,
        title,
        held.theme if held is not None and held.theme and asked.theme is None else theme.stored,
        Schema((fitted.value,), "Geometry"),
        kind="raster",
        description=Text(f"Ditambahkan dari berkas {name}.", f"Added from the file {name}."),
        source=name,
        method=f"{method}; {fitted.method}" if fitted.method else method,
        trust="compiled",
        styling=hints,
    )
    return layer.with_(**{k: v for k, v in given.items() if v is not None})


def _crs_name(staged: StagedRaster) -> str:
    """Name the reference system by its EPSG number, else by its name: a WKT is for no reader."""
    if staged.crs is None:
        return ""
    epsg = staged.crs.to_epsg()
    return f"EPSG:{epsg}" if epsg else staged.crs.name


def _provenance(
    source: Path, staged: StagedRaster, asked: ImportOptions, findings: list[Finding]
) -> dict[str, Any]:
    with source.open("rb") as handle:
        digest = hashlib.file_digest(handle, "sha256").hexdigest()
    return {
        "file": source.name,
        "sha256": digest,
        "bytes": source.stat().st_size,
        "driver": staged.driver,
        "crs": _crs_name(staged),
        "band": staged.band,
        "n_read": staged.census.n_cells,
        "n_missing": staged.census.n_missing,
        "sum": staged.census.to_dict()["total"],
        "repair": asked.repair,
        "legend": asked.legend,
        **({"origin": dict(asked.origin)} if asked.origin else {}),
        "findings": dict(Counter(f.code for f in findings)),
    }


def _report(
    name: str,
    layer: Layer,
    staged: StagedRaster,
    raster: Raster,
    done: tuple[tuple[Finding, ...], Mode, Layer | None, ImportOptions],
) -> RasterReport:
    findings, mode, held, asked = done
    census = staged.census
    return RasterReport(
        file=name,
        layer=layer,
        mode=mode,
        driver=staged.driver,
        encoding="",
        crs_in=_crs_name(staged),
        source_layer=staged.layer,
        n_read=census.n_cells,
        n_written=0 if asked.dry_run else census.n_cells,
        n_null=census.n_missing,
        findings=findings,
        columns={},
        replaced=held.revision if mode == "replace" and held is not None else None,
        dry_run=asked.dry_run,
        shape=raster.shape,
        band=staged.band,
        dtype=f"{staged.source_dtype} → {raster.values.dtype}",
        cell=(raster.transform.a, -raster.transform.e),
        extremes=(census.minimum, census.maximum),
    )
