"""Parameters, schemas and responses that the OpenAPI document refers to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from layers.filters.limits import MAX_BYTES
from layers.reference import CRS84, offered
from server.exchange.answer import PROBLEM
from server.features.filtering import LANGUAGES
from server.features.negotiation import OFFERED
from server.features.request import MAX_SORT_KEYS
from server.features.shaping import MAX_ZOOM


def in_query(name: str, description: str, schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Give a parameter of the query string."""
    return {"name": name, "in": "query", "description": description, "schema": schema, **more}


def words_in_query(name: str, description: str, words: Sequence[str] = ()) -> dict[str, Any]:
    """Give a parameter that takes words with a comma between, any unless they are named."""
    items: dict[str, Any] = {"type": "string"}
    if words:
        items["enum"] = list(words)
    return in_query(name, description, {"type": "array", "items": items}, explode=False)


def selection(names: Sequence[str] = ()) -> dict[str, Any]:
    """Give the parameter that selects fields, any unless they are named."""
    return words_in_query(
        "properties", "Fields to give, comma between; all when it is left out", names
    )


def in_path(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    """Give a parameter of the path."""
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": schema,
    }


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
    "bbox": in_query(
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
    "bbox-crs": in_query("bbox-crs", "Reference system of bbox", _CRS),
    "crs": in_query("crs", "Reference system of the answer", _CRS),
    "datetime": in_query(
        "datetime",
        "An instant, or an interval start/end with .. for an open end (RFC 3339)",
        {"type": "string", "pattern": f"^(?:{_MOMENT}|{_END}/{_END})$"},
        style="form",
        explode=False,
    ),
    "filter": in_query(
        "filter",
        "CQL2 that must be true of a feature, such as class = 'A' AND area > 10; "
        "the queryables list what it may name",
        {"type": "string", "maxLength": MAX_BYTES},
    ),
    "filter-lang": in_query(
        "filter-lang",
        "How the filter is written; cql-text is an old name of cql2-text",
        {"type": "string", "enum": list(LANGUAGES), "default": "cql2-text"},
    ),
    "filter-crs": in_query("filter-crs", "Reference system of the filter's shapes", _CRS),
    "offset": in_query(
        "offset",
        "Matches to skip; a next link is faster and loses nothing",
        {"type": "integer", "minimum": 0, "maximum": 999999999, "default": 0},
    ),
    "next": in_query(
        "next",
        "Mark of the following page, taken from a next link",
        {"type": "string", "pattern": "^[0-9]{1,9}-[0-9]{1,12}$"},
    ),
    "sortby": in_query(
        "sortby",
        "Fields to sort by, comma between; - in front for the largest first; the missing come last",
        {"type": "array", "minItems": 1, "maxItems": MAX_SORT_KEYS, "items": {"type": "string"}},
        style="form",
        explode=False,
    ),
    "skip-geometry": in_query(
        "skip-geometry", "Give no geometries", {"type": "boolean", "default": False}
    ),
    "zoom-level": in_query(
        "zoom-level",
        "Simplify geometries for a map of this zoom level (WebMercatorQuad, 256 pixels): no line "
        "moves by more than half a pixel",
        {"type": "number", "minimum": 0, "maximum": MAX_ZOOM},
    ),
    "max-allowable-offset": in_query(
        "max-allowable-offset",
        "Simplify geometries: no line moves by more than this, in units of crs",
        {"type": "number", "minimum": 0},
    ),
    "f": in_query("f", "Format of the answer", {"type": "string", "enum": ["json", "html"]}),
    "lang": in_query("lang", "Language of texts", {"type": "string", "enum": ["id", "en"]}),
    "palette": in_query(
        "palette",
        "Colours: the layers' own, or colour-blind safe ones",
        {"type": "string", "enum": ["default", "safe"]},
    ),
    "featureId": in_path(
        "featureId", "Id of a feature", {"type": "integer", "format": "int64", "minimum": 0}
    ),
    "processId": in_path("processId", "Id of an analysis", {"type": "string"}),
}

FEATURE_FORMAT = in_query("f", "Format of the features", {"type": "string", "enum": list(OFFERED)})


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


def referred(schemas: Mapping[str, str]) -> dict[str, Any]:
    """Give the content of a response: media type → the name of its schema."""
    return {media: {"schema": _ref(name)} for media, name in schemas.items()}


def shared(names: Iterable[str]) -> list[dict[str, Any]]:
    """Refer to shared parameters by their names."""
    return [{"$ref": f"#/components/parameters/{name}"} for name in names]


def operation(
    name: str,
    summary: str,
    tag: str,
    parameters: Iterable[str | dict[str, Any]],
    answers: Mapping[str, Any],
) -> dict[str, Any]:
    """Give a GET operation that may be answered with 304 and with errors.

    Parameters
    ----------
    name, summary, tag
        Its id, what it is for, and the group it is listed in.
    parameters
        Described, or the names of shared ones.
    answers
        Status → response.
    """
    listed = [
        {"$ref": f"#/components/parameters/{p}"} if isinstance(p, str) else p for p in parameters
    ]
    unchanged = {"description": "Not modified: the copy with this ETag is current"}
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "tags": [tag],
            "parameters": listed,
            "responses": {**answers, "304": unchanged, **error_responses()},
        }
    }


def error_responses() -> dict[str, Any]:
    """Give the responses every operation may have, as problem documents."""
    content = {PROBLEM: {"schema": _ref("problem")}}
    return {status: {"description": text, "content": content} for status, text in _ERRORS.items()}
