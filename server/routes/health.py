"""Is the service alive, and is it ready to answer."""

from __future__ import annotations

from flask import Blueprint, Response

from server.exchange.answer import JSON, SECURITY, dump_json
from server.routes.visit import the_workspace

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> Response:
    """Say that this process answers."""
    return _status({"status": "ok"})


@blueprint.get("/readyz")
def ready() -> Response:
    """Say that the store opens and every layer is packed and cut; 503 until then."""
    return _status({"status": "ready", "layers": the_workspace().warm()})


def _status(document: dict[str, str | int]) -> Response:
    headers = [("Cache-Control", "no-store"), *SECURITY]
    return Response(dump_json(document), 200, headers, content_type=JSON)
