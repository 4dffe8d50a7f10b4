"""What the map lists beside its picture: features near the middle, assets and their readings."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from layers.text import Text
from server.errors import ParameterError
from server.exchange.answer import dump_json, result_answer
from server.exchange.parameters import read_language, read_parameters, refuse_unknown
from server.features.nearest import nearest_features
from server.observing.readings import assets_document, readings_document
from server.routes.visit import reply, the_ask, the_workspace

blueprint = Blueprint("sights", __name__, url_prefix="/map")


@blueprint.get("/nearest/<layer_id>")
def nearest(layer_id: str) -> Response:
    """List the fifty features in a box that are nearest to its middle (`bbox`)."""
    given = _given("bbox")
    layer = the_workspace().collection(layer_id).layer
    found = nearest_features(the_workspace().catalogue(), layer, _box(given.get("bbox", "")))
    return _told({"layer": layer_id, "features": found})


@blueprint.get("/assets/<layer_id>")
def assets(layer_id: str) -> Response:
    """List the assets of a layer with their status, and say where their readings are."""
    _given()
    layer = the_workspace().collection(layer_id).layer
    return _told(assets_document(the_workspace().catalogue(), layer))


@blueprint.get("/assets/<layer_id>/<code>")
def readings(layer_id: str, code: str) -> Response:
    """Give the readings of an asset by its code: of each quantity the latest, and the series."""
    _given()
    layer = the_workspace().collection(layer_id).layer
    return _told(readings_document(the_workspace().catalogue(), layer, code))


def _given(*names: str) -> dict[str, str]:
    given = read_parameters(the_ask().query)
    read_language(given)
    refuse_unknown(given, ("lang", *names))
    return given


def _told(document: dict[str, Any]) -> Response:
    return reply(result_answer(the_ask(), dump_json(document)))


def _box(text: str) -> tuple[float, float, float, float]:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        west = south = east = north = 0.0
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise ParameterError(
            Text(
                f"bbox={text[:60]!r}: yang diminta barat,selatan,timur,utara dalam derajat",
                f"bbox={text[:60]!r}: wanted west,south,east,north in degrees",
            )
        )
    return west, south, east, north
