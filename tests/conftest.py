"""Fixtures shared by all tests."""

from __future__ import annotations

import fcntl
import importlib.util
import os
import pickle
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import HealthCheck, settings

import layers
from layers import Catalogue
from layers.starter import Region, make_region, write_region
from layers.testing import assert_sound, fill_tiny_region

# How long an example takes says nothing here: machines are shared, first calls compile.
settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared")

# Tests are not a package: what is beside this file is loaded by its path.
WARM = importlib.util.spec_from_file_location("warm", Path(__file__).with_name("warm.py"))
SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


def pytest_configure(config: pytest.Config) -> None:
    """Take the fixtures of warm.py in."""
    warm = importlib.util.module_from_spec(WARM)
    WARM.loader.exec_module(warm)
    config.pluginmanager.register(warm)


@pytest.fixture
def shared_data() -> Path:
    """Folder of real open data beside the project; the test is skipped where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip("no folder of real data beside the project")
    return SHARED_DATA


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Catalogue]:
    """An empty workspace; its store must be sound when the test ends."""
    catalogue = layers.open(tmp_path / "workspace", create=True)
    yield catalogue
    assert_sound(catalogue)
    catalogue.close()


@pytest.fixture
def tiny(workspace: Catalogue) -> Catalogue:
    """The tiny made-up region (layers.testing) in a workspace of its own."""
    return fill_tiny_region(workspace)


@pytest.fixture(scope="session")
def common_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all test processes of a run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


@pytest.fixture(scope="session")
def starter_region(common_folder: Path) -> Region:
    """The whole starter region in memory, made once for all test processes."""
    kept = common_folder / "starter.pickle"
    with (common_folder / "starter-region.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if kept.is_file():
            return cast("Region", pickle.loads(kept.read_bytes()))
        region = make_region()
        kept.write_bytes(pickle.dumps(region))
    return region


@pytest.fixture(scope="session")
def starter_workspace(common_folder: Path, request: pytest.FixtureRequest) -> Path:
    """Folder of the whole starter region, built once for all test processes: for reading only."""
    folder, draft = common_folder / "starter", common_folder / "starter-draft"
    with (common_folder / "starter.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            shutil.rmtree(draft, ignore_errors=True)
            catalogue = layers.open(draft, create=True)
            write_region(catalogue, request.getfixturevalue("starter_region"))
            catalogue.close()
            draft.rename(folder)
    return folder


def missing_package(what: str) -> None:
    """Skip for a missing system package on a person's machine; fail where CI must have it."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing, and nothing may be skipped in CI")
    pytest.skip(f"{what} is not installed")


class Cluster:
    """A private PostgreSQL server with PostGIS, for as long as the tests run."""

    def __init__(self, programs: Path, *, durable: bool = False) -> None:
        self.programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="penyangga-pg-"))
        # initdb refuses to run as root.
        self._account: dict[str, object] = {}
        if os.geteuid() == 0:
            self._account = {"user": "postgres", "group": "postgres", "extra_groups": []}
            shutil.chown(self.folder, "postgres", "postgres")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._durable = durable
        self.run("initdb", "-U", "test", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        self.start()

    def run(self, program: str, *arguments: str) -> None:
        """Run one of the server's programs on the cluster's data."""
        # The server inherits pg_ctl's output: a pipe would never end.
        subprocess.run(
            [self.programs / program, "-D", self.folder / "data", *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
            cwd=self.folder,
            **self._account,
        )

    def start(self) -> None:
        """Start the server and wait until it answers."""
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": self.folder,
            "shared_buffers": "32MB",
        }
        if not self._durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        self.run("pg_ctl", "-l", str(self.folder / "log"), "-w", "-o", options, "start")

    def stop(self, how: str = "immediate") -> None:
        """Stop the server: `immediate` is a kill of all its processes."""
        self.run("pg_ctl", "-m", how, "-w", "stop")

    def address(self, database: str, *, user: str = "planner", schema: str = "") -> str:
        """Give the URL of a database, or of a workspace in it."""
        url = f"postgresql://{user}@127.0.0.1:{self.port}/{database}"
        return f"{url}?schema={schema}" if schema else url

    def execute(self, database: str, *statements: str) -> None:
        """Run statements as the server's administrator, each for itself."""
        import psycopg

        with psycopg.connect(self.address(database, user="test"), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)


def _postgres_programs() -> Path:
    """Folder of the server's programs, with PostGIS beside them; skip where it is absent."""
    homes = sorted(Path("/usr/lib/postgresql").glob("*/bin")) + sorted(
        Path("/usr/local").glob("pgsql*/bin")
    )
    found = shutil.which("initdb")
    if found:
        homes.append(Path(found).resolve().parent)
    for home in reversed(homes):
        if (home / "initdb").exists():
            return home
    missing_package("PostgreSQL with PostGIS (postgresql-15-postgis-3)")
    raise AssertionError


def _start_cluster(*, durable: bool) -> Cluster:
    try:
        import psycopg
    except ImportError:
        missing_package("psycopg")
    cluster = Cluster(_postgres_programs(), durable=durable)
    cluster.execute("postgres", "CREATE ROLE planner LOGIN", "CREATE DATABASE region OWNER planner")
    try:
        cluster.execute("region", "CREATE EXTENSION postgis")
    except psycopg.Error:
        cluster.stop()
        missing_package("PostGIS (postgresql-15-postgis-3)")
    return cluster


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A fast PostgreSQL server with database `region` (PostGIS), owned by role `planner`."""
    cluster = _start_cluster(durable=False)
    yield cluster
    cluster.stop()
    shutil.rmtree(cluster.folder)


@pytest.fixture
def durable_postgres() -> Iterator[Cluster]:
    """A server of the test's own that keeps its promises when it is killed."""
    cluster = _start_cluster(durable=True)
    yield cluster
    cluster.stop()
    shutil.rmtree(cluster.folder)


@pytest.fixture
def new_postgis(postgres: Cluster, tmp_path: Path) -> Iterator[Callable[..., Catalogue]]:
    """Make empty PostGIS workspaces, each in a schema of its own; sound when the test ends."""
    made: list[tuple[str, Catalogue]] = []

    def make(name: str = "workspace") -> Catalogue:
        schema = f"{name}_{os.urandom(5).hex()}"
        catalogue = layers.open(
            postgres.address("region", schema=schema), folder=tmp_path / f"pg-{name}", create=True
        )
        made.append((schema, catalogue))
        return catalogue

    yield make
    for schema, catalogue in made:
        assert_sound(catalogue)
        catalogue.close()
        postgres.execute("region", f"DROP SCHEMA {schema} CASCADE")


@pytest.fixture
def postgis(new_postgis: Callable[..., Catalogue]) -> Catalogue:
    """An empty workspace in a PostGIS database."""
    return new_postgis()


@pytest.fixture
def tiny_postgis(postgis: Catalogue) -> Catalogue:
    """The tiny made-up region (layers.testing) in a PostGIS database."""
    return fill_tiny_region(postgis)


Headers = dict[str, str]
LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True)
class Asked:
    """One request that the server got."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]


@dataclass
class Site:
    """What the server answers: path → function of (request, handler)."""

    pages: dict[str, Callable[[Asked, Any], None]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    port: int = 0

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def says(
        self, path: str, body: bytes | str, *, status: int = 200, headers: Headers | None = None
    ) -> str:
        """Answer a path with one body."""
        content = body.encode() if isinstance(body, str) else body

        def answer(_: Asked, handler: Any) -> None:
            handler.reply(status, content, headers or {})

        self.pages[path] = answer
        return self.url(path)

    def tells(self, path: str, answers: Callable[[Asked], tuple[int, bytes | str, Headers]]) -> str:
        """Answer a path by what a function makes of the request."""

        def answer(asked: Asked, handler: Any) -> None:
            status, body, headers = answers(asked)
            handler.reply(status, body.encode() if isinstance(body, str) else body, headers)

        self.pages[path] = answer
        return self.url(path)

    def does(self, path: str, act: Callable[[Asked, Any], None]) -> str:
        """Let a function write to the connection itself."""
        self.pages[path] = act
        return self.url(path)

    def holds(self, path: str, content: bytes, *, etag: str = '"one"', modified: str = "") -> str:
        """Answer like a file server: ranges, If-Range, If-None-Match."""

        def answer(asked: Asked) -> tuple[int, bytes, Headers]:
            known = {"ETag": etag} if etag else {}
            known |= {"Last-Modified": modified} if modified else {}
            if etag and asked.headers.get("If-None-Match") == etag:
                return 304, b"", known
            first, same = range_asked(asked), asked.headers.get("If-Range") in (etag, modified)
            if first is None or not same:
                return 200, content, known
            if first >= len(content):
                return 416, b"", {"Content-Range": f"bytes */{len(content)}"}
            span = f"bytes {first}-{len(content) - 1}/{len(content)}"
            return 206, content[first:], known | {"Content-Range": span}

        return self.tells(path, answer)


def range_asked(asked: Asked) -> int | None:
    """Give the first byte that a request wants, None without a Range."""
    text = asked.headers.get("Range", "")
    return int(text.removeprefix("bytes=").rstrip("-")) if text else None


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Site

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = Asked(
            parts.path, dict(parse_qsl(parts.query, keep_blank_values=True)), dict(self.headers)
        )
        self.site.asked.append(asked)
        act = self.site.pages.get(parts.path)
        self.close_connection = True
        try:
            if act is None:
                self.reply(404, b"nothing here", {})
            else:
                act(asked, self)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def reply(self, status: int, body: bytes, headers: Headers) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if "Content-Length" not in headers and "Transfer-Encoding" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[Site]:
    """A server on this machine."""
    served = Site()
    handler = type("Handler", (Handler,), {"site": served})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    served.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield served
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """Fail a test that connects to, or asks for the name of, any other machine."""
    strangers: list[object] = []
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in LOOPBACK:
            strangers.append(address)
            raise OSError("the test asked another machine")
        connect(self, address)

    def guarded_look_up(host: Any, *rest: Any, **more: Any) -> Any:
        if host not in LOOPBACK:
            strangers.append(host)
            raise OSError("the test asked for another name")
        return look_up(host, *rest, **more)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)
    yield strangers
    assert not strangers
