"""A planner's session: coverage, a scenario, its comparison, a result that is kept, and GDAL."""

from __future__ import annotations

import contextlib
import json
import shlex
import shutil
import subprocess
import threading

import pytest
from click.testing import CliRunner
from werkzeug.serving import make_server

from layers.testing import copy_workspace
from server.app import create_app
from server.cli import main
from server.config import ServerSettings
from server.identity.tokens import CHAPTER, Tokens
from server.jobs.desk import NAME as JOBS
from server.ledger import FILE, Ledger

RUN = {"inputs": {"facilities": "puskesmas", "within": "30min", "mode": "car", "region": "64.71"}}
EDITS = [
    {"kind": "facility", "at": [116.83, -1.10], "type": "puskesmas", "name": "Baru Satu"},
    {"kind": "facility", "at": [116.78, -1.22], "type": "puskesmas", "name": "Baru Dua"},
    {"kind": "bridge", "line": [[116.81, -1.24], [116.76, -1.26]], "kmh": 60, "join": "2km"},
]
COMPARE = "indicators=within:puskesmas:30min:car&region=64.71"


@pytest.fixture
def region(starter_workspace, tmp_path):
    """The starter region, to write into."""
    folder = copy_workspace(starter_workspace, tmp_path / "region")
    for name in ("jobs", "scenarios"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for file in folder.glob("service.db*"):
        file.unlink()
    return folder


def told(answer, status=200):
    assert answer.status_code == status, answer.get_data(as_text=True)[:2000]
    return json.loads(answer.get_data())


def covered(answer):
    return answer["totals"][0]["covered"]


def test_from_a_question_to_a_layer_in_gdal(region, tmp_path):
    app = create_app(ServerSettings(region, writers="token"))
    word = Tokens(Ledger(region / FILE, [CHAPTER])).create("planner", "editor", expires=None)[0]
    client, editor = app.test_client(), {"Authorization": f"Bearer {word}"}

    before = told(client.post("/processes/coverage/execution", json=RUN))
    body = {"id": "bay", "title": {"id": "Teluk", "en": "Bay"}, "edits": EDITS}
    assert client.post("/scenarios", json=body).status_code == 401
    assert told(client.post("/scenarios", json=body, headers=editor), 201)["numberOfEdits"] == 3
    path, later = "/scenarios/bay/processes/coverage/execution", {"Prefer": "respond-async"}
    asked = told(client.post(path, json=RUN, headers=editor | later), 201)
    job = app.extensions[JOBS].wait(asked["jobID"], 240)
    after = told(client.get(f"/jobs/{job.id}/results"))
    assert covered(after) > covered(before)

    compared = told(client.get(f"/scenarios/bay/compare/baseline?{COMPARE}"))["indicators"][0]
    assert compared["before"] == pytest.approx(covered(before))
    assert compared["after"] == pytest.approx(covered(after))

    status = told(client.get(f"/jobs/{job.id}?lang=en"))
    assert status["scenario"] == {"id": "bay", "title": "Bay", "version": 1}
    made = {one["name"]: one.get("collection") for one in status["outputs"]}
    layer = made["units"]
    kept = told(client.patch(f"/results/{layer}", json={"keep": True}, headers=editor))
    assert (kept["expires"], kept["stale"]) == (None, False)
    links = {link["rel"].rpartition("/")[2]: link["href"] for link in kept["links"]}
    rows = {row["code"]: row for row in after["rows"]}
    items = told(client.get(f"/collections/{layer}/items?limit=1000"))["features"]
    assert {f["properties"]["code"] for f in items} == set(rows)
    told_of = told(client.get(links["legend"].partition("localhost")[2]))["layers"][0]["legend"]
    drawn = {f["properties"]["share_1800s_class"] for f in items}
    assert drawn <= {entry["value"] for entry in told_of}
    style = json.dumps(told(client.get(f"/styles/{layer}"))["layers"])
    assert all(entry["colour"] in style for entry in told_of)
    tile = client.get(f"/collections/{layer}/tiles/WebMercatorQuad/8/128/211")
    assert (tile.status_code, layer.encode() in tile.get_data()) == (200, True)

    with contextlib.chdir(region):
        words = shlex.split(after["replay"]["cli"])
        assert words[:3] == ["penyangga", "--scenario", "bay@1"]
        shown = CliRunner().invoke(main, words[1:])
        assert json.loads(shown.stdout)["rows"] == after["rows"], shown.stderr
        space: dict[str, object] = {}
        exec(after["replay"]["python"].replace("answer.to_dict()", "t = answer.to_dict()"), space)
    assert covered(space["t"]) == covered(after)
    fetched(app, layer, tmp_path / "kept.geojson", rows)
    told(client.post("/scenarios/bay/edits", json={"edits": EDITS[:1]}, headers=editor))
    assert told(client.get(f"/results/{layer}"))["moved"] == ["facilities"]
    app.extensions[JOBS].close()


def fetched(app, layer, file, rows):
    """Fetch a layer with GDAL's own client, where it is installed."""
    if shutil.which("ogr2ogr") is None:
        return
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        source = f"OAPIF:http://127.0.0.1:{server.server_port}"
        words = ["ogr2ogr", "-f", "GeoJSON", str(file), source, layer]
        subprocess.run(words, check=True, timeout=120, capture_output=True)
    finally:
        server.shutdown()
        thread.join()
    found = {
        f["properties"]["code"]: f["properties"]["share_1800s"]
        for f in json.loads(file.read_text())["features"]
    }
    assert found == pytest.approx({code: row["share"] for code, row in rows.items()})
