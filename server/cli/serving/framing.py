"""The option of `penyangga serve` that lets pages of other sites show the map."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import click

Command = Callable[..., Any]
_NAME = "embed_in"


def framing_option(command: Command) -> Command:
    """Add the option to a command; `chosen_sites` gives what it says."""
    option = click.option(
        "--embed-in",
        metavar="SITE",
        multiple=True,
        expose_value=False,
        callback=_keep,
        help="A site whose pages may show the map (embed=1), such as https://portal.example.id; "
        "repeatable.",
    )
    return option(command)


def chosen_sites(ctx: click.Context) -> tuple[str, ...]:
    """Give the sites that the option, or else the environment, names.

    Raises
    ------
    SettingsError
        `bad-site`.
    """
    from server.framing import read_sites

    return read_sites(ctx.meta.get(_NAME) or os.environ.get("PENYANGGA_EMBED_IN", "").split())


def _keep(ctx: click.Context, option: click.Parameter, value: Any) -> None:
    ctx.meta[str(option.name)] = value
