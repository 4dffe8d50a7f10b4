"""One region in both stores: every command gives the same answer, and no command tells a secret."""

from __future__ import annotations

import json

import pytest

import layers
from layers.testing import assert_sound

SECRET = "s3cret-word"
PATHS = (
    "/collections",
    "/collections/facilities/items",
    "/collections/roads/items?limit=1",
    "/collections/districts/items/2",
    "/collections/districts/items?bbox=116.8,-1.25,117,-1.2",
    "/geojson/facilities",
    "/layers",
)
POINTS = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"name": f"Pelabuhan {i}"},
            "geometry": {"type": "Point", "coordinates": [116.8 + i / 100, -1.25]},
        }
        for i in range(3)
    ],
}


@pytest.fixture
def shared(call, folder, new_postgis, postgres):
    """Address (with a password) and folder of a PostGIS workspace with the region of `folder`."""
    catalogue = new_postgis("shared")
    address = postgres.address("region", schema=catalogue.store.address.schema)
    address = address.replace("planner@", f"planner:{SECRET}@")
    done = call("copy", folder, address, "--to-folder", catalogue.path)
    assert done.exit_code == 0, done.stderr
    assert SECRET not in done.output
    return address, catalogue.path


@pytest.fixture
def both(call, folder, shared):
    """Call a command on the two workspaces and give both results."""

    def run(*words):
        address, files = shared
        results = [
            call(*words, workspace=folder),
            call("--folder", files, *words, workspace=address),
        ]
        assert SECRET not in results[1].output
        assert "planner" not in results[1].output
        return results

    return run


@pytest.mark.parametrize(
    "words",
    [
        ("layers", "--json"),
        ("check", "--json"),
        ("near", "--from", "116.85,-1.24", "--facilities", "rs", "-k", "2", "--json"),
        ("cover", "--facilities", "rs,klinik", "--within", "1km", "--json"),
        ("cover", "--facilities", "rs", "--within", "2km", "--by", "districts", "--csv"),
        ("run", "coverage", "facilities=rs", "within=1km", "--json"),
    ],
)
def test_commands_answer_alike(both, words):
    embedded, shared = both(*words)
    assert embedded.exit_code == shared.exit_code == 0, shared.stderr
    assert embedded.stdout == shared.stdout
    assert len(embedded.stdout) > 10


def test_files_written_are_equal(both, tmp_path):
    for layer_id, suffix in (
        ("facilities", "geojson"),
        ("districts", "csv"),
        ("population", "tif"),
    ):
        out = tmp_path / f"out.{suffix}"
        found = []
        for turn in range(2):
            done = both("export", layer_id, out, "--overwrite")[turn]
            assert done.exit_code == 0, done.stderr
            found.append(out.read_bytes())
        assert found[0] == found[1]
        assert len(found[0]) > 100


def test_the_service_answers_with_equal_bytes(folder, shared):
    from server.app import create_app
    from server.config import ServerSettings

    address, files = shared
    clients = [
        create_app(settings).test_client()
        for settings in (ServerSettings(folder), ServerSettings(address, folder=files))
    ]
    for path in PATHS:
        embedded, other = (client.get(path) for client in clients)
        assert embedded.status_code == other.status_code == 200, path
        assert embedded.data == other.data
        assert embedded.headers.get("ETag") == other.headers.get("ETag")
        assert SECRET not in other.text
    asked = {"inputs": {"facilities": "rs", "within": "1km"}}
    answers = [c.post("/processes/coverage/execution", json=asked).get_json() for c in clients]
    assert answers[0] == answers[1]
    assert SECRET not in json.dumps(answers[1])


def test_one_request_is_answered_without_a_port(both):
    embedded, shared = both("serve", "--get", "/collections/roads/items")
    assert embedded.exit_code == shared.exit_code == 0
    assert embedded.stdout == shared.stdout
    assert '"FeatureCollection"' in shared.stdout


def test_a_file_is_added_replaced_and_refused_alike(both, tmp_path, folder, shared):
    file = tmp_path / "ports.geojson"
    file.write_text(json.dumps(POINTS))
    for more in (("--dry-run",), (), ("--append",), ("--replace",)):
        embedded, other = both("add", file, "--as", "ports", *more, "--json")
        assert embedded.exit_code == other.exit_code == 0, other.stderr
        reports = [json.loads(r.stdout) for r in (embedded, other)]
        for report in reports:
            report["layer"].pop("modified")
        assert reports[0] == reports[1]
    refused = both("add", file, "--as", "ports")
    assert [r.exit_code for r in refused] == [1, 1]
    assert refused[0].stderr == refused[1].stderr
    catalogue = layers.open(shared[0], folder=shared[1])
    assert catalogue["ports"].layer.revision == 3
    assert_sound(catalogue)
    catalogue.close()


def test_selfcheck_tells_the_address_without_its_secret(both):
    embedded, shared = both("selfcheck", "--json")
    assert embedded.exit_code == shared.exit_code == 0
    told = {check["name"]: check["detail"] for check in json.loads(shared.stdout)["checks"]}
    assert told["store"].startswith("postgresql://127.0.0.1:")
    assert told["packed layers"] == "3 layers packed, counts equal"


def test_nothing_is_written_into_the_folder_of_a_database(call, shared):
    address, files = shared
    out = files / "out.geojson"
    shown = call("--folder", files, "export", "roads", out, workspace=address)
    assert shown.exit_code == 2
    assert "lies in the workspace" in shown.stderr
    assert not out.exists()
