"""Is the service alive, and is it ready to answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import Blueprint, Response, current_app, request

from layers.text import Text
from server.errors import NothingHereError
from server.exchange.answer import JSON, SECURITY, dump_json
from server.operations.limiting import client_of, is_local
from server.operations.metrics import METRICS
from server.routes.visit import the_workspace
from server.searching.desk import the_desk

if TYPE_CHECKING:
    from server.operations.metrics import Metrics

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> Response:
    """Say that this process answers."""
    return _status({"status": "ok"})


@blueprint.get("/readyz")
def ready() -> Response:
    """Say that the store opens and every layer is packed, cut and indexed; 503 until then."""
    n_layers = the_workspace().warm()
    the_desk().searcher()
    return _status({"status": "ready", "layers": n_layers})


@blueprint.get("/metrics")
def metrics() -> Response:
    """Give what the service does in Prometheus' text form, to those who may read it."""
    workspace = the_workspace()
    limits = workspace.settings.limits
    # What a proxy nobody told us of passes on comes from elsewhere, whoever brings it.
    passed_on = not limits.proxies and "X-Forwarded-For" in request.headers
    near = is_local(client_of(request.environ, limits.proxies)) and not passed_on
    if limits.metrics == "none" or (limits.metrics == "local" and not near):
        raise NothingHereError(
            Text(
                "metrik hanya dibuka untuk mesin ini; pengelola dapat membukanya dengan --metrics",
                "metrics are open to this machine only; the operator may open them by --metrics",
            )
        )
    counted = cast("Metrics", current_app.extensions[METRICS])
    body, media = counted.text(workspace.layers().values())
    headers = [("Cache-Control", "no-store"), *SECURITY]
    return Response(body, 200, headers, content_type=media)


def _status(document: dict[str, str | int]) -> Response:
    headers = [("Cache-Control", "no-store"), *SECURITY]
    return Response(dump_json(document), 200, headers, content_type=JSON)
