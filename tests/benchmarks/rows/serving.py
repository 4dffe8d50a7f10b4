"""Rows of the service itself: how soon it answers, and what one more worker costs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import boxes
import machine
import region
import services
import stock
from plan import Plan
from services import Service
from verdict import Agreement, Missing, Row

START_GOAL_S = 2.0
MEMORY_GOAL_MB = 5.0
N_REQUESTS = 400
N_BOXES = 40
PAGE = 1000


def rows(plan: Plan) -> Iterator[Row | Missing]:
    """Run both rows."""
    yield first_answer(plan)
    yield one_more_worker(plan)


def first_answer(plan: Plan) -> Row:
    """Time from starting `penyangga serve` to its first page of items."""
    what = "first answer after serve, 1 M points packed"
    workspace = stock.points_workspace()
    before = plan.begin(what)
    page = boxes.path("points", boxes.WHOLE, limit=10)
    seconds, cpu = [], []
    for _ in range(plan.passes):
        start = time.perf_counter()
        with services.ours(workspace, first=page) as service:
            seconds.append(time.perf_counter() - start)
            cpu.append(machine.cpu_seconds(machine.family(service.pid)))
    return Row(
        what,
        "s",
        tuple(seconds),
        "at most",
        START_GOAL_S,
        Agreement(equal=True, how=f"ten items given; {median(cpu):.2g} s of processor time"),
        load_before=before,
        detail={"cpu_seconds": cpu},
    )


def one_more_worker(plan: Plan) -> Row:
    """Compare the private memory of workers that serve a million features and a thousand.

    Both answer the same number of requests for pages of the same size.
    """
    what = "memory of a second worker, per million features"
    many, few = stock.points_workspace(), stock.few_workspace()
    before = plan.begin(what)
    heavy = [_private_mb(many) for _ in range(plan.passes)]
    light = [_private_mb(few) for _ in range(plan.passes)]
    base = median(light)
    millions = (stock.N_POINTS - stock.N_FEW) / 1e6
    return Row(
        what,
        "MB",
        tuple((seen - base) / millions for seen in heavy),
        "at most",
        MEMORY_GOAL_MB,
        Agreement(equal=True, how=f"{base:.0f} MB a worker without data"),
        load_before=before,
        detail={"worker_mb_million": heavy, "worker_mb_thousand": light},
    )


def _private_mb(workspace: Path) -> float:
    """Give the private memory of a worker (the mean of both) after some hundred requests."""
    frame = region.points(stock.N_FEW)[1]
    paths = [
        boxes.path("points", box, limit=10)
        for box in boxes.round_towns(frame, 10, n=N_BOXES, seed=5)
    ]
    paths.append(boxes.path("points", boxes.WHOLE, limit=PAGE))
    with services.ours(workspace) as service:
        for number in range(N_REQUESTS):
            service.get(paths[number % len(paths)])
        workers = _workers(service)
        return sum(machine.private_bytes(pid) for pid in workers) / len(workers) / 1e6


def _workers(service: Service) -> list[int]:
    """Give the processes that answered: the children that have worked most."""
    children = [pid for pid in machine.family(service.pid) if pid != service.pid]
    busiest = sorted(children, key=lambda pid: machine.cpu_seconds([pid]), reverse=True)
    return busiest[: services.WORKERS]
