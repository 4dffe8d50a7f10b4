"""The front: answers hot requests for items before Flask's routing, and passes on the rest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from server.exchange.ask import Ask
from server.features.items import items_answer
from server.features.request import read_items_request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

    from server.exchange.answer import Answer
    from server.workspace import Workspace

_BEFORE, _AFTER = "/collections/", "/items"
_STATUS = {200: "200 OK", 304: "304 Not Modified"}


class Front:
    """A WSGI callable over the Flask application.

    It answers ``GET /collections/{id}/items`` as GeoJSON with the same function as
    the Flask route; anything else, and anything that fails, goes to Flask, which
    answers it, or tells and logs the error, in the one usual way.

    Parameters
    ----------
    workspace
        The workspace both serve.
    application
        The Flask application.
    """

    def __init__(self, workspace: Workspace, application: WSGIApplication) -> None:
        self._workspace = workspace
        self._application = application
        self._base_url = workspace.settings.base_url

    def __call__(self, environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        path: str = environ["PATH_INFO"]
        if (
            path.startswith(_BEFORE)
            and path.endswith(_AFTER)
            and environ["REQUEST_METHOD"] == "GET"
        ):
            answer = self._hot(environ, path[len(_BEFORE) : -len(_AFTER)])
            if answer is not None and isinstance(answer.body, bytes):
                start(_STATUS[answer.status], list(answer.headers))
                return (answer.body,)
        return self._application(environ, start)

    def _hot(self, environ: dict[str, Any], layer_id: str) -> Answer | None:
        try:
            ask = Ask.from_environ(environ, self._base_url)
            collection = self._workspace.collection(layer_id)
            request = read_items_request(ask.query, collection, self._workspace.settings)
            if ask.format(request.format) == "html":
                return None
            return items_answer(self._workspace, ask, collection, request)
        except Exception:  # noqa: BLE001 - Flask meets the same error, tells and logs it
            return None
