"""The hazard that was asked about: areas or cells of a layer, and what its classes are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.errors import InputError
from gis.exposure import (
    Classing,
    HazardAreas,
    HazardCells,
    Pieces,
    cut_by_areas,
    cut_by_cells,
    on_areas,
    on_cells,
    outlined,
    ranked,
)
from gis.exposure.pieces import NONE, Ints
from gis.processes.values import number_of
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue, LayerHandle
    from layers.layer import Layer

BBox = tuple[float, float, float, float]
# Cells that are read beyond the units, so that lines on their border find theirs.
MARGIN_DEG = 0.01
# Units that are written as a sign, close to the number.
SIGNS = {"degree": "°"}


@dataclass(frozen=True, slots=True, eq=False)
class Hazard:
    """A hazard with its classes, the worst first.

    Attributes
    ----------
    layer
        The layer it is from.
    labels
        Name of each class.
    ids
        Code of each class, as text.
    areas
        Its polygons; for cells those that they make up, missing data with them.
    cells
        Its cells, if it is a raster.
    """

    layer: Layer
    labels: tuple[Text, ...]
    ids: tuple[str, ...]
    areas: HazardAreas
    cells: HazardCells | None = None

    @property
    def n_classes(self) -> int:
        """How many classes there are, without missing data."""
        return len(self.ids)

    def cut(self, lines: gpd.GeoSeries) -> Pieces:
        """Split lines by class; rank `n_classes` is missing data, `NONE` none of the classes."""
        if self.cells is not None:
            return cut_by_cells(lines, self.cells)
        return cut_by_areas(lines, self.areas)

    def at(self, points: gpd.GeoSeries) -> Ints:
        """Give the rank of points, as in `cut`."""
        if self.cells is not None:
            return on_cells(points, self.cells)
        return on_areas(points, self.areas)


def hazard_of(catalogue: Catalogue, given: Mapping[str, Any], units: gpd.GeoDataFrame) -> Hazard:
    """Read the hazard around units.

    Parameters
    ----------
    catalogue
        Where the layers are.
    given
        Checked inputs: ``hazard``, ``field``, ``classes``, ``breaks``.
    units
        What is asked about.

    Raises
    ------
    InputError
        If the classes do not fit the layer.
    EmptyInputError
        If no shape is of the classes.
    GeometryError
        If its shapes are no polygons.
    """
    handle = catalogue[given["hazard"]]
    west, south, east, north = (float(v) for v in units.total_bounds)
    around = (west - MARGIN_DEG, south - MARGIN_DEG, east + MARGIN_DEG, north + MARGIN_DEG)
    if handle.layer.kind == "raster":
        return _of_cells(handle, given, units, around)
    return _of_areas(handle, given)


def _of_areas(handle: LayerHandle, given: Mapping[str, Any]) -> Hazard:
    layer, field = handle.layer, given["field"]
    if given["breaks"]:
        raise _fault("breaks", "batas nilai hanya untuk raster", "breaks are for rasters only")
    frame = handle.read()
    if field is None:
        if given["classes"]:
            raise _fault(
                "field",
                "kelas memerlukan kolom; berikan --field",
                "classes need a field; give --field",
            )
        areas = ranked(frame, [0] * len(frame), [0])
        return Hazard(layer, (layer.title,), (layer.id,), areas)
    if field not in layer.schema.names:
        have = ", ".join(layer.schema.names)
        raise _fault(
            "field",
            f"lapisan {layer.id!r} tidak memiliki kolom {field!r}; yang ada {have}",
            f"layer {layer.id!r} has no field {field!r}; there are {have}",
        )
    known = sorted(str(value) for value in pd.unique(frame[field].dropna()))
    order = _order(given["classes"], known, layer.id)
    areas = ranked(frame, frame[field].astype(str).tolist(), order)
    return Hazard(layer, tuple(_label(layer, field, v) for v in order), tuple(order), areas)


def _order(asked: Sequence[str] | None, known: list[str], layer_id: str) -> list[str]:
    if not asked:
        return known
    strange = [value for value in asked if value not in known]
    if strange:
        there = ", ".join(known[:20])
        raise _fault(
            "classes",
            f"lapisan {layer_id!r} tidak memuat {', '.join(strange)}; yang ada {there}",
            f"layer {layer_id!r} holds no {', '.join(strange)}; there are {there}",
        )
    return list(asked)


def _label(layer: Layer, field: str, value: str) -> Text:
    codes = layer.schema[field].codes or {}
    return codes.get(value, Text(value, value))


def _of_cells(
    handle: LayerHandle, given: Mapping[str, Any], units: gpd.GeoDataFrame, around: BBox
) -> Hazard:
    layer = handle.layer
    if given["field"] is not None:
        raise _fault("field", "raster tidak memiliki kolom", "a raster has no fields")
    codes = layer.schema["value"].codes if "value" in layer.schema.names else None
    unit = layer.schema["value"].unit if "value" in layer.schema.names else None
    if given["breaks"]:
        breaks = _numbers(given["breaks"], "breaks")
        classing = Classing(breaks=tuple(sorted(breaks)))
        labels = _step_labels(classing.breaks, unit)
        ids = tuple(f">={value:g}" for value in reversed(classing.breaks))
    elif given["classes"]:
        numbers = [int(n) for n in _numbers(given["classes"], "classes")]
        classing = Classing(codes=tuple(numbers))
        ids = tuple(str(number) for number in numbers)
        labels = tuple((codes or {}).get(i, Text(f"kelas {i}", f"class {i}")) for i in ids)
    else:
        raise _fault(
            "breaks",
            f"raster {layer.id!r} memerlukan --breaks (nilai, mis. 0.5,1.5) atau --classes (kode, "
            "yang terburuk lebih dulu)",
            f"raster {layer.id!r} needs --breaks (values, e.g. 0.5,1.5) or --classes (codes, the "
            "worst first)",
        )
    cells = HazardCells.of(handle.raster(around), classing)
    return Hazard(layer, labels, ids, outlined(cells, units), cells)


def _numbers(words: Sequence[str], name: str) -> list[float]:
    try:
        numbers = [number_of(word) for word in words]
    except ValueError as error:
        raise InputError.of([(name, getattr(error, "text", str(error)))]) from error
    if name == "classes" and any(number != int(number) for number in numbers):
        raise _fault(name, "kode kelas raster adalah bilangan bulat", "codes are whole numbers")
    return numbers


def _step_labels(breaks: tuple[float, ...], unit: str | None) -> tuple[Text, ...]:
    """Name the steps between breaks, the worst first."""
    after = SIGNS.get(unit, f" {unit}") if unit else ""
    tops = [*breaks[1:], None]
    names = [
        f"≥ {low:g}{after}" if high is None else f"{low:g}–{high:g}{after}"
        for low, high in zip(breaks, tops, strict=True)
    ]
    return tuple(Text(name.replace(".", ","), name) for name in reversed(names))


def _fault(name: str, indonesian: str, english: str) -> InputError:
    return InputError.of([(name, Text(indonesian, english))])


def class_sums(pieces: Pieces, group: Ints, n_groups: int, n_classes: int) -> Any:
    """Add up kilometres by group: the classes, missing data, and none of them.

    Parameters
    ----------
    pieces
        Of `Hazard.cut`.
    group
        Group of each piece.
    n_groups, n_classes
        How many there are.
    """
    return pieces.sums(group, n_groups, n_classes + 1) / 1000.0


def counted(rank: Ints, group: Ints, n_groups: int, n_classes: int) -> Any:
    """Count points by group: the classes, missing data, and none of them."""
    at = np.where(rank == NONE, n_classes + 1, rank)
    used = group >= 0
    flat = np.bincount(
        group[used] * (n_classes + 2) + at[used], minlength=n_groups * (n_classes + 2)
    )
    return flat.reshape(n_groups, n_classes + 2)
