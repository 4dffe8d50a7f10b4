"""`penyangga export`: a layer as a file that appears whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from server.cli.output import print_json, whole_file
from server.cli.session import Session, WrongUsageError, WrongValueError, note

if TYPE_CHECKING:
    from layers import Catalogue, LayerHandle
    from layers.query import BBox

# What QGIS and map servers draw a layer by; the service gives it.
STYLES = (".qml", ".sld")
SUFFIXES = {
    ".geojson": "geojson",
    ".json": "geojson",
    ".geojsons": "geojsonseq",
    ".geojsonl": "geojsonseq",
    ".ndjson": "geojsonseq",
    ".gpkg": "gpkg",
    ".csv": "csv",
    ".fgb": "fgb",
    ".parquet": "parquet",
    ".tif": "tif",
    ".tiff": "tif",
    ".pmtiles": "pmtiles",
    ".mbtiles": "mbtiles",
}
PYRAMIDS = ("pmtiles", "mbtiles")
FORMATS = ("geojson", "geojsonseq", "gpkg", "csv", "fgb", "parquet", *PYRAMIDS, "tif")
# Beyond it maps enlarge tiles without losing much.
DEEPEST_ZOOM = 14


@click.command()
@click.argument("layer_id", metavar="LAYER")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@click.option("-f", "--format", "kind", type=click.Choice(FORMATS), help="Else by OUT's suffix.")
@click.option("--pmtiles", "kind", flag_value="pmtiles", help="All tiles down to zoom 14.")
@click.option("--bbox", metavar="W,S,E,N", help="Only what touches this box, in degrees.")
@click.option("--filter", "condition", metavar="CQL2", help="Only what this is true of.")
@click.option("--properties", metavar="NAME,…", help="Only these fields.")
@click.option("--crs", metavar="EPSG:n", help="Reference system of the file (else EPSG:4326).")
@click.option("--overwrite", is_flag=True, help="Replace OUT if it is there.")
@click.option("--json", "as_json", is_flag=True, help="Say what was written as JSON.")
@click.pass_obj
def export(
    session: Session,
    layer_id: str,
    out: Path,
    *,
    kind: str | None,
    bbox: str | None,
    condition: str | None,
    properties: str | None,
    crs: str | None,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Write LAYER to the file OUT (EPSG:4326 unless told), rasters as GeoTIFF."""
    kind = kind or SUFFIXES.get(out.suffix.lower())
    box = _box(bbox)
    catalogue = session.open()
    handle = catalogue[layer_id]
    is_raster = handle.layer.kind == "raster"
    if is_raster:
        kind = kind or "tif"
    _require_fitting(handle, out, kind, features_only=condition or properties or crs)
    asked = Asked(box, condition, properties, crs)
    if kind in PYRAMIDS:
        _require_whole(out, kind, asked)
    with whole_file(out, overwrite=overwrite) as part:
        if is_raster:
            n_features = _write_raster(handle, part, box)
        elif kind in PYRAMIDS:
            n_features = _write_pyramid(catalogue, layer_id, part, session.lang)
        else:
            n_features = _write(handle, part, kind, asked)
    if as_json:
        print_json({"layer": layer_id, "file": str(out), "format": kind, "n_features": n_features})
    else:
        features = "" if is_raster else f", {n_features} {session.words('fitur', 'features')}"
        note(f"{out}: {layer_id}{features}")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which features are wanted, and how, as it was typed."""

    box: BBox | None
    condition: str | None
    properties: str | None
    crs: str | None


def _require_fitting(
    handle: LayerHandle, out: Path, kind: str | None, *, features_only: str | None
) -> None:
    """Refuse a format that does not fit the layer, and words that do not fit a raster."""
    if kind is None:
        known = ", ".join(SUFFIXES)
        style = out.suffix.lower() in STYLES
        address = f"/styles/{handle.id}?f={out.suffix[1:].lower()}"
        raise WrongUsageError(
            f"{out.name}: tidak ada format berakhiran itu; berikan -f, atau salah satu dari {known}"
            + (f". Gaya peta diberikan layanan: {address}" if style else ""),
            f"{out.name}: no format known by that suffix; give -f, or one of {known}"
            + (f". Map styles are given by the service: {address}" if style else ""),
        )
    is_raster = handle.layer.kind == "raster"
    if is_raster != (kind == "tif"):
        wanted = "tif" if is_raster else f"one of {', '.join(FORMATS[:-1])}"
        raise WrongUsageError(
            f"{handle.id} adalah layer {handle.layer.kind}; yang diminta -f {wanted}",
            f"{handle.id} is a {handle.layer.kind} layer; wanted -f {wanted}",
        )
    if is_raster and features_only:
        raise WrongUsageError(
            f"{handle.id} adalah raster: --filter, --properties, dan --crs hanya untuk fitur",
            f"{handle.id} is a raster: --filter, --properties and --crs are for features only",
        )


def _require_whole(out: Path, kind: str | None, asked: Asked) -> None:
    """Refuse to write tiles of a part of a layer, or under another ending."""
    if out.suffix.lower() != f".{kind}" or asked != Asked(None, None, None, None):
        raise WrongUsageError(
            f"{out.name}: petak ditulis dari seluruh lapisan, ke berkas berakhiran .{kind}; pilih "
            "lapisan dan zum dengan 'penyangga tiles build'",
            f"{out.name}: tiles are written of a whole layer, to a file ending in .{kind}; "
            "'penyangga tiles build' chooses layers and zooms",
        )


def _write_pyramid(catalogue: Catalogue, layer_id: str, part: Path, lang: str) -> int:
    from layers.pyramids import build_pyramid
    from layers.tiling import open_tiles

    tiles = open_tiles(catalogue, layer_id)
    build_pyramid([tiles], part, (0, DEEPEST_ZOOM), lang="en" if lang == "en" else "id")
    return tiles.layer.n_features


def _box(text: str | None) -> BBox | None:
    if text is None:
        return None
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise WrongValueError(
            f"{text!r}; yang diminta B,S,T,U dalam derajat",
            f"{text!r}; wanted W,S,E,N in degrees",
            param_hint="--bbox",
        ) from None
    return (west, south, east, north)


def _write_raster(handle: LayerHandle, part: Path, box: BBox | None) -> int:
    from layers.raster import write_cog

    write_cog(handle.raster(box), part)
    return 0


def _write(handle: LayerHandle, part: Path, kind: str | None, asked: Asked) -> int:
    """Write features as the service does."""
    from layers import formats
    from layers.query import Query
    from layers.reference import CRS84, find_system

    names = asked.properties
    query = Query(
        bbox=asked.box,
        filter=asked.condition,
        properties=None if names is None else tuple(n.strip() for n in names.split(",") if n),
    )
    system = CRS84 if asked.crs is None else find_system(asked.crs)
    system.require(handle.layer.bbox)
    selection = formats.Selection(handle.packed(), query, system)
    formats.write_file(selection, part, formats.FORMATS[kind or "geojson"])
    return selection.n
