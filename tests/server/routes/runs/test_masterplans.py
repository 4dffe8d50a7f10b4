"""Masterplans over HTTP: a reader's way through a plan, what is refused, and equal numbers."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import mapbox_vector_tile
import pypdf
import pytest
from click.testing import CliRunner

import layers
from gis.masterplans import effect, evaluate
from layers.masterplan import Shelf
from server.app import create_app
from server.cli import main
from server.config import ServerSettings

PLAN = json.loads((Path(__file__).parents[2] / "masterplans" / "plan.json").read_text())
HOME = "/masterplans/kecil"
DAY = "2026-06-30"


@pytest.fixture
def client(tiny):
    folder = tiny.path / "masterplans"
    folder.mkdir()
    (folder / "kecil.json").write_text(json.dumps(PLAN))
    (folder / "rusak.json").write_text(json.dumps(PLAN | {"goals": []}))
    return create_app(ServerSettings(tiny.path)).test_client()


def told(answer, status=200):
    assert answer.status_code == status, answer.get_data(as_text=True)
    return json.loads(answer.get_data())


def test_a_reader_walks_from_the_landing_page_to_an_activity(client):
    links = [link["href"] for link in told(client.get("/?f=json"))["links"]]
    assert "http://localhost/masterplans" in links
    listed = {one["id"]: one for one in told(client.get("/masterplans"))["masterplans"]}
    assert [name for name, one in listed.items() if one["valid"]] == ["kecil"]
    assert not listed["kecil"]["example"]
    assert listed["kukar"]["example"]
    plan = told(client.get(f"{HOME}?lang=en"))
    assert (plan["title"], plan["counts"]["activities"]) == ("Small plan", 3)
    # What is given can be taken as a plan again.
    assert plan["plan"]["targets"][0]["id"] == "t1"
    for link in plan["links"]:
        answer = client.get(link["href"].partition("localhost")[2])
        assert answer.status_code == 200, link
        assert answer.content_type.startswith(link["type"])


def test_activities_are_a_collection_like_any_other(client):
    page = told(client.get(f"{HOME}/activities/items?limit=2"))
    assert (page["numberMatched"], page["numberReturned"]) == (3, 2)
    links = {link["rel"]: link["href"].partition("localhost")[2] for link in page["links"]}
    assert links["next"].startswith(f"{HOME}/activities/items?limit=2&next=")
    rest = told(client.get(links["next"]))
    features = {f["properties"]["activity"]: f for f in (*page["features"], *rest["features"])}
    assert features["a2"]["geometry"]["coordinates"] == [116.85, -1.25]
    assert features["a3"]["geometry"] is None
    within = told(client.get(f"{HOME}/activities/items?bbox=116.91,-1.3,117,-1.2"))
    # What has no place may be anywhere.
    assert {f["properties"]["activity"] for f in within["features"]} == {"a1", "a3"}
    chosen = told(client.get(f"{HOME}/activities/items?filter=place='point'"))
    assert chosen["numberMatched"] == 1
    assert client.get(f"{HOME}/activities/items?f=csv").text.count("\n") == 4
    one = told(client.get(f"{HOME}/activities/items/{features['a2']['id']}"))
    assert one["properties"]["programme"] == "p1"
    tile = client.get(f"{HOME}/activities/tiles/WebMercatorQuad/12/2062/3377")
    drawn = mapbox_vector_tile.decode(tile.data)["activities"]["features"]
    assert {one["properties"]["activity"] for one in drawn} == {"a1", "a2"}


def test_the_report_is_printed_in_either_language(client):
    data = told(client.get(f"{HOME}/report.json?on={DAY}"))
    evaluated = told(client.get(f"{HOME}/evaluation?on={DAY}"))
    assert data["evaluation"]["targets"] == evaluated["targets"]
    for lang, word in (("id", "Peta jalan"), ("en", "Roadmap")):
        printed = client.get(f"{HOME}/report.pdf?on={DAY}&lang={lang}")
        assert (printed.status_code, printed.content_type) == (200, "application/pdf")
        pages = pypdf.PdfReader(io.BytesIO(printed.data)).pages
        assert word in "".join(page.extract_text() for page in pages)
        known = {"If-None-Match": printed.headers["ETag"]}
        assert (
            client.get(f"{HOME}/report.pdf?on={DAY}&lang={lang}", headers=known).status_code == 304
        )
    assert client.get("/masterplans/none/report.pdf").status_code == 404


def test_a_tag_changes_with_the_plan_and_the_layers(client, tiny):
    asked = f"{HOME}/evaluation?on={DAY}"
    first = client.get(asked)
    tag = {"If-None-Match": first.headers["ETag"]}
    assert client.get(asked, headers=tag).status_code == 304
    assert client.get(f"{HOME}/evaluation?on=2026-07-01", headers=tag).status_code == 200
    handle = tiny["districts"]
    tiny.write(handle.layer, handle.read(), mode="replace")
    assert client.get(asked, headers=tag).status_code == 200
    tag = {"If-None-Match": client.get(asked).headers["ETag"]}
    file = tiny.path / "masterplans" / "kecil.json"
    file.write_text(file.read_text().replace("20.0", "30.0"))
    answer = client.get(asked, headers=tag)
    assert told(answer)["targets"][0]["target"]["value"] == 30.0


def test_pages_in_both_languages_tell_status_by_words_and_letters(client):
    for lang, words in (("id", "tanpa data"), ("en", "no data")):
        pages = {
            path: client.get(f"{path}{'&' if '?' in path else '?'}f=html&lang={lang}")
            for path in ("/masterplans", HOME, f"{HOME}/check", f"{HOME}/evaluation?on={DAY}")
        }
        for path, page in pages.items():
            assert page.status_code == 200, path
            assert f'<html lang="{lang}">' in page.text
        assert f"–</b> {words}" in pages[f"{HOME}/evaluation?on={DAY}"].text
        faults = client.get(f"/masterplans/rusak/check?f=html&lang={lang}").text
        assert "dangling" not in faults
        assert "<code>goals</code>" in faults


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/masterplans/nope", 404, "masterplan-not-found"),
        ("/masterplans/nope/schema", 404, "masterplan-not-found"),
        ("/masterplans/..%2fkecil/check", 404, "not-found"),
        ("/masterplans/rusak/evaluation", 422, "masterplan-refused"),
        ("/masterplans/rusak/activities/items", 422, "masterplan-refused"),
        (f"{HOME}/evaluation?on=yesterday", 400, "bad-parameter"),
        (f"{HOME}/evaluation?on=2026-02-30", 400, "bad-parameter"),
        (f"{HOME}/evaluation?on=20260630", 400, "bad-parameter"),
        (f"{HOME}/evaluation?when=2026", 400, "unknown-parameter"),
        (f"{HOME}/programmes/p9/effect", 404, "programme-not-found"),
        (f"{HOME}/activities/items?bbox=1", 400, "bad-parameter"),
        (f"{HOME}/activities/items/99", 404, "feature-not-found"),
        (f"{HOME}/activities/tiles/WebMercatorQuad/30/0/0", 404, "no-such-tile"),
        (f"{HOME}/activities?f=html", 400, "bad-parameter"),
    ],
)
def test_what_is_refused(client, path, status, code):
    problem = told(client.get(f"{path}{'&' if '?' in path else '?'}lang=id"), status)
    assert problem["status"] == status
    assert problem["code"] == code
    assert client.post(path).status_code in (404, 405)


def test_faults_are_told_with_their_place(client):
    document = told(client.get("/masterplans/rusak/check?lang=en"))
    assert not document["valid"]
    assert any("goals" in one["where"] for one in document["faults"])


def test_api_command_line_and_library_give_the_same(starter_workspace, tmp_path):
    client = create_app(ServerSettings(starter_workspace)).test_client()
    catalogue = layers.open(starter_workspace)
    for name, programme in (("kukar", "p4"), ("banjarbaru", "p2")):
        plan = Shelf(catalogue.path).read(name)
        for words, kept, path, library in (
            (
                ("evaluate", name),
                ["--no-keep"],
                "evaluation",
                evaluate(catalogue, plan, date(2026, 6, 30)),
            ),
            (
                ("effect", name, programme),
                [],
                f"programmes/{programme}/effect",
                effect(catalogue, plan, programme, date(2026, 6, 30)),
            ),
        ):
            over_http = told(client.get(f"/masterplans/{name}/{path}?on={DAY}"))
            over_http.pop("links")
            command = ["--workspace", str(starter_workspace), "masterplan", *words]
            run = CliRunner().invoke(main, [*command, "--on", DAY, "--json", *kept])
            assert json.loads(run.stdout) == over_http == json.loads(json.dumps(library.to_dict()))
    catalogue.close()
