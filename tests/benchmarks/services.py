"""The services under test, started as their users would and stopped whatever happens."""

from __future__ import annotations

import json
import os
import signal
import socket
import string
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import stock

WORKERS = 2
READY_S = 120.0
RIVAL_VENV = stock.HERE / "venv-pygeoapi"
RIVAL_CONFIG = Path(__file__).with_name("pygeoapi.yml")
RIVAL_PROVIDERS = ("ogr", "sqlite")


class ServiceError(RuntimeError):
    """A service did not start, or did not answer as it should."""


@dataclass(frozen=True, slots=True)
class Service:
    """A running service: its first process and where it answers."""

    name: str
    pid: int
    port: int

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> bytes:
        """Give the body of one answer.

        Raises
        ------
        ServiceError
            If the status is not 200.
        """
        connection = HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request("GET", path, headers=dict(headers or {}))
            answer = connection.getresponse()
            body = answer.read()
        finally:
            connection.close()
        if answer.status != 200:
            raise ServiceError(f"{self.name} answered {answer.status} to {path}: {body[:300]!r}")
        return body


@contextmanager
def ours(workspace: Path, *, workers: int = WORKERS, first: str = "/healthz") -> Iterator[Service]:
    """Run `penyangga serve` on a workspace; it answers `first` when this begins."""
    port = free_port()
    command = [
        str(Path(sys.executable).with_name("penyangga")),
        *("--workspace", str(workspace), "serve"),
        *("--host", "127.0.0.1", "--port", str(port), "--workers", str(workers)),
    ]
    with running("penyangga", command, port, first) as service:
        yield service


@contextmanager
def pygeoapi(geopackage: Path, *, workers: int = WORKERS) -> Iterator[Service]:
    """Run pygeoapi behind gunicorn on a GeoPackage, both of its providers side by side."""
    port = free_port()
    folder = geopackage.parent
    config, openapi = folder / "pygeoapi.yml", folder / "openapi.json"
    text = string.Template(RIVAL_CONFIG.read_text(encoding="utf-8"))
    config.write_text(text.substitute(port=port, data=geopackage), encoding="utf-8")
    first = "/collections/parcels_ogr/items?f=json&limit=1"
    with pygeoapi_at(port, config, openapi, first, workers=workers) as service:
        yield service


@contextmanager
def pygeoapi_at(
    port: int, config: Path, openapi: Path, first: str, *, workers: int = WORKERS
) -> Iterator[Service]:
    """Run pygeoapi behind gunicorn as a file configures it; it answers `first` when this begins."""
    paths = {"PYGEOAPI_CONFIG": str(config), "PYGEOAPI_OPENAPI": str(openapi)}
    generate = ["openapi", "generate", str(config), "--format", "json", "--output-file", openapi]
    subprocess.run(
        [RIVAL_VENV / "bin/pygeoapi", *generate],
        env=os.environ | paths,
        check=True,
        capture_output=True,
    )
    command = [
        str(RIVAL_VENV / "bin/gunicorn"),
        *("-w", str(workers), "-t", "120", "-b", f"127.0.0.1:{port}"),
        *("--log-level", "error", "pygeoapi.flask_app:APP"),
    ]
    with running("pygeoapi", command, port, first, environment=paths) as service:
        yield service


def rival_versions() -> dict[str, str]:
    """Give the versions of what the rival stands on; empty when it is not there."""
    python = RIVAL_VENV / "bin/python"
    if not python.exists():
        return {}
    code = (
        "import json, sqlite3, importlib.metadata as m; from osgeo import gdal;"
        "v = {p: m.version(p) for p in ('pygeoapi', 'gunicorn', 'flask')};"
        "print(json.dumps(v | {'gdal': gdal.__version__, 'sqlite': sqlite3.sqlite_version}))"
    )
    run = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
    return dict(json.loads(run.stdout))


def missing_for_rival() -> list[str]:
    """List what the rival still needs; empty when it can run."""
    missing = [] if has("wrk") else ["wrk"]
    if not (RIVAL_VENV / "bin/pygeoapi").exists():
        missing.append(str(RIVAL_VENV.relative_to(stock.ROOT)))
    return missing


def has(program: str) -> bool:
    """Say whether a program can be run."""
    return any((Path(folder) / program).is_file() for folder in os.get_exec_path())


@contextmanager
def running(
    name: str,
    command: Sequence[str],
    port: int,
    first: str,
    *,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Service]:
    """Run a command in a process group of its own until the block ends; then end the group."""
    log = stock.log_file(name)
    with log.open("ab") as words:
        process = subprocess.Popen(
            list(command),
            env=os.environ | dict(environment or {}),
            stdout=words,
            stderr=words,
            start_new_session=True,
        )
    service = Service(name, process.pid, port)
    try:
        _await(service, process, first, log)
        yield service
    finally:
        _end(process)


def _await(service: Service, process: subprocess.Popen[bytes], first: str, log: Path) -> None:
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            service.get(first)
        except (OSError, HTTPException, ServiceError):
            time.sleep(0.01)
        else:
            return
    raise ServiceError(f"{service.name} did not answer {first}; its words are in {log}")


def _end(process: subprocess.Popen[bytes]) -> None:
    for kind in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, kind)
        except ProcessLookupError:
            break
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            continue
    process.wait()


def free_port() -> int:
    """Give a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
