"""Legends of rasters, what a cell of them tells, and why the map does not draw a layer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from layers.layer import Layer
from layers.schema import Text
from server.documents.phrases import PHRASES

UNITS: Mapping[str, Text] = {
    "people": Text("orang", "people"),
    "degree": Text("derajat", "degrees"),
    "percent": Text("%", "%"),
}


def undrawn(layer: Layer) -> Text | None:
    """Say why the map draws nothing of a layer, None where it does."""
    if layer.kind == "vector" and layer.n_features and layer.bbox is None:
        return PHRASES["table_undrawn"]
    return None


def raster_legend(layer: Layer) -> list[dict[str, Any]]:
    """Give the legend of a raster in the form of all legends: value, label, colour, shape."""
    from layers.themes.rasters.legends import legend_classes

    return [
        {
            "value": one["value"],
            "label": Text.of(one["label"]).to_dict(),
            "colour": one["colour"],
            "shape": "fill",
        }
        for one in legend_classes(layer)
    ]


def cell_title(layer: Layer) -> dict[str, str] | None:
    """Give what one cell of a raster tells, with its unit; None of other layers.

    Examples
    --------
    >>> from layers import Field, Layer, Schema, Text
    >>> height = Field("value", "number", Text("Ketinggian", "Elevation"), unit="m")
    >>> dem = Layer("dem", Text("DEM", "DEM"), "land", Schema((height,)), kind="raster")
    >>> cell_title(dem)
    {'id': 'Ketinggian (m)', 'en': 'Elevation (m)'}
    """
    if layer.kind != "raster" or not layer.schema.fields:
        return None
    field, unit = layer.schema.fields[0], unit_of(layer) or Text("", "")
    return {
        "id": _with_unit(field.title.id, unit.id),
        "en": _with_unit(field.title.en, unit.en),
    }


def unit_of(layer: Layer) -> Text | None:
    """Give the unit of the cells of a raster in words; None where it has none.

    Examples
    --------
    >>> from layers import Field, Layer, Schema, Text
    >>> people = Field("value", "number", Text("Penduduk", "Population"), unit="people")
    >>> unit_of(Layer("population", Text("", ""), "people", Schema((people,)), kind="raster")).id
    'orang'
    """
    written = layer.schema.fields[0].unit if layer.schema.fields else None
    return UNITS.get(written, Text.of(written)) if written else None


def _with_unit(title: str, unit: str) -> str:
    named = not unit or unit.casefold() in title.casefold().split()
    return title if named else f"{title} ({unit})"
