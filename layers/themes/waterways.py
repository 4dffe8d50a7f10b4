"""Waterways: rivers, canals and drains, boat routes and ferries with boats and times."""

from __future__ import annotations

import numpy as np
import pandas as pd

from layers.infrastructure.columns import fields_of
from layers.infrastructure.measures import LENGTH_UNITS, SPEED_UNITS, line_lengths_m
from layers.infrastructure.timetables import departures_of, months_of
from layers.infrastructure.waterways import boat_speeds, boats_of, minutes_of
from layers.schema import Text
from layers.sources import findings as say
from layers.themes.fitted import Fitted
from layers.themes.normalising import (
    Rule,
    added,
    coded,
    in_order,
    measured,
    named,
    normalise,
    replaced,
    true_or_false,
)
from layers.themes.roads import line_hints, require_lines
from layers.themes.theme import Theme

FIELDS = fields_of("waterways")
CLASS, NAVIGABLE, SPEED = FIELDS["class"], FIELDS["navigable"], FIELDS["speed_kmh"]
RULES = (
    coded(CLASS, "waterway_class", several=True),
    true_or_false(NAVIGABLE),
    Rule(FIELDS["boats"], lambda value, _: boats_of(value)),
    measured(SPEED, SPEED_UNITS, (1, 120)),
    measured(FIELDS["width_m"], LENGTH_UNITS, (0.2, 20_000)),
    measured(FIELDS["draught_m"], LENGTH_UNITS, (0.05, 30)),
    Rule(FIELDS["headway_min"], lambda value, _: minutes_of(value), (1, 20_160)),
    Rule(FIELDS["crossing_min"], lambda value, _: minutes_of(value), (1, 10_080)),
    Rule(FIELDS["departures"], lambda value, _: departures_of(value), shy=True),
    Rule(FIELDS["closed_months"], lambda value, _: months_of(value), shy=True),
    coded(FIELDS["flow"], "direction", shy=True),
)
CLASS_OF_LAYER = {"ferries": "ferry", "boat_routes": "boat_route"}
ALWAYS_NAVIGABLE = ("ferry", "boat_route")


def fit_waterways(fitted: Fitted, layer_id: str) -> Fitted:
    """Tell class, navigability, boats, times, width and length of waterways and ferries.

    Raises
    ------
    SchemaError
        `wrong-geometry` when no row is a line.
    """
    require_lines(fitted, layer_id)
    fitted = named(fitted, FIELDS["name"], FIELDS["code"], FIELDS["operator"])
    fitted = normalise(fitted, *RULES)
    fitted = _classed(fitted, CLASS_OF_LAYER.get(layer_id))
    if CLASS.name in fitted.frame:
        fitted = _speeds(_navigable(fitted))
    if "length_km" not in fitted.frame:
        lengths = line_lengths_m(fitted.frame.geometry.to_numpy()) / 1000.0
        fitted = added(fitted, FIELDS["length_km"], np.round(lengths, 3))
    return in_order(fitted, FIELDS.values())


def _classed(fitted: Fitted, by_layer: str | None) -> Fitted:
    """Fill the class that the layer's id tells, or say that there is none."""
    frame = fitted.frame
    if by_layer is None:
        if CLASS.name in frame:
            return fitted
        return fitted.with_(
            say.warning("class-missing", ", ".join(("class", *CLASS.aliases)), "left empty")
        )
    none = pd.Series(None, index=frame.index, dtype=object)
    held = frame.get(CLASS.name, none)
    if not held.isna().any():
        return fitted
    n = int(held.isna().sum())
    said = Text(f"kelas {by_layer} untuk {n} baris", f"class {by_layer} for {n} rows")
    told = np.where(held.isna(), by_layer, held.to_numpy(dtype=object))
    return replaced(fitted, CLASS, told).with_(say.note("default-taken", said))


def _navigable(fitted: Fitted) -> Fitted:
    """Mark ferries and boat routes as navigable: they are."""
    frame = fitted.frame
    sailed = frame[CLASS.name].isin(ALWAYS_NAVIGABLE).to_numpy(dtype=bool)
    if not sailed.any():
        return fitted
    held = np.full(len(frame), None, dtype=object)
    if NAVIGABLE.name in frame:
        held = frame[NAVIGABLE.name].to_numpy(dtype=object)
    told = np.where(sailed & pd.isna(held), True, held)
    return replaced(fitted, NAVIGABLE, told)


def _speeds(fitted: Fitted) -> Fitted:
    """Fill missing speeds with the planning speed of the class."""
    frame = fitted.frame
    proposals = {kind: speed.speed_kmh for kind, speed in boat_speeds().items()}
    proposed = frame[CLASS.name].map(proposals).to_numpy(dtype=float)
    none = pd.Series(np.nan, index=frame.index)
    held = frame.get(SPEED.name, none).to_numpy(dtype=float)
    filled = np.isnan(held) & ~np.isnan(proposed)
    if not filled.any():
        return fitted
    source = np.full(len(frame), None, dtype=object)
    source[~np.isnan(held)] = "file"
    source[filled] = "default"
    n = int(filled.sum())
    said = Text(
        f"speed_kmh {n} alur: kecepatan perencanaan menurut kelas; usulan (model), bukan hasil "
        "ukur; ditandai 'default' di speed_source",
        f"speed_kmh of {n} waterways: planning speed by class; a proposal (modelled), not "
        "measured; marked 'default' in speed_source",
    )
    fitted = replaced(fitted, SPEED, np.where(filled, proposed, held))
    return added(fitted, FIELDS["speed_source"], source).with_(say.note("default-taken", said))


WATERWAYS = Theme(
    id="waterways",
    title=Text("Sungai dan jalur perahu", "Waterways"),
    stored="infrastructure",
    map_group="infrastructure",
    fit=fit_waterways,
    layer_ids=("waterways", "ferries", "boat_routes"),
    aliases=("rivers",),
    hints=lambda fields: line_hints(fields, "waterway_class", width=1.6),
)
