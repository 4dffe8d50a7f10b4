"""The map page as the server gives it: HTML, policy, built files, and what happens without a build."""

from __future__ import annotations

import gzip
import html
import json
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.routes.webmap import STATIC, built_version, webmap_blueprint

SOURCES = Path(__file__).parents[3] / "server/webmap"


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A build as small as can be, with the real phrases."""
    folder = tmp_path / "webmap"
    (folder / "abc" / "i18n").mkdir(parents=True)
    (folder / "build.json").write_text('{"version": "abc"}')
    (folder / "abc" / "map.js").write_text("export {};")
    (folder / "abc" / "map.js.gz").write_bytes(gzip.compress(b"export {};"))
    (folder / "abc" / "maplibre-gl.mjs").write_text("export {};")
    (folder / "secret.txt").write_text("outside")
    for lang in ("id", "en"):
        (folder / "abc" / "i18n" / f"{lang}.json").write_text(
            (SOURCES / "i18n" / f"{lang}.json").read_text("utf-8"), "utf-8"
        )
    return folder


@pytest.fixture
def web(built: Path) -> FlaskClient:
    return visitor(built)


def visitor(built: Path) -> FlaskClient:
    app = Flask("map", static_folder=None)
    app.register_blueprint(webmap_blueprint(built))
    return app.test_client()


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_questions_are_readable_before_any_script(web: FlaskClient, lang: str) -> None:
    page = web.get(f"/map?lang={lang}", buffered=True).get_data(as_text=True)
    assert f'<html lang="{lang}"' in page
    body = html.unescape(re.sub(r"<head>.*</head>", "", page, flags=re.DOTALL))
    phrases = json.loads((SOURCES / "i18n" / f"{lang}.json").read_text("utf-8"))
    questions = [text for key, text in phrases.items() if re.fullmatch(r"task\.[a-z]+", key)]
    assert len(questions) == 7
    assert [text for text in questions if text not in body] == []


def test_what_the_first_page_needs_is_asked_for_at_once_and_is_small(built: Path) -> None:
    (built / "build.json").write_text('{"version": "abc", "first": ["part-X.js"]}')
    page = visitor(built).get("/map", buffered=True).get_data(as_text=True)
    assert '<link rel="modulepreload" href="/static/webmap/abc/part-X.js">' in page
    version = built_version()
    if version is None:
        pytest.skip("the map page is not built (npm ci && npm run build in server/webmap)")
    told = json.loads((STATIC / "build.json").read_text("utf-8"))
    modules = ["map.js", *told["first"], "maplibre-gl.mjs", "maplibre-gl-worker.mjs"]
    sizes = {
        name: (STATIC / version / f"{name}.gz").stat().st_size for name in (*modules, "style.css")
    }
    assert sum(sizes[name] for name in modules) <= 490 * 1024
    assert sizes["style.css"] <= 16 * 1024


def test_an_unknown_language_falls_back_to_indonesian(web: FlaskClient) -> None:
    assert '<html lang="id"' in web.get("/map?lang=xx", buffered=True).get_data(as_text=True)


def test_the_page_keeps_its_own_policy(web: FlaskClient) -> None:
    response = web.get("/map", buffered=True)
    policy = dict(
        part.split(" ", 1) for part in response.headers["Content-Security-Policy"].split("; ")
    )
    assert policy["default-src"] == policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["worker-src"] == policy["connect-src"] == policy["font-src"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == "'none'"
    page = response.get_data(as_text=True)
    assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []
    assert "<style" not in page
    assert re.findall(r"\sstyle=|\son\w+=", page) == []
    assert re.findall(r"(?:src|href)=\"(?:https?:)?//", page) == []


def test_the_page_is_revalidated_and_known_ones_are_not_sent_again(web: FlaskClient) -> None:
    first = web.get("/map", buffered=True)
    assert first.headers["Cache-Control"] == "no-cache"
    again = web.get("/map", headers={"If-None-Match": first.headers["ETag"]}, buffered=True)
    assert (again.status_code, again.data) == (304, b"")


def test_built_files_are_kept_for_good_under_the_name_of_their_contents(web: FlaskClient) -> None:
    response = web.get("/static/webmap/abc/maplibre-gl.mjs", buffered=True)
    assert response.mimetype == "text/javascript"
    assert "immutable" in response.headers["Cache-Control"]


def test_built_files_come_compressed_to_those_who_can_read_it(web: FlaskClient) -> None:
    small = web.get("/static/webmap/abc/map.js", headers={"Accept-Encoding": "gzip"}, buffered=True)
    assert small.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.data) == b"export {};"
    assert small.mimetype == "text/javascript"
    plain = web.get(
        "/static/webmap/abc/map.js", headers={"Accept-Encoding": "gzip;q=0"}, buffered=True
    )
    assert "Content-Encoding" not in plain.headers
    assert plain.data == b"export {};"


@pytest.mark.parametrize(
    "path",
    [
        "/static/webmap/abc/../secret.txt",
        "/static/webmap/abc/%2e%2e/secret.txt",
        "/static/webmap/../webmap/secret.txt",
        "/static/webmap/abc/missing.js",
        "/static/webmap/old/map.js",
        "/static/webmap/abc/map.js.gz",
    ],
)
def test_nothing_else_is_served(web: FlaskClient, path: str) -> None:
    assert web.get(path, buffered=True).status_code == 404


def test_without_a_build_the_page_says_how_to_build_it(tmp_path: Path) -> None:
    response = visitor(tmp_path / "none").get("/map", buffered=True)
    assert response.status_code == 503
    assert "npm ci && npm run build" in response.get_data(as_text=True)
    assert built_version(tmp_path / "none") is None


def test_both_catalogues_have_the_same_keys_and_placeholders() -> None:
    first, second = (
        json.loads((SOURCES / "i18n" / f"{lang}.json").read_text("utf-8")) for lang in ("id", "en")
    )
    assert first.keys() == second.keys()
    for key in first:
        assert first[key].strip()
        assert second[key].strip()
        assert set(re.findall(r"\{\w+\}", first[key])) == set(re.findall(r"\{\w+\}", second[key]))


def test_the_lock_file_names_no_host() -> None:
    assert '"resolved"' not in (SOURCES / "package-lock.json").read_text("utf-8")
    assert "://" not in (SOURCES / ".npmrc").read_text("utf-8")
