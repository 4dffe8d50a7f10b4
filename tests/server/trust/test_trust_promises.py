"""Promises P1, P5 and P7 through the service as it runs: workers live, queries end, errors tell.

That no value on any route does harm is in `test_reading_trust.py`.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path

from server.app import create_app
from server.config import Limits, ServerSettings

PENYANGGA = Path(sys.executable).with_name("penyangga")
SECRET = "s3cr3t-canary-in-its-cage"
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
INSIDE = re.compile(
    r"Traceback|File \"|site-packages|\.py\b|SELECT |sqlite|apsw|psycopg|region\.gpkg|/srv/",
    re.IGNORECASE,
)
CODES = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# What no client of ours would send.
BYTES = [
    b"\x00" * 2000,
    b"GET\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"GET /%s HTTP/1.1\r\nHost: x\r\n\r\n" % (b"a" * 30_000),
    b"GET / HTTP/1.1\r\nHost: x\r\nX: %s\r\n\r\n" % (b"a" * 600_000),
    b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 20_000 + b"\r\n",
    b"GET /collections/\xff\xfe/items?bbox=\xff HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /search?q=%ff%fe%00 HTTP/1.1\r\nHost: \r\nHost: y\r\n\r\n",
    b"GET http://elsewhere.example/collections HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n",
    b"CONNECT elsewhere.example:443 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"POST /overlay HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n{}",
    b"POST /overlay HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n{}",
    b"POST /overlay HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffff\r\n{}",
    b"POST /overlay HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
    b'GET / HTTP/1.1\r\nHost: x\r\nRange: bytes=9-1,0-0,-\r\nIf-None-Match: "\r\n\r\n',
    b"GET /collections HTTP/1.1\r\nHost: x\r\nAccept: " + b"a/b;q=9," * 20_000 + b"\r\n\r\n",
    b"GET /collections HTTP/1.1\r\nHost: x\r\nAccept-Language: " + b"x;q=nan," * 3000 + b"\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\xff\x04" + b"\xff" * 500,
]


@contextmanager
def running(workspace, *options):
    """The service as users start it: its port, its process, and what it says on standard error."""
    command = [PENYANGGA, "--workspace", workspace, "serve", "-p", "0", "--json", *options]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True)
    said = []
    try:
        url = json.loads(process.stdout.readline())["url"]
        yield int(url.rpartition(":")[2]), process.pid, said
    finally:
        process.send_signal(signal.SIGTERM)
        said.append(process.communicate(timeout=60)[1])


def workers_of(pid):
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    # What prepares the workspace beside them stands back, and ends.
    beside = os.getpriority(os.PRIO_PROCESS, pid)
    return [child for child in listed if priority(int(child)) == beside]


def priority(pid):
    # Who ended since the list was written has none.
    with suppress(ProcessLookupError):
        return os.getpriority(os.PRIO_PROCESS, pid)


def answered(port, path, **headers):
    with closing(HTTPConnection("127.0.0.1", port, timeout=300)) as connection:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def sent(port, data):
    """What comes back for bytes that are no request, or nothing."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.settimeout(3)
        try:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            return connection.recv(200)
        except OSError:
            return b""


def test_no_bytes_kill_a_worker_and_no_secret_is_logged(published):
    """P1: no 5xx, no dead worker; logs without tokens, bodies, queries and addresses."""
    with running(published.path, "--access-log", "--json-log") as (port, pid, said):
        before = workers_of(pid)
        for data in BYTES:
            first = sent(port, data).split(b"\r\n")[0]
            assert not re.match(rb"HTTP/1.1 5(?!0[35])", first), (data[:60], first)
        held = [socket.create_connection(("127.0.0.1", port)) for _ in range(40)]
        for connection in held:
            connection.sendall(b"GET /collections HTTP/1.1\r\nHo")
        asked = {"Authorization": f"Bearer {SECRET}", "Cookie": SECRET, "User-Agent": SECRET}
        for path in (f"/search?q={SECRET}", f"/collections?{SECRET}=1", "/collections"):
            status, body = answered(port, path, **asked, Referer=SECRET, Origin=SECRET)
            assert status < 500
            assert "Bearer" not in body
        for connection in held:
            connection.close()
        # One may still join after the first answer; none may leave.
        assert set(before) <= set(workers_of(pid))
        assert answered(port, "/collections/samples/items?limit=1")[0] == 200
    assert SECRET not in said[0]
    assert '"route"' in said[0]
    assert "Traceback" not in said[0]


def test_a_password_of_the_store_is_told_to_nobody(caplog):
    """P7: of a store that cannot be reached neither password nor address is told."""
    url = f"postgresql://planner:{SECRET}@127.0.0.1:1/region?schema=w"
    settings = ServerSettings(url, folder=Path("/nonexistent"))
    client = create_app(settings).test_client()
    for path in ("/collections", "/readyz", "/search?q=a", "/metrics", "/map", "/api"):
        answer = client.get(path)
        assert answer.status_code in {200, 503}, path
        assert SECRET not in answer.get_data(as_text=True)
        assert "127.0.0.1:1/" not in answer.get_data(as_text=True)
    assert SECRET not in caplog.text + repr(settings)


def test_every_query_ends(published, monkeypatch):
    """P5: a statement ends at its limit, a request at its own; the worker goes on."""
    limits = Limits(request_seconds=60.0, statement_seconds=0.2)
    app = create_app(ServerSettings(published.path, limits=limits))
    app.add_url_rule("/read", view_func=lambda: str(len(published["samples"].read())))
    client = app.test_client()
    with monkeypatch.context() as slow:
        reading = "layers.stores.geopackage.read_rows"
        slow.setattr(reading, lambda connection, *_: connection.execute(ENDLESS).fetchall())
        started = time.monotonic()
        answer = client.get("/read")
        assert (answer.status_code, answer.get_json()["code"]) == (503, "store-timeout")
        assert int(answer.headers["Retry-After"]) > 0
        assert time.monotonic() - started < 30
    assert client.get("/read").get_data(as_text=True) == "257"


def test_errors_are_documents_with_a_code_and_nothing_from_inside(settings, caplog):
    """P7: problem+json in both languages, a stable code, details in the log under the same id."""

    def broken():
        raise RuntimeError(f"SELECT {SECRET} FROM region.gpkg at /srv/x.py")

    app = create_app(settings)
    app.add_url_rule("/broken", view_func=broken)
    client = app.test_client()
    seen = set()
    for method, path in (
        *(("get", p) for p in ("/nope", "/collections/nope", "/collections/samples/items/99999")),
        *(("get", f"/collections/samples/items?{q}") for q in ("limit=x", "f=x", "filter=x")),
        *(
            ("get", p)
            for p in ("/tiles/samples/30/0/0.pbf", "/tiles/samples/2/3/9.pbf", "/a" * 9000)
        ),
        *(("put", p) for p in ("/collections", "/search")),
        ("post", "/collections/samples/search"),
        ("get", "/broken"),
    ):
        texts = []
        for language in ("id", "en"):
            answer = getattr(client, method)(path, headers={"Accept-Language": language})
            told = answer.get_json()
            assert answer.content_type == "application/problem+json", path
            assert set(told) >= {"type", "title", "status", "detail", "code", "instance"}
            assert told["status"] == answer.status_code
            request_id = answer.headers["X-Request-Id"]
            assert told["instance"].replace("-", "").endswith(request_id)
            assert CODES.fullmatch(told["code"])
            assert not INSIDE.search(told["detail"] + told["title"]), path
            body = answer.get_data(as_text=True)
            assert SECRET not in body
            assert str(settings.workspace) not in body
            texts.append(told["detail"])
        assert texts[0] != texts[1], path
        seen.add(told["code"])
    assert len(seen) > 8
    assert told["status"] == 500
    assert request_id in caplog.text
    assert SECRET in caplog.text
