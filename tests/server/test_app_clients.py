"""Clients that we did not write read what is published: GDAL, OWSLib, Python and JavaScript."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import orjson
import pyogrio
import pytest
from owslib.ogcapi.features import Features

from layers import Catalogue

ROOT = Path(__file__).parents[2]
PROGRAM = """
import sys
from pathlib import Path
from werkzeug.serving import make_server
from server.app import create_app
from server.config import ServerSettings
server = make_server("127.0.0.1", 0, create_app(ServerSettings(Path(sys.argv[1]))), threaded=True)
print(server.server_port, flush=True)
server.serve_forever()
"""
URI = "http://www.opengis.net/def/crs/EPSG/0/"


def serve(folder: Path) -> Iterator[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout is not None
    yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
    process.terminate()
    process.communicate(timeout=30)


@pytest.fixture(scope="module")
def address(published: Catalogue) -> Iterator[str]:
    published["samples"].packed()
    yield from serve(published.path)


@pytest.fixture(scope="module")
def starter_address(starter_workspace: Path) -> Iterator[str]:
    yield from serve(starter_workspace)


def test_gdal_reads_layers_boxes_and_systems(address, samples):
    layers = {name for name, _ in pyogrio.list_layers(f"OAPIF:{address}")}
    assert {"samples", "nothing", "districts"} <= layers
    whole = pyogrio.read_dataframe(f"OAPIF:{address}", layer="samples")
    assert sorted(whole["name"]) == sorted(samples["name"])
    assert whole.total_bounds == pytest.approx(samples.total_bounds, abs=1e-9)
    box = (116.2, -1.4, 117.3, 0.1)
    within = pyogrio.read_dataframe(f"OAPIF:{address}", layer="samples", bbox=box)
    assert sorted(within["name"]) == sorted(samples.cx[box[0] : box[2], box[1] : box[3]]["name"])
    for crs in ("EPSG:32750", "EPSG:4326", "EPSG:4755"):
        there = pyogrio.read_dataframe(f"OAPIF:{address}", layer="samples", CRS=crs)
        # Geopandas has east first whatever the authority says, as GDAL gives it.
        expected = samples.to_crs(crs)
        assert there.total_bounds == pytest.approx(expected.total_bounds, abs=1e-4), crs


def test_an_old_gdal_reads_and_copies_too(address, samples, tmp_path):
    program = shutil.which("ogr2ogr")
    if program is None:
        pytest.skip("ogr2ogr is not installed")
    out = tmp_path / "copy.gpkg"
    where = ["-where", "floors > 5 AND class = 'a'"]
    command = [program, *where, str(out), f"OAPIF:{address}", "samples", "-nlt", "GEOMETRY"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = pyogrio.read_dataframe(out)
    expected = samples[(samples["floors"] > 5) & (samples["class"] == "a")]
    assert sorted(found["name"]) == sorted(expected["name"])


def test_gdal_reads_parts_of_a_download_by_ranges(address, samples):
    url = f"/vsicurl/{address}/collections/samples/download?f=fgb"
    found = pyogrio.read_dataframe(url, bbox=(116.2, -1.4, 116.4, -1.0))
    assert 0 < len(found) < len(samples) / 4
    frame = samples.loc[found["id"]]
    assert found["name"].tolist() == frame["name"].tolist()


def test_owslib_reads_documents_items_and_systems(address, samples):
    service = Features(f"{address}/")
    assert f"{URI}32750" in service.collection("samples")["crs"]
    assert {"samples", "nothing"} <= set(service.feature_collections())
    assert service.conformance()["conformsTo"]
    assert "floors" in service.collection_queryables("samples")["properties"]
    assert service.collection_schema("samples")["properties"]["id"]["x-ogc-role"] == "id"
    page = service.collection_items("samples", bbox=[116, -1, 117, 0], limit=5, crs=f"{URI}32750")
    assert page["numberReturned"] == 5
    assert page["numberMatched"] == len(samples.cx[116:117, -1:0])
    one = service.collection_item("samples", "7")
    assert one["properties"]["name"] == samples["name"][7]
    found = service.collection_items("samples", filter="floors > 5", limit=1000)
    assert found["numberMatched"] == (samples["floors"] > 5).sum()


def examples(kind: str) -> list[str]:
    text = (ROOT / "docs" / "guide" / "api.md").read_text()
    return re.findall(rf"^```{kind}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def test_the_guide_s_python_and_javascript_run(starter_address):
    (python,), (script,) = examples("py"), examples("js")
    node = shutil.which("node", path=f"{Path(sys.executable).parent}/../node/bin:/usr/bin:/bin")
    run = [([sys.executable, "-c"], python)]
    if node is not None:
        run.append(([node, "--input-type=module", "-e"], script))
    said = []
    for words, program in run:
        asked = program.replace("http://127.0.0.1:8000", starter_address)
        done = subprocess.run([*words, asked], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        said.append(done.stdout.split())
    hospitals = int(said[0][0])
    assert hospitals > 10
    assert int(said[0][1]) > 100
    assert all(int(words[0]) == hospitals for words in said)


def test_the_guide_s_curl_commands_are_answered(app, starter_workspace):
    from server.app import create_app
    from server.config import ServerSettings

    client = create_app(ServerSettings(starter_workspace)).test_client()
    body = orjson.loads(
        re.findall(r"-d '(\{\"filter\".*?\})'\n", (ROOT / "docs/guide/api.md").read_text())[0]
    )
    found = client.post("/collections/facilities/search", json=body)
    assert found.get_json()["numberReturned"] == 5
    names = [f["properties"]["name"] for f in found.get_json()["features"]]
    assert names == sorted(names)
    for path in ("items?crs=EPSG:32750&limit=2&bbox=470000,9850000,490000,9870000&bbox-crs=EPSG:32750",
                 "download?f=csv&type=rs&crs=EPSG:32750"):  # fmt: skip
        answer = client.get(f"/collections/facilities/{path}")
        assert answer.status_code == 200
        assert len(answer.data) > 500
