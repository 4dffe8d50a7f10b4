"""The layer tree of the map."""

from __future__ import annotations

from flask import Blueprint, Response

from layers.text import Text
from server.errors import ParameterError
from server.exchange.answer import JSON, document_answer, dump_json
from server.exchange.parameters import read_language, read_parameters, refuse_unknown
from server.routes.visit import reply, the_ask, the_workspace
from server.styles.look import Variant
from server.styles.tree import tree_document

blueprint = Blueprint("layers", __name__)
PALETTES: tuple[Variant, ...] = ("default", "safe")


@blueprint.get("/layers")
def layers() -> Response:
    """Give groups, layers, styles and legends for the map, in both languages at once."""
    ask, workspace = the_ask(), the_workspace()
    given = read_parameters(ask.query)
    refuse_unknown(given, ("lang", "palette"))
    read_language(given)
    document = tree_document(_palette(given.get("palette", "default")), workspace)
    return reply(document_answer(ask, dump_json(document), media=JSON))


def _palette(text: str) -> Variant:
    found = next((one for one in PALETTES if one == text), None)
    if found is None:
        raise ParameterError(
            Text(
                f"palette={text[:40]!r} tidak dikenal; pilih default atau safe (aman buta warna)",
                f"palette={text[:40]!r} is not known; choose default or safe (colour-blind safe)",
            )
        )
    return found
