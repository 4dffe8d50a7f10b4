"""`penyangga check`: whether the store is sound, geometries valid and codes known."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from server.cli.defects.reporting import report_option, write_report
from server.cli.output import print_json
from server.cli.session import Session, note

if TYPE_CHECKING:
    import geopandas as gpd

    from layers import Catalogue, Layer, LayerHandle, Raster, Text
    from layers.defects import Finding as Defect
    from layers.defects.listing import ReportDocument

INVALID = 3
# What a look at one layer tells already.
TOLD_BY_LAYER = {"code-format", "code-missing", "duplicate-code", "invalid-geometry", "no-geometry"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong in a layer (or in the store: layer "")."""

    layer: str
    code: str
    count: int
    first_id: int | None
    message: str
    fixed: bool = False
    severity: str = "error"
    message_id: str = ""

    def said(self, lang: str) -> str:
        """Give the message in a language, as far as it is there in both."""
        return self.message_id if lang == "id" and self.message_id else self.message


@click.command()
@click.argument("layer_ids", metavar="[LAYER]...", nargs=-1)
@click.option("--fix", is_flag=True, help="Mend invalid geometries in place.")
@click.option("--strict", is_flag=True, help="Exit with code 3 on warnings too.")
@report_option
@click.option("--json", "as_json", is_flag=True, help="Give the findings as JSON.")
@click.pass_context
def check(
    ctx: click.Context,
    layer_ids: tuple[str, ...],
    *,
    fix: bool,
    strict: bool,
    report: Path | None,
    as_json: bool,
) -> None:
    """Check the store and all (or some) layers: geometries, places, codes, and every defect known.

    Exit code 3 when something is wrong and not mended. Warnings and notes of
    defects are listed, but are no failure unless --strict is given.
    """
    session: Session = ctx.obj
    catalogue = session.open()
    findings = [Finding("", "store", 1, None, text) for text in catalogue.check()]
    wanted = layer_ids or tuple(catalogue.ids())
    told: list[tuple[str, Defect]] = []
    with session.progress() as progress:
        for number, layer_id in enumerate(wanted, 1):
            progress.step(number, len(wanted), layer_id)
            findings += check_layer(catalogue, layer_id, fix=fix)
            seen = defects_of(catalogue, layer_id)
            told += [(layer_id, one) for one in seen]
            findings += [_brief(layer_id, one) for one in seen]
        findings += _levels(catalogue, wanted)
    failing = {"error", "warning"} if strict else {"error"}
    wrong = [one for one in findings if not one.fixed and one.severity in failing]
    if as_json:
        print_json({"ok": not wrong, "findings": [asdict(f) for f in findings]})
    else:
        _list(session, findings)
        note(_summary(session, len(wanted), findings))
    write_report(session, _document(catalogue, findings, told), report)
    if wrong:
        ctx.exit(INVALID)


def _list(session: Session, findings: list[Finding]) -> None:
    from layers.defects.listing import title_of

    lang = "id" if session.lang == "id" else "en"
    for finding in findings:
        done = session.words(" [diperbaiki]", " [mended]") if finding.fixed else ""
        what = finding.said(lang)
        if finding.severity != "error":
            words = {"warning": ("peringatan", "warning"), "note": ("catatan", "note")}
            kind = session.words(*words[finding.severity])
            what = f"{kind}: {title_of(finding.code, 'id' if lang == 'id' else 'en')}: {what}"
        click.echo(f"{finding.layer or 'store'}: {what}{done}")


def _summary(session: Session, n_layers: int, findings: list[Finding]) -> str:
    """Count what was found by how much it matters; what was mended counts apart."""
    counts = Counter("mended" if one.fixed else one.severity for one in findings)
    errors, warnings, notes = (counts[kind] for kind in ("error", "warning", "note"))
    mended = counts["mended"]
    return session.words(
        f"{n_layers} lapisan diperiksa: {errors} kesalahan, {warnings} peringatan, {notes} catatan"
        + f", {mended} diperbaiki" * bool(mended),
        f"{n_layers} layers checked: {errors} errors, {warnings} warnings, {notes} notes"
        + f", {mended} mended" * bool(mended),
    )


def _document(
    catalogue: Catalogue, findings: list[Finding], told: list[tuple[str, Defect]]
) -> ReportDocument:
    """Give the report: what is wrong, then the defects row by row."""
    from layers.defects import Finding as Defect
    from layers.defects.listing import ReportDocument

    wrong = [
        (f.layer, Defect(None, f.code, f.message, "error", "repaired" if f.fixed else ""))
        for f in findings
        if f.severity == "error"
    ]
    return ReportDocument(Path(catalogue.path).name, "checked", [*wrong, *told])


def defects_of(catalogue: Catalogue, layer_id: str) -> list[Defect]:
    """Look for all defects of a layer, and for contradictions with the regions around it."""
    from layers.ingest.surroundings import all_defects, table_of_frame

    handle = catalogue[layer_id]
    if handle.layer.kind != "vector":
        return []
    frame = handle.read()
    table = table_of_frame(frame, handle.layer.schema.fields)
    silent = _told_elsewhere(handle.layer, frame)
    return [
        one for one in all_defects(catalogue, table, layer_id=layer_id) if one.code not in silent
    ]


def _told_elsewhere(layer: Layer, frame: gpd.GeoDataFrame) -> frozenset[str]:
    """Give the defects that say nothing here: of sketched shapes, or told with the levels."""
    from layers.boundaries.levels import LEVEL_OF
    from layers.ingest.surroundings import MADE_UP

    levels = layer.id in LEVEL_OF and "code" in frame and bool(frame["code"].notna().all())
    tiling = {"overlap", "gap"} if levels else set()
    sketched = {"area-differs", "columns-disagree"} if layer.trust in MADE_UP else set()
    return frozenset(tiling | sketched)


def _brief(layer_id: str, seen: Defect) -> Finding:
    first = seen.rows[0] if seen.rows else seen.row
    return Finding(
        layer_id,
        seen.code,
        len(seen.rows) or 1,
        first,
        seen.message,
        severity=seen.severity,
        message_id=seen.said("id"),
    )


def _levels(catalogue: Catalogue, wanted: tuple[str, ...]) -> Iterator[Finding]:
    """Tell where boundaries disagree with the level above or with their neighbours."""
    from layers.boundaries.levels import LEVEL_LAYERS, check_levels

    if not set(wanted) & set(LEVEL_LAYERS.values()):
        return
    for found in check_levels(catalogue):
        if found.layer_id in wanted and found.kind not in TOLD_BY_LAYER:
            said = found.sentence()
            yield Finding(
                found.layer_id,
                f"level-{found.kind}",
                found.count,
                None,
                said.en,
                severity="warning",
                message_id=said.id,
            )


def check_layer(catalogue: Catalogue, layer_id: str, *, fix: bool) -> list[Finding]:
    """Give everything wrong in one layer, having mended what can be if asked to."""
    handle = catalogue[layer_id]
    if handle.layer.kind != "vector":
        return [*_cells(handle)]
    frame = handle.read()
    findings = [*_invalid(catalogue, handle, frame, fix=fix)]
    findings += _off_earth(layer_id, frame)
    findings += [
        Finding(layer_id, "unknown-code", 1, None, text)
        for text in handle.layer.schema.check_codes(frame)
    ]
    return [*findings, *_repeated_codes(handle, frame)]


def _cells(handle: LayerHandle) -> Iterator[Finding]:
    """Tell people that cannot be people, and cells with codes that the layer does not have."""
    from layers.density import of_raster
    from layers.errors import StoreError

    layer = handle.layer
    codes = layer.schema.fields[0].codes if layer.schema.fields else None
    if layer.theme != "population" and not codes:
        return
    try:
        raster = handle.raster()
    except StoreError:
        return  # a missing file is a finding of the store
    if layer.theme == "population":
        for found in of_raster(raster):
            code = f"population-{found.kind}"
            yield Finding(handle.id, code, 1, None, found.message.en, message_id=found.message.id)
    if codes:
        yield from _unknown_cells(handle.id, raster, codes)


def _unknown_cells(layer_id: str, raster: Raster, codes: Mapping[str, Text]) -> Iterator[Finding]:
    import numpy as np

    values, counts = np.unique(raster.values, return_counts=True)
    for value, count in zip(values.tolist(), counts.tolist(), strict=True):
        known = value == raster.nodata or math.isnan(value) or f"{value:g}" in codes
        if not known:
            what = f"value: unknown code '{value:g}' ({count} cells)"
            yield Finding(layer_id, "unknown-code", count, None, what)


def _invalid(
    catalogue: Catalogue, handle: LayerHandle, frame: gpd.GeoDataFrame, *, fix: bool
) -> Iterator[Finding]:
    from layers.geometry import invalid

    reasons = invalid(frame.geometry.to_numpy())
    if not reasons:
        return
    first = next(iter(reasons))
    fixed = fix and _mend(catalogue, handle, frame)
    advice = "" if fixed else ". Run 'penyangga check --fix'"
    what = f"{len(reasons)} geometries invalid (first id {frame.index[first]}: {reasons[first]})"
    yield Finding(
        handle.id, "invalid-geometry", len(reasons), int(frame.index[first]), what + advice, fixed
    )


def _mend(catalogue: Catalogue, handle: LayerHandle, frame: gpd.GeoDataFrame) -> bool:
    """Mend the geometries and write the layer anew; tell whether all could be kept."""
    from layers.geometry import repair

    mended, repairs = repair(frame.geometry.to_numpy())
    if any(one.geometry is None for one in repairs):
        return False
    provenance = {
        "action": "check --fix",
        "repaired": [
            {"id": int(frame.index[one.place]), "what": one.sentence()} for one in repairs
        ],
    }
    renewed = frame.copy()
    renewed.geometry = mended
    catalogue.write(handle.layer, renewed, mode="replace", provenance=provenance)
    return True


def _off_earth(layer_id: str, frame: gpd.GeoDataFrame) -> Iterator[Finding]:
    bounds = frame.bounds
    off = (bounds.minx < -180) | (bounds.maxx > 180) | (bounds.miny < -90) | (bounds.maxy > 90)
    if off.any():
        first = int(frame.index[off][0])
        what = f"{int(off.sum())} features beyond 180/90 degrees (first id {first}); add it again"
        yield Finding(layer_id, "off-earth", int(off.sum()), first, f"{what} with --crs")


def _repeated_codes(handle: LayerHandle, frame: gpd.GeoDataFrame) -> Iterator[Finding]:
    """Codes of regions are keys: none may be missing or occur twice."""
    if handle.layer.theme not in ("boundaries", "regions") or "code" not in frame:
        return
    missing = frame["code"].isna()
    twice = frame["code"].duplicated() & ~missing
    for code, rows in (("missing-code", missing), ("duplicate-code", twice)):
        if rows.any():
            first = int(frame.index[rows][0])
            what = "without a code" if code == "missing-code" else "with a code that occurs twice"
            yield Finding(
                handle.id,
                code,
                int(rows.sum()),
                first,
                f"{int(rows.sum())} rows {what} (first id {first})",
            )
