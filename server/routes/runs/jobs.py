"""Jobs: listed, their status, their results, dismissed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import orjson
from flask import Blueprint, Response

from layers.text import Text
from server.documents.jobs.status import STATES as SAID
from server.documents.jobs.status import WORDS, job_document, jobs_document
from server.errors import NothingHereError, ParameterError
from server.exchange.answer import (
    Header,
    dump_json,
    fingerprint,
    not_modified,
    result_answer,
    stream_answer,
)
from server.exchange.parameters import read_parameters, refuse_unknown
from server.exchange.visit import Visit, read_visit
from server.jobs.asking import Execution
from server.jobs.job import STATES, Job, Status
from server.jobs.results import KeptResults, results_answer
from server.pages import document_or_page
from server.routes.runs.desk import the_desk, the_results
from server.routes.visit import reply, the_ask, the_visit, the_workspace

blueprint = Blueprint("jobs", __name__)
LIMIT, MOST = 20, 100
CHUNK_BYTES = 1 << 18
_CONTEXT: dict[str, Any] = {"words": WORDS, "states": SAID}


@blueprint.get("/jobs")
def jobs() -> Response:
    """Give a page of jobs, the newest first."""
    visit = read_visit(
        the_ask(),
        the_workspace().settings.language,
        more=("limit", "offset", "status", "processID", "type"),
    )
    given = dict(visit.pairs)
    offset = _whole(given, "offset", 0, least=0)
    limit = min(_whole(given, "limit", LIMIT, least=1), MOST)
    listed, matched = the_desk().listed(
        offset=offset, limit=limit, status=_states(given), process=given.get("processID")
    )
    document = jobs_document(listed, matched, visit, time.time(), (offset, limit))
    return reply(document_or_page(visit, document, ("jobs/list.html", _CONTEXT)))


@blueprint.get("/jobs/<job_id>")
def job(job_id: str) -> Response:
    """Give how a job stands."""
    visit = the_visit()
    found = the_desk().job(job_id)
    document = _told(found, visit)
    asked = orjson.dumps(found.request.get("inputs", {}), option=orjson.OPT_INDENT_2).decode()
    context = {**_CONTEXT, "asked": asked}
    return reply(document_or_page(visit, document, ("jobs/one.html", context)))


@blueprint.delete("/jobs/<job_id>")
def dismiss(job_id: str) -> Response:
    """Stop a job, or let go of its results."""
    visit = the_visit()
    document = _told(the_desk().dismiss(job_id), visit.bare())
    return reply(result_answer(visit.ask, dump_json(document)))


@blueprint.get("/jobs/<job_id>/results")
def results(job_id: str) -> Response:
    """Give the results of a job, in the form that was asked for with it."""
    ask = the_ask()
    refuse_unknown(read_parameters(ask.query), ("f", "lang"))
    desk = the_desk()
    kept, folders = desk.kept(desk.job(job_id))
    held = KeptResults(kept, folders, f"{ask.base_url}/jobs/{kept.id}/results")
    return reply(results_answer(ask, Execution.of(kept.request), held))


@blueprint.get("/jobs/<job_id>/results/<output_id>")
def output(job_id: str, output_id: str) -> Response:
    """Give one output of a job."""
    ask = the_ask()
    refuse_unknown(read_parameters(ask.query), ("f", "lang"))
    desk = the_desk()
    kept, folders = desk.kept(desk.job(job_id))
    part = kept.part(output_id)
    if part is None:
        there = ", ".join(one.name for one in kept.parts)
        raise NothingHereError(
            Text(
                f"pekerjaan ini tidak menyimpan {output_id[:40]!r}; yang ada {there}",
                f"the job keeps no {output_id[:40]!r}; there are {there}",
            ),
            code="no-such-output",
        )
    # Kept results never change.
    tag = fingerprint(kept.id, part.name)
    extra: tuple[Header, ...] = ()
    if part.kind == "raster":
        file = f'attachment; filename="{kept.process}-{part.name}.tif"'
        extra = (("Content-Disposition", file),)
    known = not_modified(ask, tag)
    if known is not None:
        return reply(known)
    chunks = read_chunks(folders.file(kept.id, part))
    return reply(stream_answer(ask, chunks, media=part.media, tag=tag, extra=extra))


def _told(found: Job, visit: Visit) -> dict[str, Any]:
    layers = the_results().layers_of([found])[found.id]
    return job_document(found, visit, time.time(), layers)


def read_chunks(path: Path) -> Iterator[bytes]:
    """Read a file piece by piece."""
    with path.open("rb") as file:
        while piece := file.read(CHUNK_BYTES):
            yield piece


def _whole(given: dict[str, str], name: str, otherwise: int, *, least: int) -> int:
    text = given.get(name, str(otherwise))
    if not (text.isascii() and text.isdigit() and len(text) <= 9) or int(text) < least:
        raise ParameterError(
            Text(
                f"{name}={text[:20]!r}: yang diminta bilangan bulat mulai {least}",
                f"{name}={text[:20]!r}: wanted a whole number of at least {least}",
            )
        )
    return int(text)


def _states(given: dict[str, str]) -> list[Status]:
    asked = [word for word in given.get("status", "").split(",") if word]
    strange = [word for word in asked if word not in STATES]
    if strange or given.get("type", "process") != "process":
        known = ", ".join(STATES)
        raise ParameterError(
            Text(
                f"status atau type tidak dikenal; status: {known}; type: process",
                f"no such status or type; status: {known}; type: process",
            )
        )
    return [cast("Status", word) for word in asked]
