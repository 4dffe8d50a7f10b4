from __future__ import annotations

import csv
import io
import json
import time
from threading import Event, Thread

import pytest
from werkzeug.serving import make_server

import layers
from server.app import create_app
from server.config import ServerSettings

POINTS = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"shapeName": name},
            "geometry": {"type": "Point", "coordinates": [lon, lat]},
        }
        for name, lon, lat in (("A", 116.83, -1.26), ("B", 117.9, -1.26))
    ],
}


@pytest.fixture
def mirror(site, only_loopback):
    """A mirror that has the boundaries of provinces."""
    site.says("/api/current/gbOpen/IDN/ADM1/", '{"gjDownloadURL": "https://github.com/x.geojson"}')
    site.holds("/x.geojson", json.dumps(POINTS).encode())
    return site.url("")


def test_without_an_id_it_lists(call):
    done = call("fetch")
    assert done.exit_code == 0
    assert "osm-kalimantan" in done.stdout
    assert "were not checked with the servers" in done.stderr
    assert "belum diperiksa" in call("--lang", "id", "fetch").stderr


def test_lists_for_machines(call):
    listed = json.loads(call("fetch", "--json").stdout)["data"]
    rows = list(csv.DictReader(io.StringIO(call("fetch", "--csv").stdout)))
    assert [r["id"] for r in rows] == [e["id"] for e in listed]
    assert listed[0]["licence"] == "ODbL 1.0"


def test_a_dry_run_asks_nobody(call, folder, site, only_loopback, tmp_path):
    done = call(
        *("fetch", "copernicus-dem", "--dry-run", "--bbox", "116.2,-0.5,116.8,0.5"),
        *("--cache", tmp_path / "c", "--base-url", site.url("")),
        workspace=folder,
    )
    assert done.exit_code == 0
    assert len(done.stdout.split()) == 2
    assert "Nothing was fetched" in done.stderr
    assert site.asked == []
    assert not (tmp_path / "c").exists()


def test_fetched_cut_and_listed(call, folder, mirror, tmp_path):
    words = ("--base-url", mirror, "--cache", tmp_path / "c")
    done = call(
        "fetch", "geoboundaries", "level=ADM1", "--as", "provinsi", *words, workspace=folder
    )
    assert done.exit_code == 0, done.output
    assert "2 read, 1 written" in done.stdout
    assert "geoBoundaries" in done.stderr
    catalogue = layers.open(folder)
    assert catalogue["provinsi"].read()["shapename"].tolist() == ["A"]
    catalogue.close()
    kept = json.loads(call("fetch", "--cached", "--json", "--cache", tmp_path / "c").stdout)
    assert kept["files"][0]["url"].endswith("/x.geojson")
    assert "x.geojson" in call("fetch", "--cached", "--cache", tmp_path / "c").stdout


def test_the_answer_for_machines(call, folder, mirror, tmp_path):
    done = call(
        *("fetch", "geoboundaries", "level=ADM1", "--bbox", "116,-2,119,0", "--json"),
        *("--base-url", mirror, "--cache", tmp_path / "c"),
        workspace=folder,
    )
    answer = json.loads(done.stdout)
    assert answer["report"]["n_written"] == 2
    assert answer["plan"]["layer"] == "boundaries_adm1"
    assert answer["files"][0]["size"] == len(json.dumps(POINTS))


def test_offline(call, folder, tmp_path, only_loopback):
    before = [layer.to_dict() for layer in layers.open(folder).layers()]
    words = ("--base-url", "http://127.0.0.1:9", "--cache", tmp_path / "c", "--bbox", "1,1,2,2")
    done = call("fetch", "worldpop", *words, workspace=folder)
    assert done.exit_code == 1
    assert done.stderr.count("no connection to 127.0.0.1: offline") == 1
    assert [layer.to_dict() for layer in layers.open(folder).layers()] == before


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (("nothing",), 3, "no open data 'nothing'"),
        (("worldpop", "year=1999"), 3, "year=1999"),
        (("worldpop", "year"), 2, "wanted KEY=VALUE"),
        (("worldpop", "--bbox", "1,2"), 2, "wanted west,south,east,north"),
        (("worldpop", "--replace", "--append"), 2, "exclude each other"),
        (("worldpop", "--base-url", "http://a.example"), 1, "without encryption"),
        (("worldpop", "--base-url", "https://10.0.0.1@a.example"), 1, "name and password"),
    ],
)
def test_wrong_calls(call, folder, tmp_path, only_loopback, words, code, why):
    done = call("fetch", *words, "--cache", tmp_path / "c", workspace=folder)
    assert done.exit_code == code
    assert why in done.stderr


class TestAddingUrls:
    def test_a_file(self, call, folder, mirror, tmp_path):
        words = ("--as", "pos", "--cache", tmp_path / "c")
        done = call(
            "add", f"{mirror}/x.geojson", *words, "--bbox", "116,-2,117,0", workspace=folder
        )
        assert done.exit_code == 0, done.output
        assert "1 of 2 rows outside" in done.stdout

    def test_a_page_that_is_not_there(self, call, folder, mirror, tmp_path):
        words = ("--as", "pos", "--cache", tmp_path / "c")
        done = call("add", f"{mirror}/y.geojson", *words, workspace=folder)
        assert done.exit_code == 1
        assert "has nothing there (HTTP 404)" in done.stderr

    def test_nothing_in_the_box_is_no_answer(self, call, folder, site, only_loopback, tmp_path):
        site.says("/collections/pos", "{}")
        site.says("/collections/pos/items", '{"type": "FeatureCollection", "features": []}')
        words = ("--as", "pos", "--cache", tmp_path / "c", "--json")
        done = call("add", site.url("/collections/pos"), *words, workspace=folder)
        assert done.exit_code == 4
        assert json.loads(done.stdout)["error"]["code"] == "nothing-there"

    def test_a_layer_of_another_penyangga(self, call, folder, tmp_path, only_loopback):
        app = create_app(ServerSettings(workspace=folder, default_limit=2, max_limit=2))
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            url = f"http://127.0.0.1:{server.server_port}/collections/facilities"
            words = ("--as", "copied", "--theme", "generic", "--cache", tmp_path / "c")
            done = call("add", url, *words, workspace=folder)
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
        assert done.exit_code == 0, done.output
        catalogue = layers.open(folder)
        there, here = catalogue["facilities"].read(), catalogue["copied"].read()
        origin = catalogue.audit()[-1]["provenance"]["origin"]
        catalogue.close()
        assert origin["n_pages"] == -(-len(there) // 2)
        assert sorted(here["name"]) == sorted(there["name"])
        assert set(here.geometry.to_wkb()) == set(there.geometry.to_wkb())

    def test_remote_words_are_for_urls(self, call, folder):
        done = call("add", "x.geojson", "--as", "pos", "--remote", "wfs", workspace=folder)
        assert done.exit_code == 2
        assert "are for URLs" in done.stderr


def test_killed_in_the_middle_it_goes_on_from_there(start, call, folder, site, tmp_path):
    content = json.dumps(POINTS).encode() + b" " * 400_000
    site.holds("/x.geojson", content)
    whole, begun = site.pages["/x.geojson"], Event()

    def slowly(asked, handler):
        if "Range" in asked.headers:
            whole(asked, handler)
            return
        head = {"ETag": '"one"', "Content-Length": str(len(content))}
        handler.reply(200, content[:200_000], head)
        begun.set()
        handler.connection.settimeout(120)
        handler.connection.recv(1)  # until the other side is gone

    site.does("/x.geojson", slowly)
    words = ("add", site.url("/x.geojson"), "--as", "pos", "--cache", tmp_path / "c")
    process = start("--workspace", folder, *words)
    assert begun.wait(60)
    deadline = time.monotonic() + 60
    while not any(p.stat().st_size for p in (tmp_path / "c").glob("*/*.part")):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.kill()
    process.communicate()
    assert "pos" not in layers.open(folder)
    done = call(*words, workspace=folder)
    assert done.exit_code == 0, done.output
    resumed = site.asked[-1].headers["Range"]
    assert 0 < int(resumed.removeprefix("bytes=").rstrip("-")) <= 200_000
    assert len(layers.open(folder)["pos"].read()) == 2
