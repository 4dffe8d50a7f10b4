"""Rows of ten items: the whole region, and deep in it, against a village."""

from __future__ import annotations

from collections.abc import Iterator

import boxes
import services
import stock
import wrk
from plan import Plan
from rows.items import LAYERS, OURS_S, all_answered
from services import Service
from verdict import Agreement, Missing, Row

N_VILLAGES = 40
# A village of the region has about as many roads or parcels mapped.
VILLAGE = 100
OFFSET = 90_000
LIMIT = 10
GOAL = 2.0


def rows(plan: Plan) -> Iterator[Row | Missing]:
    """Run every row of the flat cost."""
    if not services.has("wrk"):
        yield Missing("10 items, whole region", "wrk missing; run tests/benchmarks/rivals.sh once")
        return
    workspace = stock.items_workspace()
    with services.ours(workspace) as mine:
        for layer_id in LAYERS:
            frame = stock.frame(workspace, layer_id)
            drawn = boxes.round_towns(frame, VILLAGE, n=N_VILLAGES, seed=4)
            village = [boxes.path(layer_id, box, limit=LIMIT) for box in drawn]
            first = boxes.path(layer_id, boxes.WHOLE, limit=LIMIT)
            deep = boxes.path(layer_id, boxes.WHOLE, limit=LIMIT, offset=OFFSET)
            yield against_village(plan, mine, f"whole region, {layer_id}", first, village)
            yield against_village(plan, mine, f"offset {OFFSET:,}, {layer_id}", deep, village)


def against_village(plan: Plan, mine: Service, case: str, path: str, village: list[str]) -> Row:
    """Load one address, in turns with the villages."""
    what = f"{LIMIT} items, {case}: its cost by a village's"
    before = plan.begin(what)
    near, far = [], []
    for _ in range(plan.passes):
        near.append(wrk.load(mine, village, seconds=OURS_S))
        far.append(wrk.load(mine, [path], seconds=OURS_S))
    return Row(
        what,
        "requests/s",
        tuple(load.per_second for load in far),
        "costs at most",
        GOAL,
        all_answered(Agreement(equal=True, how="no error"), near + far),
        rival=tuple(load.per_second for load in near),
        rival_name="ours, a village",
        load_before=before,
    )
