"""The options of `penyangga serve` that put a basemap of another server under the map."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from server.basemap import Basemap

_NAMES = ("basemap", "basemap_attribution", "basemap_origin")
Command = Callable[..., Any]


def basemap_options(command: Command) -> Command:
    """Add the options to a command; `chosen_basemap` gives what they say."""
    options = (
        click.option(
            "--basemap",
            metavar="URL",
            expose_value=False,
            callback=_keep,
            help="Tiles ({z}/{x}/{y}) or MapLibre style of another server under the map.",
        ),
        click.option(
            "--basemap-attribution",
            metavar="TEXT",
            expose_value=False,
            callback=_keep,
            help="Whom the map names as the source of that.",
        ),
        click.option(
            "--basemap-origin",
            metavar="ORIGIN",
            multiple=True,
            expose_value=False,
            callback=_keep,
            help="A further server which that style takes from (repeatable).",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def chosen_basemap(ctx: click.Context) -> Basemap | None:
    """Give the basemap that the options, or else the environment, ask for.

    Raises
    ------
    SettingsError
        `bad-basemap`.
    """
    from server.basemap import Basemap

    url, attribution, origins = (ctx.meta.get(name) for name in _NAMES)
    if url:
        return Basemap(url, attribution or "", tuple(origins or ()))
    return Basemap.from_environment(os.environ)


def _keep(ctx: click.Context, option: click.Parameter, value: Any) -> None:
    ctx.meta[str(option.name)] = value
