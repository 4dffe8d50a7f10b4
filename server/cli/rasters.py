"""Options for rasters and land cover that `penyangga add` takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])
# As in layers.landcover.LEGENDS, which would load too much for a command's help: tested.
LEGENDS = ("common", "klhk", "klhk-alternative", "worldcover", "sni7645")

OPTIONS = (
    click.option("--band", type=int, metavar="N", help="Band of a raster that has several."),
    click.option(
        "--nodata", type=float, metavar="NUMBER", help="The raster's number for no value."
    ),
    click.option(
        "--legend",
        type=click.Choice(LEGENDS),
        help="Legend of land-cover codes, where the data do not tell it.",
    ),
    click.option(
        "--keep-codes",
        is_flag=True,
        help="Keep a land-cover raster's own codes (default: the common legend).",
    ),
    click.option("--unit", metavar="UNIT", help="Unit of a raster's values, e.g. percent, m."),
)


def raster_options(command: Command) -> Command:
    """Give a command the options for rasters and land cover."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command
