"""AggregateRequest: what of a collection is added up, by what, and how it is answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from gis.aggregation import HexGrid, Measure, read_measures
from gis.errors import BadValueError, InputError
from gis.processes.values import distance_of
from layers.layer import Layer
from layers.query import Query
from layers.text import Text
from server.aggregates.limits import MAX_FIELDS, MAX_MEASURES
from server.collection import Collection
from server.errors import ParameterError
from server.exchange.ask import Ask
from server.exchange.forms import liked_best, unoffered
from server.exchange.language import Language
from server.exchange.links import Pairs
from server.exchange.parameters import read_language, read_parameters, refuse_unknown
from server.features.request import items_request
from server.workspace import Workspace

Form = Literal["json", "geojson", "csv", "html"]
MEDIA: dict[Form, str] = {
    "json": "application/json",
    "geojson": "application/geo+json",
    "csv": "text/csv; charset=utf-8",
    "html": "text/html",
}
OWN = ("by", "by-layer", "hexagons", "measures", "f")
# What items take and an aggregate does too; paging and the choice of columns mean nothing here.
OF_ITEMS = ("bbox", "bbox-crs", "datetime", "filter", "filter-crs", "filter-lang", "lang")
# Columns that every answer has; and, of each field measured, its name behind these.
RESERVED = ("part", "zone_id", "zone_code", "zone_name", "lon", "lat", "count", "weight")
TOLD = ("n", "missing")
NUMBERS = ("integer", "number")
AREAS = ("Polygon", "MultiPolygon")
LINES = ("LineString", "MultiLineString")


@dataclass(frozen=True, slots=True)
class AggregateRequest:
    """What a request for an aggregate asks, after every check.

    `zones` is the layer to group by, `hexagons` the grid: at most one of them is given.
    """

    collection: Collection
    query: Query
    measures: tuple[Measure, ...]
    by: tuple[str, ...]
    zones: Collection | None
    hexagons: HexGrid | None
    pairs: Pairs
    form: Form
    language: Language

    @property
    def columns(self) -> dict[str, str]:
        """The column of the answer for each attribute grouped by: its name, where that is free."""
        fields = {m.field for m in self.measures if m.field is not None}
        told = {m.name for m in self.measures} | {f"{k}_{f}" for k in TOLD for f in fields}
        taken = {*RESERVED, *told}
        return {name: f"by_{name}" if name in taken else name for name in self.by}


def read_aggregate_request(
    workspace: Workspace, ask: Ask, collection: Collection
) -> AggregateRequest:
    """Understand the query string of a request for an aggregate.

    Raises
    ------
    ParameterError
        If a parameter is unknown, repeated, malformed or at odds with another.
    QueryError
        If the filter cannot be taken.
    """
    given = read_parameters(ask.query)
    filters = [name for name in collection.filters if name not in OWN]
    refuse_unknown(given, (*OWN, *OF_ITEMS, *filters))
    # A form sends what was left empty as well.
    own = {name: given[name].strip() for name in OWN if given.get(name, "").strip()}
    rest = [pair for pair in given.items() if pair[0] not in OWN]
    items = items_request(dict(rest), collection, workspace.settings)
    layer = collection.layer
    if "by-layer" in own and "hexagons" in own:
        raise ParameterError(
            Text(
                "by-layer dan hexagons tidak dapat bersama; pilih salah satu",
                "by-layer and hexagons exclude each other; choose one",
            )
        )
    return AggregateRequest(
        collection,
        items.query,
        _measures(own.get("measures"), layer),
        _fields(own.get("by"), layer),
        _zones(workspace, own["by-layer"]) if "by-layer" in own else None,
        _hexagons(own["hexagons"]) if "hexagons" in own else None,
        (*rest, *((n, v) for n, v in own.items() if n != "f")),
        read_form(own.get("f"), ask.accept, tuple(MEDIA)),
        ask.language(read_language(given), workspace.settings.language),
    )


def read_form(text: str | None, accept: str, forms: Sequence[Form]) -> Form:
    """Give the form of an answer: the `f` parameter's, else what the Accept header likes best.

    Raises
    ------
    ParameterError
        If it is none of the forms.
    """
    if text is None:
        media = {MEDIA[form].partition(";")[0]: form for form in forms}
        return media.get(liked_best(accept, tuple(media)) or "", "json")
    found = next((form for form in forms if form == text), None)
    if found is None:
        raise unoffered("f", text, forms)
    return found


def _measures(text: str | None, layer: Layer) -> tuple[Measure, ...]:
    if text is None:
        return usual_measures(layer)
    try:
        found = read_measures(text)
    except InputError as error:
        raise ParameterError("measures: " + error.text, code=error.code) from error
    if len(found) > MAX_MEASURES:
        raise ParameterError(
            Text(
                f"measures: {len(found)} ukuran; paling banyak {MAX_MEASURES}",
                f"measures: {len(found)} of them; at most {MAX_MEASURES} are taken",
            )
        )
    for measure in found:
        _require_measurable(measure, layer)
    return found


def usual_measures(layer: Layer) -> tuple[Measure, ...]:
    """Give what is measured when nothing is named: count, and the size of areas and lines."""
    geometry = layer.schema.geometry
    area = (Measure("area"),) if geometry in ("Geometry", *AREAS) else ()
    length = (Measure("length"),) if geometry in ("Geometry", *LINES) else ()
    return (Measure("count"), *area, *length)


def _require_measurable(measure: Measure, layer: Layer) -> None:
    geometry, usual = layer.schema.geometry, ", ".join(map(str, usual_measures(layer)))
    size = measure.kind.removeprefix("mean_by_")
    fits = {"area": ("Geometry", *AREAS), "length": ("Geometry", *LINES)}.get(size)
    if fits is not None and geometry not in fits:
        raise ParameterError(
            Text(
                f"measures: {layer.id} berisi {geometry}, tanpa {size}; yang dapat diukur "
                f"{usual} dan kolomnya",
                f"measures: {layer.id} holds {geometry}, which has no {size}; what can be "
                f"measured is {usual} and its fields",
            ),
            code="no-such-measure",
        )
    numeric = [f.name for f in layer.schema.fields if f.type in NUMBERS]
    if measure.field is not None and measure.field not in numeric:
        raise ParameterError(
            Text(
                f"measures: {measure.field[:40]!r} bukan kolom bilangan dari {layer.id}; kolom "
                f"bilangannya {', '.join(numeric) or 'tidak ada'}",
                f"measures: {measure.field[:40]!r} is no field of numbers of {layer.id}; those "
                f"are {', '.join(numeric) or 'none'}",
            ),
            code="unknown-property",
        )


def _fields(text: str | None, layer: Layer) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(p.strip() for p in (text or "").split(",") if p.strip()))
    strange = [name for name in names if name not in layer.schema.names]
    if strange:
        raise ParameterError(
            Text(
                f"by: {', '.join(repr(s[:40]) for s in strange[:5])} bukan kolom {layer.id}; "
                f"kolomnya {', '.join(layer.schema.names) or 'tidak ada'}",
                f"by: {', '.join(repr(s[:40]) for s in strange[:5])} is not a field of "
                f"{layer.id}; it has {', '.join(layer.schema.names) or 'none'}",
            ),
            code="unknown-property",
        )
    if len(names) > MAX_FIELDS:
        raise ParameterError(
            Text(
                f"by: {len(names)} kolom; paling banyak {MAX_FIELDS}",
                f"by: {len(names)} fields; at most {MAX_FIELDS} are taken",
            )
        )
    return names


def zone_layers(workspace: Workspace) -> list[Layer]:
    """Give the layers that others can be grouped by: those of areas that hold any."""
    known = (collection.layer for collection in workspace.collections().values())
    return [layer for layer in known if layer.schema.geometry in AREAS and layer.n_features]


def _zones(workspace: Workspace, layer_id: str) -> Collection:
    known = [layer.id for layer in zone_layers(workspace)]
    if layer_id not in known:
        raise ParameterError(
            Text(
                f"by-layer: {layer_id[:60]!r} bukan lapisan bidang; yang ada "
                f"{', '.join(known) or 'tidak ada'}",
                f"by-layer: {layer_id[:60]!r} is no layer of areas; there are "
                f"{', '.join(known) or 'none'}",
            ),
            code="unknown-layer",
        )
    return workspace.collection(layer_id)


def _hexagons(text: str) -> HexGrid:
    try:
        return HexGrid(distance_of(text))
    except (BadValueError, InputError) as error:
        raise ParameterError("hexagons: " + error.text) from error
