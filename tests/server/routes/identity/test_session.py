"""Signing in with a token, by a form and by a program."""

from __future__ import annotations

from flask import Flask

from server.identity.guard import COOKIE, the_guard
from server.identity.sessions import LASTING_S

FORM = {"Accept": "text/html"}


def made(app: Flask, role="editor") -> str:
    with app.app_context():
        return the_guard().tokens.create("budi", role, expires=None)[0]


def who(client, **headers):
    return client.get("/session", headers=headers).get_json()


def test_a_program_signs_in_and_out(app):
    client = app.test_client(use_cookies=False)
    secret = made(app)
    begun = client.post("/session", json={"token": f" {secret}\n"})
    assert (begun.status_code, begun.get_json()["who"][:25]) == (200, "Anda masuk sebagai budi d")
    cookie = begun.headers["Set-Cookie"]
    for part in ("HttpOnly", "SameSite=Lax", "Secure", "Path=/", f"Max-Age={int(LASTING_S)}"):
        assert part in cookie
    assert begun.headers["Cache-Control"] == "no-store"
    session = cookie.partition("=")[2].partition(";")[0]
    assert secret not in cookie
    browser = app.test_client(use_cookies=False)
    headers = {"Cookie": f"{COOKIE}={session}"}
    told = who(browser, **headers)
    assert (told["by"], told["name"], told["mayWrite"]) == ("session", "budi", True)
    assert browser.delete("/session", headers=headers).status_code == 204
    assert who(browser, **headers)["by"] == "nobody"


def test_a_token_of_the_same_request_is_told_too(app):
    secret = made(app, "reader")
    client = app.test_client(use_cookies=False)
    told = who(client, Authorization=f"Bearer {secret}")
    assert (told["by"], told["role"], told["mayWrite"]) == ("token", "reader", False)
    assert who(client, Authorization="Bearer x")["by"] == "nobody"


def test_a_person_signs_in_by_the_form(app):
    client = app.test_client(use_cookies=False)
    secret = made(app)
    page = client.get("/session?lang=en&next=/jobs", headers=FORM).get_data(as_text=True)
    assert 'action="/session?next=/jobs&amp;f=html&amp;lang=en"' in page
    assert '<label for="token">Token</label>' in page
    wrong = client.post("/session?f=html&lang=id", data={"token": "<b>x"})
    shown = wrong.get_data(as_text=True)
    assert (wrong.status_code, "ini bukan token layanan ini" in shown) == (401, True)
    assert 'role="alert"' in shown
    assert "<b>x" not in shown
    assert "WWW-Authenticate" in wrong.headers
    assert "Content-Security-Policy" in wrong.headers
    right = client.post("/session?f=html&lang=en&next=/jobs%3Fa=1", data={"token": secret})
    assert (right.status_code, right.headers["Location"]) == (303, "/jobs?a=1")
    cookie = right.headers["Set-Cookie"].partition(";")[0]
    known = client.get("/session?lang=en", headers=FORM | {"Cookie": cookie})
    assert "You are known as budi and may write." in known.get_data(as_text=True)
    out = client.post("/session/end?lang=en", headers={"Cookie": cookie})
    assert (out.status_code, out.headers["Location"]) == (303, "/session?f=html&lang=en")
    assert "Max-Age=0" in out.headers["Set-Cookie"]
    assert who(client, Cookie=cookie)["by"] == "nobody"


def test_one_is_led_to_no_other_site(app):
    secret, client = made(app), app.test_client(use_cookies=False)
    for wanted in (
        *("//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)"),
        *("/\t/evil.example", "/\r\nSet-Cookie:a=b", "evil.example", "", "/é"),
    ):
        query = {"f": "html", "lang": "en", "next": wanted}
        answer = client.post("/session", data={"token": secret}, query_string=query)
        assert answer.status_code in (303, 400), wanted
        assert answer.headers.get("Location", "") in ("/session?f=html&lang=en", ""), wanted


def test_what_is_no_token(app):
    client = app.test_client(use_cookies=False)
    cases = [
        (client.post("/session", json={"token": 5}), 400),
        (client.post("/session", json=["token"]), 400),
        (client.post("/session", data="not json", content_type="application/json"), 400),
        (client.post("/session", json={"token": "x" * 5000}), 400),
        (client.post("/session", json={"token": "x" * 50}), 401),
        (client.post("/session", data={"token": ""}), 401),
        (client.post("/session?next=/&colour=red", json={"token": "x"}), 400),
    ]
    assert [answer.status_code for answer, _ in cases] == [status for _, status in cases]
    assert all("Set-Cookie" not in answer.headers for answer, _ in cases)


def test_a_revoked_token_ends_its_sessions(app):
    secret, client = made(app), app.test_client(use_cookies=False)
    begun = client.post("/session", json={"token": secret})
    cookie = begun.headers["Set-Cookie"].partition(";")[0]
    with app.app_context():
        the_guard().tokens.revoke("budi")
    assert who(client, Cookie=cookie)["by"] == "nobody"
