"""The application as a black box: what every address answers, also to the ill-mannered."""

from __future__ import annotations

import re

import brotli
import pytest
import zstandard

from server.app import create_app
from server.config import ServerSettings

ITEMS = "/collections/samples/items"
INSIDE = re.compile(
    r"Traceback|File \"|site-packages|\.py\b|SELECT |sqlite|apsw|region\.gpkg", re.IGNORECASE
)
GOOD = [
    "/",
    "/conformance",
    "/api",
    "/collections",
    "/collections/samples",
    "/collections/samples/queryables",
    f"{ITEMS}?limit=100",
    f"{ITEMS}/1",
    "/geojson/samples",
    "/layers",
    "/processes",
    "/processes/coverage",
]
REFUSED = [
    ("/nope", 404, "not-found"),
    ("/collections/nope", 404, "layer-not-found"),
    ("/collections/nope/items", 404, "layer-not-found"),
    ("/collections/Samples", 404, "layer-not-found"),
    ("/collections/samples%00/items", 404, "layer-not-found"),
    ("/collections/..%2f..%2fetc/items", 404, "not-found"),
    ("/collections/' OR 1=1 --/items", 404, "layer-not-found"),
    (f"{ITEMS}/x", 404, "feature-not-found"),
    (f"{ITEMS}/0", 404, "feature-not-found"),
    (f"{ITEMS}?unknown=1", 400, "unknown-parameter"),
    (f"{ITEMS}?Limit=1", 400, "unknown-parameter"),
    (f"{ITEMS}?filters=floors=1", 400, "unknown-parameter"),
    (f"{ITEMS}?limit=1&limit=2", 400, "repeated-parameter"),
    (f"{ITEMS}?limit=0", 400, "bad-parameter"),
    (f"{ITEMS}?limit=-1", 400, "bad-parameter"),
    (f"{ITEMS}?limit=", 400, "bad-parameter"),
    (f"{ITEMS}?limit=9223372036854775808", 400, "bad-parameter"),
    (f"{ITEMS}?limit=%C2%B2", 400, "bad-parameter"),
    (f"{ITEMS}?limit=%D9%A1%D9%A2", 400, "bad-parameter"),
    (f"{ITEMS}?limit=" + "1" * 5000, 400, "bad-parameter"),
    (f"{ITEMS}?offset=-1", 400, "bad-parameter"),
    (f"{ITEMS}?bbox=1,2,3", 400, "bad-parameter"),
    (f"{ITEMS}?bbox=1,2,3,4,5", 400, "bad-parameter"),
    (f"{ITEMS}?bbox=1,2,3,4,5,6,7", 400, "bad-parameter"),
    (f"{ITEMS}?bbox=nan,nan,nan,nan", 400, "bad-parameter"),
    (f"{ITEMS}?bbox=-inf,-inf,inf,inf", 400, "bad-parameter"),
    (f"{ITEMS}?bbox=1e999,0,1,1", 400, "bad-parameter"),
    (f"{ITEMS}?bbox=116,-1,117,-2", 400, "bad-parameter"),
    (f"{ITEMS}?bbox=", 400, "bad-parameter"),
    (f"{ITEMS}?crs=EPSG:27700", 400, "crs-not-offered"),
    (f"{ITEMS}?bbox=1,2,3,4&bbox-crs=x", 400, "crs-not-offered"),
    (f"{ITEMS}?datetime=yesterday", 400, "bad-parameter"),
    (f"{ITEMS}?datetime=2024-02-30", 400, "bad-parameter"),
    (f"{ITEMS}?properties=nope", 400, "unknown-property"),
    (f"{ITEMS}?floors=many", 400, "bad-parameter"),
    (f"{ITEMS}?floors=9223372036854775808", 400, "bad-parameter"),
    (f"{ITEMS}?next=1", 400, "bad-parameter"),
    (f"{ITEMS}?next=7-1", 409, "stale-page"),
    (f"{ITEMS}?f=xml", 400, "bad-parameter"),
    (f"{ITEMS}?lang=de", 400, "bad-parameter"),
    (f"{ITEMS}?name=%ff", 400, "bad-parameter"),
    (f"{ITEMS}?name=%00", 400, "bad-parameter"),
    ("/?x=1", 400, "unknown-parameter"),
    ("/processes/nope", 404, "process-not-found"),
    ("/geojson/nope", 404, "layer-not-found"),
    ("/assets/../app.py", 404, "not-found"),
    ("/assets/%2e%2e/app.py", 404, "not-found"),
    ("/static/webmap/../../app.py", 404, "not-found"),
]


@pytest.mark.parametrize(("path", "status", "code"), REFUSED)
def test_refusals_are_problem_documents(client, path, status, code):
    answer = client.get(path)
    told = answer.get_json()
    assert (answer.status_code, told["code"]) == (status, code), told
    assert answer.content_type == "application/problem+json"
    assert told["status"] == status
    assert set(told) >= {"type", "title", "status", "detail", "code", "instance"}
    assert told["detail"]
    assert not INSIDE.search(answer.get_data(as_text=True))
    assert answer.headers["X-Request-Id"].replace("-", "") in told["instance"].replace("-", "")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_an_unknown_parameter_names_the_known(client):
    detail = client.get(f"{ITEMS}?limt=1").get_json()["detail"]
    assert "'limt'" in detail
    assert "bbox" in detail
    assert "height_m" in detail


def test_the_box_round_the_date_line_matches_nothing_here(client):
    assert client.get(f"{ITEMS}?bbox=170,-10,-170,10").get_json()["numberMatched"] == 0


@pytest.mark.parametrize("path", GOOD)
@pytest.mark.parametrize(
    ("header", "coding"),
    [("gzip", "gzip"), ("br", "br"), ("zstd", "zstd"), ("", None), ("identity", None)],
)
def test_every_coding_gives_the_same_body(client, path, header, coding):
    plain = client.get(path)
    coded = client.get(path, headers={"Accept-Encoding": header})
    if len(plain.data) < 500:
        coding = None
    assert coded.headers.get("Content-Encoding") == coding
    assert decode(coded.data, coding) == plain.data
    assert "Accept-Encoding" in coded.headers["Vary"]


def decode(body, coding):
    if coding == "gzip":
        import gzip

        return gzip.decompress(body)
    if coding == "br":
        return brotli.decompress(body)
    if coding == "zstd":
        return zstandard.ZstdDecompressor().decompressobj().decompress(body)
    return body


@pytest.mark.parametrize("path", GOOD)
def test_every_answer_can_be_asked_again_for_nothing(client, path):
    for headers in ({}, {"Accept": "text/html"}, {"Accept-Encoding": "br"}):
        first = client.get(path, headers=headers)
        tag = first.headers["ETag"]
        again = client.get(path, headers={**headers, "If-None-Match": tag})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == tag
        assert "Content-Length" not in again.headers or again.headers["Content-Length"] == "0"
        assert again.headers["Cache-Control"] == "no-cache"
        other = client.get(path, headers={**headers, "If-None-Match": '"other"'})
        assert other.status_code == 200


@pytest.mark.parametrize("path", GOOD)
def test_head_is_get_without_a_body(client, path):
    get, head = client.get(path), client.head(path)
    assert head.status_code == 200
    assert head.data == b""
    for name in ("Content-Type", "ETag", "Content-Length", "Link"):
        assert head.headers.get(name) == get.headers.get(name)


@pytest.mark.parametrize("path", [*GOOD, f"{ITEMS}?limit=0", "/nope", "/healthz"])
def test_every_answer_is_hardened(client, path):
    for headers in ({}, {"Accept": "text/html"}):
        answer = client.get(path, headers=headers)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"]
        if answer.mimetype == "text/html":
            assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", GOOD)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_other_methods_are_refused_with_those_there_are(client, path, method):
    answer = client.open(path, method=method)
    assert answer.status_code == 405
    assert answer.get_json()["code"] == "method-not-allowed"
    allowed = {m.strip() for m in answer.headers["Allow"].split(",")}
    assert allowed == {"GET", "HEAD", "OPTIONS"}


def test_preflights_of_other_origins(client):
    answer = client.options(
        ITEMS,
        headers={
            "Origin": "https://elsewhere.example",
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "If-None-Match",
        },
    )
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "GET" in answer.headers["Access-Control-Allow-Methods"]
    assert "Access-Control-Allow-Credentials" not in answer.headers
    run = client.options(
        "/processes/nearest/execution",
        headers={
            "Origin": "https://elsewhere.example",
            "Access-Control-Request-Method": "POST",
        },
    )
    assert "Access-Control-Allow-Origin" not in run.headers


def test_the_inside_never_shows(tmp_path, caplog):
    def broken(path, **_options):
        raise RuntimeError(f"SELECT secret FROM {path}")

    client = create_app(ServerSettings(tmp_path), opener=broken).test_client()
    answer = client.get("/collections")
    assert answer.status_code == 500
    assert answer.get_json()["code"] == "internal-error"
    assert not INSIDE.search(answer.get_data(as_text=True))
    assert "SELECT secret" in caplog.text
    assert answer.headers["X-Request-Id"] in caplog.text


def test_errors_speak_the_language_asked_for(client):
    for headers, query, title in (
        ({}, "&lang=id", "Permintaan tidak benar"),
        ({}, "&lang=en", "Bad request"),
        ({"Accept-Language": "id"}, "", "Permintaan tidak benar"),
        ({"Accept-Language": "en"}, "", "Bad request"),
    ):
        answer = client.get(f"{ITEMS}?limit=0{query}", headers=headers)
        assert answer.get_json()["title"] == title


def test_a_final_slash_changes_nothing(client):
    assert client.get("/collections/").get_json()["collections"]
    assert client.get("/collections/samples/items/").get_json()["numberMatched"] == 257
