"""`penyangga observations`: the latest reading of each asset, or the series of one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from server.cli.output import print_csv, print_json, print_table, whole_file
from server.cli.session import Session, WrongUsageError, note

if TYPE_CHECKING:
    import geopandas as gpd

    from layers import Catalogue

DRIVERS = {".geojson": "GeoJSON", ".json": "GeoJSON", ".gpkg": "GPKG", ".csv": "CSV"}
HEADINGS = {
    "asset": ("aset", "asset"),
    "name": ("nama", "name"),
    "time": ("waktu (UTC)", "time (UTC)"),
    "quantity": ("besaran", "quantity"),
    "value": ("nilai", "value"),
    "unit": ("satuan", "unit"),
}


@click.command()
@click.argument("layer_id", metavar="LAYER")
@click.option("--asset", metavar="CODE", help="All readings of this asset, oldest first.")
@click.option("--latest", is_flag=True, help="Only the latest reading of each quantity (default).")
@click.option("--quantity", metavar="NAME", help="Only this quantity.")
@click.option("--as", "new_id", metavar="ID", help="Keep the answer as a layer of this id.")
@click.option("--replace", is_flag=True, help="Take the place of the layer of that id.")
@click.option(
    "-o", "out", type=click.Path(path_type=Path, dir_okay=False), help="GeoJSON, GPKG or CSV."
)
@click.option("--overwrite", is_flag=True, help="Replace the file if it is there.")
@click.option("--json", "as_json", is_flag=True, help="Give the readings as JSON.")
@click.option("--csv", "as_csv", is_flag=True, help="Give the readings as CSV.")
@click.pass_obj
def observations(session: Session, /, layer_id: str, **options: Any) -> None:
    """Show readings of assets: LAYER is a layer of observations, or of assets that has one.

    Without --asset the latest reading of every asset and quantity is shown.
    """
    out: Path | None = options["out"]
    if out is not None and out.suffix.lower() not in DRIVERS:
        raise WrongUsageError(
            f"{out.name}: format tidak dikenal; yang diminta {', '.join(DRIVERS)}",
            f"{out.name}: no format known; wanted {', '.join(DRIVERS)}",
        )
    catalogue = session.open()
    frame = _asked(catalogue, layer_id, options)
    if options["new_id"]:
        _keep(session, catalogue, layer_id, frame, options)
    if out is not None:
        _write(frame, out, overwrite=options["overwrite"])
        note(f"{out}: {len(frame)} {session.words('pengamatan', 'readings')}")
    elif not options["new_id"]:
        _show(session, frame, options)


def _asked(catalogue: Catalogue, layer_id: str, options: dict[str, Any]) -> gpd.GeoDataFrame:
    from layers import assets

    if options["asset"] is None:
        return assets.latest(catalogue, layer_id, quantity=options["quantity"])
    frame = assets.series(catalogue, layer_id, options["asset"], quantity=options["quantity"])
    return frame.drop_duplicates("quantity", keep="last") if options["latest"] else frame


def _keep(
    session: Session,
    catalogue: Catalogue,
    layer_id: str,
    frame: gpd.GeoDataFrame,
    options: dict[str, Any],
) -> None:
    from layers import assets

    layer = assets.described(catalogue, layer_id, options["new_id"], frame)
    there = layer.id in catalogue
    written = catalogue.write(
        layer,
        frame,
        mode="replace" if there and options["replace"] else "create",
        provenance={"action": "observations", "method": layer.method},
    )
    note(f"{written.id}: {len(frame)} {session.words('pengamatan', 'readings')}")


def _write(frame: gpd.GeoDataFrame, out: Path, *, overwrite: bool) -> None:
    driver = DRIVERS[out.suffix.lower()]
    with whole_file(out, overwrite=overwrite) as part:
        if driver == "CSV":
            table = frame.drop(columns=frame.geometry.name)
            table["lon"], table["lat"] = frame.geometry.x, frame.geometry.y
            table.to_csv(part, index=False, lineterminator="\n")
        else:
            frame.to_file(part, driver=driver, layer="observations")


def _show(session: Session, frame: gpd.GeoDataFrame, options: dict[str, Any]) -> None:
    table = frame.drop(columns=frame.geometry.name).astype(object)
    table["time"] = [moment.isoformat() for moment in frame["time"]]
    rows = table.where(table.notna(), None).to_dict("records")
    if options["as_json"]:
        print_json({"observations": rows})
    elif options["as_csv"]:
        print_csv(rows)
    else:
        language = 0 if session.lang == "id" else 1
        columns = {key: pair[language] for key, pair in HEADINGS.items() if key in table}
        print_table(rows, columns, session.lang)
