"""The way in from Flask and back."""

from __future__ import annotations

from server.exchange.answer import Answer
from server.routes.visit import reply, the_ask, the_visit, the_workspace


def test_the_request_is_read_from_flask(app):
    with app.test_request_context("/collections?lang=en", headers={"Accept": "text/html"}):
        assert the_workspace() is app.extensions["penyangga"]
        assert the_ask().path == "/collections"
        assert (the_visit().language, the_visit().shown) == ("en", "html")


def test_an_answer_goes_back_as_it_is(app):
    with app.test_request_context("/"):
        response = reply(Answer(200, (("Content-Type", "x/y"), ("X-A", "1")), b"body"))
    assert response.status_code == 200
    assert list(response.headers) == [("Content-Type", "x/y"), ("X-A", "1")]
    assert response.data == b"body"
