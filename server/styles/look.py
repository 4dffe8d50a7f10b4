"""Look: colours and patterns of a layer's classes, from which its styles and legends are made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from layers.colours import patterns_of, safe_classes
from layers.layer import Layer
from layers.zoning.codes import known
from server.documents.styling import MapClass, MapStyle, map_classes, map_style

Variant = Literal["default", "safe"]


@dataclass(frozen=True, slots=True)
class Look:
    """How a vector layer looks.

    Attributes
    ----------
    layer
        The layer, its styling in the colours of this look.
    classes
        Its classes; the last stands for all other values.
    patterns
        Number of the pattern over each class, 0 for none: two classes whose colours are not
        told apart by everybody differ in it.
    style
        Style layers and legend made of these classes.
    """

    layer: Layer
    classes: tuple[MapClass, ...]
    patterns: tuple[int, ...]
    style: MapStyle

    @property
    def shape(self) -> str:
        """How the layer is mainly drawn: fill, line or circle."""
        return str(self.style.legend[0]["shape"])


def look_of(layer: Layer, variant: Variant = "default") -> Look:
    """Give how a vector layer looks.

    Parameters
    ----------
    layer
        A vector layer.
    variant
        `default`: the layer's own colours, areas with patterns where colours are too near;
        `safe`: colours that people with red-green blindness tell apart as well.
    """
    classes = map_classes(layer)
    colours = [one.colour for one in classes]
    areas = map_style(layer).legend[0]["shape"] == "fill"
    if variant == "safe" and len(classes) > 1:
        safe, patterns = safe_classes(colours)
        layer = _recoloured(layer, safe)
        classes = map_classes(layer)
    else:
        patterns = patterns_of(colours)
    if not areas:
        patterns = (0,) * len(classes)
    return Look(layer, classes, patterns, map_style(layer))


def _recoloured(layer: Layer, colours: tuple[str, ...]) -> Layer:
    listed = layer.styling["classes"]
    classes = [{**one, "colour": c} for one, c in zip(listed, colours[:-1], strict=True)]
    return layer.with_(styling={**layer.styling, "classes": classes, "other": colours[-1]})


def legend_entries(look: Look) -> list[dict[str, Any]]:
    """Give the legend of a look: value, label, colour, shape, pattern, where the colour is from."""
    entries = []
    for entry, one, pattern in zip(look.style.legend, look.classes, look.patterns, strict=True):
        told = dict(entry)
        if pattern:
            told["pattern"] = pattern_name(pattern)
        code = known().get(str(one.value)) if look.layer.theme == "zoning" else None
        if code is not None and code.colour.lower() == one.colour.lower():
            told["colour_source"] = {
                "status": code.colour_status,
                "source": code.source,
                "trust": code.trust,
            }
        entries.append(told)
    return entries


def pattern_name(number: int) -> str:
    """Give the name of a pattern in the sprite.

    Examples
    --------
    >>> pattern_name(3)
    'pattern-3'
    """
    return f"pattern-{number}"


def pattern_layer(fill: dict[str, Any], look: Look) -> dict[str, Any]:
    """Give the style layer of the patterns over the areas of a fill."""
    value = ["to-string", ["get", look.layer.styling["class_field"]]]
    given = list(zip(look.classes[:-1], look.patterns[:-1], strict=True))
    pairs: list[Any] = []
    for number in sorted({p for _, p in given} - {0}):
        own = [str(c.value) for c, p in given if p == number]
        pairs += [own, pattern_name(number)]
    rest = look.patterns[-1]
    plain = [str(c.value) for c, p in given if not p]
    hatched = [str(c.value) for c, p in given if p]
    shown: list[Any] = ["in", value, ["literal", hatched]]
    if rest:
        shown = ["!", ["in", value, ["literal", plain]]]
    last = pattern_name(rest) if rest else pairs[-1]
    if "filter" in fill:
        shown = ["all", fill["filter"], shown]
    return fill | {
        "id": f"{fill['id']}-pattern",
        "filter": shown,
        "paint": {"fill-pattern": ["match", value, *pairs, last] if pairs else last},
    }
