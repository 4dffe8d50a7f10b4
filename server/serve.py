"""Serving: the application behind granian or gunicorn, on a port of its own."""

from __future__ import annotations

import codecs
import gc
import logging
import os
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from functools import partial
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING, Any, Literal

import layers
from layers.errors import StoreError
from layers.query import Query
from layers.searching import warm_search
from layers.stores.geopackage import GeoPackageStore
from layers.text import Text
from server.app import create_app
from server.config import ServerSettings
from server.errors import LedgerError, SettingsError
from server.identity.guard import guessing
from server.identity.locality import is_loopback
from server.jobs.desk import NAME as JOBS
from server.operations.journal import write_json
from server.operations.limiting import Buckets
from server.operations.metrics import FOLDER
from server.operations.turns import THREADS

if TYPE_CHECKING:
    from flask import Flask

# Young objects are looked through as ever, all of them seldom: a large answer would set that off,
# and it takes as long as the answer.
COLLECTING = (700, 10, 1000)
LOG = logging.getLogger("penyangga.server")
ServerKind = Literal["granian", "gunicorn"]
READY_TIMEOUT_S = 60.0


def serve(
    settings: ServerSettings,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    workers: int = 2,
    server: ServerKind = "granian",
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Serve a workspace until the process is told to stop (SIGINT or SIGTERM).

    Parameters
    ----------
    settings
        What to publish.
    host, port
        Where to listen; port 0 picks a free one.
    workers
        Worker processes, each with its own catalogue.
    server
        granian (Rust HTTP, default) or gunicorn (threads).
    on_ready
        Called once, with the address of the service, when it answers.

    Raises
    ------
    SettingsError
        If the port is taken, out of range, or the server is not one of the two.
    StoreError
        If the workspace cannot be opened.
    """
    if server not in ("granian", "gunicorn"):
        raise SettingsError(
            Text(
                f"server {server!r} tidak tersedia; pilih granian atau gunicorn",
                f"server {server!r} is not offered; choose granian or gunicorn",
            )
        )
    if workers < 1:
        raise SettingsError(
            Text(
                f"workers {workers}: yang diminta 1 atau lebih",
                f"workers {workers}: wanted 1 or more",
            )
        )
    if settings.writers == "local" and not is_loopback(host):
        raise SettingsError(
            Text(
                f"di {host} layanan ini terjangkau dari mesin lain; dengan --writers local yang "
                "diminta -h 127.0.0.1, selain itu --writers token",
                f"at {host} other machines reach the service; --writers local wants -h 127.0.0.1, "
                "else take --writers token",
            )
        )
    port = claim_port(host, port)
    warm(settings)
    limits = settings.limits
    # Made before the workers are forked, so that they share them.
    buckets = Buckets(limits.rate, limits.burst) if limits.rate else None
    made = partial(create_app, settings, buckets=buckets, guesses=guessing())
    if settings.json_log:
        write_json()
    with _counted(), _announced(host, port, on_ready):
        run = _run_granian if server == "granian" else _run_gunicorn
        run(settings, partial(_taken_up, made), (host, port, workers))


def _taken_up(make: Callable[[], Flask]) -> Flask:
    """Make the application of a worker, and see to jobs that an earlier service left unfinished."""
    app = make()
    gc.set_threshold(*COLLECTING)
    try:
        store = app.extensions["penyangga"].catalogue().store
        if isinstance(store, GeoPackageStore):
            store.follow()
        app.extensions[JOBS].resume()
    except (LedgerError, StoreError) as error:
        LOG.warning("jobs cannot be seen to just now: %s", error)
    return app


@contextmanager
def _counted() -> Iterator[None]:
    """Give the workers a folder in which they count together.

    A worker that was forked leaves by here as well when it ends: the folder is that of all.
    """
    owner, folder = os.getpid(), tempfile.mkdtemp(prefix="penyangga-metrics-")
    before = os.environ.get(FOLDER)
    os.environ[FOLDER] = folder
    try:
        yield
    finally:
        os.environ.pop(FOLDER, None)
        if before is not None:
            os.environ[FOLDER] = before
        if os.getpid() == owner:
            shutil.rmtree(folder, ignore_errors=True)


def warm(settings: ServerSettings) -> None:
    """Load what the first search would load, once, before the workers are forked.

    So it is with the codec of host names: a fork while another thread still imports
    it leaves the worker with half a module, and every request with a LookupError.

    Raises
    ------
    StoreError
        If the workspace cannot be opened.
    """
    codecs.lookup("idna")
    warm_search()
    catalogue = layers.open(settings.workspace, folder=settings.folder)
    try:
        vectors = [layer for layer in catalogue.layers() if layer.kind == "vector" and layer.bbox]
        if vectors:
            smallest = min(vectors, key=lambda layer: layer.n_features)
            catalogue[smallest.id].packed().page(Query(bbox=smallest.bbox, limit=1))
    finally:
        catalogue.close()


def claim_port(host: str, port: int) -> int:
    """Give the port to listen on, having seen that it is free; 0 picks one.

    Raises
    ------
    SettingsError
        With code ``port-taken`` or ``bad-address``.
    """
    if not 0 <= port <= 65535:
        raise SettingsError(
            Text(
                f"port {port}: yang diminta 0 sampai 65535",
                f"port {port}: wanted 0 to 65535",
            ),
            code="bad-address",
        )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
            return int(probe.getsockname()[1])
    except OSError as error:
        code = "bad-address" if isinstance(error, socket.gaierror) else "port-taken"
        raise SettingsError(
            Text(
                f"tidak dapat mendengarkan di {host}:{port} ({error.strerror}); pilih port lain "
                "dengan -p",
                f"cannot listen on {host}:{port} ({error.strerror}); choose another port with -p",
            ),
            code=code,
        ) from error


def service_url(host: str, port: int) -> str:
    """Give the address a person on this machine opens."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104 - named, not bound
    return f"http://{name}:{port}"


@contextmanager
def _announced(host: str, port: int, on_ready: Callable[[str], None] | None) -> Iterator[None]:
    if on_ready is None:
        yield
        return
    stop = threading.Event()
    watcher = threading.Thread(target=_watch, args=(host, port, on_ready, stop), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        stop.set()


def _watch(host: str, port: int, on_ready: Callable[[str], None], stop: threading.Event) -> None:
    url = service_url(host, port)
    name = url.removeprefix("http://").rpartition(":")[0].strip("[]")
    deadline = time.monotonic() + READY_TIMEOUT_S
    while not stop.wait(0.05) and time.monotonic() < deadline:
        if _answers(name, port):
            on_ready(url)
            return


def _answers(name: str, port: int) -> bool:
    connection = HTTPConnection(name, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _run_granian(
    settings: ServerSettings, loader: Callable[[], Flask], place: tuple[str, int, int]
) -> None:
    from granian.constants import Interfaces
    from granian.log import LOGGING_CONFIG, LogLevels

    from server.operations.tending import TendedGranian

    # What a service says goes to standard error; standard output is the command's own.
    logs: dict[str, Any] = deepcopy(LOGGING_CONFIG)
    for handler in logs["handlers"].values():
        handler["stream"] = "ext://sys.stderr"
    if settings.json_log:
        for formatter in logs["formatters"].values():
            formatter.clear()
            formatter["()"] = "server.operations.journal.JsonLines"
    host, port, workers = place
    granian = TendedGranian(
        "penyangga",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        backpressure=512,
        respawn_failed_workers=True,
        workers_kill_timeout=5,
        log_level=LogLevels.warning,
        log_dictconfig=logs,
    )
    granian.serve(target_loader=loader, wrap_loader=False)


def _run_gunicorn(
    settings: ServerSettings,  # noqa: ARG001 - as the other server takes it
    loader: Callable[[], Flask],
    place: tuple[str, int, int],
) -> None:
    host, port, workers = place
    from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

    class _Gunicorn(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
            chosen: dict[str, Any] = {
                "bind": bind,
                "workers": workers,
                "worker_class": "gthread",
                "threads": 8,
                "loglevel": "warning",
            }
            for name, value in chosen.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return loader()

    _Gunicorn().run()
