"""The service as it runs: processes, ports, and clients that others wrote."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import geopandas as gpd
import numpy as np
import orjson
import pyogrio
import pytest
import shapely
from owslib.ogcapi.features import Features

import layers
from layers.errors import StoreError
from server.app import create_app
from server.config import ServerSettings
from server.errors import SettingsError
from server.serve import claim_port, service_url, warm

PROGRAM = """
import sys
from pathlib import Path
from server.config import ServerSettings
from server.serve import serve
serve(ServerSettings(Path(sys.argv[1])), port=int(sys.argv[2]), server=sys.argv[3],
      on_ready=lambda url: print(url, flush=True))
"""

# Seen in 2026-11: 1,711, a sixth of them pandas; and what the first answers do without.
MOST_MODULES = 2_000
LATE = {
    "gis.access",
    "gis.overlay",
    "granian",
    "layers.masterplan",
    "openpyxl",
    "psycopg",
    "pydantic",
    "pyogrio",
    "scipy.spatial",
    "typst",
}

# Makes the codec of host names slow to import in any thread but the main one.
SLOW_CODEC = """
import sys, threading, time
class Slow:
    def find_spec(self, name, path=None, target=None):
        if name == "encodings.idna" and threading.current_thread() is not threading.main_thread():
            time.sleep(3)
sys.meta_path.insert(0, Slow())
"""


def workers_of(pid):
    """Process ids of the children of a process, ascending."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return sorted(int(child) for child in listed)


@contextmanager
def running(workspace: Path, server="granian", *, lasting=True, program=PROGRAM):
    """A service in processes of its own; gives its address and process id."""
    command = [sys.executable, "-c", program, str(workspace), "0", server]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert url, process.communicate()[1]
        begun = workers_of(process.pid)
        yield url, process.pid
        # A worker may still join after the first answer; none may leave.
        assert lasting is False or set(begun) <= set(workers_of(process.pid)), "a worker died"
    finally:
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=60)
        assert "Traceback" not in err, err
        assert out == ""


@pytest.fixture(scope="module")
def url(published):
    for layer in published.layers():
        if layer.kind == "vector":
            published[layer.id].packed()
    with running(published.path) as (address, _):
        yield address


def get(url, path, **headers):
    host = url.removeprefix("http://")
    connection = HTTPConnection(host, timeout=300)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


def vectors(published):
    return [layer for layer in published.layers() if layer.kind == "vector"]


def test_the_wire_carries_what_the_application_says(url, published):
    client = create_app(ServerSettings(published.path)).test_client()
    host = url.removeprefix("http://")
    for path in ("/collections/samples/items?limit=50", "/collections", "/api", "/geojson/samples"):
        for coding in ("gzip", "br", "zstd", "identity", ""):
            status, headers, body = get(url, path, **{"Accept-Encoding": coding, "Host": host})
            expected = client.get(path, headers={"Accept-Encoding": coding, "Host": host})
            assert (status, body) == (200, expected.data)
            told = {name.lower(): value for name, value in headers.items()}
            assert told["etag"] == expected.headers["ETag"]
            assert told.get("content-encoding") == expected.headers.get("Content-Encoding")


def test_known_pages_cost_nothing(url):
    _, headers, _ = get(url, "/collections/samples/items")
    tag = {name.lower(): value for name, value in headers.items()}["etag"]
    status, _, body = get(url, "/collections/samples/items", **{"If-None-Match": tag})
    assert (status, body) == (304, b"")


def test_many_askers_at_once_get_their_own_answers(url, samples):
    def ask(i):
        fid = int(samples.index[i % len(samples)])
        if i % 3:
            return fid, orjson.loads(get(url, f"/collections/samples/items/{fid}")[2])["id"]
        page = orjson.loads(get(url, f"/collections/samples/items?limit=1&offset={fid - 1}")[2])
        return page["numberReturned"], len(page["features"])

    with ThreadPoolExecutor(16) as pool:
        for wanted, got in pool.map(ask, range(200)):
            assert wanted == got


def test_gdal_reads_every_collection(url, published):
    listed = {name for name, _ in pyogrio.list_layers(f"OAPIF:{url}")}
    assert listed == {layer.id for layer in vectors(published)}
    for layer in vectors(published):
        if not layer.n_features:
            continue
        frame = pyogrio.read_dataframe(f"OAPIF:{url}", layer=layer.id)
        expected = published[layer.id].read()
        assert len(frame) == layer.n_features
        np.testing.assert_allclose(frame.total_bounds, expected.total_bounds, atol=1e-9)
        assert set(layer.schema.names) <= set(frame.columns)


def test_gdal_reads_by_box_and_by_attribute(url, samples):
    box = (116.0, -1.5, 117.5, 0.5)
    found = pyogrio.read_dataframe(f"OAPIF:{url}", layer="samples", bbox=box)
    assert len(found) == samples.intersects(shapely.box(*box)).sum()
    found = pyogrio.read_dataframe(f"OAPIF:{url}", layer="samples", where="floors = 3")
    assert len(found) == (samples["floors"] == 3).sum()


def test_owslib_reads_every_collection(url, published, samples):
    service = Features(url)
    assert service.conformance()["conformsTo"]
    assert set(service.feature_collections()) == {layer.id for layer in vectors(published)}
    for layer in vectors(published):
        told = service.collection(layer.id)
        assert told["title"] == layer.title.id
        if layer.bbox:
            assert tuple(told["extent"]["spatial"]["bbox"][0]) == layer.bbox
        assert service.collection_items(layer.id)["numberMatched"] == layer.n_features
        assert "geometry" in service.collection_queryables(layer.id)["properties"]
    item = service.collection_item("samples", str(samples.index[0]))
    assert item["id"] == samples.index[0]
    found = service.collection_items("samples", bbox=[116.0, -1.5, 117.5, 0.5], limit=1000)
    expected = samples.intersects(shapely.box(116.0, -1.5, 117.5, 0.5))
    assert found["numberReturned"] == expected.sum()


def test_geopandas_reads_the_simplest_door(url, published, samples):
    frame = gpd.read_file(f"{url}/geojson/samples")
    assert len(frame) == len(samples)
    np.testing.assert_allclose(frame.total_bounds, samples.total_bounds, atol=1e-9)


@pytest.mark.slow
def test_gunicorn_serves_the_same(published):
    client = create_app(ServerSettings(published.path)).test_client()
    with running(published.path, "gunicorn") as (address, _):
        path = "/collections/samples/items?limit=5"
        status, _, body = get(address, path)
        expected = client.get(path, headers={"Host": address.removeprefix("http://")})
        assert (status, body) == (200, expected.data)


@pytest.mark.slow
def test_workers_killed_one_after_the_other_are_replaced(tiny):
    with running(tiny.path, lasting=False) as (address, pid):
        assert get(address, "/readyz")[0] in (200, 503)
        for _ in range(4):
            # The youngest first: one that has only just replaced another.
            killed = workers_of(pid)[-1]
            os.kill(killed, signal.SIGKILL)
            assert await_until(lambda gone=killed: gone not in workers_of(pid)[-2:])
            assert await_until(lambda: len(workers_of(pid)) == 2)
        assert await_until(lambda: all_alive(address))


def await_until(true):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.05)
    return False


def all_alive(address):
    try:
        return [get(address, "/healthz")[0] for _ in range(8)] == [200] * 8
    except OSError:
        return False


def test_workers_forked_while_a_thread_imports_the_codec_of_host_names_answer(tiny):
    with running(tiny.path, program=SLOW_CODEC + PROGRAM) as (url, _):
        assert [get(url, "/collections")[0] for _ in range(8)] == [200] * 8


def test_what_a_service_loads_before_it_answers_is_bounded():
    # Not its time, which is the machine's: what only some requests need comes with them.
    code = "import sys, server.serve; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    loaded = set(run.stdout.split())
    assert loaded.isdisjoint(LATE)
    assert len(loaded) < MOST_MODULES


def test_warming_needs_a_workspace_and_leaves_it_sound(tiny, tmp_path):
    warm(ServerSettings(tiny.path))
    assert [path.name for path in (tiny.path / "packed").iterdir()] == ["roads"]
    with pytest.raises(StoreError):
        warm(ServerSettings(tmp_path / "nowhere"))
    layers.open(tmp_path / "empty", create=True).close()
    warm(ServerSettings(tmp_path / "empty"))


def test_a_port_that_is_taken_is_refused():
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        with pytest.raises(SettingsError, match="choose another port") as refused:
            claim_port("127.0.0.1", port)
        assert refused.value.code == "port-taken"


def test_port_0_is_a_free_one():
    port = claim_port("127.0.0.1", 0)
    assert 0 < port < 65536
    assert claim_port("127.0.0.1", port) == port


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 70_000), ("127.0.0.1", -1)])
def test_impossible_addresses_are_refused(host, port):
    with pytest.raises(SettingsError) as refused:
        claim_port(host, port)
    assert refused.value.code == "bad-address"


def test_addresses_are_those_a_person_opens():
    assert service_url("0.0.0.0", 8000) == "http://127.0.0.1:8000"
    assert service_url("::", 8000) == "http://[::1]:8000"
    assert service_url("::1", 8000) == "http://[::1]:8000"
    assert service_url("localhost", 80) == "http://localhost:80"
