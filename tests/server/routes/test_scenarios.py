"""Scenarios over HTTP: a planner's session, and everything that is refused."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest

from gis.scenarios.kinds import KINDS
from server.app import create_app
from server.config import ServerSettings
from server.jobs.desk import NAME as JOBS

RS = {"kind": "facility", "at": [116.97, -1.25], "type": "rs", "name": "RS <Baru>"}
RUN = {"inputs": {"facilities": "rs", "within": "3km"}}


@pytest.fixture
def client(tiny):
    settings = ServerSettings(workspace=tiny.path, writers="local")
    return create_app(settings).test_client()


def told(answer, status=200):
    assert answer.status_code == status, answer.get_data(as_text=True)
    return json.loads(answer.get_data())


def test_a_session_of_a_planner(client):
    made = client.post("/scenarios", json={"id": "one", "title": {"id": "Satu", "en": "One"}})
    assert made.headers["Location"].endswith("/scenarios/one")
    assert told(made, 201)["version"] == 1
    held = told(client.post("/scenarios/one/edits", json={"edits": [RS], "version": 1}))
    assert held["edits"][0]["texts"]["en"].startswith("New facility")
    asked = told(client.get("/scenarios/one/edits?lang=en"))
    assert asked["edits"][0]["n"] == 1
    kinds = {kind["id"]: kind for kind in asked["kinds"]}
    assert list(kinds) == list(KINDS)
    assert kinds["growth"]["inputs"]["rate"]["x-unit"] == "%"
    assert kinds["standard"]["inputs"]["standard"]["schema"]["enum"][0] == "EDU-TK"
    assert client.get("/scenarios/one/edits?f=html").status_code == 400
    page = told(client.get("/scenarios/one/collections/facilities/items?type=rs&limit=2"))
    assert page["numberMatched"] == 3
    links = {link["rel"]: link["href"] for link in page["links"]}
    assert "/scenarios/one/collections/facilities/items" in links["next"]
    rest = told(client.get(links["next"].partition("localhost")[2]))
    names = [f["properties"]["name"] for f in (*page["features"], *rest["features"])]
    assert sorted(names) == ["RS <Baru>", "RS Dua", "RS Satu"]
    new = next(f for f in (*page["features"], *rest["features"]) if f["id"] > 1_000_000_000)
    one = told(client.get(f"/scenarios/one/collections/facilities/items/{new['id']}"))
    assert one["geometry"]["coordinates"] == [116.97, -1.25]
    assert told(client.get("/collections/facilities/items"))["numberMatched"] == 6
    table = client.get("/scenarios/one/collections/facilities/items?f=csv")
    assert table.get_data(as_text=True).count("\n") >= 7
    tile = client.get("/scenarios/one/collections/facilities/tiles/WebMercatorQuad/12/2062/3378")
    assert tile.status_code == 200
    assert b"RS <Baru>" in tile.get_data()
    listed = told(client.get("/scenarios/one/collections"))["collections"]
    assert [c["id"] for c in listed if c["edited"]] == ["facilities"]
    layer = told(client.get("/scenarios/one/collections/facilities"))
    assert (layer["numberOfFeatures"], layer["trust"]) == (7, "illustrative")
    answer = told(client.post("/scenarios/one/processes/coverage/execution", json=RUN))
    plain = told(client.post("/processes/coverage/execution", json=RUN))
    assert answer["totals"][0]["covered"] > plain["totals"][0]["covered"]
    assert answer["replay"]["api"]["path"] == "/scenarios/one@2/processes/coverage/execution"
    asked = "indicators=within:rs:3km&region=64.71.02"
    compared = told(client.get(f"/scenarios/one/compare/baseline?{asked}"))
    change = answer["totals"][0]["covered"] - plain["totals"][0]["covered"]
    assert compared["indicators"][0]["change"] == pytest.approx(change)
    told(client.post("/scenarios", json={"id": "two", "parent": "one"}), 201)
    merged = client.post("/scenarios", json={"id": "both", "merge": ["one", "two"]})
    assert told(merged, 201)["numberOfEdits"] == 1
    assert told(client.delete("/scenarios/one/edits/1"))["edits"] == []
    page = told(client.get("/scenarios/one/collections/facilities/items?type=rs"))
    assert page["numberMatched"] == 2
    assert told(client.post("/scenarios/one/rebase", json={}))["moved"]["conflicts"] == []
    assert told(client.patch("/scenarios/one", json={"title": "Uno"}))["title"] == "Uno"
    assert len(told(client.get("/scenarios"))["scenarios"]) == 3
    for name in ("one", "two", "both"):
        assert client.delete(f"/scenarios/{name}").status_code == 204
    assert told(client.get("/scenarios"))["scenarios"] == []


def test_a_job_is_of_the_scenario_as_it_was_asked(client, tiny):
    told(client.post("/scenarios", json={"id": "one", "edits": [RS]}), 201)
    place, later = "/scenarios/one/processes/coverage/execution", {"Prefer": "respond-async"}
    desk = client.application.extensions[JOBS]
    # Asked before another edit, run after it.
    desk._opened()[2]._ends = True
    first = told(client.post(place, json=RUN, headers=later), 201)
    assert first["scenario"] == {"id": "one", "title": "one", "version": 1}
    told(client.post("/scenarios/one/edits", json={"edits": [RS | {"at": [116.8, -1.3]}]}))
    second = told(client.post(place, json=RUN, headers=later), 201)
    desk._opened()[2]._ends = False
    desk.resume()
    ended = [desk.wait(job["jobID"], 120) for job in (first, second)]
    assert [job.status for job in ended] == ["successful"] * 2, ended
    assert [job.used["facilities"] % 1_000_000 for job in ended] == [1, 2]
    answers = [told(client.get(f"/jobs/{job.id}/results")) for job in ended]
    assert [a["scenario"]["version"] for a in answers] == [1, 2]
    assert answers[0]["totals"] != answers[1]["totals"]
    now = told(client.post(place, json=RUN))
    assert now["totals"] == answers[1]["totals"]
    # The same again is the kept answer; what is repeated is that version, or nothing.
    again = told(client.post(place, json=RUN, headers=later), 201)
    assert (again["status"], desk.job(again["jobID"]).same_as) == ("successful", ended[1].id)
    replayed = [
        client.post(a["replay"]["api"]["path"], json=a["replay"]["api"]["body"]) for a in answers
    ]
    assert told(replayed[0], 409)["code"] == "scenario-changed"
    assert told(replayed[1])["totals"] == answers[1]["totals"]
    assert "--scenario one@2 cover" in answers[1]["replay"]["cli"]
    with contextlib.chdir(tiny.path):
        *lines, last = answers[1]["replay"]["python"].splitlines()
        space: dict[str, Any] = {}
        exec("\n".join(lines), space)
        assert eval(last, space)["totals"] == answers[1]["totals"]
    assert told(client.get("/scenarios/one@1"), 409)["code"] == "scenario-changed"
    for odd in ("one@", "one@0", "one@x", "one@2@2", "@2"):
        assert told(client.get(f"/scenarios/{odd}"), 404)["code"] == "scenario-not-found", odd
    page = client.get(f"/jobs/{first['jobID']}?f=html&lang=en").get_data(as_text=True)
    assert ">one</a> (1)</dd>" in page
    desk.close()
    client.delete("/scenarios/one")


def test_pages_in_both_languages_escape_what_people_write(client):
    body = {"id": "one", "title": "<b>Satu</b>", "edits": [RS]}
    told(client.post("/scenarios", json=body), 201)
    for path, words in (
        ("/scenarios", ("Skenario", "Scenarios")),
        ("/scenarios/one", ("Fasilitas baru", "New facility")),
        ("/scenarios/one/compare/baseline?indicators=within:rs:3km", ("Bertambah", "Gained")),
    ):
        for lang, word in zip(("id", "en"), words, strict=True):
            joint = "&" if "?" in path else "?"
            text = client.get(f"{path}{joint}f=html&lang={lang}").get_data(as_text=True)
            assert word in text, path
            assert "<b>Satu" not in text
            assert "<Baru>" not in text
    client.delete("/scenarios/one")


def test_what_cannot_be_is_refused_and_changes_nothing(client):
    told(client.post("/scenarios", json={"id": "one", "edits": [RS]}), 201)
    before = told(client.get("/scenarios/one"))
    post, get = client.post, client.get
    bad = {"kind": "facility", "at": [500, 1], "type": "x"}
    for answer, status, code in (
        (post("/scenarios", json={"id": "one"}), 409, "scenario-exists"),
        (post("/scenarios", json={"id": "../x"}), 422, "bad-scenario-id"),
        (post("/scenarios", json={"id": 3}), 400, "bad-body"),
        (post("/scenarios", json=[]), 400, "bad-body"),
        (post("/scenarios", data=b"{", content_type="application/json"), 400, "bad-body"),
        (post("/scenarios", data=b"{}", content_type="text/plain"), 415, "media-type"),
        (post("/scenarios", json={"id": "x", "flood": 1}), 400, "bad-body"),
        (post("/scenarios", json={"id": "x", "title": {"id": 1}}), 400, "bad-body"),
        (post("/scenarios", json={"id": "x", "parent": "x"}), 409, "cyclic-parent"),
        (post("/scenarios", json={"id": "x", "parent": "y"}), 404, "scenario-not-found"),
        (post("/scenarios", json={"id": "x", "merge": ["one"]}), 400, "bad-body"),
        (post("/scenarios/one/edits", json={"edits": [bad]}), 422, "bad-input"),
        (post("/scenarios/one/edits", json={"edits": []}), 422, "bad-input"),
        (post("/scenarios/one/edits", json={}), 422, "bad-input"),
        (post("/scenarios/one/edits", json={"edits": [RS], "version": 9}), 409, "scenario-changed"),
        (post("/scenarios/one/edits", json={"edits": [RS], "version": "1"}), 400, "bad-body"),
        (post("/scenarios/two/edits", json={"edits": [RS]}), 404, "scenario-not-found"),
        (client.delete("/scenarios/one/edits/99"), 422, "bad-input"),
        (client.patch("/scenarios/one", json={}), 400, "bad-body"),
        (post("/scenarios/one/rebase", json={"drop": 1}), 400, "bad-body"),
        (client.delete("/scenarios/two"), 404, "scenario-not-found"),
        (get("/scenarios/two/collections"), 404, "scenario-not-found"),
        (get("/scenarios/one/collections/nothing/items"), 404, "layer-not-found"),
        (get("/scenarios/one/collections/nothing"), 404, "layer-not-found"),
        (get("/scenarios/one/collections/facilities/items?x=1"), 400, "unknown-parameter"),
        (get("/scenarios/one/collections/facilities/items/99"), 404, "feature-not-found"),
        (get("/scenarios/one/collections?f=html"), 400, "bad-parameter"),
        (get("/scenarios/one/compare/two"), 404, "scenario-not-found"),
        (get("/scenarios/one/compare/baseline?indicators=flood"), 422, "bad-input"),
        (get("/scenarios/one/compare/baseline?by=nothing"), 404, "layer-not-found"),
        (post("/scenarios/one/processes/nothing/execution", json=RUN), 404, "process-not-found"),
        (post("/scenarios/one/processes/coverage/execution", json={}), 400, "bad-body"),
    ):
        document = json.loads(answer.get_data())
        assert (answer.status_code, document["code"]) == (status, code), document
        assert answer.content_type == "application/problem+json"
    assert told(get("/scenarios/one")) == before
    assert [s["id"] for s in told(get("/scenarios"))["scenarios"]] == ["one"]
    client.delete("/scenarios/one")


def test_a_baseline_that_moved_is_told_and_not_read(client, tiny):
    told(client.post("/scenarios", json={"id": "one", "edits": [RS]}), 201)
    told(client.get("/scenarios/one/collections/facilities/items"))
    frame = tiny["facilities"].read()
    tiny.write(tiny["facilities"].layer, frame, mode="replace")
    for answer in (
        client.get("/scenarios/one/collections/facilities/items"),
        client.get("/scenarios/one/collections/facilities/items/1"),
        client.get("/scenarios/one/collections/facilities/tiles/WebMercatorQuad/0/0/0"),
        client.post("/scenarios/one/processes/coverage/execution", json=RUN),
    ):
        assert told(answer, 409)["code"] == "baseline-moved"
    page = client.get("/scenarios/one?f=html&lang=en").get_data(as_text=True)
    assert "The baseline has moved" in page
    assert told(client.post("/scenarios/one/rebase", json={}))["moved"]["layers"] == {}
    assert told(client.get("/scenarios/one/collections/facilities/items"))["numberMatched"] == 7
