"""Analyses: listed, described, run while the asker waits, or as jobs."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import UnsupportedMediaType

from layers.errors import LayerNotFoundError
from layers.text import Text
from server.documents.jobs.status import WORDS, job_document
from server.documents.processes import process_document, processes_document
from server.errors import NothingHereError, UnfitInputError
from server.exchange.answer import JSON, SECURITY, Answer, Header, dump_json, result_answer
from server.exchange.body import parse_json
from server.exchange.links import link_header
from server.exchange.parameters import read_parameters, refuse_unknown
from server.exchange.visit import Visit, read_visit
from server.identity.guard import require_editor
from server.jobs.asking import MOST_WAIT_S, Execution, Preference, output_media, read_execution
from server.jobs.results import FreshResults, KeptResults, results_answer
from server.pages import document_or_page
from server.routes.runs.desk import the_desk, the_processes, the_scenarios
from server.routes.visit import reply, the_ask, the_visit, the_workspace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gis.processes import Answer as Found
    from gis.processes import Process
    from server.jobs.job import Job

blueprint = Blueprint("processes", __name__)


@blueprint.get("/processes")
def processes() -> Response:
    """Give the list of analyses."""
    visit = the_visit()
    document = processes_document(the_processes().values(), visit)
    return reply(document_or_page(visit, document, ("processes.html", {})))


@blueprint.get("/processes/<process_id>")
def process(process_id: str) -> Response:
    """Give one analysis, its inputs and outputs."""
    visit = the_visit()
    found = _find(process_id)
    sizes = {name: layer.n_features for name, layer in the_workspace().layers().items()}
    document = process_document(found, visit, sizes, the_desk().took(found.id))
    return reply(document_or_page(visit, document, ("process.html", {"words": WORDS})))


@blueprint.post("/processes/<process_id>/execution")
def execution(process_id: str) -> Response:
    """Run an analysis while the asker waits, or take it on as a job, as Prefer says."""
    return reply(executed(process_id))


def executed(process_id: str, scenario: str | None = None) -> Answer:
    """Run an analysis as the request says.

    Parameters
    ----------
    process_id
        Which.
    scenario
        The scenario to run it on; None: the workspace as it is.
    """
    ask = the_ask()
    refuse_unknown(read_parameters(ask.query), ("f", "lang"))
    found = _find(process_id)
    asked = read_execution(read_body(), found)
    preferred = Preference.of(request.headers.get("Prefer", ""))
    if preferred.is_async or asked.refers:
        return _as_job(found, asked, preferred, scenario)
    try:
        answer = _run(found, asked.inputs, scenario)
    except LayerNotFoundError as error:
        raise UnfitInputError(error.text, code=error.code) from error
    if asked.form == "whole":
        return result_answer(ask, dump_json(answer.to_dict(features=True)))
    return results_answer(ask, asked, FreshResults(answer, output_media(found)))


def _run(process: Process, inputs: Mapping[str, Any], scenario: str | None) -> Found:
    if scenario is None:
        return process.run(the_workspace().catalogue(), inputs)
    from gis.scenarios.live import run

    return run(process, the_scenarios().workspace(scenario).catalogue(), inputs)


def _as_job(
    process: Process, asked: Execution, preferred: Preference, scenario: str | None
) -> Answer:
    """Take a run on as a job; answer with its results if they come in time."""
    by = require_editor().name or ""
    ask, desk = the_ask(), the_desk()
    standing = None if scenario is None else the_scenarios().standing(scenario)
    job = desk.submit(process, {**asked.to_dict(), "by": by}, standing)
    wait_s = preferred.wait_s if preferred.is_async else MOST_WAIT_S
    if wait_s:
        job = desk.wait(job.id, wait_s)
    visit = read_visit(ask, the_workspace().settings.language)
    home = f"{ask.base_url}/jobs/{job.id}"
    if job.is_finished and wait_s:
        kept, folders = desk.kept(job)
        answer = results_answer(ask, asked, KeptResults(kept, folders, f"{home}/results"))
        return Answer(answer.status, (*answer.headers, ("Location", home)), answer.body)
    return _accepted(job, visit, home, preferred)


def _accepted(job: Job, visit: Visit, home: str, preferred: Preference) -> Answer:
    document = job_document(job, visit.bare(), time.time())
    body = dump_json(document)
    heard: tuple[Header, ...] = ()
    if preferred.is_async:
        heard = (("Preference-Applied", "respond-async"),)
    headers = (
        ("Content-Type", JSON),
        ("Content-Length", str(len(body))),
        ("Location", home),
        ("Cache-Control", "no-store"),
        link_header(document["links"]),
        *heard,
        *SECURITY,
    )
    return Answer(201, headers, body)


def _find(process_id: str) -> Process:
    known = the_processes()
    if process_id not in known:
        raise NothingHereError(
            Text(
                f"tidak ada analisis {process_id[:60]!r}; yang ada {', '.join(sorted(known))}",
                f"no process {process_id[:60]!r}; there are {', '.join(sorted(known))}",
            ),
            code="process-not-found",
        )
    return known[process_id]


def read_body() -> Any:
    """Read the body of the request as JSON.

    Raises
    ------
    UnsupportedMediaType
        If it is not declared as JSON.
    BodyError
        If it is none.
    """
    if request.mimetype not in (JSON, ""):
        raise UnsupportedMediaType(f"the body is {request.mimetype}; wanted {JSON}")
    return parse_json(request.get_data())
