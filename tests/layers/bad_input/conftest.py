"""What every hostile file is tested with: a store to spoil, and a canary to reach for.

The canary is a file and a listener on the loopback; they tell whether anything
read or called what it must not.
"""

from __future__ import annotations

import json
import socketserver
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner

import layers
from layers import ingest
from layers.errors import ImportRefusedError, LayersError
from layers.sources.limits import Limits
from layers.testing import assert_sound, fill_tiny_region
from server.cli import main

PROMPT_S = 90.0  # on a busy machine; most take one
SECRET = "canary-content-that-nobody-may-read"
QUICK = Limits(cpu_s=20, wall_s=60)
BRIEF = Limits(cpu_s=3, wall_s=60)


@dataclass
class Canary:
    """What a hostile file tries to reach: a file, and an address that counts calls."""

    file: Path
    url: str
    calls: list[bytes] = field(default_factory=list)


@pytest.fixture(scope="module")
def canary(tmp_path_factory) -> Iterator[Canary]:
    folder = tmp_path_factory.mktemp("canary")
    secret = folder / "secret.csv"
    secret.write_text(f"name,lon,lat\n{SECRET},116,0\n")
    calls: list[bytes] = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            calls.append(self.request.recv(200))
            self.wfile.write(b"HTTP/1.0 404 Not Found\r\n\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Canary(secret, f"http://127.0.0.1:{server.server_address[1]}/x", calls)
        server.shutdown()


@pytest.fixture(scope="module")
def region(tmp_path_factory) -> Iterator[layers.Catalogue]:
    catalogue = layers.open(tmp_path_factory.mktemp("region") / "w", create=True)
    yield fill_tiny_region(catalogue)
    assert_sound(catalogue)
    catalogue.close()


def dump(catalogue: layers.Catalogue, folder: Path) -> list[str]:
    """Every row of every table, sorted, from a copy of the store."""
    copy = folder / "dump.gpkg"
    copy.unlink(missing_ok=True)
    catalogue.snapshot(copy)
    connection = sqlite3.connect(copy)
    tables = connection.execute(
        "select name from sqlite_master where type='table' and sql not like 'create virtual%'"
    ).fetchall()
    rows = [
        f"{name}: {row!r}"
        for (name,) in tables
        for row in connection.execute(f'select * from "{name}"')
    ]
    connection.close()
    return sorted(rows)


Refuse = Callable[..., LayersError]


@pytest.fixture
def refuse(region, canary, tmp_path) -> Refuse:
    """Import a bad file, and give the error after looking at all that must not have happened."""

    def check(path: Path, **options) -> LayersError:
        before = dump(region, tmp_path)
        began = time.monotonic()
        with pytest.raises(LayersError) as caught:
            ingest.add(region, path, layer_id="hostile", **options)
        assert time.monotonic() - began < PROMPT_S
        assert canary.calls == []
        assert dump(region, tmp_path) == before
        assert SECRET not in str(caught.value)
        assert path.name in str(caught.value)
        assert str(path.parent) not in str(caught.value)
        return caught.value

    return check


@pytest.fixture
def refuse_built(refuse, canary, tmp_path) -> Callable[..., None]:
    """Build a hostile file and see it refused with its code, every bad row named."""

    def check(name: str, build: Callable[[Canary], bytes], code: str) -> None:
        path = tmp_path / name
        path.write_bytes(build(canary))
        fault = refuse(path, limits=BRIEF if code == "too-slow" else QUICK)
        assert fault.code == code
        if isinstance(fault, ImportRefusedError):
            assert fault.rows
            assert all(row.isdigit() and why for row, _, why in fault.rows)

    return check


Builders = dict[str, tuple[str, Callable[..., bytes], str]]


@pytest.fixture
def refuse_by_command(region, canary, tmp_path) -> Callable[[Builders], None]:
    """Add many hostile files by the command line, in one process; each must be refused.

    An empty code stands for any refusal. The store is compared once, at the end.
    """

    def check(builders: Builders) -> None:
        before = dump(region, tmp_path)
        for which, (name, build, code) in builders.items():
            folder = tmp_path / which
            folder.mkdir()
            (folder / name).write_bytes(build(canary))
            words = ["--workspace", str(region.path), "--quiet", "add", str(folder / name)]
            done = CliRunner().invoke(main, [*words, "--as", "hostile", "--json"])
            assert isinstance(done.exception, SystemExit), (which, done.exception)
            assert done.exit_code in (1, 3), (which, done.output)
            fault = json.loads(done.stdout)["error"]
            assert code in ("", fault["code"]), (which, fault)
            assert "Traceback" not in done.output
            assert SECRET not in done.output
        assert canary.calls == []
        assert dump(region, tmp_path) == before

    return check


@pytest.fixture
def survive(region, canary, tmp_path) -> Callable[[str, bytes], str]:
    """Try an odd file, whatever comes of it: no crash, no call, no read, store unchanged."""

    def check(name: str, content: bytes) -> str:
        path = tmp_path / name
        path.write_bytes(content)
        before = dump(region, tmp_path)
        began = time.monotonic()
        try:
            report = ingest.add(region, path, layer_id="odd", dry_run=True, limits=QUICK)
            told, word = str(report.to_dict()), "taken"
        except LayersError as fault:
            told, word = str(fault), fault.code
        assert time.monotonic() - began < PROMPT_S
        assert canary.calls == []
        assert SECRET not in told
        assert dump(region, tmp_path) == before
        return word

    return check
