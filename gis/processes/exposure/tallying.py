"""What lies in a hazard: lines, facilities and people of some units, by class."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.errors import InputError, NoAnswerError
from gis.exposure import HazardAreas, Pieces, cut_by_areas, on_areas, people_by_class
from gis.exposure.people import PeopleByClass
from gis.exposure.pieces import NONE, Ints
from gis.processes.exposure.hazard import Hazard
from gis.processes.facilities import column, in_use, read_facilities
from layers.crs import STORAGE_CRS
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue
    from layers.layer import Layer


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """Pieces of lines with the position of their unit and the group and name of their line."""

    pieces: Pieces
    unit: Ints
    group: list[str]
    name: list[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Facilities:
    """Facilities within the units, with the position of their unit and their rank."""

    frame: gpd.GeoDataFrame
    unit: Ints
    rank: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """What was found; a part whose layer is not there is None.

    `layers` are those that were used, by id, `left_out` those that are not there; `notes`
    tell of facilities that are not counted.
    """

    people: PeopleByClass | None
    lines: Lines | None
    facilities: Facilities | None
    layers: Mapping[str, Layer] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    notes: tuple[Text, ...] = ()


def tallied(
    catalogue: Catalogue, given: Mapping[str, Any], hazard: Hazard, units: gpd.GeoDataFrame
) -> Tally:
    """Split everything of the units by class.

    Parameters
    ----------
    catalogue
        Where the layers are; a layer that is missing and was not asked for is left out.
    given
        Checked inputs.
    hazard
        The hazard.
    units
        What is asked about.

    Raises
    ------
    LayerNotFoundError
        If a layer that was asked for by its name is not there.
    NoAnswerError
        If there is no layer of people, lines or facilities at all.
    InputError
        If the lines are no lines.
    """
    shapes = units.geometry.to_crs(STORAGE_CRS).to_numpy()
    within = HazardAreas(shapes, np.arange(len(units)), len(units))
    parts = {"population": "population", "lines": "roads", "layer": "facilities"}
    there = [name for name, usual in parts.items() if _is_there(catalogue, given[name], usual)]
    if not there:
        text = Text(
            "tidak ada lapisan penduduk, garis atau fasilitas; tambahkan salah satunya",
            "there is no layer of people, lines or facilities; add one of them",
        )
        raise NoAnswerError(text, code="no-layer")
    box = tuple(float(v) for v in units.total_bounds)
    people = None
    if "population" in there:
        raster = catalogue[given["population"]].raster(box)  # type: ignore[arg-type]
        people = people_by_class(units, hazard.areas, raster)
    facilities: Facilities | None = None
    notes: tuple[Text, ...] = ()
    if "layer" in there:
        facilities, notes = _facilities(catalogue, given, hazard, within)
    return Tally(
        people=people,
        lines=_lines(catalogue, given, hazard, within, box) if "lines" in there else None,
        facilities=facilities,
        layers={given[name]: catalogue[given[name]].layer for name in there},
        left_out=tuple(given[name] for name in parts if name not in there),
        notes=notes,
    )


def _is_there(catalogue: Catalogue, layer_id: str, usual: str) -> bool:
    """Tell whether a layer is there; one that was asked for by its name must be."""
    return layer_id in catalogue or (layer_id != usual and bool(catalogue[layer_id].layer))


def _lines(
    catalogue: Catalogue,
    given: Mapping[str, Any],
    hazard: Hazard,
    within: HazardAreas,
    box: tuple[float, ...],
) -> Lines:
    """Split lines by unit and then by class."""
    handle = catalogue[given["lines"]]
    if handle.layer.kind != "vector":
        raise _no_lines(given["lines"])
    frame = handle.read(bbox=box)
    if len(frame) and not frame.geom_type.str.endswith("LineString").any():
        raise _no_lines(given["lines"])
    of_units = cut_by_areas(frame, within)
    inside = of_units.rank != NONE
    unit, line = of_units.rank[inside], of_units.line[inside]
    pieces = hazard.cut(gpd.GeoSeries(of_units.shape[inside], crs=STORAGE_CRS))
    groups = [str(value) for value in column(frame, given["lines_by"])]
    names = column(frame, "name")
    whose = line[pieces.line]
    return Lines(pieces, unit[pieces.line], [groups[i] for i in whose], [names[i] for i in whose])


def _no_lines(layer_id: str) -> InputError:
    text = Text(
        f"lapisan {layer_id!r} tidak memuat garis; yang diminta mis. roads",
        f"layer {layer_id!r} holds no lines; wanted e.g. roads",
    )
    return InputError.of([("lines", text)])


def _facilities(
    catalogue: Catalogue, given: Mapping[str, Any], hazard: Hazard, within: HazardAreas
) -> tuple[Facilities, tuple[Text, ...]]:
    """Take the facilities in use within the units, each with the class at its point."""
    frame, notes = in_use(read_facilities(catalogue[given["layer"]], given["facilities"]))
    points = frame.geometry.representative_point()
    unit = on_areas(points, within)
    inside = np.flatnonzero(unit != NONE)
    kept = points.iloc[inside]
    table = gpd.GeoDataFrame(
        pd.DataFrame(
            {
                "name": column(frame.iloc[inside], "name"),
                "type": column(frame.iloc[inside], "type"),
            },
            index=kept.index,
        ),
        geometry=kept,
    )
    return Facilities(table, unit[inside], hazard.at(kept)), notes
