"""Operations on masterplans for the OpenAPI document."""

from __future__ import annotations

from typing import Any

from server.documents.masterplans.told import WORDS
from server.documents.openapi_parts import in_path, in_query, operation, referred
from server.exchange.answer import GEOJSON, JSON, MVT, SCHEMA
from server.exchange.language import Language, say

_TEXT = {"type": "string"}
MASTERPLAN_PARAMETERS: dict[str, dict[str, Any]] = {
    "masterplanId": in_path("masterplanId", "Name of a masterplan", _TEXT),
    "programmeId": in_path("programmeId", "Id of a programme of it", _TEXT),
    "activityFeatureId": in_path(
        "activityFeatureId", "Id of an activity as a feature", {"type": "integer", "minimum": 0}
    ),
}
_HOME = "/masterplans/{masterplanId}"
_ACTIVITIES = f"{_HOME}/activities"
_PAGE = {JSON: "object", "text/html": "page"}
_ONE = ("masterplanId", "f", "lang")
_ON = in_query("on", "Day it is evaluated for; today unless given", {**_TEXT, "format": "date"})
_LIMIT = in_query("limit", "Features on a page", {"type": "integer", "minimum": 1})
_TILE = ("tileMatrixSetId", "tileMatrix", "tileRow", "tileCol")


def masterplan_paths(language: Language) -> dict[str, Any]:
    """Give the operations on masterplans."""

    def get(name: str, key: str, content: dict[str, str], *more: Any) -> dict[str, Any]:
        word = say(WORDS[key], language)
        answers = {"200": {"description": word, "content": referred(content)}}
        return operation(name, word, "processes", more, answers)

    item = ("masterplanId", "activityFeatureId")
    return {
        "/masterplans": get("masterplans", "title", _PAGE, "f", "lang"),
        _HOME: get("masterplan", "title", _PAGE, *_ONE),
        f"{_HOME}/check": get("checkMasterplan", "check", _PAGE, *_ONE),
        f"{_HOME}/evaluation": get("evaluateMasterplan", "evaluation", _PAGE, *_ONE, _ON),
        f"{_HOME}/report.pdf": get(
            "masterplanReport", "report", {"application/pdf": "file"}, "masterplanId", "lang", _ON
        ),
        f"{_HOME}/report.json": get(
            "masterplanReportData", "report_data", {JSON: "object"}, "masterplanId", _ON
        ),
        f"{_HOME}/programmes/{{programmeId}}/effect": get(
            "programmeEffect", "effect", _PAGE, "programmeId", *_ONE, _ON
        ),
        f"{_HOME}/schema": get("masterplanSchema", "schema", {SCHEMA: "object"}, "masterplanId"),
        _ACTIVITIES: get("activities", "activities", {JSON: "object"}, *_ONE),
        f"{_ACTIVITIES}/items": get(
            "activityItems", "features", {GEOJSON: "features"}, "masterplanId", "bbox", _LIMIT
        ),
        f"{_ACTIVITIES}/items/{{activityFeatureId}}": get(
            "activityItem", "features", {GEOJSON: "feature"}, *item
        ),
        "/".join((f"{_ACTIVITIES}/tiles", *(f"{{{name}}}" for name in _TILE))): get(
            "activityTile", "features", {MVT: "file"}, "masterplanId", *_TILE
        ),
    }
