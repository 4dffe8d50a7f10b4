"""Running analyses over HTTP gives what the library gives, or says why not."""

from __future__ import annotations

import statistics
import time

import pytest

from gis.processes import registry

RUN = "/processes/{}/execution"


def run(client, name, inputs):
    return client.post(RUN.format(name), json={"inputs": inputs})


@pytest.mark.parametrize(
    ("name", "inputs"),
    [
        ("nearest", {"point": "116.85,-1.25", "facilities": "rs,puskesmas", "k": 2}),
        ("nearest", {"point": [116.85, -1.25]}),
        ("coverage", {"facilities": "rs,klinik", "within": "1km,3km,5km"}),
        ("coverage", {"facilities": ["puskesmas"], "within": [3000], "by": "districts"}),
    ],
)
def test_the_answer_is_the_library_s(client, published, name, inputs):
    answer = run(client, name, inputs)
    assert answer.status_code == 200, answer.data
    expected = registry()[name].run(published, inputs).to_dict(features=True)
    assert answer.get_json() == expected
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_replay_gives_the_same_answer(client):
    first = run(client, "coverage", {"facilities": "rs", "within": "3km"}).get_json()
    api = first["replay"]["api"]
    again = client.open(api["path"], method=api["method"], json=api["body"]).get_json()
    assert again["rows"] == first["rows"]


@pytest.mark.parametrize(
    ("name", "inputs", "status", "code"),
    [
        ("nowhere", {}, 404, "process-not-found"),
        ("coverage", {}, 422, "bad-input"),
        ("coverage", {"facilities": "zzz"}, 422, "bad-input"),
        ("coverage", {"facilities": "rs", "within": "-1km"}, 422, "bad-input"),
        ("coverage", {"facilities": "rs", "within": "1km", "by": "nope"}, 422, "layer-not-found"),
        ("nearest", {"point": "nan,1"}, 422, "bad-input"),
        ("nearest", {"point": "116,-1", "k": 10**30}, 422, "bad-input"),
        ("nearest", {"point": {"a": [1]}}, 422, "bad-input"),
        ("nearest", {"point": None}, 422, "bad-input"),
        ("nearest", {"point": "116,-1", "odd": 1}, 422, "bad-input"),
        ("nearest", {"point": "116,-1", "facilities": [["a"]]}, 422, "bad-input"),
        ("nearest", {"point": "116,-1", "facilities": True}, 422, "bad-input"),
    ],
)
def test_what_cannot_be_run(client, name, inputs, status, code):
    answer = run(client, name, inputs)
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)


def test_every_fault_is_told_at_once(client):
    faults = run(client, "nearest", {"point": "x", "k": 0}).get_json()["faults"]
    assert {f["input"] for f in faults} == {"point", "k"}


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b"", "application/json", 400, "bad-body"),
        (b"{", "application/json", 400, "bad-body"),
        (b"[]", "application/json", 400, "bad-body"),
        (b"{}", "application/json", 400, "bad-body"),
        (b'{"inputs": []}', "application/json", 400, "bad-body"),
        (b'{"inputs": {"k": NaN}}', "application/json", 400, "bad-body"),
        (b"\xff\xfe", "application/json", 400, "bad-body"),
        (b"[" * 100_000, "application/json", 400, "bad-body"),
        (b"[" * 100 + b"]" * 100, "application/json", 400, "bad-body"),
        (b'{"inputs": ' + b'{"a":' * 80 + b"1" + b"}" * 81, "application/json", 400, "bad-body"),
        (b" " * (1024 * 1024 + 1), "application/json", 413, "body-too-large"),
        (b"inputs=1", "application/x-www-form-urlencoded", 415, "media-type"),
        (b"<x/>", "application/xml", 415, "media-type"),
    ],
)
def test_bodies_that_are_refused(client, body, kind, status, code):
    answer = client.post(RUN.format("nearest"), data=body, content_type=kind)
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)


def test_only_post_runs(client):
    answer = client.get(RUN.format("nearest"))
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_other_origins_may_read_but_not_run(client):
    elsewhere = {"Origin": "https://elsewhere.example"}
    assert "Access-Control-Allow-Origin" in client.get("/processes", headers=elsewhere).headers
    ran = client.post(
        RUN.format("nearest"), json={"inputs": {"point": "116.85,-1.25"}}, headers=elsewhere
    )
    assert "Access-Control-Allow-Origin" not in ran.headers


def test_the_standard_s_own_forms_of_an_answer(client):
    inputs = {"point": {"type": "Point", "coordinates": [116.85, -1.25]}, "k": {"value": 2}}
    whole = run(client, "nearest", inputs).get_json()

    def ask(**more):
        return client.post(RUN.format("nearest"), json={"inputs": inputs, **more})

    document = ask(response="document").get_json()
    assert document["answer"]["value"] == {k: v for k, v in whole.items() if k != "features"}
    assert document["facilities"]["value"] == whole["features"]["facilities"]
    assert document["facilities"]["mediaType"] == "application/geo+json"
    one = ask(outputs={"lines": {"transmissionMode": "value"}})
    assert (one.mimetype, one.get_json()) == ("application/geo+json", whole["features"]["lines"])
    several = ask(response="raw")
    assert several.mimetype == "multipart/related"
    boundary = several.mimetype_params["boundary"].encode()
    parts = several.data.split(b"--" + boundary)[1:-1]
    assert [part.split(b">")[0].split(b"<")[1] for part in parts] == [n.encode() for n in document]


def processor_ms(act, times=7):
    """Give the median processor time of doing something, after it was done twice."""
    spent = []
    for _ in range(times + 2):
        begun = time.process_time()
        act()
        spent.append(1000 * (time.process_time() - begun))
    return statistics.median(spent[2:])


def test_the_door_costs_little(client, published):
    """At most 20 ms beside the plain function, for small inputs."""
    inputs = {"point": "116.85,-1.25"}
    plain = processor_ms(lambda: registry()["nearest"].run(published, inputs))
    asked = processor_ms(lambda: run(client, "nearest", inputs))
    assert asked - plain <= 20
