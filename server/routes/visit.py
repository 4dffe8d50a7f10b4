"""The way in from Flask and back: workspace, ask, visit, reply."""

from __future__ import annotations

from typing import cast

from flask import Response, current_app, request

from server.exchange.answer import Answer
from server.exchange.ask import Ask
from server.exchange.visit import Visit, read_visit
from server.workspace import Workspace


def the_workspace() -> Workspace:
    """Give the workspace that the running application serves."""
    return cast("Workspace", current_app.extensions["penyangga"])


def the_ask() -> Ask:
    """Give the request as the shared functions take it."""
    return Ask.from_environ(request.environ, the_workspace().settings.base_url)


def the_visit() -> Visit:
    """Give the request of a document that takes `f` and `lang` and nothing else."""
    return read_visit(the_ask(), the_workspace().settings.language)


def reply(answer: Answer) -> Response:
    """Give an answer to Flask as it is."""
    response = Response(answer.body, answer.status)
    response.headers.clear()
    response.headers.extend(answer.headers)
    return response
