"""Equal requests: the same analysis with the same inputs, on the same layers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import layers
from layers.layer import Layer
from server.jobs.job import Job

if TYPE_CHECKING:
    from gis.processes import Process

# What the ids of layers begin with that are results of jobs.
RESULTS = "result_"


def request_key(
    process: Process,
    inputs: Mapping[str, Any],
    scenario: Mapping[str, Any] | None = None,
    folder: Path | None = None,
) -> str:
    """Give the same text for requests that ask the same of the same program.

    Parameters
    ----------
    process
        The analysis.
    inputs
        As they were given: what is left out and what is given as its default is the same.
    scenario
        The scenario that is asked, with its version; None: the workspace as it is.
    folder
        Of the workspace, where what the analysis reads beside layers lies.

    Raises
    ------
    InputError
        If an input cannot be used.
    """
    # The canonical form is that of the replay.
    from gis.processes.replay import replay

    typed = process.check(inputs)
    asked = replay(process, typed)["api"]["body"]["inputs"]
    read = process.beside(folder, typed) if process.beside is not None and folder else ""
    of = [(scenario or {}).get(name) for name in ("id", "created", "version")]
    told = json.dumps(
        [process.id, process.version, layers.__version__, asked, of, read], sort_keys=True
    )
    return hashlib.blake2b(told.encode(), digest_size=16).hexdigest()


def is_fresh(job: Job, now: Mapping[str, Layer]) -> bool:
    """Say whether the answer of a job would be the same now.

    The layers it stands on are as they were, and none was added or removed since: an analysis
    may take another road where a layer is there.
    """
    begun = datetime.fromtimestamp(job.started or job.created, UTC).isoformat()
    if _lasting(job.request.get("layers", ())) != _lasting(now):
        return False
    return all(
        name in now and now[name].revision == revision and now[name].modified <= begun
        for name, revision in job.used.items()
    )


def can_join(job: Job, inputs: Mapping[str, Any], now: Mapping[str, Layer]) -> bool:
    """Say whether what a job that waits or runs will answer is an answer to a request made now.

    Whatever it reads from now on is as new as the request; so nothing may have changed since
    it began, other than results that the request does not name.

    Parameters
    ----------
    job
        The job, of an equal request.
    inputs
        Of the request.
    now
        The layers as they are.
    """
    if _lasting(job.request.get("layers", ())) != _lasting(now):
        return False
    if job.started is None:
        return True
    begun, named = datetime.fromtimestamp(job.started, UTC).isoformat(), json.dumps(inputs)
    return all(
        layer.modified <= begun
        for name, layer in now.items()
        if not name.startswith(RESULTS) or name in named
    )


def _lasting(layer_ids: Iterable[str]) -> set[str]:
    """Give the layers that an analysis may find by itself: results come and go."""
    return {layer_id for layer_id in layer_ids if not layer_id.startswith(RESULTS)}
