"""Describing: what an added layer's description says, and how it is shown on the map."""

from __future__ import annotations

import re
import zlib
from dataclasses import replace
from typing import Any

from layers.layer import Layer
from layers.schema import Field, GeometryType, Schema, Text
from layers.themes.registry import THEMES

PALETTE = ("#0b6e75", "#8a4f7d", "#b5651d", "#3f6fb5", "#5b7f3a", "#a23b3b", "#6a5aa8", "#7a6a3a")
MODELS = ("modelled", "illustrative")
MODEL_MARK = re.compile(r"\((?:model|modelled|sketsa|sketch)\)$")
MODELLED = re.compile(r"\bmodelled\b", re.IGNORECASE)
ZOOMS = ("minzoom", "maxzoom", "label_minzoom")
# Where nothing is called a name, lists of towns call it by what they list.
LABEL_NAMES = (
    *("name", "nama", "namobj", "nama_unsur", "nama_tempat", "toponim", "title", "label"),
    *("asciiname", "place_name", "place", "city", "town"),
)


def describe(layer_id: str, theme: str, fields: tuple[Field, ...], geometry: GeometryType) -> Layer:
    """Describe a new layer: title from its id, theme, and hints that put it on the map."""
    title = layer_id.replace("_", " ").capitalize()
    return Layer(
        layer_id,
        Text(title, title),
        THEMES[theme].stored,
        Schema(fields, geometry),
        styling=map_hints(layer_id, theme, fields, geometry),
    )


def map_hints(
    layer_id: str, theme: str, fields: tuple[Field, ...], geometry: GeometryType
) -> dict[str, Any]:
    """Give map hints for an added layer: group, order, shape, colours, label.

    It is off until someone switches it on: what was added lies over what was there.
    """
    kind = geometry.removeprefix("Multi")
    names = {f.name for f in fields}
    return {
        "group": THEMES[theme].map_group,
        "order": 500,
        "visible": False,
        "shape": {"Point": "circle", "LineString": "line"}.get(kind, "fill"),
        "class_field": None,
        "classes": [],
        "colour": PALETTE[zlib.crc32(layer_id.encode()) % len(PALETTE)],
        "label_field": next((n for n in LABEL_NAMES if n in names), None),
        **THEMES[theme].hints(fields),
    }


def succeed(held: Layer, new: Layer) -> Layer:
    """Give the new layer the title, field descriptions and map hints of the one it replaces.

    What describes the old content (description, source, method, licence, trust, zooms)
    is not taken over; nor is the mark of a model in the title, nor the name of a field that
    calls its values modelled.
    """
    fields = tuple(_inherited(f, held) for f in new.schema.fields)
    hints = inherited_hints(held) or dict(new.styling)
    if new.styling.get("classes"):  # the theme's own classes hold for the new content
        hints |= {key: new.styling[key] for key in ("class_field", "classes")}
    for key in ("class_field", "label_field"):
        if hints.get(key) and hints[key] not in new.schema.names:
            hints[key] = new.styling.get(key)
    return new.with_(
        title=inherited_title(held),
        theme=held.theme or new.theme,
        schema=Schema(fields, new.schema.geometry),
        styling=hints,
    )


def inherited_title(held: Layer) -> Text:
    """Give the title of a layer for what takes its place: without the mark of a model.

    Examples
    --------
    >>> held = Layer("zoning", Text("Zonasi (model)", "Zoning (modelled)"), "", Schema(()))
    >>> inherited_title(held.with_(trust="modelled")).en
    'Zoning'
    """
    if held.trust not in MODELS:
        return held.title
    return Text(*(MODEL_MARK.sub("", t).rstrip() for t in (held.title.id, held.title.en)))


def inherited_hints(held: Layer) -> dict[str, Any]:
    """Give the map hints of a layer for what takes its place: all but the zooms of its content."""
    return {key: value for key, value in held.styling.items() if key not in ZOOMS}


def _inherited(field: Field, held: Layer) -> Field:
    old = next((f for f in held.schema.fields if f.name == field.name), None)
    if old is None or old.type != field.type:
        return field
    codes = {**(field.codes or {}), **(old.codes or {})}
    of_model = held.trust in MODELS and MODELLED.search(old.title.en)
    title = field.title if of_model else old.title
    return replace(old, title=title, required=field.required, codes=codes or None)
