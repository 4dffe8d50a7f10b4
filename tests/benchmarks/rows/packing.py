"""Rows of packing a million features: how long one thread takes, and how much memory."""

from __future__ import annotations

import json
import multiprocessing
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

import machine
import stock
from agreement import feature_fault
from plan import Plan
from verdict import Agreement, Row

import layers
from layers.catalog import PACKED_FOLDER

LAYER = "points"
GOAL_S = 15.0
GOAL_GB = 1.2
N_COMPARED = 1000


@dataclass(frozen=True, slots=True)
class Packed:
    """What packing a layer took, from the store's rows to the finished folder."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    n_features: int


def rows(plan: Plan) -> Iterator[Row]:
    """Pack the points anew in fresh processes; give a row of time and one of memory."""
    what = f"packing {stock.N_POINTS:,} features"
    workspace = stock.points_workspace()
    before = plan.begin(what)
    passes = [_in_fresh_process(workspace) for _ in range(plan.passes)]
    seen = compare(workspace)
    cpu = [one.cpu_seconds for one in passes]
    timed = f"{seen.how}; {median(cpu):.3g} s of processor time"
    yield Row(
        f"{what}, one thread",
        "s",
        tuple(one.seconds for one in passes),
        "at most",
        GOAL_S,
        replace(seen, how=timed),
        load_before=before,
        detail={"cpu_seconds": cpu},
    )
    yield Row(
        f"{what}, peak memory",
        "GB",
        tuple(one.peak_bytes / 1e9 for one in passes),
        "at most",
        GOAL_GB,
        seen,
        load_before=before,
    )


def _in_fresh_process(workspace: Path) -> Packed:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=context) as pool:
        return pool.submit(pack, workspace).result()


def pack(workspace: Path) -> Packed:
    """Forget the packed layer and make it anew."""
    shutil.rmtree(workspace / PACKED_FOLDER / LAYER, ignore_errors=True)
    catalogue = layers.open(workspace)
    start, cpu = time.perf_counter(), time.process_time()
    packed = catalogue.packed(LAYER)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    return Packed(seconds, cpu, machine.peak_bytes(), packed.n)


def compare(workspace: Path) -> Agreement:
    """Compare what was packed with the store: the count, and some features whole."""
    catalogue = layers.open(workspace)
    packed, handle = catalogue.packed(LAYER), catalogue[LAYER]
    frame = handle.read(limit=N_COMPARED)
    dates = {name: frame[name].dt.strftime("%Y-%m-%d") for name in frame.select_dtypes("datetime")}
    stored = json.loads(frame.assign(**dates).to_json(drop_id=False))["features"]
    faults = [
        feature_fault(json.loads(packed.item(int(feature["id"])) or b"{}"), feature)
        for feature in stored
    ]
    differing = [fault for fault in faults if fault]
    equal = packed.n == handle.layer.n_features and not differing
    seen = differing[0] if differing else f"{len(stored)} of {packed.n:,} features read back"
    return Agreement(equal, seen)
