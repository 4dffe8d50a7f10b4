"""The document of an aggregate: rows, what is in no zone, all, and what is missing."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely

from gis.aggregation.aggregating import METHOD
from gis.aggregation.borders import OUTSIDE
from gis.aggregation.hexagons import PLANE
from gis.aggregation.pieces import Shapes
from gis.aggregation.sums import GROUP, ZONE, Sums, add_up
from layers.layer import Layer, weakest_trust
from layers.starter.facts import source_words
from layers.text import Text
from server.aggregates.limits import deadline, require_groups
from server.aggregates.notes import notes_of
from server.aggregates.reading import (
    Selected,
    Zones,
    by_hexagons,
    by_layer,
    select,
    ungrouped,
    zone_fields,
)
from server.aggregates.request import AggregateRequest
from server.workspace import Workspace

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Aggregate:
    """An aggregate worked out.

    Attributes
    ----------
    rows
        One for each zone and group.
    shapes
        The zone of each row; None where rows are no zones.
    outside, unplaced
        What lies in no zone, and features without a geometry, by group.
    total
        All features, each once.
    notes
        What to know of it, in both languages.
    layers
        The layers it is from.
    """

    rows: list[Row]
    shapes: Shapes | None
    outside: list[Row]
    unplaced: list[Row]
    total: Row
    notes: list[Text]
    layers: tuple[Layer, ...]


def work_out(workspace: Workspace, request: AggregateRequest) -> Aggregate:
    """Work out what a request asks.

    Raises
    ------
    ParameterError
        If it takes too long or has too many groups.
    """
    tick = deadline()
    packed = workspace.packed(request.collection.layer)
    fields = [m.field for m in request.measures if m.field is not None]
    selected = select(packed, request.query, fields=fields, by=request.by)
    tick()
    used = [packed.layer]
    if request.zones is not None:
        areas = workspace.packed(request.zones.layer)
        used.append(areas.layer)
        zones = by_layer(selected.simple, areas, tick)
    elif request.hexagons is not None:
        zones = by_hexagons(selected.simple, request.hexagons, tick)
    else:
        zones = ungrouped(selected.simple)
    sums = add_up(
        selected.simple,
        zones.shares,
        request.measures,
        values=selected.values,
        group=selected.group,
    )
    return _told(request, selected, zones, sums, tuple(used))


def _told(
    request: AggregateRequest,
    selected: Selected,
    zones: Zones,
    sums: Sums,
    used: tuple[Layer, ...],
) -> Aggregate:
    table = sums.table
    lost = table[ZONE] == OUTSIDE
    inside = _with_empty(request, zones, table[~lost])
    require_groups(len(inside))
    by = tuple(request.columns.values())
    is_zoned = request.zones is not None or request.hexagons is not None
    if not is_zoned:
        # Nothing is split: every feature weighs one.
        inside, sums = inside.drop(columns="weight"), sums.without("weight")
    total = next(_rows(sums.total, None, (), selected))
    rows = list(_rows(inside, zones.keys, by, selected))
    if not (by or is_zoned or rows):
        # Of nothing there is a row as well, of zeros.
        rows = [total]
    return Aggregate(
        rows,
        zones.shapes[inside[ZONE].to_numpy()] if is_zoned else None,
        list(_rows(table[lost], None, by, selected)),
        list(_rows(sums.unplaced, None, by, selected)) if is_zoned else [],
        total,
        notes_of(request, selected, zones, sums),
        used,
    )


def _with_empty(request: AggregateRequest, zones: Zones, table: pd.DataFrame) -> pd.DataFrame:
    """Add rows of zeros for the areas of a layer that hold nothing (of a box: that meet it)."""
    if request.zones is None or request.by:
        return table
    listed = np.ones(len(zones.keys), dtype=bool)
    boxes = request.query.boxes()
    if boxes:
        met = [shapely.intersects(zones.shapes, shapely.box(*box)) for box in boxes]
        listed = np.logical_or.reduce(met)
    listed[table[ZONE].to_numpy()] = True
    full = table.set_index(ZONE).reindex(np.flatnonzero(listed)).rename_axis(ZONE)
    zero = {name: 0 for name in map(str, full) if name in COUNTED or name.startswith("n_")}
    full = full.fillna(zero)
    return full.assign(**{GROUP: full[GROUP].fillna(0)}).reset_index()


COUNTED = ("count", "weight", "area_ha", "length_km")
WHOLE = ("count",)


def _rows(
    table: pd.DataFrame, keys: list[Row] | None, by: tuple[str, ...], selected: Selected
) -> Iterator[Row]:
    for values in table.to_dict("records"):
        zone, group = int(values.pop(ZONE)), int(values.pop(GROUP))
        row = {} if keys is None else dict(keys[zone])
        if by:
            row |= dict(zip(by, selected.keys[group], strict=True))
        yield row | {str(name): _plain(str(name), value) for name, value in values.items()}


def _plain(name: str, value: float) -> float | int | None:
    if math.isnan(value):
        return None
    return int(value) if name in WHOLE or name.startswith("n_") else float(value)


def aggregate_document(aggregate: Aggregate, request: AggregateRequest) -> dict[str, Any]:
    """Give an aggregate as plain data, without links."""
    zoned = aggregate.shapes is not None
    return {
        "collection": request.collection.layer.id,
        "groupedBy": _grouping(request),
        "measures": [_measure(request, str(m)) for m in request.measures],
        "numberMatched": aggregate.total["count"],
        "rows": aggregate.rows,
        **({"outside": aggregate.outside, "unplaced": aggregate.unplaced} if zoned else {}),
        "total": aggregate.total,
        "notes": [note.to_dict() for note in aggregate.notes],
        "method": METHOD.to_dict(),
        "trust": weakest_trust(*aggregate.layers),
        "inputs": [
            {
                "layer": layer.id,
                "revision": layer.revision,
                "data_date": layer.data_date,
                "source": layer.source,
                "source_words": source_words(layer.source).to_dict(),
                "trust": layer.trust,
            }
            for layer in aggregate.layers
        ],
    }


def _grouping(request: AggregateRequest) -> Mapping[str, Any]:
    layer = request.collection.layer
    out: dict[str, Any] = {}
    if request.by:
        out["fields"] = [_field(layer, *pair) for pair in request.columns.items()]
    if request.zones is not None:
        zones = request.zones.layer
        out["layer"] = {"id": zones.id, "title": zones.title.to_dict(), **zone_fields(zones)}
    if request.hexagons is not None:
        out["hexagons"] = {
            "width_m": request.hexagons.width_m,
            "area_ha": request.hexagons.area_ha,
            "plane": PLANE,
        }
    return out


def _field(layer: Layer, name: str, column: str) -> dict[str, Any]:
    field = layer.schema[name]
    labels = labels_of(layer, name)
    told = {value: label.to_dict() for value, label in labels.items()}
    known = {"labels": told} if told else {}
    return {"name": name, "column": column, "title": field.title.to_dict(), **known}


def labels_of(layer: Layer, name: str) -> dict[Any, Text]:
    """Give what the values of a field are called: its codes, or the classes of the map."""
    field = layer.schema[name]
    if field.codes:
        return dict(field.codes)
    if layer.styling.get("class_field") != name:
        return {}
    classes = layer.styling.get("classes") or ()
    return {one["value"]: Text.of(one["label"]) for one in classes if one.get("label")}


def _measure(request: AggregateRequest, written: str) -> dict[str, Any]:
    measure = next(m for m in request.measures if str(m) == written)
    unit = {"area": "ha", "length": "km"}.get(measure.kind)
    if measure.field is not None:
        unit = request.collection.layer.schema[measure.field].unit
    return {"name": measure.name, "measure": written, "unit": unit}
