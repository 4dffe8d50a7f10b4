"""Options of commands that ask servers: how far, where to keep what comes, which part of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from server.cli.session import WrongUsageError

if TYPE_CHECKING:
    from layers import Catalogue
    from layers.ingest.remote import RemoteOptions
    from server.cli.progress import Progress

Command = TypeVar("Command", bound=Callable[..., Any])
Box = tuple[float, float, float, float]
LEVELS = ("provinces", "regencies", "districts", "villages")
URL = re.compile(r"https?://", re.IGNORECASE)


def reaching(command: Command) -> Command:
    """Give a command the options of asking servers."""
    options = (
        click.option("--bbox", metavar="W,S,E,N", help="Only what touches this box, in degrees."),
        click.option("--region", metavar="CODE", help="Only what touches the box of this region."),
        click.option(
            "--cache",
            metavar="DIR",
            type=click.Path(path_type=Path, file_okay=False),
            help="Folder to keep fetched files in (default: the user's cache).",
        ),
        click.option(
            "--no-refresh", is_flag=True, help="Take cached files without asking for newer ones."
        ),
        click.option(
            "--insecure-http", is_flag=True, help="Ask servers without encryption (http) too."
        ),
        click.option(
            "--private-hosts", is_flag=True, help="Ask servers of the own network by name too."
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def is_url(text: str) -> bool:
    """Say whether a word is the URL of something on a server."""
    return URL.match(text) is not None


def box_of(catalogue: Catalogue, bbox: str | None, region: str | None) -> Box | None:
    """Give the box asked for: as four numbers, or that of a region of the workspace.

    Raises
    ------
    click.UsageError
        If both are given, the numbers are none, or no layer has the region.
    """
    if bbox and region:
        raise WrongUsageError(
            "--bbox dan --region saling meniadakan; berikan salah satu",
            "--bbox and --region exclude each other; give one",
        )
    if bbox:
        return _numbers(bbox)
    return _region_box(catalogue, region) if region else None


def _numbers(text: str) -> Box:
    parts = text.split(",")
    if len(parts) == 4 and all(re.fullmatch(r"\s*-?\d{1,3}(\.\d+)?\s*", p) for p in parts):
        west, south, east, north = (float(p) for p in parts)
        if -180 <= west < east <= 180 and -90 <= south < north <= 90:
            return (west, south, east, north)
    raise WrongUsageError(
        f"--bbox {text!r}: yang diminta barat,selatan,timur,utara dalam derajat, misalnya "
        "116.5,-1.5,117,-1",
        f"--bbox {text!r}: wanted west,south,east,north in degrees, e.g. 116.5,-1.5,117,-1",
    )


def _region_box(catalogue: Catalogue, code: str) -> Box:
    for layer_id in LEVELS:
        if layer_id not in catalogue or "code" not in catalogue[layer_id].layer.schema.names:
            continue
        found = catalogue[layer_id].read(equals={"code": code})
        if len(found):
            west, south, east, north = (float(v) for v in found.total_bounds)
            return (west, south, east, north)
    raise WrongUsageError(
        f"--region {code!r}: tidak ada wilayah berkode itu di ruang kerja ini; yang "
        "diminta kode Kemendagri seperti 64.71, atau berikan --bbox",
        f"--region {code!r}: no region of that code in this workspace; wanted a Kemendagri code "
        "such as 64.71, or give --bbox",
    )


def remote_options(
    given: dict[str, Any], progress: Progress, *, verb: str, **more: Any
) -> RemoteOptions:
    """Take the options of `reaching` out of `given` and make what the library wants of them."""
    from layers.ingest.remote import RemoteOptions
    from layers.sources.remote.addresses import Reach
    from layers.sources.remote.client import Client

    reach = Reach(
        insecure_http=bool(given.pop("insecure_http", False)),
        private=bool(given.pop("private_hosts", False)),
    )

    def listen(what: str, done: int, total: int) -> None:
        progress.step(1, 1, f"{verb} {what}")
        progress.update(done, total)

    cache, refresh = given.pop("cache", None), not given.pop("no_refresh", False)
    client = Client(reach)
    return RemoteOptions(cache=cache, refresh=refresh, client=client, listener=listen, **more)
