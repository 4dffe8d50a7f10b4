"""Style: what can be asked of `/styles`: a map of all layers, basemaps, and each layer alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from layers.layer import Layer
from layers.picturing import TITLES, StyleId, style_ids
from layers.text import Text
from server.collection import is_drawn
from server.errors import NothingHereError

Kind = Literal["region", "base", "layer"]
SAFE = TITLES["safe"]
REGION = Text("Peta kawasan", "Map of the region")
BASE = Text("Peta dasar", "Basemap")
DARK = Text("gelap", "dark")


@dataclass(frozen=True, slots=True)
class Style:
    """One style.

    Attributes
    ----------
    id, title
        A layer's id with the variant after a dash, or a name with a dash that no layer can have.
    kind
        Of all layers, a basemap, or of one layer.
    layers
        What it draws.
    variant
        Of one layer or of all: its colours; of a basemap `default` or `dark`.
    """

    id: str
    title: Text
    kind: Kind
    layers: tuple[Layer, ...]
    variant: StyleId | Literal["dark"] = "default"


def styles_of(layers: Iterable[Layer]) -> Mapping[str, Style]:
    """Give every style there is of some layers, by id, the usual one first."""
    drawn = tuple(one for one in layers if one.kind == "raster" or is_drawn(one))
    safe = Text(f"{REGION.id}: {SAFE.id.lower()}", f"{REGION.en}: {SAFE.en.lower()}")
    dark = Text(f"{BASE.id}, {DARK.id}", f"{BASE.en}, {DARK.en}")
    every = [
        Style("region-map", REGION, "region", drawn),
        Style("region-map-safe", safe, "region", drawn, "safe"),
        Style("base-map", BASE, "base", drawn),
        Style("base-map-dark", dark, "base", drawn, "dark"),
    ]
    for layer in drawn:
        every += _of_layer(layer)
    return {style.id: style for style in every}


def _of_layer(layer: Layer) -> Iterable[Style]:
    variants: tuple[StyleId, ...] = ("default", "safe")
    if layer.kind == "raster":
        variants = style_ids(layer)
    for variant in variants:
        told = TITLES[variant]
        title = Text(f"{layer.title.id}: {told.id.lower()}", f"{layer.title.en}: {told.en.lower()}")
        if variant == "default":
            yield Style(layer.id, layer.title, "layer", (layer,))
        else:
            yield Style(f"{layer.id}-{variant}", title, "layer", (layer,), variant)


def style_named(style_id: str, layers: Iterable[Layer]) -> Style:
    """Give the style of an id.

    Raises
    ------
    NothingHereError
        `no-such-style`.
    """
    every = styles_of(layers)
    found = every.get(style_id)
    if found is None:
        some = ", ".join(list(every)[:12])
        raise NothingHereError(
            Text(
                f"tidak ada gaya {style_id[:60]!r}; /styles menyebut semuanya: {some}, …",
                f"no style {style_id[:60]!r}; /styles lists them all: {some}, …",
            ),
            code="no-such-style",
        )
    return found
