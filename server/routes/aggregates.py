"""Aggregates: a collection added up by attributes, zones or hexagons."""

from __future__ import annotations

from flask import Blueprint, Response

from server.routes.visit import reply, the_ask, the_workspace

blueprint = Blueprint("aggregates", __name__)


@blueprint.get("/collections/<layer_id>/aggregate")
def aggregate(layer_id: str) -> Response:
    """Count and add up the features of a collection."""
    # Imported at the first question, so that maps are served sooner.
    from server.aggregates.answer import aggregate_answer

    workspace = the_workspace()
    return reply(aggregate_answer(workspace, the_ask(), workspace.collection(layer_id)))
