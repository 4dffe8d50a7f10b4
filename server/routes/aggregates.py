"""Aggregates: a collection added up by attributes, zones or hexagons; what lies within a site."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import UnsupportedMediaType

from server.exchange.answer import GEOJSON, JSON
from server.exchange.body import parse_json
from server.exchange.parameters import read_parameters, refuse_unknown
from server.routes.visit import reply, the_ask, the_workspace

blueprint = Blueprint("aggregates", __name__)
FORM = "application/x-www-form-urlencoded"


@blueprint.get("/collections/<layer_id>/aggregate")
def aggregate(layer_id: str) -> Response:
    """Count and add up the features of a collection."""
    # Imported at the first question, so that maps are served sooner.
    from server.aggregates.answer import aggregate_answer

    workspace = the_workspace()
    return reply(aggregate_answer(workspace, the_ask(), workspace.collection(layer_id)))


@blueprint.get("/overlay")
def overlay() -> Response:
    """Report what lies within a site given in the address, or ask for one."""
    from server.aggregates.site_answer import asked_answer

    return reply(asked_answer(the_workspace(), the_ask()))


@blueprint.post("/overlay")
def overlay_sent() -> Response:
    """Report what lies within the site in the body: GeoJSON, or a form."""
    from server.aggregates.site_answer import sent_answer

    ask = the_ask()
    given: dict[str, Any] = dict(read_parameters(ask.query))
    refuse_unknown(given, ("layers", "f", "lang"))
    return reply(sent_answer(the_workspace(), ask, given | _sent()))


def _sent() -> dict[str, Any]:
    """Read the body: all of it is the site, or a form says what is what."""
    if request.mimetype == FORM:
        refuse_unknown(request.form, ("site", "layers", "f", "lang"))
        return {"site": "", **{name: value for name, value in request.form.items() if value}}
    if request.mimetype not in (JSON, GEOJSON, ""):
        raise UnsupportedMediaType(f"the body is {request.mimetype}; wanted {GEOJSON} or {JSON}")
    return {"site": parse_json(request.get_data())}
