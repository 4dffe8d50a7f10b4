"""Services in processes of their own, on both stores, that write down what they are asked."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from layers import Catalogue

ROOT = Path(__file__).parents[3]
PROGRAM = """
import sys
from pathlib import Path
from werkzeug.serving import make_server
from server.app import create_app
from server.config import ServerSettings
workspace, folder, log = sys.argv[1:]
database = {"folder": Path(folder)} if folder else {}
app = create_app(ServerSettings(workspace if folder else Path(workspace), **database))
lines = open(log, "a")
def logged(environ, start):
    print(environ["PATH_INFO"], environ["QUERY_STRING"], file=lines, flush=True)
    return app(environ, start)
server = make_server("127.0.0.1", 0, logged, threaded=True)
print(server.server_port, flush=True)
server.serve_forever()
"""


@dataclass
class Served:
    """A running service: its address, and the log of what it was asked."""

    url: str
    log: Path
    read: int = 0

    def asked(self) -> list[tuple[str, dict[str, list[str]]]]:
        """Give path and parameters of each request since the last look."""
        text = self.log.read_text()
        new, self.read = text[self.read :], len(text)
        parts = (line.partition(" ") for line in new.splitlines())
        return [(path, parse_qs(query)) for path, _, query in parts]


@contextmanager
def serving(log: Path, workspace: str, folder: str = "") -> Iterator[Served]:
    """Run a service for as long as the block lasts."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, workspace, folder, str(log)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
    )
    try:
        assert process.stdout is not None
        port = process.stdout.readline().strip()
        assert port
        yield Served(f"http://127.0.0.1:{port}", log)
    finally:
        process.terminate()
        process.communicate(timeout=120)


@pytest.fixture(scope="session", params=["geopackage", "postgis"])
def served(
    request: pytest.FixtureRequest, published: Catalogue, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """The published region, served from a file or from a database."""
    log = tmp_path_factory.mktemp("served") / "log"
    if request.param == "geopackage":
        published["samples"].packed()
        with serving(log, str(published.path)) as running:
            yield running
        return
    settings = request.getfixturevalue("published_postgis")
    with serving(log, str(settings.workspace), str(settings.folder)) as running:
        yield running


@pytest.fixture(scope="session")
def starter_url(starter_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the starter region."""
    with serving(tmp_path_factory.mktemp("starter-served") / "log", str(starter_workspace)) as run:
        yield run.url
