"""Zoning by plain addresses: the verdict at a place, where it is allowed, and the activities."""

from __future__ import annotations

from flask import Blueprint, Response

from server.exchange.answer import dump_json, result_answer
from server.exchange.parameters import read_language, read_parameters, refuse_unknown
from server.routes.visit import reply, the_ask, the_workspace

blueprint = Blueprint("zoning", __name__)


@blueprint.get("/zoning/verdict")
def verdict() -> Response:
    """Say what the plan says of an activity at a place; the inputs of the process `zoning`."""
    return _answered("zoning")


@blueprint.get("/zoning/activities")
def activities() -> Response:
    """List the activities that rules name, or those that a search finds."""
    return _answered("activities")


def _answered(process_id: str) -> Response:
    """Run a process with the parameters of the address as its inputs."""
    from gis.processes import registry

    ask = the_ask()
    given = read_parameters(ask.query)
    read_language(given)
    process = registry()[process_id]
    refuse_unknown(given, ("lang", *(spec.id for spec in process.inputs)))
    inputs = {name: value for name, value in given.items() if name != "lang"}
    answer = process.run(the_workspace().catalogue(), inputs)
    return reply(result_answer(ask, dump_json(answer.to_dict())))
