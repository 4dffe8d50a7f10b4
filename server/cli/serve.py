"""`penyangga serve`: the map and the API of a workspace, on a port."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

import click

from server.cli.basemap import basemap_options, chosen_basemap
from server.cli.session import Session, is_address, note

if TYPE_CHECKING:
    from layers import Catalogue
    from server.config import ServerSettings

# Requests a second of one client, where others than this machine may ask: a map that is
# dragged asks some fifty tiles at once.
PUBLIC_RATE = 100.0


@click.command()
@click.option("-h", "--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("-p", "--port", default=8000, show_default=True, help="0 takes a free one.")
@click.option("-o", "--open", "browse", is_flag=True, help="Open the map in the browser.")
@click.option("--workers", default=2, show_default=True, help="Worker processes.")
@click.option(
    "--server", type=click.Choice(["granian", "gunicorn"]), default="granian", show_default=True
)
@click.option("--base-url", default="", help="Public address, when a proxy stands in front.")
@basemap_options
@click.option("--access-log", is_flag=True, help="One JSON line a request on standard error.")
@click.option("--json-log", is_flag=True, help="Write all that is logged as JSON lines.")
@click.option("--rate", type=click.FloatRange(0), help="Requests a second of one client; 0: any.")
@click.option("--burst", default=500, show_default=True, help="Requests of one client at once.")
@click.option("--proxies", default=0, show_default=True, help="Proxies of one's own in front.")
@click.option(
    "--request-seconds", default=10.0, show_default=True, help="Most seconds of a request to read."
)
@click.option(
    "--statement-seconds",
    default=2.0,
    show_default=True,
    help="Most seconds of one question to the database within it.",
)
@click.option(
    "--run-seconds", default=300.0, show_default=True, help="Most seconds of an analysis."
)
@click.option(
    "--metrics",
    type=click.Choice(["local", "all", "none"]),
    default="local",
    show_default=True,
    help="Who may read /metrics.",
)
@click.option(
    "--get", "path", metavar="PATH", help="Answer one request on standard output and end."
)
@click.option("--json", "as_json", is_flag=True, help="Say the address as JSON.")
@click.pass_context
def serve(
    ctx: click.Context,
    *,
    host: str,
    port: int,
    browse: bool,
    workers: int,
    server: Literal["granian", "gunicorn"],
    base_url: str,
    access_log: bool,
    json_log: bool,
    rate: float | None,
    burst: int,
    proxies: int,
    request_seconds: float,
    statement_seconds: float,
    run_seconds: float,
    metrics: Literal["local", "all", "none"],
    path: str | None,
    as_json: bool,
) -> None:
    """Serve the workspace: map at /map, OGC API at /, until interrupted."""
    from server.config import Limits, ServerSettings

    session: Session = ctx.obj
    catalogue = session.open()
    held = _what_it_holds(catalogue)
    folder = catalogue.path.resolve()
    catalogue.close()
    place = session.place()
    shared = is_address(place)
    settings = ServerSettings(
        workspace=place if shared else folder,
        folder=folder if shared else None,
        base_url=base_url.rstrip("/"),
        language="en" if session.lang == "en" else "id",
        access_log=access_log,
        json_log=json_log,
        basemap=chosen_basemap(ctx),
        limits=Limits(
            rate=_rate(host) if rate is None else rate,
            burst=burst,
            proxies=proxies,
            request_seconds=request_seconds,
            statement_seconds=statement_seconds,
            run_seconds=run_seconds,
            metrics=metrics,
        ),
    )
    if path is not None:
        ctx.exit(_answer_one(settings, path))

    def ready(url: str) -> None:
        line = {"url": url, "map": f"{url}/map", **held}
        click.echo(json.dumps(line) if as_json else f"{url}/map  ({_in_words(session, held)})")
        sys.stdout.flush()
        if browse:
            click.launch(f"{url}/map")

    from server.serve import serve as run

    run(settings, host=host, port=port, workers=workers, server=server, on_ready=ready)


def _rate(host: str) -> float:
    """Give the usual limit: none for a service that only this machine can reach."""
    local = host in ("localhost", "::1") or host.startswith("127.")
    return 0.0 if local else PUBLIC_RATE


def _what_it_holds(catalogue: Catalogue) -> dict[str, str | int | None]:
    """Say how many layers there are and how old the oldest and the youngest data are."""
    layers = catalogue.layers()
    dates = sorted(layer.data_date for layer in layers if layer.data_date)
    first, last = (dates[0], dates[-1]) if dates else (None, None)
    return {"n_layers": len(layers), "data_from": first, "data_to": last}


def _in_words(session: Session, held: Mapping[str, str | int | None]) -> str:
    first, last = held["data_from"], held["data_to"]
    if first is None:
        age = session.words("data tanpa tanggal", "data without a date")
    else:
        span = first if first == last else f"{first}–{last}"
        age = session.words(f"data tahun {span}", f"data of {span}")
    return f"{held['n_layers']} {session.words('lapisan', 'layers')}, {age}"


def _answer_one(settings: ServerSettings, path: str) -> int:
    from server.app import create_app

    if not path.startswith("/"):
        raise click.BadParameter(
            f"{path!r}; wanted a path such as /collections", param_hint="--get"
        )
    answer = create_app(settings).test_client().get(path)
    sys.stdout.buffer.write(answer.get_data())
    sys.stdout.flush()
    if answer.status_code >= 400:
        note(f"{path}: {answer.status}")
        return 1
    return 0
