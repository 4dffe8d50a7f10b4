"""Analyses as the API publishes them, straight from their declarations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from statistics import median
from typing import TYPE_CHECKING, Any

from layers.text import Text
from server.exchange.answer import GEOJSON, JSON
from server.exchange.language import Language, say
from server.exchange.links import Link, link, representations
from server.exchange.visit import Visit
from server.jobs.asking import ANSWER, TIFF

if TYPE_CHECKING:
    from gis.processes import Input, Process

ANSWER_TITLE = Text(
    "Seluruh jawaban: angka, metode, masukan, kepercayaan, cara mengulang",
    "The whole answer: numbers, method, inputs, trust, how to repeat it",
)
FEATURES_SCHEMA = "https://geojson.org/schema/FeatureCollection.json"
EXECUTE_REL = "http://www.opengis.net/def/rel/ogc/1.0/execute"
TRANSMISSION = ("value", "reference")
CONTROL = ("sync-execute", "async-execute", "dismiss")
_PAIR = {"type": "array", "minItems": 2, "maxItems": 2, "items": {"type": "number"}}
_TEXT = {"type": "string"}
_NUMBERS = ("distance", "integer", "number")


def _geojson(kind: str) -> dict[str, Any]:
    return {"type": "object", "format": f"geojson-{kind}", "required": ["type"]}


def _one_of(*schemas: dict[str, Any]) -> dict[str, Any]:
    return {"oneOf": list(schemas)}


_COLLECTION = {
    "type": "object",
    "required": ["collection"],
    "properties": {
        "collection": _TEXT,
        "filter": _one_of(_TEXT, {"type": "object"}),
        "filter-lang": {"type": "string", "enum": ["cql2-text", "cql2-json"]},
    },
    "additionalProperties": False,
}
JSON_TYPES: dict[str, dict[str, Any]] = {
    "layer": _one_of(_TEXT, _COLLECTION),
    "codes": _one_of(_TEXT, {"type": "array", "items": _TEXT}),
    "choice": _TEXT,
    "limits": _one_of(
        _TEXT, {"type": "array", "items": _one_of({"type": "number", "exclusiveMinimum": 0}, _TEXT)}
    ),
    "distance": _one_of({"type": "number", "exclusiveMinimum": 0}, _TEXT),
    "time": _TEXT,
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "point": _one_of(_TEXT, _PAIR, _geojson("point")),
    "places": _one_of(_TEXT, {"type": "array", "items": _PAIR}, _geojson("multipoint")),
    "line": _one_of(
        _TEXT, {"type": "array", "minItems": 2, "items": _PAIR}, _geojson("linestring")
    ),
    "parcel": _one_of(_TEXT, {"type": "array", "minItems": 3, "items": _PAIR}, _geojson("polygon")),
    "speeds": _one_of(
        _TEXT,
        {"type": "array", "items": _TEXT},
        {"type": "object", "additionalProperties": {"type": "number"}},
    ),
    "text": _TEXT,
    "boolean": {"type": "boolean"},
}


def processes_document(processes: Iterable[Process], visit: Visit) -> dict[str, Any]:
    """Give the list of analyses."""
    here = f"{visit.base_url}/processes"
    return {
        "processes": [_summary(process, visit.bare()) for process in processes],
        "links": representations(here, visit.pairs, JSON, shown=visit.shown),
    }


def process_document(
    process: Process, visit: Visit, sizes: Mapping[str, int], took: Sequence[float] = ()
) -> dict[str, Any]:
    """Give one analysis with its inputs and outputs, and what it costs.

    Parameters
    ----------
    process
        The analysis.
    visit
        Who asks.
    sizes
        Layer id → its features, of the layers there are.
    took
        Seconds that its last jobs took.
    """
    language = visit.language
    return {
        **_summary(process, visit),
        **_cost(process, sizes, took),
        "inputs": {i.id: input_description(i, language) for i in process.inputs},
        "outputs": _outputs(process, language),
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
        "jobControlOptions": list(CONTROL),
        "outputTransmission": list(TRANSMISSION),
        "links": _links(process, visit),
    }


def _cost(process: Process, sizes: Mapping[str, int], took: Sequence[float]) -> dict[str, Any]:
    """Give what a run costs: by the last jobs where there are some, else as it was measured."""
    from gis.processes.costing.cost import Estimate
    from gis.processes.costing.telling import cost_record

    if process.cost is None:
        return {}
    estimate = process.cost.expected(sizes)
    if took:
        estimate = Estimate(median(took), "runs", len(took))
    titles = {spec.id: spec.title for spec in process.inputs}
    return {"x-cost": cost_record(process.cost, estimate, titles)}


def _links(process: Process, visit: Visit) -> list[Link]:
    here = f"{visit.base_url}/processes/{process.id}"
    return [
        *representations(here, visit.pairs, JSON, shown=visit.shown),
        link(f"{here}/execution", EXECUTE_REL, JSON),
    ]


def _outputs(process: Process, language: Language) -> dict[str, Any]:
    """Give every output: the answer itself, features, rasters."""
    whole = {"type": "object", "contentMediaType": JSON}
    features = {
        "type": "object",
        "contentMediaType": GEOJSON,
        "allOf": [{"format": "geojson-feature-collection"}, {"$ref": FEATURES_SCHEMA}],
    }
    raster = {"type": "string", "contentEncoding": "binary", "contentMediaType": TIFF}
    held = {
        ANSWER: (ANSWER_TITLE, whole),
        **{name: (text, features) for name, text in process.outputs.items()},
        **{name: (text, raster) for name, text in process.surfaces.items()},
    }
    return {
        name: {"title": say(text, language), "titles": text.to_dict(), "schema": schema}
        for name, (text, schema) in held.items()
    }


def input_description(declared: Input, language: Language) -> dict[str, Any]:
    """Give one input: titles, JSON Schema, unit, limits, choices with their labels."""
    return {
        "title": say(declared.title, language),
        "titles": declared.title.to_dict(),
        "description": say(declared.description, language),
        "descriptions": declared.description.to_dict(),
        "minOccurs": int(declared.required),
        "maxOccurs": 1,
        "schema": _schema(declared),
        "x-type": declared.type,
        "x-unit": declared.unit,
        "x-minimum": declared.minimum,
        "x-maximum": declared.maximum,
        "x-theme": declared.theme,
        "x-holds": declared.holds,
        "x-choices": [
            {"value": value, "label": label.to_dict()} for value, label in declared.choices or ()
        ],
    }


def _schema(declared: Input) -> dict[str, Any]:
    """Give what may be written: type, limits, codes, default."""
    schema = deepcopy(JSON_TYPES[declared.type])
    if declared.type in _NUMBERS:
        bounds = {"minimum": declared.minimum, "maximum": declared.maximum}
        numbers = schema["oneOf"][0] if "oneOf" in schema else schema
        numbers |= {name: value for name, value in bounds.items() if value is not None}
        if declared.unit:
            numbers["x-unit"] = declared.unit
    codes = [code for code, _ in declared.choices or ()]
    if codes and declared.type == "choice":
        schema["enum"] = codes
    elif codes and declared.type == "codes":
        schema["oneOf"][1]["items"] = {"type": "string", "enum": codes}
    if declared.default is not None:
        schema["default"] = declared.default
    return schema
