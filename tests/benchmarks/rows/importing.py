"""Rows of importing a million features: ours beside ogr2ogr into a GeoPackage, and pyogrio."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import region
import services
import stock
from plan import Plan
from verdict import Agreement, Missing, Row

import layers

HOME = stock.HERE / "import"
LAYER = "points"
PEAK_GB = 1.5
READ_GOAL, WRITE_GOAL = 3.5, 1.0
# Import, in a process of its own, so that its time, children and memory are its alone.
OURS = """
import json, resource, sys, time
import layers
from layers import ingest
catalogue = layers.open(sys.argv[1], create=True)
start = time.perf_counter()
ingest.add(catalogue, sys.argv[2], layer_id="points", theme="generic")
added = time.perf_counter() - start
catalogue["points"].packed()
peaks = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(json.dumps({"added": added, "served": time.perf_counter() - start, "peak": max(peaks) * 1024}))
"""
READ_OURS = """
import gc, json, sys, time
from pathlib import Path
from layers.sources.limits import Limits
from layers.sources.readers import geojson
gc.disable()
start = time.perf_counter()
reading = geojson.read(Path(sys.argv[1]), Limits())
print(json.dumps({"seconds": time.perf_counter() - start, "n": reading.n_read}))
"""
READ_RIVAL = """
import json, sys, time
import pyogrio
start = time.perf_counter()
frame = pyogrio.read_dataframe(sys.argv[1])
print(json.dumps({"seconds": time.perf_counter() - start, "n": len(frame)}))
"""
THROUGH_GEOPANDAS = """
import sys
import geopandas
geopandas.read_parquet(sys.argv[1]).to_file(sys.argv[2], layer="points", driver="GPKG")
"""


@dataclass(frozen=True, slots=True)
class Case:
    """One format: its file, and how the rival takes it into a GeoPackage."""

    name: str
    file: str
    rival: str
    command: Callable[[Path, Path], list[str]]


def _ogr2ogr(source: Path, target: Path) -> list[str]:
    return ["ogr2ogr", "-f", "GPKG", "-nln", LAYER, str(target), str(source)]


def _geopandas(source: Path, target: Path) -> list[str]:
    return [sys.executable, "-c", THROUGH_GEOPANDAS, str(source), str(target)]


CASES = (
    Case("GeoJSON", "points.geojson", "ogr2ogr", _ogr2ogr),
    Case("GeoPackage", "points.gpkg", "ogr2ogr", _ogr2ogr),
    Case("FlatGeobuf", "points.fgb", "ogr2ogr", _ogr2ogr),
    Case("Shapefile", "points.shp", "ogr2ogr", _ogr2ogr),
    # ogr2ogr as packaged has no Parquet driver.
    Case("GeoParquet", "points.parquet", "geopandas", _geopandas),
)


def rows(plan: Plan) -> Iterator[Row | Missing]:
    """Run every import row: reading GeoJSON, then each format whole."""
    make_files()
    yield reading(plan)
    for case in CASES:
        what = f"import of {stock.N_POINTS:,} features, {case.name}"
        if case.rival == "ogr2ogr" and not services.has("ogr2ogr"):
            yield Missing(what, "ogr2ogr is not installed (package gdal-bin)")
            continue
        yield from importing(plan, case, what)


def make_files() -> None:
    """Write the million points in every format, once."""
    stamp = HOME / "stamp"
    if stamp.exists():
        return
    shutil.rmtree(HOME, ignore_errors=True)
    HOME.mkdir(parents=True)
    frame = region.points(stock.N_POINTS)[1]
    for case in CASES:
        path = HOME / case.file
        if case.name == "GeoParquet":
            frame.to_parquet(path)
        else:
            frame.to_file(path)
    with zipfile.ZipFile(HOME / "points.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
        for path in HOME.glob("points.*"):
            if path.suffix in (".shp", ".shx", ".dbf", ".prj", ".cpg"):
                out.write(path, path.name)
    stamp.touch()


def reading(plan: Plan) -> Row:
    """Read a FeatureCollection into memory, each side in fresh processes, in turns."""
    what = f"reading {stock.N_POINTS:,} features of GeoJSON"
    path = str(HOME / "points.geojson")
    before = plan.begin(what)
    _run([sys.executable, "-c", READ_OURS, path])  # compiled code is kept after the first time
    mine = [_run([sys.executable, "-c", READ_OURS, path]) for _ in range(plan.passes)]
    other = [_run([sys.executable, "-c", READ_RIVAL, path]) for _ in range(plan.passes)]
    counts = {json.loads(one.said)["n"] for one in (*mine, *other)}
    return Row(
        what,
        "s",
        tuple(json.loads(one.said)["seconds"] for one in mine),
        "times faster",
        READ_GOAL,
        Agreement(counts == {stock.N_POINTS}, f"{counts} features read"),
        rival=tuple(json.loads(one.said)["seconds"] for one in other),
        rival_name="pyogrio.read_dataframe",
        load_before=before,
        detail={"cpu_ratio": _cpu(other) / _cpu(mine)},
    )


def importing(plan: Plan, case: Case, what: str) -> Iterator[Row]:
    """Import one format, checks and all, beside the rival; time until packed, and memory."""
    source, target = HOME / case.file, HOME / "rival.gpkg"
    workspace = HOME / "workspace"
    ours_file = HOME / "points.zip" if case.name == "Shapefile" else source
    before = plan.begin(what)
    mine, other = [], []
    for _ in range(plan.passes):
        shutil.rmtree(workspace, ignore_errors=True)
        mine.append(_run([sys.executable, "-c", OURS, str(workspace), str(ours_file)]))
        target.unlink(missing_ok=True)
        other.append(_run(case.command(source, target)))
    told = [json.loads(one.said) for one in mine]
    seen = compare(workspace, target)
    yield Row(
        what,
        "s",
        tuple(one["added"] for one in told),
        "times faster",
        WRITE_GOAL,
        seen,
        rival=tuple(one.seconds for one in other),
        rival_name=f"{case.rival} into a GeoPackage",
        load_before=before,
        detail={
            "cpu_ratio": _cpu(other) / _cpu(mine),
            "packed_s": [one["served"] for one in told],
        },
    )
    packed = median(one["served"] for one in told)
    yield Row(
        f"{what}: peak memory",
        "GB",
        tuple(one["peak"] / 1e9 for one in told),
        "at most",
        PEAK_GB,
        Agreement(seen.equal, f"{packed:.3g} s to the packed layer"),
        load_before=before,
    )


def compare(workspace: Path, target: Path) -> Agreement:
    """Compare what both sides keep: the count, the extent and one column's sum."""
    import pyogrio

    ours = layers.open(workspace)
    layer = ours[LAYER].layer
    information = pyogrio.read_info(target, layer=LAYER, force_total_bounds=True)
    column = ours[LAYER].read(properties=("pop",))["pop"].sum()
    theirs = pyogrio.read_dataframe(target, columns=["pop"], read_geometry=False)["pop"].sum()
    ours.close()
    near = all(
        abs(a - b) < 1e-7
        for a, b in zip(layer.bbox or (), information["total_bounds"], strict=True)
    )
    equal = near and layer.n_features == information["features"] and column == theirs
    return Agreement(bool(equal), f"{layer.n_features:,} features, extent and sum of a column")


@dataclass(frozen=True, slots=True)
class _Ran:
    said: str
    seconds: float
    cpu_seconds: float


def _run(command: list[str]) -> _Ran:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    run = subprocess.run(command, capture_output=True, text=True, check=True, env=dict(os.environ))
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    said = run.stdout.strip().splitlines()
    return _Ran(said[-1] if said else "", seconds, cpu)


def _cpu(runs: list[_Ran]) -> float:
    return median(run.cpu_seconds for run in runs)
