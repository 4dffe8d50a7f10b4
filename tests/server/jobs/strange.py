"""Processes that no service would publish; started as a program, it is the process of a job."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import geopandas as gpd
import shapely

from gis.processes.answer import Outcome
from gis.processes.process import Input, Process
from layers.text import Text

SAID = Text("uji", "test")


def adding(catalogue, given):
    with catalogue.observer(SAID) as count:
        count(1, 2)
    frame = gpd.GeoDataFrame(
        {"sum": [given["a"] + given["b"]]}, geometry=[shapely.Point(116, -1)], crs="EPSG:4326"
    )
    return Outcome({"sum": given["a"] + given["b"]}, {"places": frame}, SAID, ())


def hungry(catalogue, given):
    held = [bytearray(256 << 20) for _ in range(100)]
    return Outcome({"n": len(held)}, {}, SAID, ())


def filling(catalogue, given):
    with Path("much").open("wb") as file:
        while True:
            file.write(bytes(1 << 20))


def looping(catalogue, given):
    while True:
        pass


def sleeping(catalogue, given):
    with catalogue.observer(SAID) as count:
        for i in range(int(given["a"] * 20)):
            count(i, int(given["a"] * 20))
            time.sleep(0.05)
    return Outcome({"slept": given["a"]}, {}, SAID, ())


def failing(catalogue, given):
    raise RuntimeError("a secret path: " + str(catalogue.path))


def dying(catalogue, given):
    os.kill(os.getpid(), signal.SIGKILL)


NUMBERS = (
    Input("a", SAID, "number", SAID, unit="m", minimum=0, maximum=100, required=True),
    Input("b", SAID, "number", SAID, default=1),
    Input("do", SAID, "text", SAID),
)
PROCESSES = {
    one.__name__: Process(one.__name__, "1.0.0", SAID, SAID, NUMBERS, one, outputs={"places": SAID})
    for one in (adding, hungry, filling, looping, sleeping, failing, dying)
}

if __name__ == "__main__":
    from server.jobs.child import main

    sys.exit(main(Path(sys.argv[1]), PROCESSES))
