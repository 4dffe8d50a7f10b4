"""`penyangga serve`: the map and the API of a workspace, on a port."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

import click

from server.cli.serving.basemap import basemap_options, chosen_basemap
from server.cli.serving.framing import chosen_sites, framing_option
from server.cli.serving.joblimits import chosen_limits, job_options
from server.cli.session import Session, is_address, note
from server.cli.tokens.standing import (
    WRITERS,
    is_out_of_reach,
    said,
    standing_of,
    usual_writers,
)

if TYPE_CHECKING:
    from pathlib import Path

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
@framing_option
@job_options
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
    "--writers",
    type=click.Choice(WRITERS),
    help="Who may write: whoever uses this machine and editors (default where no other machine "
    "and no proxy reaches it), editors with a token (default elsewhere), nobody.",
)
@click.option(
    "--get", "path", metavar="PATH", help="Answer one request on standard output and end."
)
@click.option("--json", "as_json", is_flag=True, help="Say the address as JSON.")
@click.pass_context
def serve(
    ctx: click.Context,
    /,
    *,
    host: str,
    port: int,
    browse: bool,
    workers: int,
    server: Literal["granian", "gunicorn"],
    path: str | None,
    as_json: bool,
    **_: object,
) -> None:
    """Serve the workspace: map at /map, OGC API at /, until interrupted."""
    session: Session = ctx.obj
    catalogue = session.open()
    held = _what_it_holds(catalogue)
    folder = catalogue.path.resolve()
    catalogue.close()
    settings = _settings(ctx, folder)
    if path is not None:
        ctx.exit(_answer_one(settings, path))

    standing = standing_of(session, settings)

    def ready(url: str) -> None:
        line = {"url": url, "map": f"{url}/map", **held, "writing": standing}
        click.echo(json.dumps(line) if as_json else f"{url}/map  ({_in_words(session, held)})")
        sys.stdout.flush()
        note(said(session, standing))
        if browse:
            click.launch(f"{url}/map")

    from server.preparing import prepared_beside
    from server.serve import serve as run

    with prepared_beside(settings):
        run(settings, host=host, port=port, workers=workers, server=server, on_ready=ready)


def _settings(ctx: click.Context, folder: Path) -> ServerSettings:
    """Give the settings that the options ask for; `folder` is the workspace's, with no links."""
    from server.config import Limits, ServerSettings

    session: Session = ctx.obj
    asked = ctx.params
    host, base_url, proxies = asked["host"], asked["base_url"], asked["proxies"]
    place = session.place()
    shared = is_address(place)
    behind_proxy = bool(proxies or base_url)
    return ServerSettings(
        workspace=place if shared else folder,
        folder=folder if shared else None,
        base_url=base_url.rstrip("/"),
        language="en" if session.lang == "en" else "id",
        access_log=asked["access_log"],
        json_log=asked["json_log"],
        basemap=chosen_basemap(ctx),
        framed_by=chosen_sites(ctx),
        jobs=chosen_limits(ctx),
        writers=asked["writers"] or usual_writers(host, behind_proxy=behind_proxy),
        limits=Limits(
            rate=_rate(host) if asked["rate"] is None else asked["rate"],
            burst=asked["burst"],
            proxies=proxies,
            request_seconds=asked["request_seconds"],
            statement_seconds=asked["statement_seconds"],
            run_seconds=asked["run_seconds"],
            metrics=asked["metrics"],
        ),
    )


def _rate(host: str) -> float:
    """Give the usual limit: none for a service that only this machine can reach."""
    return 0.0 if is_out_of_reach(host) else PUBLIC_RATE


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
