"""Processes that begin with their imports done: nearly all that a small file takes.

Reading processes are forked from a process with the environment of reading processes that has
imported what these import and read nothing. All else is as always: a process for each
file, its limits, its network cut off, its folder; only what Python does at the end of a
process is left out. Tests marked `cold` start it anew.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import selectors
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

import pytest

from layers.sources import isolation, process

BEGIN = "sys.exit(import_module(sys.argv[2]).main(Path(sys.argv[1])))"
# Each job is forked twice: its parent waits for it and tells how it ended.
FORK = """
import ctypes, gc, json, signal, socket
for name in (sys.argv[2], "layers.boundaries"):
    import_module(name)
gc.freeze()
control = socket.socket(fileno=int(sys.argv[3]))
while True:
    asked, fds, _, _ = socket.recv_fds(control, 1 << 16, 3)
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass
    if not asked:
        os._exit(0)
    if os.fork() == 0:
        break
    for fd in fds:
        os.close(fd)
out, err, ending = fds
ctypes.CDLL(None).prctl(1, signal.SIGKILL)
control.close()
reader = os.fork()
if reader:
    os.close(out)
    os.close(err)
    os.write(ending, b"%d\\n" % reader)
    os.write(ending, b"%d\\n" % os.waitstatus_to_exitcode(os.waitpid(reader, 0)[1]))
    os._exit(0)
os.setsid()
os.close(ending)
for fd, place in ((os.open(os.devnull, os.O_RDONLY), 0), (out, 1), (err, 2)):
    os.dup2(fd, place)
    os.close(fd)
env, sys.argv[1:] = json.loads(asked)
os.environ.clear()
os.environ.update(env)
os.chdir(sys.argv[1])
ended = import_module(sys.argv[2]).main(Path(sys.argv[1]))
sys.stdout.flush()
os._exit(ended)
"""
OWN = ("HOME", "TMPDIR", "CPL_TMPDIR")


class Reader:
    """A forked reading process, as `subprocess.Popen` would give it."""

    def __init__(self, control: socket.socket, words: list[str], env: Any, errors: Any) -> None:
        self.returncode: int | None = None
        get, put = os.pipe()
        self._ending, theirs = socket.socketpair()
        with theirs:
            asked = json.dumps([env, words]).encode()
            socket.send_fds(control, [asked], [put, errors.fileno(), theirs.fileno()])
        os.close(put)
        self.stdout = open(get, "rb")  # noqa: PTH123, SIM115 - closed by whoever reads it
        self._told = self._ending.makefile("rb")
        self.pid = int(self._told.readline())

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None:
            with selectors.DefaultSelector() as selector:
                selector.register(self._ending, selectors.EVENT_READ)
                if not selector.select(timeout):
                    raise subprocess.TimeoutExpired("reader", timeout or 0.0)
            self.returncode = int(self._told.readline() or -signal.SIGKILL)
            self._told.close()
            self._ending.close()
        return self.returncode

    def poll(self) -> int | None:
        with suppress(subprocess.TimeoutExpired):
            self.wait(0.0)
        return self.returncode

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)


class Warm:
    """In place of module `subprocess` where reading processes are started."""

    def __init__(self) -> None:
        self.cold = False
        # Noted before any test asks for another; of its own once it is needed.
        self._folder = Path(tempfile.gettempdir())
        self._env = isolation.environment(self._folder)
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(subprocess, name)

    def Popen(self, command: list[str], *, env: dict[str, str], **options: Any) -> Any:  # noqa: N802
        """Fork a reading process; start any other, or one in other surroundings, as asked."""
        same = {k: v for k, v in env.items() if k not in OWN} == {
            k: v for k, v in self._env.items() if k not in OWN
        }
        if self.cold or not same or command[:-2] != isolation.command(Path())[:-2]:
            return subprocess.Popen(command, env=env, **options)
        return Reader(self._ready(), command[-2:], env, options["stderr"])

    def _ready(self) -> socket.socket:
        if self._control is None:
            assert BEGIN in isolation.START
            self._control, theirs = socket.socketpair(type=socket.SOCK_SEQPACKET)
            self._folder = Path(tempfile.mkdtemp(prefix="penyangga-warm-", dir=self._folder))
            command = isolation.command(self._folder)
            command[-3] = isolation.START.replace(BEGIN, FORK)
            with theirs:
                self._process = subprocess.Popen(
                    [*command, str(theirs.fileno())],
                    env=isolation.environment(self._folder),
                    cwd=self._folder,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    pass_fds=[theirs.fileno()],
                )
        return self._control

    def close(self) -> None:
        if self._control is not None and self._process is not None:
            self._control.close()
            self._process.wait()
            self._folder.rmdir()


WARM = Warm()


@pytest.fixture(scope="session", autouse=True)
def warm_readers() -> Iterator[None]:
    """Start reading processes with their imports done."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(process, "subprocess", WARM)
        yield
    WARM.close()


@pytest.fixture(scope="session")
def writers() -> ForkServerContext:
    """Processes of one's own that write into workspaces, begun with their imports done."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["layers.ingest", "layers.testing", "psycopg"])
    return context


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    WARM.cold = item.get_closest_marker("cold") is not None
