"""What the OpenAPI document says of running analyses and of jobs."""

from __future__ import annotations

from typing import Any

from server.documents.jobs.results import RESULT_WORDS
from server.documents.jobs.status import WORDS
from server.documents.openapi_parts import error_responses, operation, referred, shared
from server.documents.phrases import PHRASES
from server.exchange.answer import GEOJSON, JSON
from server.exchange.language import Language, say
from server.jobs.asking import TIFF
from server.jobs.job import STATES

_PAGE = {"text/html": "page"}
_TEXT = {"type": "string"}
_TIME = {"type": "string", "format": "date-time"}
_STATUS = {"type": "string", "enum": list(STATES)}
_OBJECT: dict[str, Any] = {"type": "object"}
JOB_PARAMETERS: dict[str, dict[str, Any]] = {
    "jobId": {
        "name": "jobId",
        "in": "path",
        "required": True,
        "description": "Id of a job",
        "schema": {"type": "string", "format": "uuid"},
    },
    "outputId": {
        "name": "outputId",
        "in": "path",
        "required": True,
        "description": "Name of an output",
        "schema": {"type": "string", "pattern": "^[a-z_]{1,40}$"},
    },
    "resultId": {
        "name": "resultId",
        "in": "path",
        "required": True,
        "description": "Id of the layer of a result",
        "schema": {"type": "string", "pattern": "^result_[a-z0-9_]+$"},
    },
    "prefer": {
        "name": "Prefer",
        "in": "header",
        "description": "respond-async runs a job; wait=SECONDS waits for it that long at most",
        "schema": _TEXT,
    },
}
_LINKS = {"type": "array", "items": {"$ref": "#/components/schemas/link"}}
_SCENARIO = {
    "type": "object",
    "properties": {"id": _TEXT, "title": _TEXT, "version": {"type": "integer", "minimum": 1}},
}
JOB_SCHEMAS: dict[str, dict[str, Any]] = {
    "statusInfo": {
        "type": "object",
        "required": ["jobID", "status", "type"],
        "properties": {
            "jobID": _TEXT,
            "processID": _TEXT,
            "type": {"type": "string", "enum": ["process"]},
            "status": _STATUS,
            "message": _TEXT,
            "progress": {"type": "integer", "minimum": 0, "maximum": 100},
            **dict.fromkeys(("created", "started", "finished", "updated", "expires"), _TIME),
            "estimatedSeconds": {"type": "number"},
            "code": _TEXT,
            "scenario": _SCENARIO,
            "links": _LINKS,
        },
    },
    "jobs": {
        "type": "object",
        "required": ["jobs", "links"],
        "properties": {
            "jobs": {"type": "array", "items": {"$ref": "#/components/schemas/statusInfo"}},
            "numberMatched": {"type": "integer", "minimum": 0},
            "numberReturned": {"type": "integer", "minimum": 0},
            "links": _LINKS,
        },
    },
    "result": {
        "type": "object",
        "required": ["id", "processID", "jobID", "stale", "links"],
        "properties": {
            **dict.fromkeys(("id", "title", "processID", "version", "jobID", "output"), _TEXT),
            **dict.fromkeys(("inputs", "layers", "software", "replay"), _OBJECT),
            "stale": {"type": "boolean"},
            "moved": {"type": "array", "items": _TEXT},
            "made": _TIME,
            "seconds": {"type": "number"},
            "expires": {**_TIME, "nullable": True},
            "trust": _TEXT,
            "scenario": _SCENARIO,
            "rerun": _TEXT,
            "awaits": {"type": "array", "items": _TEXT},
            "links": _LINKS,
        },
    },
    "results": {
        "type": "object",
        "required": ["results", "links"],
        "properties": {
            "results": {"type": "array", "items": {"$ref": "#/components/schemas/result"}},
            "links": _LINKS,
        },
    },
    "newLayer": {
        "type": "object",
        "properties": {
            "id": {"type": "string", "pattern": "^[a-z0-9_]{1,40}$"},
            "title": {"oneOf": [_TEXT, _OBJECT]},
            "keep": {"type": "boolean", "default": False},
        },
    },
    "execute": {
        "type": "object",
        "properties": {
            "inputs": {"type": "object"},
            "outputs": {
                "type": "object",
                "additionalProperties": {
                    "type": "object",
                    "properties": {
                        "transmissionMode": {"type": "string", "enum": ["value", "reference"]},
                        "format": {"type": "object", "properties": {"mediaType": _TEXT}},
                    },
                },
            },
            "response": {"type": "string", "enum": ["raw", "document"]},
        },
    },
}


def job_paths(language: Language) -> dict[str, Any]:
    """Give the operations on analyses that run, and on jobs."""

    def word(key: str) -> str:
        return say(WORDS[key], language)

    one = {JSON: "statusInfo", **_PAGE}
    status = _get("job", word("job"), one, ("jobId", "f", "lang"))
    dismissal = _get("dismiss", word("job"), {JSON: "statusInfo"}, ("jobId", "lang"))["get"]
    del dismissal["responses"]["304"]
    files = {JSON: "object", GEOJSON: "features", TIFF: "file"}
    return {
        "/processes/{processId}/execution": {
            "post": execution_operation(say(PHRASES["processes"], language))
        },
        "/jobs": _get("jobs", word("jobs"), {JSON: "jobs", **_PAGE}, _LIST),
        "/jobs/{jobId}": {**status, "delete": dismissal},
        "/jobs/{jobId}/results": _get("results", word("results"), {JSON: "object"}, ("jobId",)),
        "/jobs/{jobId}/results/{outputId}": _get(
            "output", word("results"), files, ("jobId", "outputId")
        ),
        **_layer_paths(say(RESULT_WORDS["results"], language)),
    }


def _layer_paths(summary: str) -> dict[str, Any]:
    """Give the operations on results that are layers."""
    one = {JSON: "result", **_PAGE}
    making = _changing("make-layer", summary, ("jobId", "outputId"), "201", "result", "newLayer")
    every = _changing("rerun-stale", summary, (), "202", "results")
    running = _changing("rerun", summary, ("resultId",), "201", "statusInfo")
    removing = _changing("remove-result", summary, ("resultId",), "204")
    return {
        "/jobs/{jobId}/results/{outputId}/layer": {"post": making},
        "/results": _get("result-layers", summary, {JSON: "results", **_PAGE}, ("f", "lang")),
        "/results/{resultId}": {
            **_get("result", summary, one, ("resultId", "f", "lang")),
            "patch": _changing("keep", summary, ("resultId",), "200", "result", "newLayer"),
            "delete": removing,
        },
        "/results/rerun": {"post": every},
        "/results/{resultId}/rerun": {"post": running},
    }


def _changing(
    name: str,
    summary: str,
    parameters: tuple[str, ...],
    status: str,
    given: str | None = None,
    taken: str | None = None,
) -> dict[str, Any]:
    """Give an operation that changes something: what it takes and what it gives."""
    content = {} if given is None else {"content": referred({JSON: given})}
    body = {} if taken is None else {"requestBody": {"content": referred({JSON: taken})}}
    return {
        "operationId": name,
        "summary": summary,
        "tags": ["processes"],
        "parameters": shared(parameters),
        **body,
        "responses": {status: {"description": summary, **content}, **error_responses()},
    }


_LIST: tuple[str | dict[str, Any], ...] = (
    *("f", "lang"),
    {
        "name": "limit",
        "in": "query",
        "description": "Jobs on a page",
        "schema": {"type": "integer", "minimum": 1, "maximum": 100, "default": 20},
    },
    {
        "name": "offset",
        "in": "query",
        "description": "Jobs to skip",
        "schema": {"type": "integer", "minimum": 0, "maximum": 999999999, "default": 0},
    },
    {
        "name": "status",
        "in": "query",
        "description": "States of jobs to list, comma between",
        "explode": False,
        "schema": {"type": "array", "items": _STATUS},
    },
    {
        "name": "processID",
        "in": "query",
        "description": "Analysis whose jobs to list",
        "schema": _TEXT,
    },
)


def _get(
    name: str,
    summary: str,
    content: dict[str, str],
    parameters: tuple[str | dict[str, Any], ...],
) -> dict[str, Any]:
    answers = {"200": {"description": summary, "content": referred(content)}}
    return operation(name, summary, "processes", parameters, answers)


def execution_operation(
    summary: str, name: str = "execute", parameters: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Give the operation that runs an analysis; `parameters` say on what."""
    accepted = {
        "description": "Taken on as a job; Location leads to its status",
        "headers": {"Location": {"schema": _TEXT}},
        "content": referred({JSON: "statusInfo"}),
    }
    files = {JSON: "object", GEOJSON: "features", TIFF: "file", "multipart/related": "file"}
    answers = {
        "200": {"description": summary, "content": referred(files)},
        "201": accepted,
        "204": {"description": "The one output asked for is at the address in Link"},
    }
    return {
        "operationId": name,
        "summary": summary,
        "tags": ["processes"],
        "parameters": shared([*parameters, "processId", "prefer"]),
        "requestBody": {"required": True, "content": referred({JSON: "execute"})},
        "responses": {**answers, **error_responses()},
    }
