"""GDAL sends what it is asked for as a filter, seen in the service's own log of requests."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs

import pyogrio
import pytest

from layers import Catalogue

PROGRAM = """
import sys
from pathlib import Path
from werkzeug.serving import make_server
from server.app import create_app
from server.config import ServerSettings
app = create_app(ServerSettings(Path(sys.argv[1])))
log = open(sys.argv[2], "a")
def logged(environ, start):
    print(environ["PATH_INFO"], environ["QUERY_STRING"], file=log, flush=True)
    return app(environ, start)
server = make_server("127.0.0.1", 0, logged)
print(server.server_port, flush=True)
server.serve_forever()
"""


@pytest.fixture(scope="module")
def service(
    published: Catalogue, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Path]]:
    """Address of a running service, and the file that its requests are written to."""
    published["samples"].packed()
    log = tmp_path_factory.mktemp("service") / "log"
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(published.path), str(log)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=Path(__file__).parents[3],
    )
    assert process.stdout is not None
    yield f"http://127.0.0.1:{process.stdout.readline().strip()}", log
    process.terminate()
    process.communicate(timeout=30)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("floors > 5 AND class = 'a'", lambda f: (f["floors"] > 5) & (f["class"] == "a")),
        ("height_m <= 20.5 OR floors <> 3", lambda f: (f["height_m"] <= 20.5) | (f["floors"] != 3)),
        ("name LIKE 'Tempat 1%'", lambda f: f["name"].str.startswith("Tempat 1")),
        ("name ILIKE 'tempat 1%'", lambda f: f["name"].str.startswith("Tempat 1")),
        ("surveyed >= '2020/05/01'", lambda f: f["surveyed"] >= "2020-05-01"),
        ("surveyed IS NULL AND public = 1", lambda f: f["surveyed"].isna() & f["public"]),
        ("NOT floors BETWEEN 2 AND 4", lambda f: ~f["floors"].between(2, 4)),
    ],
)
def test_a_where_in_gdal_arrives_as_a_filter(service, samples, where, expected):
    url, log = service
    before = log.stat().st_size
    found = pyogrio.read_dataframe(f"OAPIF:{url}", layer="samples", where=where)
    assert len(found) == expected(samples).sum() > 0
    asked = [parse_qs(line.partition(" ")[2]) for line in log.read_text()[before:].splitlines()]
    sent = [query for query in asked if "filter" in query]
    assert sent, log.read_text()
    assert {query["filter-lang"][0] for query in sent} <= {"cql-text", "cql2-text"}
    # No page is asked for without it, but for the first look at one feature or so.
    whole = [q for q in asked if "limit" in q and int(q["limit"][0]) > 100 and "filter" not in q]
    assert not whole
