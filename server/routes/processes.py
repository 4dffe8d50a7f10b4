"""Analyses: listed, described, run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import UnsupportedMediaType

from layers.errors import LayerNotFoundError
from layers.text import Text
from server.documents.processes import process_document, processes_document
from server.errors import BodyError, NothingHereError, UnfitInputError
from server.exchange.answer import JSON, dump_json, result_answer
from server.exchange.body import parse_json
from server.exchange.parameters import read_parameters, refuse_unknown
from server.pages import document_or_page
from server.routes.visit import reply, the_ask, the_visit, the_workspace

if TYPE_CHECKING:
    from gis.processes import Process

blueprint = Blueprint("processes", __name__)


def _registry() -> Mapping[str, Process]:
    """Give every analysis; imported at the first question, so that maps are served sooner."""
    from gis.processes import registry

    return registry()


@blueprint.get("/processes")
def processes() -> Response:
    """Give the list of analyses."""
    visit = the_visit()
    document = processes_document(_registry().values(), visit)
    return reply(document_or_page(visit, document, ("processes.html", {})))


@blueprint.get("/processes/<process_id>")
def process(process_id: str) -> Response:
    """Give one analysis and its inputs."""
    visit = the_visit()
    document = process_document(_find(process_id), visit)
    return reply(document_or_page(visit, document, ("process.html", {})))


@blueprint.post("/processes/<process_id>/execution")
def execution(process_id: str) -> Response:
    """Run an analysis while the asker waits, and give its answer."""
    ask = the_ask()
    refuse_unknown(read_parameters(ask.query), ("f", "lang"))
    found = _find(process_id)
    inputs = read_inputs()
    try:
        answer = found.run(the_workspace().catalogue(), inputs)
    except LayerNotFoundError as error:
        raise UnfitInputError(error.text, code=error.code) from error
    return reply(result_answer(ask, dump_json(answer.to_dict(features=True))))


def _find(process_id: str) -> Process:
    known = _registry()
    if process_id not in known:
        raise NothingHereError(
            Text(
                f"tidak ada analisis {process_id[:60]!r}; yang ada {', '.join(sorted(known))}",
                f"no process {process_id[:60]!r}; there are {', '.join(sorted(known))}",
            ),
            code="process-not-found",
        )
    return known[process_id]


def read_inputs() -> Mapping[str, Any]:
    """Read the inputs from the body of the request.

    Raises
    ------
    UnsupportedMediaType
        If the body is not declared as JSON.
    BodyError
        If it is no JSON object, or has no object `inputs`.
    """
    if request.mimetype not in (JSON, ""):
        raise UnsupportedMediaType(f"the body is {request.mimetype}; wanted {JSON}")
    document = parse_json(request.get_data())
    inputs = document.get("inputs") if isinstance(document, dict) else None
    if not isinstance(inputs, dict):
        raise BodyError(
            Text(
                'yang diminta objek JSON dengan objek "inputs", misalnya {"inputs": {}}',
                'wanted a JSON object with an object "inputs", such as {"inputs": {}}',
            )
        )
    return inputs
