"""Facilities as the analyses ask for them: of some types, from a layer of the catalogue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.errors import InputError, NoAnswerError
from gis.processes.process import FACILITY_TYPES, Input
from layers.schema import Text
from layers.standards import facility_type, facility_types

if TYPE_CHECKING:
    from layers.catalog import LayerHandle
    from layers.layer import Layer

TYPE_FIELD, STATUS_FIELD = "type", "status"
# States in which a facility serves nobody; without a state it is taken to operate.
IDLE_STATES = {"closed": Text("tutup", "closed"), "planned": Text("rencana", "planned")}


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
        holds="features",
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
            names = ", ".join(layer.schema.names)
            what = Text(
                f"lapisan {layer.id!r} tanpa kolom 'type'; kolomnya {names}: pilih lapisan "
                "fasilitas",
                f"layer {layer.id!r} has no field 'type'; it has {names}: choose a layer of "
                "facilities",
            )
            raise InputError.of([("facilities", what)])
        parts = [handle.read(equals={TYPE_FIELD: t}) for t in types]
        filled = [part for part in parts if len(part)]
        found = pd.concat(filled) if filled else parts[0]
    if not len(found):
        raise NoAnswerError(_none_there(layer, types), code="no-facility")
    return found


def _none_there(layer: Layer, types: Sequence[str] | None) -> Text:
    asked = ", ".join(types or ())
    of = Text(f" berjenis {asked}", f" of type {asked}") if asked else Text("", "")
    return (
        Text(
            f"lapisan {layer.id!r} tidak memuat fasilitas", f"layer {layer.id!r} holds no facility"
        )
        + of
        + Text(
            "; pilih jenis lain, atau tambahkan datanya dengan 'penyangga add BERKAS'",
            "; choose another type, or add the data with 'penyangga add FILE'",
        )
    )


def is_idle(sites: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Tell which facilities are closed or planned only, by their ``status``."""
    return np.array([state in IDLE_STATES for state in column(sites, STATUS_FIELD)], dtype=np.bool_)


def in_use(sites: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, tuple[Text, ...]]:
    """Leave out the facilities that serve nobody, closed or planned; say how many they are.

    Parameters
    ----------
    sites
        Facilities of `read_facilities`.

    Returns
    -------
    tuple
        The others, which may be none, and a note about those left out, if there are any.
    """
    idle = is_idle(sites)
    if not idle.any():
        return sites, ()
    left = Text("Fasilitas yang tidak dihitung: ", "Facilities left out: ")
    return sites[~idle], (left + _idle_text(sites) + ".",)


def operating(sites: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, tuple[Text, ...]]:
    """Leave out the facilities that serve nobody, as `in_use`, of which some must be left.

    Raises
    ------
    NoAnswerError
        `no-facility`, if none of them operates.
    """
    used, notes = in_use(sites)
    if len(used):
        return used, notes
    raise NoAnswerError(
        Text("tidak ada fasilitas yang beroperasi: ", "no facility operates: ")
        + _idle_text(sites)
        + Text("; pilih jenis lain", "; choose another type"),
        code="no-facility",
    )


def _idle_text(sites: gpd.GeoDataFrame) -> Text:
    """Count the facilities that serve nobody by their state: 2 closed, 1 planned."""
    states = Counter(column(sites, STATUS_FIELD))
    told = (f"{states[state]} " + word for state, word in IDLE_STATES.items() if states[state])
    return Text.joined(told, ", ")


def column(frame: gpd.GeoDataFrame, name: str) -> list[Any]:
    """Give a column's values, or None for each row where there is no such column."""
    if name not in frame:
        return [None] * len(frame)
    return [None if pd.isna(v) else v for v in frame[name]]


def type_labels(types: Sequence[str] | None) -> dict[str, Any]:
    """Give the labels of facility types in both languages."""
    return {t: facility_type(t).label.to_dict() for t in types or ()}
