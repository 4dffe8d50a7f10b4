"""`penyangga fetch`: real open data from the catalogue, cut to a region, as a layer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from server.cli.masterplans.keeping import Before
from server.cli.output import print_csv, print_json, print_table
from server.cli.remote.reaching import LEVELS, box_of, reaching, remote_options
from server.cli.session import Session, WrongUsageError, note

if TYPE_CHECKING:
    from layers import Catalogue
    from layers.ingest.fetching import Fetched, FetchOptions, Plan
    from layers.sources.remote.open_data import OpenData

Box = tuple[float, float, float, float]
HEADINGS = {
    "id": ("data", "data"),
    "layer": ("lapisan", "layer"),
    "size_mb": ("MB per berkas", "MB per file"),
    "licence": ("lisensi", "licence"),
    "parameters": ("parameter", "parameters"),
    "title": ("judul", "title"),
}


@click.command()
@click.argument("source", required=False, metavar="[ID]")
@click.argument("parameters", nargs=-1, metavar="[KEY=VALUE]…")
@click.option("--as", "layer_id", metavar="LAYER", help="Id of the layer (default: the usual one).")
@reaching
@click.option(
    "--cell", "cell_m", type=click.FloatRange(1), metavar="M", help="Raster cells in metres."
)
@click.option("--base-url", metavar="URL", help="A mirror that stands for the provider's host.")
@click.option("--osm-theme", metavar="NAME", help="What to take from OpenStreetMap: roads, …")
@click.option("--theme", metavar="NAME", help="What the rows are, as for `add`.")
@click.option("--repair", is_flag=True, help="Mend invalid geometries instead of refusing them.")
@click.option("--skip-invalid", is_flag=True, help="Leave bad rows out (exit code 5 if there are).")
@click.option("--replace", is_flag=True, help="Take the place of the layer.")
@click.option("--append", is_flag=True, help="Add the rows to the layer.")
@click.option("--cached", is_flag=True, help="List the files in the cache: what came from where.")
@click.option("--dry-run", is_flag=True, help="Say what would be fetched; ask nobody.")
@click.option("--json", "as_json", is_flag=True, help="Give the answer as JSON.")
@click.option("--csv", "as_csv", is_flag=True, help="Give a list as CSV.")
@click.pass_context
def fetch(
    ctx: click.Context,
    /,
    source: str | None,
    parameters: tuple[str, ...],
    *,
    as_json: bool,
    as_csv: bool,
    cached: bool,
    **options: Any,
) -> None:
    """List the open data that can be fetched; with ID, fetch it and add it as a layer.

    Only what touches the box is taken: --bbox, that of --region, or else that of
    the workspace's regions. Downloads go on where they were cut, and stay in the
    cache. Without a network nothing is changed.
    """
    session: Session = ctx.obj
    if cached:
        _list_cache(session, options["cache"], as_json=as_json, as_csv=as_csv)
    elif source is None:
        _list_data(session, as_json=as_json, as_csv=as_csv)
    else:
        _fetch(ctx, source, _pairs(parameters), options, as_json=as_json)


def _list_data(session: Session, *, as_json: bool, as_csv: bool) -> None:
    from layers.sources.remote.open_data import open_data

    found = list(open_data().values())
    if as_json:
        print_json({"data": [entry.to_dict() for entry in found]})
        return
    rows = [_row(session, entry) for entry in found]
    if as_csv:
        print_csv(rows)
        return
    language = 0 if session.lang == "id" else 1
    print_table(rows, {key: pair[language] for key, pair in HEADINGS.items()}, session.lang)
    note(
        session.words(
            "Alamat diambil dari dokumentasi publik dan belum diperiksa ke servernya.",
            "Addresses are from public documentation and were not checked with the servers.",
        )
    )


def _row(session: Session, entry: OpenData) -> dict[str, Any]:
    return {
        "id": entry.id,
        "layer": entry.layer_id(entry.chosen({})),
        "size_mb": entry.size_mb,
        "licence": entry.licence,
        "parameters": " ".join(f"{p.name}={p.default}" for p in entry.parameters) or None,
        "title": session.say(entry.title),
    }


def _list_cache(session: Session, folder: Any, *, as_json: bool, as_csv: bool) -> None:
    from layers.sources.remote.cache import Cache, default_folder

    rows = Cache(folder or default_folder()).index()
    if as_json:
        print_json({"files": rows})
    elif as_csv:
        print_csv(rows)
    else:
        shown = ("fetched_at", "size", "url", "file")
        print_table(rows, {name: name for name in shown}, session.lang)


def _fetch(
    ctx: click.Context,
    source: str,
    parameters: dict[str, str],
    options: dict[str, Any],
    *,
    as_json: bool,
) -> None:
    from layers.ingest import fetching
    from server.cli.workspaces.prepare import prepare_search

    session: Session = ctx.obj
    dry_run = options.pop("dry_run")
    with session.progress() as progress:
        catalogue = session.open()
        asked = _asked(session, catalogue, options, parameters, progress)
        if dry_run:
            progress.clear()
            _tell_plan(session, fetching.plan(source, asked), as_json=as_json)
            return

        before = Before(session, catalogue, fetching.plan(source, asked).layer_id)

        def tell(step: Any) -> None:
            before(step)
            progress.step(step.number, step.of, session.say(step.title))
            progress.update(step.done, step.total)

        done = fetching.fetch(catalogue, source, asked, progress=tell, **_import_options(options))
        prepare_search(catalogue)
    _tell_done(session, done, as_json=as_json)
    if any(f.code == "row-skipped" for f in done.report.findings):
        ctx.exit(5)


def _asked(
    session: Session,
    catalogue: Catalogue,
    options: dict[str, Any],
    parameters: dict[str, str],
    progress: Any,
) -> FetchOptions:
    from layers.ingest.fetching import FetchOptions

    box = box_of(catalogue, options.pop("bbox"), options.pop("region")) or _whole(catalogue)
    remote = remote_options(options, progress, verb=session.words("mengambil", "fetching"))
    return FetchOptions(
        box=box,
        parameters=parameters,
        layer_id=options.pop("layer_id"),
        mirror=options.pop("base_url") or "",
        cell_m=options.pop("cell_m"),
        remote=remote,
    )


def _whole(catalogue: Catalogue) -> Box:
    """Give the box of all regions of the workspace."""
    for layer_id in LEVELS:
        if layer_id in catalogue:
            box = catalogue[layer_id].layer.bbox
            if box is not None:
                return box
    raise WrongUsageError(
        "ruang kerja ini tidak memuat wilayah untuk menentukan kotaknya; berikan --bbox B,S,T,U",
        "this workspace has no regions to tell the box from; give --bbox W,S,E,N",
    )


def _import_options(options: dict[str, Any]) -> dict[str, Any]:
    replace, append = options.pop("replace"), options.pop("append")
    if replace and append:
        raise WrongUsageError(
            "--replace dan --append saling meniadakan; berikan salah satu",
            "--replace and --append exclude each other; give one",
        )
    mode = "replace" if replace else "append" if append else None
    return {"mode": mode, **options}


def _tell_plan(session: Session, plan: Plan, *, as_json: bool) -> None:
    if as_json:
        print_json(plan.to_dict())
        return
    told = plan.to_dict()
    for url in told["urls"]:
        click.echo(url)
    box = ",".join(f"{v:.4f}" for v in plan.box)
    note(
        session.words(
            f"{len(told['urls'])} berkas, sekitar {told['size_mb']:g} MB, kotak {box} → lapisan "
            f"{plan.layer_id}; lisensi {plan.data.licence}. Tidak ada yang diambil.",
            f"{len(told['urls'])} files, about {told['size_mb']:g} MB, box {box} → layer "
            f"{plan.layer_id}; licence {plan.data.licence}. Nothing was fetched.",
        )
    )


def _tell_done(session: Session, done: Fetched, *, as_json: bool) -> None:
    if as_json:
        print_json(done.to_dict())
        return
    click.echo(done.report.summary("id" if session.lang == "id" else "en"))
    if done.absent:
        gone = ", ".join(done.absent)
        note(session.words(f"ubin yang tidak ada: {gone}", f"tiles that do not exist: {gone}"))
    note(f"{done.plan.data.attribution} ({done.report.layer.licence})")


def _pairs(parameters: tuple[str, ...]) -> dict[str, str]:
    out = {}
    for pair in parameters:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise WrongUsageError(
                f"{pair!r}: yang diminta KUNCI=NILAI, misalnya year=2020",
                f"{pair!r}: wanted KEY=VALUE, e.g. year=2020",
            )
        out[name] = value
    return out
