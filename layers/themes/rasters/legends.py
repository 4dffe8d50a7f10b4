"""Legends of rasters: the classes a layer came with, else those of its theme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from layers import landcover
from layers.layer import Layer
from layers.schema import Field
from layers.themes.rasters import raster_theme_of
from layers.themes.rasters.quantities import (
    HEIGHT_RAMP,
    HEIGHT_STEPS,
    PEOPLE_RAMP,
    PEOPLE_STEPS,
    SLOPE_RAMP,
    SLOPE_STEPS,
)
from layers.themes.rasters.theme import from_value

RAMPS: Mapping[str, tuple[Sequence[float], Sequence[str]]] = {
    "population": (PEOPLE_STEPS, PEOPLE_RAMP),
    "elevation": (HEIGHT_STEPS, HEIGHT_RAMP),
    "slope": (SLOPE_STEPS, SLOPE_RAMP),
}


def legend_classes(layer: Layer) -> tuple[Mapping[str, Any], ...]:
    """Give the classes of a raster as map hints: value, label in both languages, colour.

    Parameters
    ----------
    layer
        Its `styling` holds the classes it was imported with. Where it has none, they are
        those of its theme: the common legend of land cover (the classes of the layer's
        code list), the ramp of people, heights or slopes; a raster of any other
        quantity has none.

    Examples
    --------
    >>> from layers import Layer, Schema, Text
    >>> slope = Layer("slope", Text("Lereng", "Slope"), "land", Schema(), kind="raster")
    >>> [one["value"] for one in legend_classes(slope)]
    [0, 2, 8, 15, 25]
    """
    given: Sequence[Mapping[str, Any]] = layer.styling.get("classes") or ()
    if given:
        return tuple(given)
    theme = raster_theme_of(layer.id, None).id
    if theme == "generic" and layer.theme in RAMPS:
        theme = layer.theme
    if theme == "landcover":
        return _cover(layer.schema.fields)
    return tuple(from_value(v, c) for v, c in zip(*RAMPS.get(theme, ((), ())), strict=True))


def _cover(fields: Sequence[Field]) -> tuple[Mapping[str, Any], ...]:
    codes = next((set(f.codes) for f in fields if f.codes), None)
    every = landcover.legend(landcover.COMMON).map_classes(as_number=True)
    return tuple(one for one in every if codes is None or str(one["value"]) in codes)
