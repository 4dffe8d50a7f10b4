"""Rows of compressed pages: ours as gzip against the same page deflated by zlib at level 6."""

from __future__ import annotations

import gzip
import time
import zlib
from collections.abc import Iterator
from http.client import HTTPConnection
from statistics import median

import boxes
import services
import stock
from plan import Plan
from rows.items import LAYERS
from services import Service
from verdict import Agreement, Row

GOAL = 15.0
LIMIT, N_BOXES = 10_000, 6
LEVEL = 6


def rows(plan: Plan) -> Iterator[Row]:
    """Run one row a layer."""
    workspace = stock.items_workspace()
    with services.ours(workspace) as mine:
        for layer_id in LAYERS:
            drawn = boxes.round_towns(
                stock.frame(workspace, layer_id), int(1.2 * LIMIT), n=N_BOXES, seed=3
            )
            paths = [boxes.path(layer_id, box, limit=LIMIT) for box in drawn]
            yield against_zlib(plan, mine, layer_id, paths)


def against_zlib(plan: Plan, mine: Service, layer_id: str, paths: list[str]) -> Row:
    """Time both from the question to the last compressed byte, in turns."""
    what = f"{LIMIT:,} items by bbox as gzip, {layer_id}"
    before = plan.begin(what)
    sizes = [_compared(mine, path) for path in paths]
    agreed = Agreement(
        equal=all(equal for equal, _, _ in sizes),
        how=f"{len(paths)} bodies byte by byte; {_share(sizes):.0%} of the size",
    )
    ours, rivals = [], []
    for _ in range(plan.passes):
        ours.append(median(_seconds(mine, path, "gzip") for path in paths))
        rivals.append(median(_seconds(mine, path, "") for path in paths))
    return Row(
        what,
        "s",
        tuple(ours),
        "times faster",
        GOAL,
        agreed,
        rival=tuple(rivals),
        rival_name=f"the page plain, then zlib {LEVEL}",
        load_before=before,
    )


def _compared(mine: Service, path: str) -> tuple[bool, int, int]:
    """Say whether both hold the same, and give their sizes."""
    pressed, plain = _body(mine, path, "gzip"), _body(mine, path, "")
    return gzip.decompress(pressed) == plain, len(pressed), len(zlib.compress(plain, LEVEL))


def _share(sizes: list[tuple[bool, int, int]]) -> float:
    return sum(ours for _, ours, _ in sizes) / sum(theirs for _, _, theirs in sizes)


def _seconds(mine: Service, path: str, encoding: str) -> float:
    start = time.perf_counter()
    body = _body(mine, path, encoding)
    if not encoding:
        zlib.compress(body, LEVEL)
    return time.perf_counter() - start


def _body(mine: Service, path: str, encoding: str) -> bytes:
    connection = HTTPConnection("127.0.0.1", mine.port, timeout=60)
    try:
        connection.request("GET", path, headers={"Accept-Encoding": encoding or "identity"})
        answer = connection.getresponse()
        if answer.getheader("Content-Encoding", "") != encoding:
            raise services.ServiceError(f"{path} did not come as {encoding or 'plain'}")
        return answer.read()
    finally:
        connection.close()
