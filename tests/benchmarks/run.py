"""The one door of `make bench`: runs every row, prints the table, writes .bench/results.json.

The exit code is 1 when a goal is missed, answers differ, or a row could not be run.
`--only items --only nearest` runs some of the rows (and writes results-partial.json);
`--passes` is how often each side is measured, in turns (the table shows medians).
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterable
from types import FrameType

import click
import machine
import services
import stock
import verdict
from plan import Plan
from rich.console import Console
from rows import (
    costdistance,
    coverage,
    flat,
    importing,
    items,
    landcover,
    nearest,
    network,
    osm,
    packing,
    serving,
    siting,
    whatif,
    zoning,
)
from rows.finding import search, selecting
from rows.land import exposure, suitability
from rows.maps import raster_tiles, webpage
from rows.served import beside, planning, prebuilt, pressed
from rows.tiled import latency, pyramids, tiles
from verdict import Missing, Row

GROUPS: dict[str, Callable[[Plan], Iterable[Row | Missing]]] = {
    "nearest": nearest.rows,
    "coverage": coverage.rows,
    "costdistance": costdistance.rows,
    "network": network.rows,
    "whatif": whatif.rows,
    "landcover": landcover.rows,
    "packing": packing.rows,
    "importing": importing.rows,
    "serving": serving.rows,
    "flat": flat.rows,
    "items": items.rows,
    "selecting": selecting.rows,
    "postgis": beside.rows,
    "pressed": pressed.rows,
    "osm": osm.rows,
    "search": search.rows,
    "siting": siting.rows,
    "suitability": suitability.rows,
    "exposure": exposure.rows,
    "zoning": zoning.rows,
    "tiles": tiles.rows,
    "pyramids": pyramids.rows,
    "latency": latency.rows,
    "prebuilt": prebuilt.rows,
    "raster_tiles": raster_tiles.rows,
    "webpage": webpage.rows,
    "planning": planning.rows,
}
RESULTS = stock.HERE / "results.json"
PARTIAL = stock.HERE / "results-partial.json"
WIDTH = 160


@click.command(help="Measure Penyangga against its goals and its rivals.")
@click.option("--only", multiple=True, type=click.Choice(list(GROUPS)), help="Rows to run.")
@click.option("--passes", default=3, show_default=True, type=click.IntRange(1), help="In turns.")
def main(only: tuple[str, ...], passes: int) -> None:
    """Run the rows asked for, all of them by default."""
    signal.signal(signal.SIGTERM, _stop)
    console = Console(width=None if sys.stdout.isatty() else WIDTH)
    plan = Plan(passes, console)
    facts = machine.facts() | {"load_before": machine.load()}
    rows: list[Row | Missing] = []
    results = PARTIAL if only else RESULTS
    for name in only or GROUPS:
        for row in GROUPS[name](plan):
            rows.append(row)
            console.print(f"  {row.brief}", highlight=False)
            verdict.save(results, rows, facts, rivals=services.rival_versions())
    verdict.show(rows, console)
    console.print(f"written to {results.relative_to(stock.ROOT)}")
    sys.exit(0 if all(row.held for row in rows) else 1)


def _stop(number: int, frame: FrameType | None) -> None:
    """Leave through every `finally`, so that no server is left behind."""
    sys.exit(128 + number)


if __name__ == "__main__":
    main()
