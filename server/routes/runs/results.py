"""Results of jobs as layers: made, listed, told of, kept, run anew, removed."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, request

from layers.text import Text
from server.documents.jobs.results import RESULT_WORDS, result_document, results_document
from server.documents.jobs.status import job_document
from server.errors import BodyError
from server.exchange.answer import Answer, dump_json, result_answer
from server.exchange.parameters import read_parameters, refuse_unknown
from server.exchange.visit import Visit
from server.pages import document_or_page
from server.results.record import Record
from server.routes.runs.desk import the_results
from server.routes.runs.processes import read_body
from server.routes.visit import reply, the_ask, the_visit, the_workspace

blueprint = Blueprint("results", __name__)
LONGEST_TITLE = 200


@blueprint.post("/jobs/<job_id>/results/<output_id>/layer")
def make(job_id: str, output_id: str) -> Response:
    """Make a layer of an output of a job."""
    visit = the_visit()
    asked = _asked(("id", "title", "keep"))
    record = the_results().make(
        job_id, output_id, name=asked.get("id"), title=_title(asked), keep=_keep(asked)
    )
    answer = result_answer(visit.ask, dump_json(_told(record, visit.bare())))
    home = f"{visit.base_url}/results/{record.layer}"
    return reply(Answer(201, (*answer.headers, ("Location", home)), answer.body))


@blueprint.get("/results")
def results() -> Response:
    """Give every result that is a layer."""
    visit = the_visit()
    document = _listed(the_results().records(), visit)
    return reply(document_or_page(visit, document, ("jobs/results.html", {"words": RESULT_WORDS})))


@blueprint.get("/results/<layer_id>")
def result(layer_id: str) -> Response:
    """Give the record of one result."""
    visit = the_visit()
    document = _told(the_results().record(layer_id), visit)
    return reply(document_or_page(visit, document, ("jobs/result.html", {"words": RESULT_WORDS})))


@blueprint.patch("/results/<layer_id>")
def keep(layer_id: str) -> Response:
    """Keep a result for good, or let it expire."""
    visit = the_visit()
    asked = _asked(("keep",))
    if "keep" not in asked:
        raise BodyError(Text('yang diminta {"keep": true}', 'wanted {"keep": true}'))
    record = the_results().keep(layer_id, keep=_keep(asked))
    return reply(result_answer(visit.ask, dump_json(_told(record, visit.bare()))))


@blueprint.post("/results/rerun")
def rerun_stale() -> Response:
    """Run anew all that was made of other data than there are now, and nothing else."""
    visit = the_visit()
    document = _listed(the_results().rerun_stale(), visit.bare())
    answer = result_answer(visit.ask, dump_json(document))
    return reply(Answer(202, answer.headers, answer.body))


@blueprint.post("/results/<layer_id>/rerun")
def rerun(layer_id: str) -> Response:
    """Run the analysis of a result anew, as a job; then its layer is replaced."""
    visit = the_visit()
    job = the_results().rerun(layer_id)
    document = job_document(job, visit.bare(), time.time())
    answer = result_answer(visit.ask, dump_json(document))
    home = f"{visit.base_url}/jobs/{job.id}"
    return reply(Answer(201, (*answer.headers, ("Location", home)), answer.body))


@blueprint.delete("/results/<layer_id>")
def remove(layer_id: str) -> Response:
    """Remove a result: its layer and its record."""
    ask = the_ask()
    refuse_unknown(read_parameters(ask.query), ("f", "lang"))
    the_results().remove(layer_id)
    return reply(Answer(204, (("Cache-Control", "no-store"),), b""))


def _told(record: Record, visit: Visit) -> dict[str, Any]:
    moved = the_results().moved([record])[record.layer]
    return result_document(record, moved, visit, the_workspace().layers())


def _listed(records: Sequence[Record], visit: Visit) -> dict[str, Any]:
    return results_document(records, the_results().moved(records), visit, the_workspace().layers())


def _asked(known: tuple[str, ...]) -> dict[str, Any]:
    """Read the body: an object of known members, or nothing."""
    document = read_body() if request.get_data() else {}
    if not isinstance(document, dict) or document.keys() - set(known):
        names = ", ".join(known)
        raise BodyError(
            Text(
                f"yang diminta objek JSON dengan {names}, semuanya boleh tidak ada",
                f"wanted a JSON object with {names}, each of which may be left out",
            )
        )
    name = document.get("id")
    if name is not None and not isinstance(name, str):
        raise BodyError(Text("id: yang diminta teks", "id: wanted a text"))
    return document


def _keep(asked: dict[str, Any]) -> bool:
    keep = asked.get("keep", False)
    if not isinstance(keep, bool):
        raise BodyError(Text("keep: yang diminta true atau false", "keep: wanted true or false"))
    return keep


def _title(asked: dict[str, Any]) -> Text | None:
    given = asked.get("title")
    if given is None:
        return None
    both = given if isinstance(given, dict) else {"id": given, "en": given}
    texts = [both.get("id"), both.get("en")]
    if both.keys() != {"id", "en"} or not all(
        isinstance(text, str) and 0 < len(text) <= LONGEST_TITLE for text in texts
    ):
        raise BodyError(
            Text(
                'title: yang diminta teks, atau {"id": …, "en": …}',
                'title: wanted a text, or {"id": …, "en": …}',
            )
        )
    return Text.of(both)
