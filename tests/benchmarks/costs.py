"""Measure what each analysis costs on the starter region, and write it into the library.

    python tests/benchmarks/costs.py WORKSPACE [PROCESS …]

Each analysis runs in a process of its own, on a copy of the workspace from which nothing was
computed before: the first run by itself, then the median of more. Others keep their figures.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import machine

import layers
from gis.processes import registry
from gis.processes.costing.cost import rounded
from gis.processes.costing.measured import MEASURED
from layers.testing import copy_workspace

TARGET = Path(__file__).parents[2] / "gis/processes/costing/measured.py"
RUNS, MOST_S = 7, 60.0
HEAD = '''"""Measured on the starter region by `tests/benchmarks/costs.py`, which writes this file."""

from __future__ import annotations

from gis.processes.costing.cost import Measured

WHEN = "{when}"
MACHINE = "{machine}"
MEASURED: dict[str, Measured] = {{
'''


def run_one(workspace: str, process_id: str) -> None:
    """Time one analysis in this process; tell it as JSON."""
    catalogue, process = layers.open(workspace), registry()[process_id]
    assert process.cost is not None
    took: list[float] = []
    while len(took) < RUNS + 1 and sum(took) < MOST_S:
        begun = time.perf_counter()
        answer = process.run(catalogue, process.cost.asked)
        took.append(time.perf_counter() - begun)
    del answer
    used = {spec.id: spec.default for spec in process.inputs if spec.type == "layer"}
    used |= process.cost.asked
    ids = [used[name] for name in process.cost.grows_with if used.get(name) in catalogue.ids()]
    sizes = {one: catalogue[one].layer.n_features for one in sorted(set(ids))}
    warm = statistics.median(took[1:] or took)
    told = {"seconds": warm, "first_s": took[0], "sizes": {k: n for k, n in sizes.items() if n}}
    sys.stdout.write(json.dumps(told) + "\n")


def measured(workspace: str, process_id: str) -> dict[str, object]:
    """Time one analysis in a process and a workspace of its own."""
    told = ""
    # Twice, for kernels that were never run before are compiled then, once a machine.
    for _ in range(2):
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "workspace"
            copy_workspace(Path(workspace), copy)
            shutil.rmtree(copy / "derived", ignore_errors=True)
            call = [sys.executable, __file__, "--one", str(copy), process_id]
            told = subprocess.run(call, check=True, capture_output=True, text=True).stdout
    return dict(json.loads(told.splitlines()[-1]))


def main(workspace: str, wanted: list[str]) -> None:
    """Measure and write."""
    rows: dict[str, dict[str, object]] = {
        name: {"seconds": one.seconds, "first_s": one.first_s, "sizes": dict(one.sizes)}
        for name, one in MEASURED.items()
    }
    for name in wanted or registry():
        rows[name] = measured(workspace, name)
        sys.stderr.write(f"{name} {rows[name]} load {machine.load():.1f}\n")
    facts = machine.facts()
    told = f"{os.cpu_count()} cores, {facts['memory_gb']} GB, Python {facts['python']}"
    told += f", load {machine.load():.0f} of other work at lower priority"
    text = HEAD.format(when=datetime.now(UTC).date().isoformat(), machine=told)
    for name in registry():
        if name in rows:
            row = rows[name]
            seconds, first = (rounded(float(str(row[key]))) for key in ("seconds", "first_s"))
            text += f"    {name!r}: Measured({seconds}, {first}, {row['sizes']!r}),\n"
    TARGET.write_text(text + "}\n", encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1] == "--one":
        run_one(*sys.argv[2:4])
    else:
        main(sys.argv[1], sys.argv[2:])
