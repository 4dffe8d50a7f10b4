"""Picture styles: the ways a raster is coloured, each with its legend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from layers.colours import safe_classes, safe_steps
from layers.layer import Layer
from layers.picturing.colouring import ByClass, Colouring, stepped
from layers.picturing.levels import Levels
from layers.picturing.shading import ByLight, light
from layers.text import Text

StyleId = Literal["default", "safe", "smooth", "hillshade"]
OTHER = Text("Lainnya", "Other")
OTHER_COLOUR = "#9aa0a6"
TITLES: Mapping[StyleId, Text] = {
    "default": Text("Warna legenda", "Colours of the legend"),
    "safe": Text("Aman buta warna", "Colour-blind safe"),
    "smooth": Text("Warna berangsur", "Colours drawn out"),
    "hillshade": Text("Bayangan bukit", "Hillshade"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a legend; value None stands for all values not named."""

    value: float | int | None
    label: Text
    colour: str

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain data for JSON."""
        return {
            "value": self.value,
            "label": self.label.to_dict(),
            "colour": self.colour,
            "shape": "fill",
        }


def style_ids(layer: Layer) -> tuple[StyleId, ...]:
    """Name the styles a raster layer has; the first is the one it is drawn in.

    Examples
    --------
    >>> from layers import Layer, Schema, Text
    >>> style_ids(Layer("slope", Text("", ""), "land", Schema(), kind="raster"))
    ('default', 'safe', 'smooth')
    """
    if holds_classes(layer):
        return ("default", "safe")
    return ("default", "safe", "smooth", *(("hillshade",) if holds_heights(layer) else ()))


def holds_classes(layer: Layer) -> bool:
    """Say whether the cells of a raster are classes, which must not be mixed."""
    hints = layer.styling
    if hints.get("classes"):
        return bool(hints.get("class_field"))
    coded = any(f.codes for f in layer.schema.fields)
    return coded or _theme(layer) == "landcover"


def holds_heights(layer: Layer) -> bool:
    """Say whether the cells of a raster are heights in metres."""
    field = next(iter(layer.schema.fields), None)
    return _theme(layer) == "elevation" or (
        field is not None and field.title.en == "Elevation" and field.unit == "m"
    )


def legend_of(layer: Layer, style: StyleId, levels: Levels | None = None) -> tuple[Entry, ...]:
    """Give the legend of a raster in a style; none of a hillshade.

    Parameters
    ----------
    layer
        A raster layer.
    style
        One of `style_ids`.
    levels
        Its cells: a raster of which no legend is known gets one from its smallest copy.
    """
    if style == "hillshade":
        return ()
    listed = listed_classes(layer)
    if not listed and levels is not None:
        listed = _told_by_values(levels)
    entries = [Entry(one["value"], Text.of(one["label"]), str(one["colour"])) for one in listed]
    if holds_classes(layer):
        entries.append(Entry(None, OTHER, OTHER_COLOUR))
    else:
        entries.sort(key=lambda entry: float(entry.value or 0))
    if style != "safe":
        return tuple(entries)
    if holds_classes(layer):
        colours, _ = safe_classes([e.colour for e in entries])
    else:
        colours = safe_steps(len(entries))
    return tuple(Entry(e.value, e.label, c) for e, c in zip(entries, colours, strict=True))


def colouring_of(layer: Layer, style: StyleId, levels: Levels | None = None) -> Colouring | ByLight:
    """Give how a style colours the values of a raster; see `legend_of`."""
    if style == "hillshade":
        return ByLight()
    entries = legend_of(layer, style, levels)
    colours = tuple(entry.colour for entry in entries)
    if holds_classes(layer):
        return ByClass(tuple(int(e.value) for e in entries if e.value is not None), colours)
    floor = shows_lowest(layer)
    edges = [float(e.value or 0) for e in entries]
    return stepped(edges, colours, floor=floor, smooth=style == "smooth")


def shows_lowest(layer: Layer) -> bool:
    """Say whether what lies below the first step of a legend has its colour.

    Below one person a cell there is nobody to show; the lowest slope or height is shown.
    """
    return "population" not in (_theme(layer), layer.theme)


# What imports know of rasters is heavy to load, and a service starts without a picture.
def listed_classes(layer: Layer) -> Sequence[Mapping[str, Any]]:
    """Give the classes of a raster as its description or its theme lists them."""
    from layers.themes.rasters.legends import legend_classes

    return legend_classes(layer)


def _told_by_values(levels: Levels) -> Sequence[Mapping[str, Any]]:
    from layers.themes.rasters.theme import RAMP, steps

    return steps(*levels.spread(), RAMP)


def _theme(layer: Layer) -> str:
    from layers.themes.rasters import raster_theme_of

    return raster_theme_of(layer.id, None).id


def note_of(style: StyleId, zoom: int = 12) -> Text | None:
    """Say what a legend does not: where the light of a hillshade comes from."""
    return light(zoom) if style == "hillshade" else None
