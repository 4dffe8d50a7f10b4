"""Rows of items by an attribute and of pages far on: ours against pygeoapi on the same GeoPackage."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from statistics import median

import agreement
import services
import stock
from plan import Plan
from services import Service, ServiceError
from verdict import Agreement, Missing, Row

GOAL = 10.0
# The page at this offset may take so many times as long as the first.
OFFSET, OFFSET_GOAL = 90_000, 1.2
LIMIT = 1000
# One parcel of 900 has each of these; each is asked once, so that no answer is kept.
VALUES = range(100, 130)
N_COMPARED = 6


def rows(plan: Plan) -> Iterator[Row | Missing]:
    """Run every row."""
    missing = services.missing_for_rival()
    if missing:
        why = f"{', '.join(missing)} missing; run tests/benchmarks/rivals.sh once"
        yield Missing("items by an attribute over HTTP", why)
        return
    workspace, geopackage = stock.items_workspace(), stock.rival_geopackage()
    with contextlib.ExitStack() as stack:
        mine = stack.enter_context(services.ours(workspace))
        other = stack.enter_context(services.pygeoapi(geopackage))
        try:
            yield by_attribute(plan, mine, other)
        except ServiceError as error:
            yield Missing("items by an attribute", str(error))
        yield far_on(plan, mine)


def address(collection: str, value: int) -> str:
    """Give the address of the parcels of one value."""
    return f"/collections/{collection}/items?f=json&pop={value}&limit={LIMIT}"


def by_attribute(plan: Plan, mine: Service, other: Service) -> Row:
    """Time answers to one attribute's value, which one parcel of 900 has, one after the other."""
    what = f"parcels by an attribute, 0.1 % of {stock.N_PARCELS:,}"
    before = plan.begin(what)
    pairs = [(address("parcels", v), address("parcels_ogr", v)) for v in VALUES[:N_COMPARED]]
    agreed = agreement.compare(mine, other, pairs, [])
    seconds = {
        provider: median(timed(other, f"parcels_{provider}", VALUES[:5]))
        for provider in services.RIVAL_PROVIDERS
    }
    provider = min(seconds, key=lambda name: seconds[name])
    ours, rivals = [], []
    for _ in range(plan.passes):
        ours.append(1 / median(timed(mine, "parcels", VALUES)))
        rivals.append(1 / median(timed(other, f"parcels_{provider}", VALUES[:10])))
    return Row(
        what,
        "requests/s",
        tuple(ours),
        "times faster",
        GOAL,
        agreed,
        rival=tuple(rivals),
        rival_name=f"pygeoapi, {provider}",
        load_before=before,
        detail={"seconds_by_provider": seconds},
    )


def timed(service: Service, collection: str, values: range) -> list[float]:
    """Give the seconds that each value's answer takes."""
    out = []
    for value in values:
        start = time.perf_counter()
        service.get(address(collection, value))
        out.append(time.perf_counter() - start)
    return out


def far_on(plan: Plan, mine: Service) -> Row:
    """Compare the page far on with the first one."""
    what = f"{LIMIT:,} parcels at offset {OFFSET:,}: times the first page's time"
    before = plan.begin(what)
    first = f"/collections/parcels/items?f=json&limit={LIMIT}"
    ratios = []
    for _ in range(plan.passes):
        near, far = (
            median(_seconds(mine, path) for _ in range(60))
            for path in (first, f"{first}&offset={OFFSET}")
        )
        ratios.append(far / near)
    return Row(
        what,
        "times",
        tuple(ratios),
        "at most",
        OFFSET_GOAL,
        Agreement(equal=True, how="own figure"),
        load_before=before,
    )


def _seconds(service: Service, path: str) -> float:
    start = time.perf_counter()
    service.get(path)
    return time.perf_counter() - start
