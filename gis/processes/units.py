"""Units of a question: all of a layer, or those of a region given by code or by name."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.errors import NoAnswerError
from gis.processes.facilities import column
from layers.boundaries.codes import normalise_code
from layers.boundaries.names import NameMatch, known_regions
from layers.text import Text

N_CODES_SHOWN = 3


def units_of(frame: gpd.GeoDataFrame, region: str | None, layer_id: str) -> gpd.GeoDataFrame:
    """Give the units asked for with `code` and `name`; the feature id stands in for a code.

    Parameters
    ----------
    frame
        All units of a layer.
    region
        The start of a code, with dots or without, or the name of a unit or of a region it
        lies in; None for all units.
    layer_id
        The layer, for what is said if there is none.

    Raises
    ------
    NoAnswerError
        `no-unit`, if there is none.
    """
    units = frame[["geometry"]].copy()
    code = frame["code"] if "code" in frame else pd.Series(frame.index.astype(str), frame.index)
    units["code"] = code.astype(str)
    units["name"] = column(frame, "name")
    if region is not None:
        units = units[_in_region(units, region.strip())]
    if not len(units):
        raise NoAnswerError(_no_unit(code, region, layer_id), code="no-unit")
    return units


def _in_region(units: gpd.GeoDataFrame, region: str) -> NDArray[np.bool_]:
    """Tell which units a region holds: by code, else by own name, else by a region's name."""
    inside = _below(units["code"], region.rstrip("."))
    read = normalise_code(region)
    if not inside.any() and read.code is not None:
        inside = _below(units["code"], read.code)
    if not inside.any():
        inside = (units["name"].astype(str).str.casefold() == region.casefold()).to_numpy()
    if not inside.any():
        meant = next((m.code for m in _matches(region) if m.code and m.how != "similar"), None)
        inside = inside if meant is None else _below(units["code"], meant)
    return inside


def _below(code: pd.Series[Any], start: str) -> NDArray[np.bool_]:
    inside: NDArray[np.bool_] = ((code == start) | code.str.startswith(f"{start}.")).to_numpy()
    return inside


def _matches(region: str) -> list[NameMatch]:
    """Look a name up among regencies first, then among provinces, districts and villages."""
    names = known_regions()
    return [names.match(region, level) for level in (2, 1, 3, 4)] if region else []


def _no_unit(code: pd.Series[Any], region: str | None, layer_id: str) -> Text:
    """Say that no unit is asked for, what codes look like, and what the name may have meant."""
    told = Text(f"lapisan {layer_id!r} tidak memuat wilayah", f"layer {layer_id!r} holds no unit")
    if region is not None:
        told += Text(f" dengan kode atau nama {region!r}", f" with the code or the name {region!r}")
    some = ", ".join(code.astype(str).head(N_CODES_SHOWN))
    if not some:
        return told + Text("; lapisannya kosong, pilih yang lain", "; it is empty, choose another")
    told += Text(f"; kodenya seperti {some}", f"; codes look like {some}")
    if region:
        similar = [c for match in _matches(region.strip()) for c in match.candidates]
        near = sorted(dict.fromkeys(similar), key=lambda c: -c[2])[:N_CODES_SHOWN]
        if near:
            listed = ", ".join(f"{name} ({code})" for code, name, _ in near)
            told += Text(f"; maksudnya {listed}?", f"; did you mean {listed}?")
    return told
