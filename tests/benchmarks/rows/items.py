"""Rows of items by bbox over HTTP: ours against pygeoapi on the same GeoPackage."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from statistics import median

import agreement
import boxes
import geopandas as gpd
import services
import stock
import wrk
from plan import Plan
from services import Service, ServiceError
from verdict import Agreement, Missing, Row

LAYERS = ("roads", "parcels")
GOALS = {1000: 150.0, 10: 40.0}
N_BOXES = 40
N_WHOLE = 12
N_DRAWN = 200
N_COUNTED = 6
N_PROBED = 8
OURS_S = 4
RIVAL_S = {1000: 12, 10: 6}
# Pages of the load hold the limit and have more behind them; of the comparison, all there is.
FULL, PART = 1.2, 0.4
MANY, MANY_CONNECTIONS, MANY_GOAL_MS = 10_000, 2, 10.0


@dataclass(frozen=True, slots=True)
class Question:
    """One row's question: which layer, which limit, and the boxes asked."""

    layer_id: str
    limit: int
    full: list[boxes.Box]
    part: list[boxes.Box]

    @property
    def what(self) -> str:
        """The row's name."""
        return f"{self.limit:,} items by bbox, {self.layer_id}"

    def paths(self, collection: str) -> list[str]:
        """Give the addresses of the load."""
        return [boxes.path(collection, box, limit=self.limit) for box in self.full]

    def whole(self, collection: str) -> list[str]:
        """Give the addresses whose pages hold every match."""
        return [boxes.path(collection, box, limit=self.limit) for box in self.part]


def rows(plan: Plan) -> Iterator[Row | Missing]:
    """Run every items row."""
    missing = services.missing_for_rival()
    if missing:
        why = f"{', '.join(missing)} missing; run tests/benchmarks/rivals.sh once"
        yield Missing("items over HTTP", why)
        return
    workspace, geopackage = stock.items_workspace(), stock.rival_geopackage()
    frames = {layer_id: stock.frame(workspace, layer_id) for layer_id in LAYERS}
    with contextlib.ExitStack() as stack:
        mine = stack.enter_context(services.ours(workspace))
        other = stack.enter_context(services.pygeoapi(geopackage))
        for limit, goal in GOALS.items():
            for layer_id in LAYERS:
                question = ask(layer_id, frames[layer_id], limit)
                try:
                    yield against_rival(plan, mine, other, question, goal)
                except ServiceError as error:
                    yield Missing(question.what, str(error))
        yield many(plan, mine, frames["roads"])


def ask(layer_id: str, frame: gpd.GeoDataFrame, limit: int) -> Question:
    """Give the boxes of a row, the same in every run."""
    drawn = boxes.round_towns(frame, max(2, int(PART * limit)), n=N_DRAWN, seed=2)
    return Question(
        layer_id,
        limit,
        full=boxes.round_towns(frame, int(FULL * limit), n=N_BOXES, seed=1),
        part=boxes.holding_at_most(frame, drawn, limit)[:N_WHOLE],
    )


def against_rival(
    plan: Plan, mine: Service, other: Service, question: Question, goal: float
) -> Row:
    """Compare answers, choose the rival's faster provider, then load both in turns."""
    before = plan.begin(question.what)
    agreed = agree(mine, other, question)
    provider, probes = faster_provider(other, question)
    theirs = question.paths(f"{question.layer_id}_{provider}")
    ours, rivals = [], []
    for _ in range(plan.passes):
        ours.append(wrk.load(mine, question.paths(question.layer_id), seconds=OURS_S))
        rivals.append(wrk.load(other, theirs, seconds=RIVAL_S[question.limit]))
    return Row(
        question.what,
        "requests/s",
        tuple(load.per_second for load in ours),
        "times faster",
        goal,
        all_answered(agreed, ours),
        rival=tuple(load.per_second for load in rivals),
        rival_name=f"pygeoapi, {provider}",
        load_before=before,
        detail={
            "ours": [asdict(load) for load in ours],
            "rival": [asdict(load) for load in rivals],
            "seconds_by_provider": probes,
            "cpu_ratio": _cpu(rivals) / _cpu(ours),
        },
    )


def _cpu(loads: Sequence[wrk.Load]) -> float:
    return median(load.cpu_ms for load in loads)


def agree(mine: Service, other: Service, question: Question) -> Agreement:
    """Compare features with the OGR provider, counts with the SQLite provider.

    (OGR counts features by their boxes only; what it gives is exact.)
    """
    layer_id = question.layer_id
    whole = zip(question.whole(layer_id), question.whole(f"{layer_id}_ogr"), strict=True)
    hits = [f"{path}&resulttype=hits" for path in question.paths(f"{layer_id}_sqlite")]
    counted = zip(question.paths(layer_id), hits, strict=True)
    return agreement.compare(mine, other, list(whole), list(counted)[:N_COUNTED])


def all_answered(agreed: Agreement, loads: Sequence[wrk.Load]) -> Agreement:
    bad = sum(load.refused + load.broken + load.timeouts for load in loads)
    if bad:
        return Agreement(equal=False, how=f"{bad} of our answers under load were errors")
    return agreed


def faster_provider(other: Service, question: Question) -> tuple[str, dict[str, float]]:
    """Give the rival's provider that answers this question faster, and seconds an answer."""
    seen = {}
    for provider in services.RIVAL_PROVIDERS:
        paths = question.paths(f"{question.layer_id}_{provider}")[:N_PROBED]
        start = time.perf_counter()
        for path in paths:
            other.get(path)
        seen[provider] = (time.perf_counter() - start) / N_PROBED
    return min(seen, key=lambda name: seen[name]), seen


def many(plan: Plan, mine: Service, frame: gpd.GeoDataFrame) -> Row:
    """Measure how long a page of ten thousand roads takes, two clients at a time."""
    what = f"{MANY:,} items by bbox, roads: time of the middle answer"
    before = plan.begin(what)
    asked = boxes.round_towns(frame, int(FULL * MANY), n=N_BOXES, seed=3)
    paths = [boxes.path("roads", box, limit=MANY) for box in asked]
    loads = [
        wrk.load(mine, paths, seconds=OURS_S, connections=MANY_CONNECTIONS)
        for _ in range(plan.passes)
    ]
    return Row(
        what,
        "ms",
        tuple(load.p50_ms for load in loads),
        "at most",
        MANY_GOAL_MS,
        all_answered(Agreement(equal=True, how="own figure"), loads),
        load_before=before,
        detail={"ours": [asdict(load) for load in loads]},
    )
