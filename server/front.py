"""The front: answers hot requests for items and tiles before Flask, passes on the rest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from server.exchange.ask import Ask
from server.features.items import items_answer
from server.features.negotiation import JSON, feature_format
from server.features.plain import plain_answer
from server.features.request import read_items_request
from server.tiles.answer import tile_by_address
from server.tiles.pyramids import pyramid_tile

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

    from server.exchange.answer import Answer
    from server.workspace import Workspace

_BEFORE, _AFTER = "/collections/", "/items"
_TILES, _PYRAMIDS, _TILE = "/tiles/", "/pyramids/", ".pbf"
_STATUS = {200: "200 OK", 204: "204 No Content", 304: "304 Not Modified"}


class Front:
    """A WSGI callable over the Flask application.

    It answers ``GET /collections/{id}/items`` as GeoJSON and tiles by their short address
    with the same functions as the Flask routes; anything else, and anything that fails, goes
    to Flask, which answers it, or tells and logs the error, in the one usual way.

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
        answer = None
        if environ["REQUEST_METHOD"] == "GET":
            if path.startswith(_BEFORE) and path.endswith(_AFTER):
                answer = self._hot(environ, path[len(_BEFORE) : -len(_AFTER)])
            elif path.endswith(_TILE) and path.startswith((_TILES, _PYRAMIDS)):
                answer = self._tile(environ, path[1 : -len(_TILE)].split("/"))
        body = None if answer is None else _begun(answer, start)
        return self._application(environ, start) if body is None else body

    def at_once(self, environ: dict[str, Any], start: StartResponse) -> list[bytes] | None:
        """Answer one request for a plain page of what is at hand.

        None where it asks for more, or where anything would have to be waited for: no
        deadline is needed for this.
        """
        path: str = environ["PATH_INFO"]
        if not (
            path.startswith(_BEFORE)
            and path.endswith(_AFTER)
            and environ["REQUEST_METHOD"] == "GET"
        ):
            return None
        held = self._workspace.at_hand(path[len(_BEFORE) : -len(_AFTER)])
        if held is None:
            return None
        try:
            ask = Ask.from_environ(environ, self._base_url)
            collection, packed = held
            answer = plain_answer(self._workspace.settings, ask, collection, lambda _: packed)
        except Exception:  # noqa: BLE001 - Flask meets the same error, tells and logs it
            return None
        return None if answer is None else _begun(answer, start)

    def _hot(self, environ: dict[str, Any], layer_id: str) -> Answer | None:
        try:
            ask = Ask.from_environ(environ, self._base_url)
            collection = self._workspace.collection(layer_id)
            workspace = self._workspace
            plain = plain_answer(workspace.settings, ask, collection, workspace.packed)
            if plain is not None:
                return plain
            request = read_items_request(ask.query, collection, self._workspace.settings)
            if feature_format(ask, request.format) != JSON:
                return None
            return items_answer(self._workspace, ask, collection, request)
        except Exception:  # noqa: BLE001 - Flask meets the same error, tells and logs it
            return None

    def _tile(self, environ: dict[str, Any], words: list[str]) -> Answer | None:
        if len(words) != 5:
            return None
        try:
            ask = Ask.from_environ(environ, self._base_url)
            home, names, *_ = words
            place = words[2], words[3], words[4]
            if home == _PYRAMIDS.strip("/"):
                return pyramid_tile(self._workspace, ask, names, place)
            return tile_by_address(self._workspace, ask, names, "WebMercatorQuad", place)
        except Exception:  # noqa: BLE001 - as above
            return None


def _begun(answer: Answer, start: StartResponse) -> list[bytes] | None:
    """Begin an answer and give its body; None where it is made while it is sent.

    A list, which the HTTP server sends as it is: anything else it goes through step by step.
    """
    if not isinstance(answer.body, bytes):
        return None
    start(_STATUS[answer.status], list(answer.headers))
    return [answer.body]
