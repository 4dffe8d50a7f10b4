"""The options of `penyangga serve` that say how much jobs may take."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import click

if TYPE_CHECKING:
    from server.config import JobLimits

MIB, DAY_S = 1 << 20, 86_400
Command = Callable[..., Any]


class Limit(NamedTuple):
    """An option, the limit it gives, the unit it counts in, and what it is of."""

    option: str
    name: str
    unit: int
    about: str


LIMITS = (
    Limit("--jobs-running", "running", 1, "Jobs that run at once."),
    Limit("--jobs-waiting", "queued", 1, "Jobs that may wait."),
    Limit("--jobs-each", "each", 1, "Jobs of one token that may wait."),
    Limit("--job-memory", "memory_bytes", MIB, "MiB of memory of a job."),
    Limit("--job-cpu-seconds", "cpu_s", 1, "Seconds of processor time of a job."),
    Limit("--job-seconds", "wall_s", 1, "Seconds of a job in all."),
    Limit("--job-file", "file_bytes", MIB, "MiB of the largest file of a job."),
    Limit("--job-disk", "result_bytes", MIB, "MiB that a job may write."),
    Limit("--jobs-disk", "kept_bytes", MIB, "MiB that results of all jobs may take."),
    Limit("--jobs-kept", "kept_jobs", 1, "Jobs whose results are kept."),
    Limit("--jobs-days", "kept_s", DAY_S, "Days for which results are kept."),
    Limit("--jobs-layers", "kept_layers", 1, "Layers kept that results are by themselves."),
    Limit("--job-layer", "layer_bytes", MIB, "MiB of the largest output that is one."),
    Limit("--disk-free", "free_bytes", MIB, "MiB that must stay free on the disk."),
)


def job_options(command: Command) -> Command:
    """Add the options to a command; `chosen_limits` gives what they say."""
    for limit in reversed(LIMITS):
        command = click.option(
            limit.option,
            limit.name,
            type=click.IntRange(1),
            metavar="N",
            expose_value=False,
            callback=_keep,
            help=limit.about,
        )(command)
    return command


def chosen_limits(ctx: click.Context) -> JobLimits:
    """Give the limits that the options ask for, and the usual ones elsewhere."""
    from server.config import JobLimits

    given = {limit.name: (limit, ctx.meta.get(f"job.{limit.name}")) for limit in LIMITS}
    return JobLimits(
        **{name: value * limit.unit for name, (limit, value) in given.items() if value is not None}
    )


def _keep(ctx: click.Context, option: click.Parameter, value: Any) -> None:
    ctx.meta[f"job.{option.name}"] = value
