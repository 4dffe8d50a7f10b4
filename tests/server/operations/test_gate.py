"""The gate round the application: limits, deadlines, counts, and the log of requests."""

from __future__ import annotations

import io
import json
import logging
import time
from dataclasses import replace

import pytest
from prometheus_client.parser import text_string_to_metric_families
from werkzeug.test import Client

from server.app import create_app
from server.config import Limits
from server.errors import SettingsError
from server.operations.gate import MAX_ADDRESS, Gate
from server.operations.limiting import Buckets
from server.operations.metrics import Metrics

ITEMS = "/collections/samples/items"


def gated(settings, application, *, metrics=None, buckets=None):
    return Client(Gate(application, settings, metrics or Metrics(), buckets))


def counted(client, **environ):
    text = client.get("/metrics", environ_overrides=environ).get_data(as_text=True)
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_requests_are_counted_by_route_never_by_address(settings):
    client = create_app(settings).test_client()
    for path in (ITEMS, f"{ITEMS}?limit=3", f"{ITEMS}/1", "/search?q=budi", "/nope/budi"):
        client.get(path)
    size = len(client.get("/geojson/samples").data)
    client.head("/collections")
    found = counted(client)
    total = "penyangga_requests_total"
    assert found[total, "/collections/{layer_id}/items", "200", "GET"] == 2
    assert found[total, "/collections/{layer_id}/items/{feature_id}", "200", "GET"] == 1
    assert found[total, "/collections", "200", "HEAD"] == 1
    assert found[total, "404", "GET", "other"] == 1
    assert found["penyangga_response_bytes_total", "/geojson/{layer_id}"] == size
    assert found["penyangga_response_bytes_total", "/collections"] == 0
    assert found["penyangga_request_seconds_count", "/search"] == 1
    assert found["penyangga_requests_in_flight",] == 1, "the one that asks"
    assert found["penyangga_layer_features", "samples"] == 257
    assert not [key for key in found if "budi" in "".join(key)]


def test_metrics_are_for_this_machine_unless_opened(settings):
    client = create_app(settings).test_client()
    far = {"REMOTE_ADDR": "10.1.2.3"}
    assert client.get("/metrics", environ_overrides=far).status_code == 404
    for limits, status in ((Limits(metrics="all"), 200), (Limits(metrics="none"), 404)):
        other = create_app(replace(settings, limits=limits)).test_client()
        assert other.get("/metrics", environ_overrides=far).status_code == status
    closed = create_app(replace(settings, limits=Limits(metrics="none"))).test_client()
    assert closed.get("/metrics").status_code == 404
    behind = create_app(replace(settings, limits=Limits(proxies=1))).test_client()
    told = {"X-Forwarded-For": "10.1.2.3"}
    assert behind.get("/metrics", headers=told).status_code == 404
    assert client.get("/metrics", headers=told).status_code == 404, "a proxy nobody told of"


def test_too_many_requests_are_told_when_to_come_again(settings):
    client = create_app(replace(settings, limits=Limits(rate=0.5, burst=2))).test_client()
    far = {"REMOTE_ADDR": "10.1.2.3"}
    assert [client.get(ITEMS, environ_overrides=far).status_code for _ in range(2)] == [200] * 2
    answer = client.get(ITEMS, environ_overrides=far, headers={"Accept-Language": "id"})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) in (1, 2)
    assert answer.content_type == "application/problem+json"
    assert answer.get_json()["code"] == "too-many-requests"
    assert "terlalu banyak" in answer.get_json()["detail"]
    assert client.get(ITEMS, environ_overrides={"REMOTE_ADDR": "10.9.9.9"}).status_code == 200
    found = counted(client)
    assert found["penyangga_requests_total", "429", "GET", "other"] == 1
    assert found["penyangga_requests_in_flight",] == 1


def test_running_an_analysis_costs_more(settings):
    client = gated(settings, lambda e, s: (s("200 OK", []), [b""])[1], buckets=Buckets(0.1, 25))
    assert [client.post("/x").status_code for _ in range(2)] == [200, 429]
    assert client.get("/x").status_code == 200


def test_addresses_have_an_end(settings):
    client = create_app(settings).test_client()
    answer = client.get(f"/{'a' * MAX_ADDRESS}?b")
    assert (answer.status_code, answer.get_json()["code"]) == (414, "address-too-long")


def test_endless_work_ends_in_503_and_the_worker_goes_on(settings):
    quick = replace(settings, limits=Limits(request_seconds=0.2, run_seconds=0.2))
    app = create_app(quick)

    @app.get("/endless")
    def endless():
        until = time.monotonic() + 30
        while time.monotonic() < until:
            pass
        return "done"

    client, started = app.test_client(), time.monotonic()
    for _ in range(2):
        answer = client.get("/endless")
        assert (answer.status_code, answer.get_json()["code"]) == (503, "too-slow")
        assert answer.headers["Retry-After"] == "5"
    assert time.monotonic() - started < 30
    # A fifth of a second may be short for it on a busy machine.
    assert any(client.get(ITEMS).status_code == 200 for _ in range(100))
    assert counted(client)["penyangga_requests_in_flight",] == 1


def test_a_body_that_is_sent_in_parts_is_counted_once(settings):
    metrics = Metrics()

    def parts(environ, start):
        start("200 OK", [("Content-Type", "text/plain")])
        return iter([b"ab", b"cde"])

    client = gated(settings, parts, metrics=metrics)
    answer = client.get("/x")
    assert answer.data == b"abcde"
    answer.close()
    text = metrics.text([])[0].decode()
    assert 'penyangga_response_bytes_total{route="other"} 5.0' in text
    assert 'penyangga_requests_total{method="GET",route="other",status="200"} 1.0' in text
    assert "penyangga_requests_in_flight 0.0" in text


def test_an_answer_begun_when_its_time_is_over_is_begun_again(settings):
    def begins(environ, start):
        start("200 OK", [("Content-Type", "text/plain")])
        until = time.monotonic() + 30
        while time.monotonic() < until:
            pass
        return [b"never"]

    quick = replace(settings, limits=Limits(request_seconds=0.1))
    answer = gated(quick, begins).get("/x")
    assert (answer.status_code, answer.get_json()["code"]) == (503, "too-slow")


def test_a_failure_below_is_counted_and_passed_on(settings):
    metrics = Metrics()

    def fails(environ, start):
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        gated(settings, fails, metrics=metrics).get("/x")
    assert 'status="500"} 1.0' in metrics.text([])[0].decode()


def test_the_log_has_a_line_a_request(settings, monkeypatch):
    client = create_app(replace(settings, access_log=True)).test_client()
    out = io.StringIO()
    log = logging.getLogger("penyangga.access")
    monkeypatch.setattr(log.handlers[0], "stream", out)
    client.get(f"{ITEMS}?limit=1&name=budi", headers={"User-Agent": "Budi"})
    refused = client.get("/nope")
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [line["status"] for line in lines] == [200, 404]
    assert lines[0]["route"] == "/collections/{layer_id}/items"
    assert lines[1]["request_id"] == refused.headers["X-Request-Id"]
    assert "budi" not in out.getvalue().lower()


@pytest.mark.parametrize(
    "wrong", [{"rate": -1}, {"burst": 0}, {"proxies": -1}, {"request_seconds": 0}]
)
def test_limits_nobody_could_keep_are_refused(wrong):
    with pytest.raises(SettingsError, match="wanted"):
        Limits(**wrong)
