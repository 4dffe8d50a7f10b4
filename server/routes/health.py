"""Is the service alive, and is it ready to answer."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING, cast

from flask import Blueprint, Response, current_app, request

from layers.text import Text
from server.errors import NothingHereError, TooSlowError
from server.exchange.answer import JSON, SECURITY, dump_json
from server.operations.limiting import client_of, is_local
from server.operations.metrics import METRICS
from server.preparing import prepare
from server.routes.visit import the_workspace
from server.searching.desk import the_desk

if TYPE_CHECKING:
    from server.operations.metrics import Metrics

blueprint = Blueprint("health", __name__)
READINESS = "penyangga-readiness"
# How long a question waits for what is being prepared: others wait behind it.
WAIT_S = 3.0


class Readiness:
    """Prepares the workspace in a thread of its own, as often as somebody asks whether it is ready.

    Parameters
    ----------
    prepare
        Makes what is not there yet, and gives how many layers there are.
    wait_s
        How long one question waits for it.
    """

    def __init__(self, prepare: Callable[[], int], *, wait_s: float = WAIT_S) -> None:
        self._prepare = prepare
        self._wait_s = wait_s
        self._lock = threading.Lock()
        self._running: tuple[int, Future[int]] | None = None

    def n_layers(self) -> int | None:
        """Give how many layers are ready; None while they are being prepared."""
        with self._lock:
            running = self._running
            if running is None or running[0] != os.getpid():
                running = self._running = (os.getpid(), Future())
                threading.Thread(
                    target=self._run, args=(running[1],), name="prepare", daemon=True
                ).start()
        try:
            found = running[1].result(self._wait_s)
        except TimeoutError:
            if not running[1].done():
                return None
            raise
        finally:
            with self._lock:
                if running[1].done() and self._running is running:
                    self._running = None
        return found

    def _run(self, told: Future[int]) -> None:
        try:
            told.set_result(self._prepare())
        except BaseException as error:  # noqa: BLE001 - told to who asked
            told.set_exception(error)


@blueprint.get("/healthz")
def alive() -> Response:
    """Say that this process answers."""
    return _status({"status": "ok"})


@blueprint.get("/readyz")
def ready() -> Response:
    """Say that the store opens and every layer is packed, cut and indexed; 503 until then."""
    workspace, desk = the_workspace(), the_desk()

    made = Readiness(partial(prepare, workspace, desk))
    readiness = cast("Readiness", current_app.extensions.setdefault(READINESS, made))
    n_layers = readiness.n_layers()
    if n_layers is None:
        raise TooSlowError(
            Text(
                "lapisan masih disiapkan (dikemas, dipotong, disusun indeks namanya); "
                "permintaan lain sudah dijawab, yang pertama atas lapisan itu lebih lambat",
                "layers are still being prepared (packed, cut, their names indexed); "
                "other requests are answered, the first of such a layer more slowly",
            ),
            code="not-ready",
        )
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
