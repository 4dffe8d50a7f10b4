"""Shares over HTTP: made by editors, followed by everybody, leading nowhere else."""

from __future__ import annotations

import pytest
from flask import Flask

from server.identity.guard import the_guard

MAP = "/map?task=coverage&fac=rs,klinik&l=zoning:0.5&lang=en#map=10.4/-1.24/116.93"
HOME = "https://peta.example.id"


@pytest.fixture
def editor(app: Flask) -> dict[str, str]:
    with app.app_context():
        secret, _ = the_guard().tokens.create("budi", "editor", expires=None)
    return {"Authorization": f"Bearer {secret}"}


def test_an_editor_makes_one_and_everybody_follows_it(app, editor):
    client = app.test_client()
    made = client.post("/shares", json={"address": MAP, "title": "Rumah sakit"}, headers=editor)
    told = made.get_json()
    assert (made.status_code, made.headers["Location"]) == (201, told["href"])
    assert told["href"] == f"{HOME}/shares/{told['id']}"
    assert "author" not in told
    path = f"/shares/{told['id']}"
    led = client.get(path, headers={"Accept": "text/html,*/*;q=0.8"})
    assert (led.status_code, led.headers["Location"]) == (302, MAP)
    assert client.get(path).get_json() == told
    # As a map sends it, whole; equal, so not made twice.
    again = client.post(
        "/shares", json={"address": HOME + MAP, "title": "Rumah sakit"}, headers=editor
    )
    assert (again.status_code, again.get_json()["id"]) == (200, told["id"])
    listed = client.get("/shares?f=json&limit=1", headers=editor).get_json()
    assert [(one["id"], one["author"]) for one in listed["shares"]] == [(told["id"], "budi")]
    page = client.get("/shares?f=html&lang=id", headers=editor).get_data(as_text=True)
    assert f'<a href="{told["href"]}">Rumah sakit</a>' in page
    assert client.delete(path, headers=editor).status_code == 204
    assert client.get(path).status_code == client.delete(path, headers=editor).status_code == 404


def test_only_editors_make_list_and_remove_them(app):
    client = app.test_client()
    with app.app_context():
        secret, _ = the_guard().tokens.create("siti", "reader", expires=None)
        the_guard().tokens.create("budi", "editor", expires=None)
    for headers, status in (({}, 401), ({"Authorization": f"Bearer {secret}"}, 403)):
        for ask, path in (
            (client.post, "/shares"),
            (client.get, "/shares"),
            (client.delete, "/shares/x"),
        ):
            assert ask(path, headers=headers).status_code == status, (path, status)
    # What an editor's browser would be shown is for no page of another origin.
    origin = {"Origin": "https://other.example"}
    assert "Access-Control-Allow-Origin" not in client.get("/shares", headers=origin).headers
    assert "Access-Control-Allow-Origin" not in client.get("/shares/", headers=origin).headers


def test_none_leads_to_another_site_or_is_no_share(app, editor):
    client = app.test_client()
    wrong = [
        *({"address": one} for one in ("//evil.example", "/\\evil.example", "map", "", 5, None)),
        *({"address": one} for one in ("https://evil.example/map", f"{HOME}.evil.example/map")),
        *({"address": one} for one in ("javascript:alert(1)", "/\t/evil.example", "/a b", "/é")),
        *({"address": MAP, "days": days} for days in (0, -1, 3651, "9", 1.5, True, None)),
        *({"address": MAP, "title": title} for title in (5, "x" * 201, "a\nb", None)),
        *({"address": "/" + "x" * 16_000}, {}, [], "x", {"address": MAP, "colour": "red"}),
    ]
    for body in wrong:
        answer = client.post("/shares", json=body, headers=editor)
        assert (answer.status_code, answer.get_json()["code"]) == (400, "bad-body"), body
    assert client.post("/shares", data="{", headers=editor).status_code == 400
    for query in ("limit=-1", "offset=x", "limit=1&limit=2", "colour=red"):
        assert client.get(f"/shares?{query}", headers=editor).status_code == 400, query
    assert client.get("/shares?f=json", headers=editor).get_json()["numberMatched"] == 0


def test_a_title_is_text(app, editor):
    client = app.test_client()
    title = "<script>alert(1)</script>\"'&"
    client.post("/shares", json={"address": "/map?q=<b>", "title": title}, headers=editor)
    page = client.get("/shares?f=html", headers=editor).get_data(as_text=True)
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<b>" not in page
