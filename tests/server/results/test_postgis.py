"""Results of jobs as layers of a workspace in PostGIS: the same as in a folder."""

from __future__ import annotations

import time

from server.app import create_app
from server.config import ServerSettings
from server.jobs.desk import NAME

ASKED = {"facilities": "rs", "within": "3km"}
ASYNC = {"Prefer": "respond-async, wait=15"}


def finished(client, answer):
    """Wait for the job that an answer tells of, and give how it ended."""
    address = answer.headers["Location"].removeprefix("http://localhost")
    until = time.monotonic() + 60
    while (told := client.get(address).get_json())["status"] in ("accepted", "running"):
        assert time.monotonic() < until
        time.sleep(0.1)
    return told


def test_what_a_job_gives_is_a_layer_with_items_tiles_and_a_record(tiny_postgis, postgres):
    url = postgres.address("region", schema=tiny_postgis.store._schema)
    app = create_app(ServerSettings(url, folder=tiny_postgis.path, writers="local"))
    client = app.test_client()
    home = "/processes/coverage/execution"
    try:
        job = client.post(home, json={"inputs": ASKED}, headers=ASYNC)
        assert job.status_code in (200, 201), job.get_data(as_text=True)
        told = finished(client, job)
        assert told["status"] == "successful", told
        layer = next(one["collection"] for one in told["outputs"] if one["name"] == "units")
        items = client.get(f"/collections/{layer}/items?limit=100").get_json()
        assert items["numberMatched"] == len(tiny_postgis["districts"].read())
        assert {"share_3000", "share_3000_class"} <= items["features"][0]["properties"].keys()
        tile = client.get(f"/collections/{layer}/tiles/WebMercatorQuad/8/128/211")
        assert (tile.status_code, tile.mimetype) == (200, "application/vnd.mapbox-vector-tile")
        assert layer.encode() in tile.get_data()
        record = client.get(f"/results/{layer}").get_json()
        assert (record["stale"], record["processID"]) == (False, "coverage")

        tiny_postgis.write(
            tiny_postgis["facilities"].layer, tiny_postgis["facilities"].read(), mode="replace"
        )
        stale = client.get(f"/results/{layer}").get_json()
        assert (stale["stale"], stale["moved"]) == (True, ["facilities"])
        kept = client.patch(f"/results/{layer}", json={"keep": True})
        assert kept.status_code == 200, kept.get_data(as_text=True)
        assert client.get(f"/results/{layer}").get_json()["expires"] is None
        again = client.post(f"/results/{layer}/rerun")
        assert again.status_code == 201, again.get_data(as_text=True)
        assert finished(client, again)["status"] == "successful"
        assert not client.get(f"/results/{layer}").get_json()["stale"]
        assert tiny_postgis[layer].layer.revision == 2
        assert client.delete(f"/results/{layer}").status_code in (200, 204)
        assert layer not in tiny_postgis
    finally:
        app.extensions[NAME].close()
