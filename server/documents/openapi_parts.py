"""Parameters, schemas and responses that the OpenAPI document refers to."""

from __future__ import annotations

from typing import Any

from layers.filters.limits import MAX_BYTES
from layers.reference import CRS84, offered
from server.exchange.answer import PROBLEM
from server.features.filtering import LANGUAGES
from server.features.negotiation import OFFERED
from server.features.request import MAX_SORT_KEYS
from server.features.shaping import MAX_ZOOM


def _parameter(name: str, description: str, schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": description, "schema": schema, **more}


# As addresses; short names such as EPSG:32750 are taken too.
_CRS = {
    "type": "string",
    "format": "uri",
    "enum": [system.uri for system in offered().values()],
    "default": CRS84.uri,
}

_MOMENT = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?:[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?(?:[Zz]|[-+][0-9]{2}:[0-9]{2}))?"
)
_END = rf"(?:{_MOMENT}|\.\.)?"

PARAMETERS: dict[str, dict[str, Any]] = {
    "bbox": _parameter(
        "bbox",
        "west,south,east,north in degrees; six numbers with heights; west > east crosses 180°",
        {
            "type": "array",
            "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}],
            "items": {"type": "number"},
        },
        style="form",
        explode=False,
    ),
    "bbox-crs": _parameter("bbox-crs", "Reference system of bbox", _CRS),
    "crs": _parameter("crs", "Reference system of the answer", _CRS),
    "datetime": _parameter(
        "datetime",
        "An instant, or an interval start/end with .. for an open end (RFC 3339)",
        {"type": "string", "pattern": f"^(?:{_MOMENT}|{_END}/{_END})$"},
        style="form",
        explode=False,
    ),
    "filter": _parameter(
        "filter",
        "CQL2 that must be true of a feature, such as class = 'A' AND area > 10; "
        "the queryables list what it may name",
        {"type": "string", "maxLength": MAX_BYTES},
    ),
    "filter-lang": _parameter(
        "filter-lang",
        "How the filter is written; cql-text is an old name of cql2-text",
        {"type": "string", "enum": list(LANGUAGES), "default": "cql2-text"},
    ),
    "filter-crs": _parameter("filter-crs", "Reference system of the filter's shapes", _CRS),
    "offset": _parameter(
        "offset",
        "Matches to skip; a next link is faster and loses nothing",
        {"type": "integer", "minimum": 0, "maximum": 999999999, "default": 0},
    ),
    "next": _parameter(
        "next",
        "Mark of the following page, taken from a next link",
        {"type": "string", "pattern": "^[0-9]{1,9}-[0-9]{1,12}$"},
    ),
    "sortby": _parameter(
        "sortby",
        "Fields to sort by, comma between; - in front for the largest first; the missing come last",
        {"type": "array", "minItems": 1, "maxItems": MAX_SORT_KEYS, "items": {"type": "string"}},
        style="form",
        explode=False,
    ),
    "skip-geometry": _parameter(
        "skip-geometry", "Give no geometries", {"type": "boolean", "default": False}
    ),
    "zoom-level": _parameter(
        "zoom-level",
        "Simplify geometries for a map of this zoom level (WebMercatorQuad, 256 pixels): no line "
        "moves by more than half a pixel",
        {"type": "number", "minimum": 0, "maximum": MAX_ZOOM},
    ),
    "max-allowable-offset": _parameter(
        "max-allowable-offset",
        "Simplify geometries: no line moves by more than this, in units of crs",
        {"type": "number", "minimum": 0},
    ),
    "f": _parameter("f", "Format of the answer", {"type": "string", "enum": ["json", "html"]}),
    "lang": _parameter("lang", "Language of texts", {"type": "string", "enum": ["id", "en"]}),
    "featureId": {
        "name": "featureId",
        "in": "path",
        "required": True,
        "description": "Id of a feature",
        "schema": {"type": "integer", "format": "int64", "minimum": 0},
    },
    "processId": {
        "name": "processId",
        "in": "path",
        "required": True,
        "description": "Id of an analysis",
        "schema": {"type": "string"},
    },
}

FEATURE_FORMAT = _parameter(
    "f", "Format of the features", {"type": "string", "enum": list(OFFERED)}
)


def _object(required: list[str], **properties: dict[str, Any]) -> dict[str, Any]:
    needed = {"required": required} if required else {}
    return {"type": "object", **needed, "properties": properties}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _list(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of}


_TEXT = {"type": "string"}
_LINKS = _list(_ref("link"))
_BBOX = {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}}

SCHEMAS: dict[str, dict[str, Any]] = {
    "object": {"type": "object"},
    "page": _TEXT,
    "file": {"type": "string", "format": "binary"},
    "link": _object(["href"], href=_TEXT, rel=_TEXT, type=_TEXT, hreflang=_TEXT, title=_TEXT),
    "landing": _object(["links"], title=_TEXT, description=_TEXT, links=_LINKS),
    "conformance": _object(["conformsTo"], conformsTo=_list(_TEXT)),
    "collections": _object(
        ["links", "collections"], links=_LINKS, collections=_list(_ref("collection"))
    ),
    "collection": _object(
        ["id", "links"],
        id=_TEXT,
        title=_TEXT,
        titles=_object(["id", "en"], id=_TEXT, en=_TEXT),
        description=_TEXT,
        itemType=_TEXT,
        crs=_list(_TEXT),
        storageCrs=_TEXT,
        extent=_object(
            [],
            spatial=_object(["bbox"], bbox=_list(_BBOX), crs=_TEXT),
            temporal=_object(
                ["interval"],
                interval=_list(
                    {
                        "type": "array",
                        "minItems": 2,
                        "maxItems": 2,
                        "items": {"type": "string", "format": "date-time", "nullable": True},
                    }
                ),
                trs=_TEXT,
            ),
        ),
        licence=_TEXT,
        source=_TEXT,
        data_date=_TEXT,
        trust={
            "type": "string",
            "enum": ["official", "open_data", "compiled", "modelled", "illustrative"],
        },
        revision={"type": "integer", "minimum": 0},
        plan=_object(
            [],
            regulation=_TEXT,
            revision=_TEXT,
            region=_TEXT,
            region_name=_TEXT,
            scale={"type": "integer", "minimum": 1},
        ),
        links=_LINKS,
    ),
    "features": _object(
        ["type", "features"],
        type={"type": "string", "enum": ["FeatureCollection"]},
        features=_list(_ref("feature")),
        numberReturned={"type": "integer", "minimum": 0},
        numberMatched={"type": "integer", "minimum": 0},
        links=_LINKS,
    ),
    "feature": _object(
        ["type", "geometry", "properties"],
        type={"type": "string", "enum": ["Feature"]},
        id={"type": "integer"},
        geometry={"type": "object", "nullable": True},
        properties={"type": "object", "nullable": True},
        links=_LINKS,
    ),
    "search": _object(
        [],
        bbox=_BBOX,
        datetime=_TEXT,
        filter={"oneOf": [{"type": "object"}, _TEXT]},
        properties=_list(_TEXT),
        sortby=_list({"oneOf": [_TEXT, {"type": "object"}]}),
        limit={"type": "integer", "minimum": 1},
        next=_TEXT,
        crs=_TEXT,
    ),
    "execute": _object(["inputs"], inputs={"type": "object"}),
    "problem": _object(
        ["type", "title", "status", "detail", "code", "instance"],
        type=_TEXT,
        title=_TEXT,
        status={"type": "integer"},
        detail=_TEXT,
        code=_TEXT,
        instance=_TEXT,
    ),
}

_ERRORS = {
    "400": "A parameter is unknown, repeated or malformed",
    "404": "There is no such layer, feature or analysis",
    "409": "A next link from before the layer changed",
    "422": "The values were read, but cannot be used",
    "default": "Any other error",
}


def error_responses() -> dict[str, Any]:
    """Give the responses every operation may have, as problem documents."""
    content = {PROBLEM: {"schema": _ref("problem")}}
    return {status: {"description": text, "content": content} for status, text in _ERRORS.items()}
