"""`penyangga check`: whether the store is sound, geometries valid and codes known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import click

from server.cli.output import print_json
from server.cli.session import Session, note

if TYPE_CHECKING:
    import geopandas as gpd

    from layers import Catalogue, LayerHandle

INVALID = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong in a layer (or in the store: layer "")."""

    layer: str
    code: str
    count: int
    first_id: int | None
    message: str
    fixed: bool = False


@click.command()
@click.argument("layer_ids", metavar="[LAYER]...", nargs=-1)
@click.option("--fix", is_flag=True, help="Mend invalid geometries in place.")
@click.option("--json", "as_json", is_flag=True, help="Give the findings as JSON.")
@click.pass_context
def check(ctx: click.Context, layer_ids: tuple[str, ...], *, fix: bool, as_json: bool) -> None:
    """Check the store, the geometries, the places and the codes of all (or some) layers.

    Exit code 3 when something is wrong and not mended.
    """
    session: Session = ctx.obj
    catalogue = session.open()
    findings = [Finding("", "store", 1, None, text) for text in catalogue.check()]
    wanted = layer_ids or tuple(catalogue.ids())
    with session.progress() as progress:
        for number, layer_id in enumerate(wanted, 1):
            progress.step(number, len(wanted), layer_id)
            findings += check_layer(catalogue, layer_id, fix=fix)
    wrong = [finding for finding in findings if not finding.fixed]
    if as_json:
        print_json({"ok": not wrong, "findings": [asdict(f) for f in findings]})
    else:
        for finding in findings:
            done = session.words(" [diperbaiki]", " [mended]") if finding.fixed else ""
            click.echo(f"{finding.layer or 'store'}: {finding.message}{done}")
        told = session.words(
            f"{len(wanted)} lapisan diperiksa, {len(wrong)} temuan",
            f"{len(wanted)} layers checked, {len(wrong)} findings",
        )
        note(told)
    if wrong:
        ctx.exit(INVALID)


def check_layer(catalogue: Catalogue, layer_id: str, *, fix: bool) -> list[Finding]:
    """Give everything wrong in one layer, having mended what can be if asked to."""
    handle = catalogue[layer_id]
    if handle.layer.kind != "vector":
        return []
    frame = handle.read()
    findings = [*_invalid(catalogue, handle, frame, fix=fix)]
    findings += _off_earth(layer_id, frame)
    findings += [
        Finding(layer_id, "unknown-code", 1, None, text)
        for text in handle.layer.schema.check_codes(frame)
    ]
    return [*findings, *_repeated_codes(handle, frame)]


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
