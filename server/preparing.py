"""Preparing: what the first visitors would wait for is made ahead, beside the service."""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import numpy as np

import layers
from gis.errors import GisError
from layers.errors import LayersError
from server.config import ServerSettings
from server.errors import ServerError
from server.searching.desk import Desk
from server.workspace import Workspace

LOG = logging.getLogger("penyangga.server")
# How far it stands back where others want the processor.
NICE = 15
# A site of about 20 km², slanted to all edges.
CORNERS = ((-0.02, -0.01), (0.02, -0.02), (0.01, 0.02), (-0.02, -0.01))


def prepare(workspace: Workspace, desk: Desk) -> int:
    """Make what is not there yet: packed layers, tiles, the index of names, compiled kernels.

    Returns
    -------
    int
        How many layers there are.
    """
    n_layers = workspace.warm()
    desk.searcher()
    _report(workspace)
    return n_layers


def _report(workspace: Workspace) -> None:
    """Report on a small site amid all layers: its kernels are compiled then, and kept."""
    # Imported late: the service itself needs neither before the first such report.
    from server.aggregates.site import read_site
    from server.aggregates.site_report import site_report

    held = list(workspace.layers().values())
    boxes = np.array([layer.bbox for layer in held if layer.bbox is not None])
    if not len(boxes):
        return
    lon, lat = ((boxes[:, :2] + boxes[:, 2:]).mean(axis=0) / 2.0).tolist()
    corners = [[lon + dx, lat + dy] for dx, dy in CORNERS]
    # What stands in the way of this one report is told to whoever asks for it.
    with suppress(LayersError, GisError, ServerError):
        site = read_site({"type": "Polygon", "coordinates": [corners]})
        site_report(workspace, site, held)


@contextmanager
def prepared_beside(settings: ServerSettings) -> Iterator[None]:
    """Prepare a workspace in a process of its own, which stands back and ends with this.

    In a thread it would hold the interpreter, and with it the requests. The first fork of
    a service: nothing else goes on in it yet.
    """
    owner, pid = os.getpid(), os.fork()
    if pid == 0:
        try:
            _prepare(settings)
        finally:
            # Nothing of the service is this process's to end.
            os._exit(0)
    ended = threading.Thread(target=_await_end, args=(pid,), name="prepared", daemon=True)
    ended.start()
    try:
        yield
    finally:
        # A worker that was forked leaves by here as well.
        if os.getpid() == owner and ended.is_alive():
            # It may have ended of itself since the line above.
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
            ended.join()


def _await_end(pid: int) -> None:
    # Who tends workers may have heard of it first.
    with suppress(ChildProcessError):
        os.waitpid(pid, 0)


def _prepare(settings: ServerSettings) -> None:
    # Who stops the service from the terminal reaches this as well; it is ended in order.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICE)
    workspace = Workspace(settings, layers.open)
    try:
        prepare(workspace, Desk(workspace))
    except LayersError as error:
        LOG.warning("the workspace cannot be prepared just now: %s", error)
