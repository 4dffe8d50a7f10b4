"""Rows of importing roads from a large OpenStreetMap extract: seconds, memory, and ogr2ogr."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import numpy as np
import osm_tiles
import pyogrio
import services
import shapely
import stock
from plan import Plan
from verdict import Agreement, Missing, Row

import layers

SMALL = stock.ROOT.parent / "shared" / "data" / "osm" / "duitama.osm.pbf"
LARGE = stock.HERE / "osm" / "tiles.osm.pbf"
N_TILES = 60
CORNER = (189.0, -7.0)  # the small extract lies in Colombia; its copies in Kalimantan
GOAL_S, GOAL_GB = 60.0, 1.5
LAYER = "roads"
# Import and packing in a process of its own: its time, its child and its memory alone.
OURS = """
import json, resource, sys, time
import layers
from layers import ingest
catalogue = layers.open(sys.argv[1], create=True)
start = time.perf_counter()
ingest.add(catalogue, sys.argv[2], layer_id="roads")
added = time.perf_counter() - start
catalogue.packed("roads")
whos = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
used = [resource.getrusage(who) for who in whos]
print(json.dumps({
    "added": added,
    "packed": time.perf_counter() - start,
    "cpu": sum(one.ru_utime + one.ru_stime for one in used),
    "peak": max(one.ru_maxrss for one in used) * 1024,
}))
"""


def rows(plan: Plan) -> Iterator[Row | Missing]:
    """Import roads of the tiled extract; give a row of time and one of memory."""
    what = f"roads of an OpenStreetMap extract of {N_TILES} tiles"
    if not SMALL.exists():
        yield Missing(what, "the small extract to be tiled (shared/data/osm) is not there")
        return
    if not LARGE.exists():
        LARGE.parent.mkdir(parents=True, exist_ok=True)
        osm_tiles.tiled(SMALL, LARGE, N_TILES, corner=CORNER)
    what = f"roads of {LARGE.stat().st_size / 1e6:,.0f} MB of OpenStreetMap"
    before = plan.begin(what)
    passes, others = [], []
    with tempfile.TemporaryDirectory(dir=LARGE.parent) as folder:
        for number in range(plan.passes):
            workspace = Path(folder) / f"workspace-{number}"
            passes.append(ours(workspace))
            others += rival(Path(folder) / f"{number}.gpkg")
        seen = compare(workspace)
    beside = f"; ogr2ogr into a GeoPackage {median(others):.3g} s" if others else ""
    yield Row(
        f"{what}, to a packed layer",
        "s",
        tuple(one["packed"] for one in passes),
        "at most",
        GOAL_S,
        Agreement(seen.equal, seen.how + beside),
        load_before=before,
        detail={
            "added_seconds": [one["added"] for one in passes],
            "cpu_seconds": [one["cpu"] for one in passes],
            "ogr2ogr_seconds": others,
        },
    )
    peaks = tuple(one["peak"] / 1e9 for one in passes)
    yield Row(f"{what}, peak memory", "GB", peaks, "at most", GOAL_GB, seen, load_before=before)


def ours(workspace: Path) -> dict[str, float]:
    """Import and pack in a fresh process; give what it took."""
    command = [sys.executable, "-c", OURS, str(workspace), str(LARGE)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    return dict(json.loads(run.stdout.splitlines()[-1]))


def rival(target: Path) -> list[float]:
    """Let ogr2ogr write the same roads into a GeoPackage; nothing where it is not installed."""
    if not services.has("ogr2ogr"):
        return []
    command = ["ogr2ogr", "-f", "GPKG", "-where", "highway IS NOT NULL", str(target), str(LARGE)]
    start = time.perf_counter()
    subprocess.run([*command, "lines"], capture_output=True, check=True)
    return [time.perf_counter() - start]


def compare(workspace: Path) -> Agreement:
    """Compare the first and the last tile with what GDAL reads from the small extract."""
    theirs = pyogrio.read_dataframe(SMALL, layer="lines", where="highway IS NOT NULL")
    theirs = theirs.set_index(theirs["osm_id"].astype("int64")).geometry
    catalogue = layers.open(workspace)
    names = catalogue[LAYER].layer.schema.names
    column = "code" if "code" in names else "osm_id"
    frame = catalogue[LAYER].read(properties=(column,))
    ids = frame[column].astype("int64")
    n_packed = catalogue.packed(LAYER).n
    catalogue.close()
    held = frame.set_index(ids).geometry
    faults, n_compared = [], 0
    for tile in (0, N_TILES - 1):
        moved = theirs.set_axis(theirs.index + tile * osm_tiles.ID_STEP)
        move = np.array(
            [
                CORNER[0] + tile % osm_tiles.COLUMNS * osm_tiles.STEP_LON,
                CORNER[1] + tile // osm_tiles.COLUMNS * osm_tiles.STEP_LAT,
            ]
        )
        common = moved.index.intersection(held.index)
        wanted = shapely.transform(moved[common].to_numpy(), lambda at, by=move: at + by)
        same = shapely.equals_exact(shapely.line_merge(held[common].to_numpy()), wanted, 1e-6)
        same |= shapely.equals_exact(held[common].to_numpy(), wanted, 1e-6)
        faults += common[~same].tolist()
        n_compared += len(common)
    full = n_compared >= 2 * 0.97 * len(theirs) and n_packed == len(frame) == len(
        held.index.unique()
    )
    how = f"{n_compared:,} of {n_packed:,} roads as GDAL reads them"
    return Agreement(full and not faults, how if not faults else f"way {faults[0]} differs")
