"""Analyses as the API publishes them, straight from their declarations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from server.exchange.answer import JSON
from server.exchange.language import Language, say
from server.exchange.links import Link, link, representations
from server.exchange.visit import Visit

if TYPE_CHECKING:
    from gis.processes import Input, Process

EXECUTE_REL = "http://www.opengis.net/def/rel/ogc/1.0/execute"
_PAIR = {"type": "array", "minItems": 2, "maxItems": 2, "items": {"type": "number"}}
JSON_TYPES: dict[str, dict[str, Any]] = {
    "layer": {"type": "string"},
    "codes": {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
    "choice": {"type": "string"},
    "limits": {
        "oneOf": [
            {"type": "string"},
            {"type": "array", "items": {"oneOf": [{"type": "number"}, {"type": "string"}]}},
        ]
    },
    "distance": {"oneOf": [{"type": "number"}, {"type": "string"}]},
    "time": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "point": {
        "oneOf": [
            {"type": "string"},
            {"type": "array", "minItems": 2, "maxItems": 2, "items": {"type": "number"}},
        ]
    },
    "places": {"oneOf": [{"type": "string"}, {"type": "array", "items": _PAIR}]},
    "line": {"oneOf": [{"type": "string"}, {"type": "array", "minItems": 2, "items": _PAIR}]},
    "parcel": {
        "oneOf": [
            {"type": "string"},
            {"type": "array", "minItems": 3, "items": _PAIR},
            {"type": "object", "description": "GeoJSON"},
        ]
    },
    "speeds": {
        "oneOf": [
            {"type": "string"},
            {"type": "array", "items": {"type": "string"}},
            {"type": "object", "additionalProperties": {"type": "number"}},
        ]
    },
    "text": {"type": "string"},
    "boolean": {"type": "boolean"},
}


def processes_document(processes: Iterable[Process], visit: Visit) -> dict[str, Any]:
    """Give the list of analyses."""
    here = f"{visit.base_url}/processes"
    return {
        "processes": [_summary(process, visit.bare()) for process in processes],
        "links": representations(here, visit.pairs, JSON, shown=visit.shown),
    }


def process_document(process: Process, visit: Visit) -> dict[str, Any]:
    """Give one analysis with its inputs and outputs."""
    language = visit.language
    return {
        **_summary(process, visit),
        "inputs": {i.id: input_description(i, language) for i in process.inputs},
        "outputs": {
            name: {"title": say(text, language), "titles": text.to_dict(), "schema": {}}
            for name, text in process.outputs.items()
        },
        "references": list(process.references),
    }


def _summary(process: Process, visit: Visit) -> dict[str, Any]:
    return {
        "id": process.id,
        "version": process.version,
        "title": say(process.title, visit.language),
        "titles": process.title.to_dict(),
        "description": say(process.description, visit.language),
        "descriptions": process.description.to_dict(),
        "jobControlOptions": ["sync-execute"],
        "links": _links(process, visit),
    }


def _links(process: Process, visit: Visit) -> list[Link]:
    here = f"{visit.base_url}/processes/{process.id}"
    return [
        *representations(here, visit.pairs, JSON, shown=visit.shown),
        link(f"{here}/execution", EXECUTE_REL, JSON),
    ]


def input_description(declared: Input, language: Language) -> dict[str, Any]:
    """Give one input: titles, JSON Schema, unit, limits, choices with their labels."""
    schema = dict(JSON_TYPES[declared.type])
    if declared.type in ("integer", "number"):
        limits = {"minimum": declared.minimum, "maximum": declared.maximum}
        schema |= {name: value for name, value in limits.items() if value is not None}
    if declared.default is not None:
        schema["default"] = declared.default
    return {
        "title": say(declared.title, language),
        "titles": declared.title.to_dict(),
        "description": say(declared.description, language),
        "descriptions": declared.description.to_dict(),
        "minOccurs": int(declared.required),
        "schema": schema,
        "x-type": declared.type,
        "x-unit": declared.unit,
        "x-minimum": declared.minimum,
        "x-maximum": declared.maximum,
        "x-theme": declared.theme,
        "x-choices": [
            {"value": value, "label": label.to_dict()} for value, label in declared.choices or ()
        ],
    }
