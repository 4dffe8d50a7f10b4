from __future__ import annotations

import gzip
import json
import time

import pytest

from layers.errors import RemoteError
from layers.sources.remote.client import Client
from layers.sources.remote.politeness import user_agent


def refusal(client: Client, url: str, **more: object) -> RemoteError:
    with pytest.raises(RemoteError) as told:
        client.page(url, **more)  # type: ignore[arg-type]
    return told.value


class TestPages:
    def test_a_page(self, site, client):
        url = site.says("/a", '{"a": 1}', headers={"Content-Type": "application/json; charset=x"})
        page = client.page(url, accept="application/json")
        assert (json.loads(page.body), page.content_type, page.url) == (
            {"a": 1},
            "application/json",
            url,
        )
        assert site.asked[0].headers["User-Agent"] == user_agent()
        assert site.asked[0].headers["Accept"] == "application/json"

    def test_gzip_is_undone(self, site, client):
        packed = gzip.compress(b"x" * 100_000)
        url = site.says("/a", packed, headers={"Content-Encoding": "gzip"})
        assert client.page(url).body == b"x" * 100_000

    def test_an_empty_page(self, site, client):
        assert client.page(site.says("/a", b"")).body == b""

    def test_chunks_are_joined(self, site, client):
        def chunked(_, handler):
            handler.send_response(200)
            handler.send_header("Transfer-Encoding", "chunked")
            handler.end_headers()
            handler.wfile.write(b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")

        assert client.page(site.does("/a", chunked)).body == b"abcde"


class TestRefusals:
    @pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 501])
    def test_final_words_are_asked_for_once(self, site, client, waits, status):
        fault = refusal(client, site.says("/a", "no", status=status))
        assert fault.code == f"http-{status}"
        assert f"HTTP {status}" in str(fault)
        assert len(site.asked) == 1
        assert not waits

    @pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
    def test_passing_trouble_is_tried_again_with_growing_waits(self, site, client, waits, status):
        fault = refusal(client, site.says("/a", "busy", status=status))
        assert fault.code == f"http-{status}"
        assert len(site.asked) == 3
        assert waits == [1.0, 2.0]

    def test_the_server_says_when(self, site, client, waits):
        left = [1]

        def answers(_):
            if left and left.pop():
                return 429, "", {"Retry-After": "7"}
            return 200, "here", {}

        assert client.page(site.tells("/a", answers)).body == b"here"
        assert waits == [7.0]

    def test_who_asks_for_an_hour_is_told_to_the_user(self, site, client, waits):
        fault = refusal(client, site.says("/a", "", status=503, headers={"Retry-After": "3600"}))
        assert "3600" in str(fault)
        assert not waits

    def test_keys_are_not_told(self, site, client):
        assert "s3cret" not in str(refusal(client, site.says("/a", "", status=404) + "?key=s3cret"))

    def test_nobody_listens(self, site, client):
        fault = refusal(client, "http://127.0.0.1:9/")
        assert fault.code == "offline"
        assert "no connection to 127.0.0.1" in str(fault)
        assert "tidak ada sambungan" in fault.text.id


class TestRedirects:
    def test_are_followed(self, site, client):
        site.says("/b", "here")
        site.says("/a", "", status=303, headers={"Location": "b"})
        assert client.page(site.url("/a")).url == site.url("/b")

    def test_a_loop_ends(self, site, client):
        site.says("/a", "", status=302, headers={"Location": "/b"})
        site.says("/b", "", status=302, headers={"Location": "/a"})
        assert refusal(client, site.url("/a")).code == "too-many-redirects"
        assert len(site.asked) == 6

    @pytest.mark.parametrize(
        ("where", "code"),
        [
            ("http://127.0.0.1:1/x", "private-address"),
            ("https://localhost/x", "private-address"),
            ("https://10.0.0.1/", "private-address"),
            ("https://169.254.169.254/latest/meta-data", "private-address"),
            ("http://93.184.216.34/", "insecure-url"),
            ("file:///etc/hosts", "bad-url"),
            ("gopher://a.example/", "bad-url"),
        ],
    )
    def test_elsewhere_are_refused(self, site, client, where, code):
        site.says("/a", "", status=302, headers={"Location": where})
        assert refusal(client, site.url("/a")).code == code
        assert len(site.asked) == 1

    def test_to_nowhere(self, site, client):
        assert refusal(client, site.says("/a", "", status=302)).code == "bad-redirect"


class TestHostileBodies:
    def test_a_gzip_bomb_is_cut(self, site, client):
        bomb = gzip.compress(bytes(50_000_000))
        url = site.says("/a", bomb, headers={"Content-Encoding": "gzip"})
        assert refusal(client, url, max_bytes=1_000_000).code == "remote-too-big"

    def test_what_is_announced_too_big_is_not_read(self, site, client):
        def huge(_, handler):
            handler.send_response(200)
            handler.send_header("Content-Length", "999999999999")
            handler.end_headers()

        assert refusal(client, site.does("/a", huge), max_bytes=1000).code == "remote-too-big"

    def test_a_body_without_end(self, site, client):
        def endless(_, handler):
            handler.send_response(200)
            handler.end_headers()
            while True:
                handler.wfile.write(b"x" * 65536)

        assert refusal(client, site.does("/a", endless), max_bytes=1_000_000).code == (
            "remote-too-big"
        )

    def test_a_body_that_is_no_gzip(self, site, client):
        url = site.says("/a", b"plain", headers={"Content-Encoding": "gzip"})
        assert refusal(client, url).code == "bad-encoding"

    def test_an_encoding_nobody_asked_for(self, site, client):
        url = site.says("/a", b"x", headers={"Content-Encoding": "br"})
        assert refusal(client, url).code == "bad-encoding"

    @pytest.mark.parametrize("packed", [False, True])
    def test_a_body_that_breaks_off_is_tried_again(self, site, client, packed):
        def torn(_, handler):
            body = gzip.compress(b"x" * 1000) if packed else b"x" * 1000
            headers = {"Content-Encoding": "gzip"} if packed else {}
            handler.reply(200, body[:10], headers | {"Content-Length": str(len(body))})

        assert refusal(client, site.does("/a", torn)).code == "cut-off"
        assert len(site.asked) == 3

    def test_silence(self, site, impatient):
        def silent(_, handler):
            time.sleep(0.7)
            handler.close_connection = True

        began = time.monotonic()
        assert refusal(impatient, site.does("/a", silent)).code == "remote-too-slow"
        assert time.monotonic() - began < 30

    @pytest.mark.parametrize("where", ["head", "body"])
    def test_a_slow_drip(self, site, impatient, where):
        def drip(_, handler):
            if where == "body":
                handler.send_response(200)
                handler.send_header("Content-Length", "10000")
                handler.end_headers()
            for _ in range(1200):
                handler.wfile.write(b"H")
                handler.wfile.flush()
                time.sleep(0.05)

        one_try = Client(
            patience=impatient.patience,
            politeness=type(impatient.politeness)(tries=1, pause_s=0.0),
        )
        began = time.monotonic()
        assert refusal(one_try, site.does("/a", drip)).code == "remote-too-slow"
        assert time.monotonic() - began < 30

    def test_what_is_not_http(self, site, client):
        def noise(_, handler):
            handler.wfile.write(b"SSH-2.0-OpenSSH_9\r\n\r\n")

        assert refusal(client, site.does("/a", noise)).code == "not-http"

    def test_headers_without_end(self, site, client):
        def heads(_, handler):
            handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 5000)

        assert refusal(client, site.does("/a", heads)).code == "not-http"

    def test_https_where_there_is_none(self, site, client):
        assert refusal(client, f"https://127.0.0.1:{site.port}/").code == "tls-failed"


def test_pauses_between_requests_to_one_server(site, waits):
    from layers.sources.remote.politeness import Politeness

    calm = Client(politeness=Politeness(pause_s=5.0, sleep=waits.append))
    url = site.says("/a", "x")
    calm.page(url)
    calm.page(url)
    assert len(waits) == 1
    assert 4.0 < waits[0] <= 5.0
