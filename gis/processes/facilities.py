"""Facilities as the analyses ask for them: of some types, from a layer of the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from gis.errors import InputError, NoAnswerError
from gis.processes.process import FACILITY_TYPES, Input
from layers.schema import Text
from layers.standards import facility_type, facility_types

if TYPE_CHECKING:
    from layers.catalog import LayerHandle

TYPE_FIELD = "type"


def facilities_input(*, required: bool) -> Input:
    """Declare the input that names facility types."""
    return Input(
        "facilities",
        Text("Jenis fasilitas", "Facility types"),
        "codes",
        Text(
            "Satu atau beberapa jenis fasilitas, kode atau nama, mis. rs,klinik",
            "One or more facility types, ids or labels, e.g. rs,klinik",
        ),
        required=required,
        choices=tuple((t.id, t.label) for t in facility_types()),
        theme=FACILITY_TYPES,
    )


def layer_input() -> Input:
    """Declare the input that names the layer the facilities are in."""
    return Input(
        "layer",
        Text("Lapisan fasilitas", "Facility layer"),
        "layer",
        Text("Lapisan yang memuat fasilitas", "Layer that holds the facilities"),
        default="facilities",
        theme="facilities",
        quiet=True,
    )


def read_facilities(handle: LayerHandle, types: Sequence[str] | None) -> gpd.GeoDataFrame:
    """Read the facilities of some types (all when None), whose index is the feature id.

    Raises
    ------
    InputError
        If types are asked for and the layer has no field `type`.
    NoAnswerError
        If the layer holds none of them.
    """
    layer = handle.layer
    if types is None:
        found = handle.read()
    else:
        if TYPE_FIELD not in layer.schema.names:
            what = f"layer {layer.id!r} has no field 'type'; it has {', '.join(layer.schema.names)}"
            raise InputError.of([("facilities", what)])
        parts = [handle.read(equals={TYPE_FIELD: t}) for t in types]
        filled = [part for part in parts if len(part)]
        found = pd.concat(filled) if filled else parts[0]
    if not len(found):
        asked = ", ".join(types or ())
        raise NoAnswerError(
            f"layer {layer.id!r} holds no facility{f' of type {asked}' if asked else ''}; "
            "choose another type, or add the data",
            code="no-facility",
        )
    return found


def column(frame: gpd.GeoDataFrame, name: str) -> list[Any]:
    """Give a column's values, or None for each row where there is no such column."""
    if name not in frame:
        return [None] * len(frame)
    return [None if pd.isna(v) else v for v in frame[name]]


def type_labels(types: Sequence[str] | None) -> dict[str, Any]:
    """Give the labels of facility types in both languages."""
    return {t: facility_type(t).label.to_dict() for t in types or ()}
