"""`penyangga export`: a layer as a file that appears whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from server.cli.output import print_json, whole_file
from server.cli.session import Session, WrongUsageError, WrongValueError, note

if TYPE_CHECKING:
    import geopandas as gpd

    from layers import LayerHandle
    from layers.query import BBox

SUFFIXES = {
    ".geojson": "geojson",
    ".json": "geojson",
    ".gpkg": "gpkg",
    ".csv": "csv",
    ".fgb": "fgb",
    ".parquet": "parquet",
    ".tif": "tif",
    ".tiff": "tif",
}
WKT_COLUMN = "wkt_epsg_4326"  # `penyangga add` reads the CRS from it
FORMATS = ("geojson", "gpkg", "csv", "fgb", "parquet", "tif")


@click.command()
@click.argument("layer_id", metavar="LAYER")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@click.option("-f", "--format", "kind", type=click.Choice(FORMATS), help="Else by OUT's suffix.")
@click.option("--bbox", metavar="W,S,E,N", help="Only what touches this box, in degrees.")
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
    overwrite: bool,
    as_json: bool,
) -> None:
    """Write LAYER to the file OUT (EPSG:4326), rasters as GeoTIFF."""
    kind = kind or SUFFIXES.get(out.suffix.lower())
    box = _box(bbox)
    handle = session.open()[layer_id]
    is_raster = handle.layer.kind == "raster"
    if is_raster:
        kind = kind or "tif"
    if kind is None:
        raise WrongUsageError(
            f"{out.name}: tidak ada format berakhiran itu; berikan -f",
            f"{out.name}: no format known by that suffix; give -f",
        )
    if is_raster != (kind == "tif"):
        wanted = "tif" if is_raster else "one of geojson, gpkg, csv, fgb, parquet"
        raise WrongUsageError(
            f"{layer_id} adalah layer {handle.layer.kind}; yang diminta -f {wanted}",
            f"{layer_id} is a {handle.layer.kind} layer; wanted -f {wanted}",
        )
    with whole_file(out, overwrite=overwrite) as part:
        n_features = (
            _write_raster(handle, part, box) if is_raster else _write(handle, part, kind, box)
        )
    if as_json:
        print_json({"layer": layer_id, "file": str(out), "format": kind, "n_features": n_features})
    else:
        features = "" if is_raster else f", {n_features} {session.words('fitur', 'features')}"
        note(f"{out}: {layer_id}{features}")


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


def _write(handle: LayerHandle, part: Path, kind: str, box: BBox | None) -> int:
    from layers.query import Query

    if kind == "geojson":
        return _write_geojson(handle, part, box)
    frame = handle.read(Query(bbox=box))
    writers: dict[str, Callable[[gpd.GeoDataFrame, Path, str], None]] = {
        "gpkg": _write_gpkg,
        "fgb": _write_fgb,
        "csv": _write_csv,
        "parquet": _write_parquet,
    }
    writers[kind](frame, part, handle.id)
    return len(frame)


def _write_geojson(handle: LayerHandle, part: Path, box: BBox | None) -> int:
    """Write the features as they are served, in the order of their ids."""
    from layers.query import Query

    packed = handle.packed()
    ids = sorted(handle.read(Query(bbox=box, properties=())).index)
    with part.open("wb") as out:
        out.write(b'{"type":"FeatureCollection","features":[')
        written = 0
        for item in filter(None, map(packed.item, ids)):
            out.write((b",\n" if written else b"\n") + item)
            written += 1
        out.write(b"\n]}\n")
    return written


def _write_gpkg(frame: gpd.GeoDataFrame, part: Path, layer_id: str) -> None:
    frame.reset_index(names="fid").to_file(part, driver="GPKG", layer=layer_id)


def _write_fgb(frame: gpd.GeoDataFrame, part: Path, layer_id: str) -> None:
    # The index of a FlatGeobuf file has no place for rows without geometry.
    index = "NO" if frame.geometry.isna().any() else "YES"
    frame.reset_index().to_file(part, driver="FlatGeobuf", layer=layer_id, SPATIAL_INDEX=index)


def _write_csv(frame: gpd.GeoDataFrame, part: Path, layer_id: str) -> None:
    """Points as lon and lat, anything else as WKT in a column that names its system."""
    del layer_id
    table = frame.drop(columns=frame.geometry.name)
    kinds = frame.geom_type.dropna().unique()
    if len(kinds) == 1 and kinds[0] == "Point":
        table["lon"], table["lat"] = frame.geometry.x, frame.geometry.y
    else:
        table[WKT_COLUMN] = frame.geometry.to_wkt(rounding_precision=-1)
    table.to_csv(part, lineterminator="\n")


def _write_parquet(frame: gpd.GeoDataFrame, part: Path, layer_id: str) -> None:
    del layer_id
    frame.reset_index().to_parquet(part)
