"""Random tiles while their layers are imported anew: no error, no stale tile, memory flat."""

from __future__ import annotations

import gzip
import logging
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import geopandas as gpd
import numpy as np
import pytest
import shapely

import layers
from layers import Catalogue, Field, Layer, Schema, Text
from layers.tiling import WEB_MERCATOR

# `make faults` takes ten minutes.
SECONDS = float(os.environ.get("PENYANGGA_CHANGING_SECONDS", "12"))
CLIENTS = 3
PROGRAM = """
import sys
from pathlib import Path
from server.config import ServerSettings
from server.serve import serve
serve(ServerSettings(Path(sys.argv[1]), kept_bytes=4 * 1024 * 1024), port=0,
      on_ready=lambda url: print(url, flush=True))
"""
WORD = re.compile(rb"revision-(\d{6})")
WEST, SOUTH, SIDE = 116.0, -1.5, 0.05
MB = 1024 * 1024
LOG = logging.getLogger(__name__)


def write(catalogue: Catalogue, name: str, revision: int) -> None:
    """Write a layer of 900 areas and 100 points, all of which tell the revision."""
    n = 900
    across, down = np.arange(n) % 30, np.arange(n) // 30
    x, y = WEST + across * SIDE, SOUTH + down * SIDE
    areas = shapely.box(x, y, x + SIDE, y + SIDE * (1 + revision % 3) / 3)
    points = shapely.points(x[:100] + revision % 7 * SIDE / 9, y[:100])
    frame = gpd.GeoDataFrame(
        {"name": [f"revision-{revision:06d}"] * (n + 100)},
        geometry=np.concatenate([areas, points]),
        crs=4326,
    )
    schema = Schema((Field("name", "text", Text("Nama", "Name")),), "Geometry")
    layer = Layer(name, Text(name, name), "assets", schema, styling={"label_field": "name"})
    catalogue.write(layer, frame, provenance={}, mode="replace")


class Service:
    """The service in processes of its own."""

    def __init__(self, workspace: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(workspace)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[3],
        )
        assert self._process.stdout is not None
        self.host = urlsplit(self._process.stdout.readline().strip()).netloc
        assert self.host, self._process.communicate()[1]

    def workers(self) -> list[int]:
        pid = self._process.pid
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return sorted(int(child) for child in listed)

    def memory_bytes(self) -> int:
        """Give what the workers hold of their own: files they map are the system's to drop."""
        told = [Path(f"/proc/{pid}/status").read_text() for pid in self.workers()]
        found = [re.search(r"RssAnon:\s+(\d+) kB", one) for one in told]
        return sum(int(one.group(1)) * 1024 for one in found if one)

    def stop(self) -> str:
        self._process.send_signal(signal.SIGTERM)
        return self._process.communicate(timeout=60)[1]


class Client(threading.Thread):
    """Asks for random tiles, and holds each against what was written before it asked."""

    def __init__(self, host: str, written: dict[str, int], until: float, seed: int) -> None:
        super().__init__(daemon=True)
        self._connection = HTTPConnection(host, timeout=300)
        self._written, self._until = written, until
        self._random = random.Random(seed)
        self.statuses: Counter[int] = Counter()
        self.wrong: list[str] = []

    def run(self) -> None:
        while time.monotonic() < self._until and not self.wrong:
            try:
                self._ask(*self._address())
            except Exception as error:  # noqa: BLE001 - told to the test by its thread
                self.wrong.append(repr(error))
        self._connection.close()

    def _address(self) -> tuple[str, tuple[str, ...]]:
        chance, zoom = self._random, self._random.randint(4, 12)
        at = WEST + chance.random() * 30 * SIDE, SOUTH + chance.random() * 30 * SIDE
        column, row = WEB_MERCATOR.tile_at(zoom, *at)
        names = chance.choice([("one",), ("two",), ("one", "two")])
        if chance.random() < 0.7:
            return f"/tiles/{','.join(names)}/{zoom}/{column}/{row}.pbf", names
        home = f"/collections/{names[0]}/tiles/WebMercatorQuad"
        return f"{home}/{zoom}/{row}/{column}", names[:1]

    def _ask(self, address: str, names: tuple[str, ...]) -> None:
        before = [self._written[name] for name in names]
        self._connection.request("GET", address, headers={"Accept-Encoding": "gzip"})
        answer = self._connection.getresponse()
        body = answer.read()
        self.statuses[answer.status] += 1
        if answer.status not in (200, 204):
            self.wrong.append(f"{address}: {answer.status} {body[:300]!r}")
        if answer.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        told = {int(word) for word in WORD.findall(body)}
        if len(told) > len(names) or (told and min(told) < min(before)):
            self.wrong.append(f"{address}: {told}, though {before} were written before")


@pytest.fixture
def changing(tmp_path: Path) -> Iterator[Catalogue]:
    catalogue = layers.open(tmp_path / "workspace", create=True)
    for name in ("one", "two"):
        write(catalogue, name, 1)
    yield catalogue
    catalogue.close()


@pytest.fixture
def service(changing: Catalogue) -> Iterator[Service]:
    running = Service(changing.path)
    yield running
    assert "Traceback" not in running.stop()


def disk_bytes(folder: Path) -> int:
    """Give what a folder holds; what is being taken away meanwhile does not count."""
    total = 0
    for home, _, files in os.walk(folder):
        for file in files:
            with suppress(FileNotFoundError):
                total += (Path(home) / file).stat().st_size
    return total


def test_no_tile_is_stale_while_layers_are_imported_anew(
    changing: Catalogue, service: Service
) -> None:
    written: dict[str, int] = {"one": 1, "two": 1}
    begun, begun_with = time.monotonic(), service.workers()
    clients = [Client(service.host, written, begun + SECONDS, seed) for seed in range(CLIENTS)]
    for client in clients:
        client.start()
    seen: list[tuple[float, int, int]] = []
    revision = 1
    while time.monotonic() < begun + SECONDS and any(one.is_alive() for one in clients):
        revision += 1
        for name in written:
            write(changing, name, revision)
            written[name] = revision
        seen.append((time.monotonic(), service.memory_bytes(), disk_bytes(changing.path)))
        time.sleep(0.2)
    for client in clients:
        client.join(300)
    assert set(begun_with) <= set(service.workers()), "a worker died"
    assert [wrong for client in clients for wrong in client.wrong] == []
    total: Any = sum((client.statuses for client in clients), Counter())
    LOG.info("%d revisions, %s; seconds, MB held, MB on disk:", revision, dict(total))
    for t, m, d in seen[:: max(1, len(seen) // 20)]:
        LOG.info("%.0f %d %.1f", t - begun, m // MB, d / MB)
    assert total[200] > 5 * SECONDS
    assert revision > SECONDS / 8
    half = len(seen) // 2
    early, late = max(m for _, m, _ in seen[:half]), max(m for _, m, _ in seen[half:])
    assert late < early * 1.1 + 16 * MB, "the workers hold ever more memory"
    assert max(d for *_, d in seen[half:]) < 3 * max(d for *_, d in seen[:half])
