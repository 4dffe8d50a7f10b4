"""Limits of an aggregate: groups, columns, corners, seconds."""

from __future__ import annotations

import time
from collections.abc import Callable

from layers.deadlines import current
from layers.text import Text
from server.errors import ParameterError

MAX_GROUPS = 10_000
MAX_FIELDS = 3
MAX_MEASURES = 20
MAX_CORNERS = 2_000_000
MAX_SECONDS = 20.0
# How much of what is left of the request's time computing may take.
OF_REQUEST = 0.8


def deadline(seconds: float = MAX_SECONDS) -> Callable[[], None]:
    """Give a function that refuses to go on once so much computing is done.

    It is the computing of this thread that counts, not how busy the machine is; it ends before
    the request does, so that the reader is told what to do.

    Raises
    ------
    ParameterError
        When it is called too late, with code ``too-long``.
    """
    request = current()
    seconds = seconds if request is None else min(seconds, OF_REQUEST * request.left())
    until = time.thread_time() + seconds

    def tick() -> None:
        if time.thread_time() > until:
            raise ParameterError(
                Text(
                    f"ini memerlukan lebih dari {seconds:g} detik perhitungan; persempit dengan "
                    "bbox atau filter, atau pakai zona yang lebih sedikit, segi enam yang lebih "
                    "lebar, atau bidang yang lebih sederhana; untuk sebuah bidang, sebut lapisan "
                    "yang perlu dengan layers=…",
                    f"this takes more than {seconds:g} seconds of computing; narrow it down by "
                    "bbox or filter, or take fewer zones, wider hexagons or a simpler site; of a "
                    "site, name the layers you need by layers=…",
                ),
                code="too-long",
            )

    return tick


def require_groups(n: int) -> None:
    """Refuse more groups than a reader can use.

    Raises
    ------
    ParameterError
        With code ``too-many-groups``.
    """
    if n > MAX_GROUPS:
        raise ParameterError(
            Text(
                f"{n} kelompok; paling banyak {MAX_GROUPS} yang diberikan: kelompokkan menurut "
                "kolom dengan nilai lebih sedikit, atau persempit dengan filter",
                f"{n} groups; at most {MAX_GROUPS} are given: group by a field of fewer values, "
                "or narrow it down by a filter",
            ),
            code="too-many-groups",
        )
