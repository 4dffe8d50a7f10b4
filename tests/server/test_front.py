"""The front answers exactly what Flask answers."""

from __future__ import annotations

from unittest.mock import Mock

import orjson
import pytest
from werkzeug.test import Client, create_environ
from werkzeug.wrappers import Response

import layers
from server.app import create_app
from server.config import ServerSettings
from server.front import Front

ITEMS = "/collections/samples/items"
PATHS = [
    ITEMS,
    f"{ITEMS}?limit=2",
    f"{ITEMS}?limit=1000",
    f"{ITEMS}?limit=99999",
    f"{ITEMS}?bbox=116,-1,117,0&limit=5",
    f"{ITEMS}?bbox=170,-10,-170,10",
    f"{ITEMS}?next=1-5&limit=3",
    f"{ITEMS}?offset=200",
    f"{ITEMS}?properties=name&limit=3",
    f"{ITEMS}?name=a%3Db%26c",
    f"{ITEMS}?class=a&floors=2&public=true",
    f"{ITEMS}?datetime=2020-01-01/2020-02-01",
    f"{ITEMS}?f=json&lang=en",
    f"{ITEMS}?f=html",
    f"{ITEMS}?f=html&lang=en&limit=3",
    "/collections/nothing/items",
    "/collections/nothing/items?bbox=116,-1,117,0&limit=5",
    "/collections/facilities/items?type=rs",
    f"{ITEMS}/1",
    f"{ITEMS}?limit=0",
    f"{ITEMS}?nope=1",
    f"{ITEMS}?next=9-1",
    "/collections/nowhere/items",
    "/collections/population/items",
    "/collections//items",
    "/collections/a/b/items",
    "/tiles/samples/5/26/16.pbf",
    "/tiles/samples,facilities/5/26/16.pbf?properties=floors",
    "/tiles/samples/9/0/0.pbf",
    "/tiles/samples/5/99/16.pbf",
    "/tiles/samples/5/26.pbf",
    "/tiles/absent/5/26/16.pbf",
    "/pyramids/absent/5/26/16.pbf",
    "/collections/items",
]
HEADERS = [
    {},
    {"Accept": "text/html"},
    {"Accept-Encoding": "gzip"},
    {"Accept-Encoding": "br"},
    {"Accept-Encoding": "zstd"},
    {"Accept-Encoding": "identity"},
    {"If-None-Match": "*"},
    {"Host": "peta.example:8443"},
    {"Origin": "https://elsewhere.example"},
    {"Accept-Language": "en"},
]
CHANGING = {"x-request-id"}


def told(answer):
    headers = sorted((k.lower(), v) for k, v in answer.headers if k.lower() not in CHANGING)
    body = answer.data
    if answer.status_code >= 400:
        body = {k: v for k, v in answer.get_json().items() if k != "instance"}
    return answer.status_code, headers, body


@pytest.fixture(scope="module")
def flask_only(app):
    """The Flask application without its front."""
    return Client(app.wsgi_app._application._application, Response)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("headers", HEADERS, ids=lambda h: ";".join(h.values()) or "plain")
def test_front_and_flask_answer_the_same(app, flask_only, path, headers):
    front = Client(app, Response).get(path, headers=headers)
    assert told(front) == told(flask_only.get(path, headers=headers))


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "POST", "DELETE"])
def test_other_methods_go_to_flask(app, flask_only, method):
    front = Client(app, Response).open(ITEMS, method=method)
    assert front.status_code == flask_only.open(ITEMS, method=method).status_code
    assert front.headers.get("Content-Length") == flask_only.open(ITEMS, method=method).headers.get(
        "Content-Length"
    )


def serve_one(app, path):
    """Ask a front whose Flask is a stand-in; give whether Flask was asked, and the status."""
    behind, start = Mock(return_value=[b"flask"]), Mock()
    body = Front(app.extensions["penyangga"], behind)(create_environ(path), start)
    return behind.called, start.call_args, b"".join(body)


def test_hot_requests_never_reach_flask(app):
    asked, started, body = serve_one(app, f"{ITEMS}?limit=1")
    assert not asked
    assert started.args[0] == "200 OK"
    assert body.startswith(b'{"type":"FeatureCollection"')


@pytest.mark.parametrize("path", ["/", "/collections", f"{ITEMS}/1", f"{ITEMS}?limit=0", "/map"])
def test_the_rest_reaches_flask(app, path):
    asked, started, body = serve_one(app, path)
    assert asked
    assert started is None
    assert body == b"flask"


def test_a_failure_in_the_front_is_left_to_flask(app, monkeypatch):
    monkeypatch.setattr("server.front.items_answer", Mock(side_effect=RuntimeError("secret")))
    asked, _, body = serve_one(app, ITEMS)
    assert asked
    assert body == b"flask"


def at_once(app, path, **more):
    """What the front answers of itself; how it began, too."""
    start = Mock()
    return app.wsgi_app._application.at_once(create_environ(path, **more), start), start.call_args


def test_plain_pages_of_what_is_at_hand_are_answered_at_once_as_flask_would(settings):
    app = create_app(settings)
    path = f"{ITEMS}?bbox=116,-1,117,0&limit=5"
    # Nothing is open yet, and without following commits the store has to be asked.
    assert at_once(app, path) == (None, None)
    usual = Client(app.wsgi_app._application._application, Response).get(path)
    assert at_once(app, path) == (None, None)
    app.extensions["penyangga"].catalogue().store.follow()
    assert Client(app, Response).get(path).data == usual.data
    body, begun = at_once(app, path)
    assert body == [usual.data]
    assert dict(begun.args[1])["ETag"] == usual.headers["ETag"]
    for other in (
        f"{ITEMS}?limit=5",
        f"{ITEMS}?bbox=1,2",
        "/collections/nowhere/items?bbox=1,2,3,4",
    ):
        assert at_once(app, other) == (None, None)
    assert at_once(app, path, method="POST") == (None, None)


def test_what_somebody_changed_is_not_at_hand(tiny):
    app = create_app(ServerSettings(tiny.path))
    workspace = app.extensions["penyangga"]
    workspace.catalogue().store.follow()
    path = "/collections/facilities/items?bbox=110,-5,120,5"
    before = Client(app, Response).get(path).get_json()
    assert at_once(app, path)[0] is not None
    other = layers.open(tiny.path)
    one = tiny["facilities"].read().iloc[:1]
    other.write(other["facilities"].layer, one, mode="append", provenance={"source": "test"})
    assert workspace.at_hand("facilities") is None
    after = Client(app, Response).get(path).get_json()
    assert after["numberMatched"] == before["numberMatched"] + 1
    assert orjson.loads(b"".join(at_once(app, path)[0])) == after
