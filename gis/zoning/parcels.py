"""Parcels: which zones lie under one, with what share, and how sure the lines make it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from gis.areas import area_m2
from gis.errors import GeometryError
from gis.zoning.ground import Ground
from gis.zoning.zones import Zones
from layers.text import Text

# Overlaps below this are rounding: neighbours share corners to a few nanometres.
LEAST_M2 = 0.01
_POLYGONAL = (3, 6)


@dataclass(frozen=True, slots=True)
class Part:
    """A zone under a parcel, or so near that its line may be meant to run through it.

    Attributes
    ----------
    row
        Of the zone.
    area_m2, share
        Of the parcel in the zone, as drawn; 0 for a zone that is only near.
    is_sure
        Whether some of the parcel lies in the zone however its line was meant.
    """

    row: int
    area_m2: float
    share: float
    is_sure: bool


@dataclass(frozen=True, slots=True)
class Split:
    """A parcel by zones: the parts, largest first, and what no zone covers.

    `outside_m2` counts only what is more than the accuracy of the outer line may hide when
    `is_outside_sure`.
    """

    area_m2: float
    parts: tuple[Part, ...]
    outside_m2: float
    is_outside_sure: bool


def parcel_polygon(shape: shapely.Geometry) -> shapely.Geometry:
    """Give a parcel back, or refuse what is none.

    Raises
    ------
    GeometryError
        If it is no polygon, is empty, crosses itself, or has no area.
    """
    if shape.geom_type not in ("Polygon", "MultiPolygon") or shape.is_empty:
        empty = ("kosong ", "an empty") if shape.is_empty else ("", "a")
        raise GeometryError(
            Text(
                f"bidang berupa {empty[0]}{shape.geom_type}; yang diminta poligon",
                f"the parcel is {empty[1]} {shape.geom_type}; wanted a polygon",
            ),
            code="parcel-no-polygon",
        )
    if not shape.is_valid:
        why = shapely.is_valid_reason(shape)
        raise GeometryError(
            Text(
                f"garis bidang memotong dirinya ({why}); urutkan sudutnya mengelilingi bidang",
                f"the parcel's line crosses itself ({why}); give its corners in order around it",
            ),
            code="parcel-crosses-itself",
        )
    if float(area_m2(np.array([shape]))[0]) < LEAST_M2:
        raise GeometryError(
            Text("bidang tidak memiliki luas", "the parcel has no area"), code="parcel-no-area"
        )
    return shape


def ground_within(parcel: shapely.Geometry, setback_m: float) -> float:
    """Give the area left of a parcel when a strip along its whole outline is kept free.

    Parameters
    ----------
    parcel
        Valid polygon in lon/lat.
    setback_m
        Width of the strip; with the least of several setbacks it is the most that may be left.

    Returns
    -------
    float
        Square metres.

    Examples
    --------
    >>> plot = shapely.box(116.8, -1.2, 116.8001, -1.1999)
    >>> round(ground_within(plot, 0.0)), round(ground_within(plot, 3.0)), ground_within(plot, 9.0)
    (123, 26, 0.0)
    """
    flat = Ground.about(parcel).metres(parcel)
    return float(shapely.area(shapely.buffer(flat, -setback_m, join_style="mitre")))


def split(parcel: shapely.Geometry, zones: Zones) -> Split:
    """Split a parcel by the zones under it.

    Parameters
    ----------
    parcel
        Valid polygon in lon/lat.
    zones
        Of the plan.

    Returns
    -------
    Split
        Areas on the ellipsoid (equal-area).
    """
    ground, reach = Ground.about(parcel), zones.accuracy.metres
    window = ground.window(parcel, 4.0 * reach + 1.0)
    rows = np.sort(zones.tree.query(shapely.box(*window)))
    # Far parts of large zones are left out; the cut lies too far off to matter.
    pieces = shapely.intersection(zones.shapes[rows], shapely.box(*window))
    flat, plot = ground.metres(pieces), ground.metres(parcel)
    inside = shapely.intersection(parcel, pieces)
    area, total = area_m2(inside), float(area_m2(np.array([parcel]))[0])
    near = (area >= LEAST_M2) | (shapely.distance(flat, plot) <= reach)
    sure = shapely.intersects(shapely.buffer(flat, -reach), plot) & (area >= LEAST_M2)
    parts = [
        Part(int(row), float(m2), float(m2 / total), bool(firm))
        for row, m2, firm in zip(rows[near], area[near], sure[near], strict=True)
    ]
    outside = shapely.difference(parcel, shapely.union_all(inside))
    left = min(float(area_m2(np.array([outside]))[0]), total)
    beyond = shapely.difference(plot, shapely.buffer(shapely.union_all(flat), reach))
    return Split(
        area_m2=total,
        parts=tuple(sorted(parts, key=lambda p: (-p.area_m2, p.row))),
        outside_m2=left if left >= LEAST_M2 else 0.0,
        is_outside_sure=not beyond.is_empty,
    )
