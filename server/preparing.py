"""Preparing: what the first visitors would wait for is made ahead, beside the service."""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import layers
from layers.errors import LayersError
from server.config import ServerSettings
from server.searching.desk import Desk
from server.workspace import Workspace

LOG = logging.getLogger("penyangga.server")
# How far it stands back where others want the processor.
NICE = 15


def prepare(workspace: Workspace, desk: Desk) -> int:
    """Make what is not there yet: packed layers, tiles, the index of names.

    Returns
    -------
    int
        How many layers there are.
    """
    n_layers = workspace.warm()
    desk.searcher()
    return n_layers


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
    # Imported here: the service itself needs none of what the analyses load.
    from server.rehearsing import rehearse

    workspace = Workspace(settings, layers.open)
    try:
        prepare(workspace, Desk(workspace))
        rehearse(workspace)
    except LayersError as error:
        LOG.warning("the workspace cannot be prepared just now: %s", error)
