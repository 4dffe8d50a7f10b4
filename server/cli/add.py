"""`penyangga add`: a file becomes a layer, all of it or nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from server.cli.defects.reporting import codes_of, refusals, reporting, write_report
from server.cli.masterplans.keeping import Before
from server.cli.output import print_json
from server.cli.rasters import raster_options
from server.cli.remote.reaching import box_of, is_url, reaching, remote_options
from server.cli.session import Session, WrongUsageError, WrongValueError, note

if TYPE_CHECKING:
    from layers import Catalogue
    from layers.sources.report import ImportReport
    from server.cli.progress import Progress


@click.command()
@click.argument("file")
@click.option("--as", "layer_id", required=True, metavar="ID", help="Id of the layer to make.")
@click.option("--layer", "source_layer", metavar="NAME", help="Layer of a file that has several.")
@click.option("--crs", metavar="EPSG", help="Reference system, where the file names none or lies.")
@click.option("--encoding", metavar="NAME", help="Encoding of letters: utf-8, cp1252, gbk, …")
@click.option("--theme", metavar="NAME", help="What the rows are: regions, facilities, generic, …")
@click.option(
    "--osm-theme",
    metavar="NAME",
    help="What to take from OpenStreetMap: roads, facilities, … (default: told from the id).",
)
@click.option("--repair", is_flag=True, help="Mend invalid geometries instead of refusing them.")
@click.option("--skip-invalid", is_flag=True, help="Leave bad rows out (exit code 5 if there are).")
@click.option("--replace", is_flag=True, help="Replace a layer (a modelled one gives way anyway).")
@click.option("--append", is_flag=True, help="Add the rows to the layer.")
@click.option("--dry-run", is_flag=True, help="Read, check and report; write nothing.")
@click.option("--title", help="Name of the layer.")
@click.option("--source", help="Where the data are from.")
@click.option("--licence", help="Licence of the data.")
@click.option("--attribution", help="Line to show on the map.")
@click.option("--data-date", metavar="DATE", help="For when the data hold: year, month or day.")
@click.option(
    "--trust",
    type=click.Choice(["official", "open_data", "compiled", "modelled", "illustrative"]),
    help="How far the data can be trusted (default: compiled).",
)
@click.option("--regulation", help="Regulation that a spatial plan was laid down in.")
@click.option("--plan-revision", metavar="TEXT", help="Which revision of the plan it is.")
@click.option("--plan-region", metavar="CODE", help="Regency or city of the plan, e.g. 64.72.")
@click.option("--scale", type=click.IntRange(1), metavar="N", help="Scale of the plan, 1:N.")
@click.option("--join", metavar="LAYER", help="Join the table to the regions of this layer.")
@click.option("--on", metavar="COL=COL", help="Columns joined by: of the table, of the layer.")
@click.option(
    "--code-family", type=click.Choice(["kemendagri", "bps"]), help="What codes the table has."
)
@click.option("--observations", metavar="ASSETS", help="The rows are readings of these assets.")
@click.option(
    "--map",
    "mapped",
    multiple=True,
    metavar="FIELD=COLUMN",
    help="Take FIELD of the layer from COLUMN of the file (repeatable).",
)
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="OLD=NEW",
    help="Rename a column; with OLD= leave it out (repeatable).",
)
@click.option(
    "--remote",
    type=click.Choice(["file", "ogcapi", "wfs", "arcgis"]),
    help="What the server of a URL speaks (default: told from the URL).",
)
@click.option("--collection", metavar="NAME", help="Collection or layer to take from a server.")
@reaching
@reporting
@raster_options
@click.option("--json", "as_json", is_flag=True, help="Give the report as JSON.")
@click.pass_context
def add(ctx: click.Context, /, file: str, *, as_json: bool, **options: Any) -> None:
    """Add FILE as a layer: GeoJSON, GeoPackage, Shapefile (zip), FlatGeobuf, GeoParquet, CSV.

    FILE may be a URL: a file, an OGC API collection, a WFS or an ArcGIS layer.
    It is read apart from the service, checked, and written in one transaction.
    What is wrong is reported row by row; a refused file changes nothing.
    """
    from layers.sources.report import Step
    from server.cli.workspaces.prepare import prepare_search

    session: Session = ctx.obj
    if (options["join"] is None) != (options["on"] is None):
        raise WrongUsageError(
            "--join LAYER dan --on KOLOM=KOLOM berpasangan; berikan keduanya",
            "--join LAYER and --on COLUMN=COLUMN belong together; give both",
        )
    options["columns"] = _renamings(options.pop("mapped"), options["columns"])
    options["fix"], wanted = codes_of(options["fix"]), options.pop("report")
    options["mode"] = _mode(replace=options.pop("replace"), append=options.pop("append"))
    _require_date(options["data_date"])
    catalogue = session.open()
    options["bbox"] = box_of(catalogue, options["bbox"], options.pop("region"))
    before = Before(session, catalogue, options["layer_id"])
    with session.progress() as progress:

        def tell(step: Step) -> None:
            if not options["dry_run"]:
                before(step)
            progress.step(step.number, step.of, session.say(step.title))
            progress.update(step.done, step.total)

        with refusals(session, Path(file).name, wanted):
            report = _added(catalogue, file, progress, {"progress": tell, **options})
        if not report.dry_run:
            prepare_search(catalogue)
    write_report(session, report.document(), wanted)
    if as_json:
        print_json(report.to_dict())
    else:
        click.echo(report.summary("id" if session.lang == "id" else "en"))
    left_out = sum(finding.code == "row-skipped" for finding in report.findings)
    boxed = options["bbox"] is not None
    left_out = left_out or max(report.n_read - report.n_written, 0) * (
        not report.dry_run and not boxed
    )
    if options["skip_invalid"] and left_out:
        told = session.words(
            "ada baris yang dilewati; lihat laporan", "rows were left out; the report says which"
        )
        note(f"{report.file}: {told}")
        ctx.exit(5)


def _added(
    catalogue: Catalogue, file: str, progress: Progress, options: dict[str, Any]
) -> ImportReport:
    from layers import ingest
    from layers.ingest.remote import add_remote

    kind, collection = options.pop("remote"), options.pop("collection")
    remote = remote_options(options, progress, verb="↓", kind=kind, collection=collection)
    if is_url(file):
        return add_remote(catalogue, file, remote=remote, **options)
    if kind or collection:
        raise WrongUsageError(
            "--remote dan --collection untuk URL; FILE bukan URL",
            "--remote and --collection are for URLs; FILE is none",
        )
    if not Path(file).exists():
        raise WrongValueError(
            f"{file!r} tidak ada.", f"Path {file!r} does not exist.", param_hint="'FILE'"
        )
    return ingest.add(catalogue, Path(file), **options)


def _mode(*, replace: bool, append: bool) -> str | None:
    if replace and append:
        raise WrongUsageError(
            "--replace dan --append saling meniadakan; berikan salah satu",
            "--replace and --append exclude each other; give one",
        )
    return "replace" if replace else "append" if append else None


def _require_date(text: str | None) -> None:
    """Refuse a date of the data that is no year, month or day."""
    if text is None:
        return
    for form in ("%Y", "%Y-%m", "%Y-%m-%d"):
        try:
            parsed = dt.datetime.strptime(text, form).replace(tzinfo=dt.UTC)
        except ValueError:
            continue
        if parsed.strftime(form) == text:
            return
    raise WrongUsageError(
        f"--data-date {text!r}: yang diminta tahun, bulan, atau hari, misalnya 2024, "
        "2024-12, atau 2024-12-31",
        f"--data-date {text!r}: wanted a year, month or day, e.g. 2024, 2024-12 or 2024-12-31",
    )


def _renamings(mapped: tuple[str, ...], pairs: tuple[str, ...]) -> dict[str, str | None]:
    """Give the name each column gets: by FIELD=COLUMN, or by OLD=NEW."""
    out: dict[str, str | None] = {}
    for pair in mapped:
        field, equals, column = pair.partition("=")
        if not equals or not field or not column:
            raise WrongValueError(
                f"{pair!r}; yang diminta BIDANG=KOLOM",
                f"{pair!r}; wanted FIELD=COLUMN",
                param_hint="'--map'",
            )
        if column in out:
            raise _twice(column, "'--map'")
        out[column] = field
    for pair in pairs:
        old, equals, new = pair.partition("=")
        if not equals or not old:
            raise WrongValueError(
                f"{pair!r}; yang diminta LAMA=BARU, atau LAMA= untuk menghilangkannya",
                f"{pair!r}; wanted OLD=NEW, or OLD= to leave it out",
                param_hint="'--column'",
            )
        if old in out:
            raise _twice(old, "'--column'")
        out[old] = new or None
    return out


def _twice(column: str, option: str) -> WrongValueError:
    return WrongValueError(
        f"kolom {column!r} disebut dua kali",
        f"column {column!r} is named twice",
        param_hint=option,
    )
