"""The layer tree of the map."""

from __future__ import annotations

from flask import Blueprint, Response

from server.documents.layer_tree import layer_tree_document
from server.exchange.answer import JSON, document_answer, dump_json
from server.exchange.parameters import read_language, read_parameters, refuse_unknown
from server.routes.visit import reply, the_ask, the_workspace

blueprint = Blueprint("layers", __name__)


@blueprint.get("/layers")
def layers() -> Response:
    """Give groups, layers, styles and legends for the map, in both languages at once."""
    ask, workspace = the_ask(), the_workspace()
    given = read_parameters(ask.query)
    refuse_unknown(given, ("lang",))
    read_language(given)
    document = layer_tree_document(workspace.layers().values(), workspace.settings)
    return reply(document_answer(ask, dump_json(document), media=JSON))
