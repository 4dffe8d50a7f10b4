"""Rows of items by box and by a filter: ours against pygeoapi and tipg on PostGIS."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from statistics import median
from urllib.parse import quote

import agreement
import services
import stock
import wrk
from plan import Plan
from rows.items import LAYERS, OURS_S, RIVAL_S, Question, all_answered, ask
from rows.served import rivals
from services import Service, ServiceError
from verdict import Missing, Row

# Times faster: a thousand items, ten, and what a filter selects of one feature in a hundred.
GOALS = {"tipg": {1000: 100.0, 10: 60.0}, "pygeoapi, PostGIS": {1000: 150.0, 10: 40.0}}
FILTER_GOAL = 10.0
N_COUNTED = 6
# One parcel of 900 has each value: nine of them are one in a hundred. Each is asked for once,
# so that no answer is kept.
FIRST, WIDTH, N_FILTERS, N_COMPARED = 100, 9, 40, 4
LIMIT = 2000


@dataclass(frozen=True, slots=True)
class Rival:
    """A service on PostGIS, and how it is asked what ours is."""

    name: str
    service: Service

    def path(self, ours: str) -> str:
        """Give the address at which it answers what ours does at another."""
        if self.name != "tipg":
            # It knows the language by its older name only, which is what it takes unless told.
            return ours.replace("&filter-lang=cql2-text", "")
        return ours.replace("/collections/", "/collections/public.").replace("f=json", "f=geojson")

    @property
    def beside(self) -> tuple[str, ...]:
        """Properties it gives beside those of ours."""
        return ("id",) if self.name == "tipg" else ()


def rows(plan: Plan) -> Iterator[Row | Missing]:
    """Run every row."""
    lacking = rivals.missing()
    if lacking:
        why = f"{', '.join(lacking)} missing; run tests/benchmarks/rivals.sh once"
        yield Missing("items over HTTP against PostGIS", why)
        return
    workspace = stock.items_workspace()
    questions = [
        ask(layer_id, stock.frame(workspace, layer_id), limit)
        for limit in (1000, 10)
        for layer_id in LAYERS
    ]
    with ExitStack() as stack:
        mine = stack.enter_context(services.ours(workspace))
        running = stack.enter_context(rivals.on_postgis())
        for rival in (Rival(name, service) for name, service in running.items()):
            try:
                yield filtered(plan, mine, rival)
                for question in questions:
                    yield by_box(plan, mine, rival, question)
            except ServiceError as error:
                yield Missing(f"items over HTTP against {rival.name}", str(error))


def by_box(plan: Plan, mine: Service, rival: Rival, question: Question) -> Row:
    """Compare answers, then load both in turns."""
    what = f"{question.what}, beside {rival.name}"
    before = plan.begin(what)
    whole = [(path, rival.path(path)) for path in question.whole(question.layer_id)]
    asked = question.paths(question.layer_id)
    theirs = [rival.path(path) for path in asked]
    counted = list(zip(asked, theirs, strict=True))[:N_COUNTED]
    agreed = agreement.compare(mine, rival.service, whole, counted, beside=rival.beside)
    ours, others = [], []
    for _ in range(plan.passes):
        ours.append(wrk.load(mine, asked, seconds=OURS_S))
        others.append(wrk.load(rival.service, theirs, seconds=RIVAL_S[question.limit]))
    return Row(
        what,
        "requests/s",
        tuple(load.per_second for load in ours),
        "times faster",
        GOALS[rival.name][question.limit],
        all_answered(agreed, ours),
        rival=tuple(load.per_second for load in others),
        rival_name=rival.name,
        load_before=before,
        detail={
            "ours": [asdict(load) for load in ours],
            "rival": [asdict(load) for load in others],
        },
    )


def address(low: int) -> str:
    """Give the address of the parcels a filter selects: one in a hundred."""
    wanted = quote(f"pop >= {low} AND pop < {low + WIDTH}")
    return f"/collections/parcels/items?f=json&limit={LIMIT}&filter-lang=cql2-text&filter={wanted}"


def filtered(plan: Plan, mine: Service, rival: Rival) -> Row:
    """Time answers to filters, one after the other."""
    what = f"parcels by a CQL2 filter, 1 % of {stock.N_PARCELS:,}, beside {rival.name}"
    before = plan.begin(what)
    asked = [address(FIRST + n) for n in range(N_FILTERS * plan.passes)]
    pairs = [(path, rival.path(path)) for path in asked[:N_COMPARED]]
    agreed = agreement.compare(mine, rival.service, pairs, [], beside=rival.beside)
    ours, others = [], []
    for n in range(plan.passes):
        some = asked[n * N_FILTERS : (n + 1) * N_FILTERS]
        ours.append(1 / median(_timed(mine, some)))
        others.append(1 / median(_timed(rival.service, map(rival.path, some[:10]))))
    return Row(
        what,
        "requests/s",
        tuple(ours),
        "times faster",
        FILTER_GOAL,
        agreed,
        rival=tuple(others),
        rival_name=rival.name,
        load_before=before,
    )


def _timed(service: Service, paths: Iterable[str]) -> list[float]:
    out = []
    for path in paths:
        start = time.perf_counter()
        service.get(path)
        out.append(time.perf_counter() - start)
    return out
