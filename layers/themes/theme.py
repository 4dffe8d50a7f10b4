"""Theme: what a kind of layer means: its columns, its place on the map, its colours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from layers.schema import Field, Text
from layers.themes.fitted import Fitted

Fit = Callable[[Fitted, str], Fitted]
Hints = Callable[[tuple[Field, ...]], Mapping[str, Any]]


def as_it_is(fitted: Fitted, layer_id: str) -> Fitted:  # noqa: ARG001 - the signature of a fit
    """Keep every column as it is."""
    return fitted


def no_hints(fields: tuple[Field, ...]) -> Mapping[str, Any]:  # noqa: ARG001 - as above
    """Say nothing about how the layer is drawn."""
    return {}


@dataclass(frozen=True, slots=True)
class Theme:
    """One kind of layer an import knows.

    Attributes
    ----------
    id, title
        What the caller names it by, and what people read.
    stored
        What the layer's description says of its theme.
    map_group
        Group of the map's layer tree.
    fit
        Brings a frame (EPSG:4326, index = row in the file) to the theme's columns;
        gets the layer id too. It drops nothing and says what it changed in findings.
    layer_ids
        Layer ids that have this theme when none is asked for.
    aliases
        Other names of the theme.
    hints
        From the fields to map hints (`shape`, `class_field`, `classes`, …) that
        replace the general ones.
    bare
        Rows need no position: a table.
    read_from
        Columns whose words `fit` reads, and the column that it puts the meaning in.
    """

    id: str
    title: Text
    stored: str
    map_group: str
    fit: Fit = as_it_is
    layer_ids: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    hints: Hints = no_hints
    bare: bool = False
    read_from: Mapping[str, str] = field(default_factory=dict)
