"""Rows of planning: what the API adds to an analysis, and what scenarios weigh and take."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from statistics import median
from typing import Any

import machine
import services
import stock
from plan import Plan
from services import Service
from verdict import Agreement, Row

import layers
from gis.processes import registry
from gis.scenarios.comparing import compare, read_indicators
from gis.scenarios.keeping import Scenarios

GOAL_OVERHEAD_MS, GOAL_MB, GOAL_COMPARED_S = 20.0, 5.0, 2.0
SMALL = {
    "nearest": {"point": "116.83,-1.26", "facilities": "rs", "k": "2"},
    "zoning": {"at": "116.83,-1.26", "activity": "A01"},
    "coverage": {"facilities": "rs", "within": "3km", "region": "64.71"},
}
TIMES = 15
N_SCENARIOS, N_EDITS = 50, 100
TYPES = ("rs", "puskesmas", "klinik", "sd", "smp", "sma", "pasar", "terminal")
INDICATORS = (
    *("population", "zoning", "cover", "within:tk:3km"),
    *(f"within:{one}:3km" for one in TYPES),
    *(f"within:{one}:30min:car" for one in TYPES),
)


def rows(plan: Plan) -> Iterator[Row]:
    """Run the rows on the starter region."""
    workspace = stock.starter_workspace()
    catalogue = layers.open(workspace)
    with services.ours(workspace, workers=1) as service:
        for name, inputs in SMALL.items():
            yield _overhead(plan, service, catalogue, name, inputs)
    scenarios = Scenarios(catalogue)
    yield _weight(plan, scenarios)
    yield _compared(plan, scenarios)
    catalogue.close()


def _overhead(
    plan: Plan, service: Service, catalogue: layers.Catalogue, name: str, inputs: dict[str, str]
) -> Row:
    """Ask an analysis over HTTP and as a function, in turns."""
    what = f"{name} over the API, beyond the function"
    before = plan.begin(what)
    process = registry()[name]
    body = json.dumps({"inputs": inputs})
    theirs, own = _posted(service, name, body), process.run(catalogue, inputs).to_dict()
    calls: dict[str, list[float]] = {"api": [], "function": []}
    pids, n, own_cpu = machine.family(service.pid), TIMES * plan.passes, 0.0
    cpu = machine.cpu_seconds(pids)
    for _ in range(n):
        calls["api"].append(_seconds(lambda: _posted(service, name, body)))
        own_cpu -= time.process_time()
        calls["function"].append(
            _seconds(lambda: process.run(catalogue, inputs).to_dict(features=True))
        )
        own_cpu += time.process_time()
    added = 1e3 * (median(calls["api"]) - median(calls["function"]))
    told = {key: round(1e3 * median(values), 2) for key, values in calls.items()}
    cpu = machine.cpu_seconds(pids) - cpu
    told |= {"cpu_api": round(1e3 * cpu / n, 2), "cpu_function": round(1e3 * own_cpu / n, 2)}
    equal = theirs["inputs"] == json.loads(json.dumps(own["inputs"]))
    how = f"the same inputs; {told['api']:g} ms against {told['function']:g} ms"
    how += f", by processor time {told['cpu_api']:g} against {told['cpu_function']:g}"
    return Row(
        what,
        "ms",
        (added,),
        "at most",
        GOAL_OVERHEAD_MS,
        Agreement(equal, how),
        load_before=before,
        detail=told,
    )


def _posted(service: Service, name: str, body: str) -> Any:
    connection = HTTPConnection("127.0.0.1", service.port, timeout=120)
    try:
        headers = {"Content-Type": "application/json"}
        connection.request("POST", f"/processes/{name}/execution", body=body, headers=headers)
        return json.loads(connection.getresponse().read())
    finally:
        connection.close()


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _weight(plan: Plan, scenarios: Scenarios) -> Row:
    """Weigh scenarios on the disk, as they are kept."""
    what = f"{N_SCENARIOS} scenarios of {N_EDITS} edits"
    before = plan.begin(what)
    names = [f"bench{i}" for i in range(N_SCENARIOS)]
    _clear(scenarios, names)
    start = time.perf_counter()
    for i, name in enumerate(names):
        edits = [_hospital(116.5 + i * 0.01 + j * 0.001, -1.0 - j * 0.002) for j in range(N_EDITS)]
        scenarios.create(name, edits=edits)
    seconds = time.perf_counter() - start
    folders = [scenarios.shelf.folder(name) for name in names]
    size = sum(file.stat().st_size for folder in folders for file in folder.rglob("*"))
    held = sum(len(scenarios.shelf.get(name).edits) for name in names)
    _clear(scenarios, names)
    return Row(
        what,
        "MB",
        (size / 1e6,),
        "at most",
        GOAL_MB,
        Agreement(
            held == N_SCENARIOS * N_EDITS, f"{held:,} edits read back; made in {seconds:.1f} s"
        ),
        load_before=before,
    )


def _hospital(lon: float, lat: float) -> dict[str, Any]:
    return {"kind": "facility", "at": [lon, lat], "type": "rs", "name": f"Rumah sakit {lon:.3f}"}


def _compared(plan: Plan, scenarios: Scenarios) -> Row:
    """Compare two scenarios: the first time, when all is counted, and then as it is kept."""
    what = f"two scenarios compared, {len(INDICATORS)} indicators by district"
    before = plan.begin(what)
    pair = ("bench_a", "bench_b")
    _clear(scenarios, pair)
    for name, lon in zip(pair, (116.83, 116.9), strict=True):
        edits = [_hospital(lon + i * 0.01, -1.1) | {"type": one} for i, one in enumerate(TYPES)]
        scenarios.create(name, edits=edits)
    asked = read_indicators(",".join(INDICATORS))

    def compared() -> Any:
        first, second = (scenarios.open(name) for name in pair)
        return compare(first, second, asked, by="districts", region=None).to_dict()

    start = time.perf_counter()
    counted = compared()
    cold = time.perf_counter() - start
    seconds = tuple(_seconds(compared) for _ in range(plan.passes))
    equal = compared() == counted
    _clear(scenarios, pair)
    return Row(
        what,
        "s",
        seconds,
        "at most",
        GOAL_COMPARED_S,
        Agreement(equal, f"{counted['n_units']} districts; {cold:.1f} s the first time"),
        load_before=before,
        detail={"first_s": round(cold, 2), "n_units": counted["n_units"]},
    )


def _clear(scenarios: Scenarios, names: tuple[str, ...] | list[str]) -> None:
    for name in names:
        if name in scenarios.shelf:
            scenarios.delete(name)
