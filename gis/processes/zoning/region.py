"""Where a place lies that no plan reaches: in no unit of the region, or far from all data."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gis.errors import NoAnswerError
from gis.zoning.ground import metres_per_degree
from layers.layer import Layer
from layers.text import Text, figure

if TYPE_CHECKING:
    from layers.catalog import Catalogue

# Whatever a place so far off is asked for, no layer here can have the answer.
FAR_M = 50_000.0
UNITS = ("provinces", "regencies", "districts")
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Nowhere:
    """Why no plan can reach a place, and the layer that shows it."""

    reason: Text
    layer: Layer


def require_near(catalogue: Catalogue, place: shapely.Geometry, layer_ids: tuple[str, ...]) -> None:
    """Refuse a place far from all plans and units.

    Parameters
    ----------
    catalogue
        The workspace.
    place
        Point or polygon in lon/lat.
    layer_ids
        The plans; those that are not there are passed over.

    Raises
    ------
    NoAnswerError
        `outside-region`, if it is more than 50 km from the box of all of them.
    """
    held = [catalogue[name].layer.bbox for name in (*layer_ids, *UNITS) if name in catalogue]
    boxes = [box for box in held if box is not None]
    if not boxes:
        return
    west, south = np.min(boxes, axis=0)[:2].tolist()
    east, north = np.max(boxes, axis=0)[2:].tolist()
    away_m = _away_m(place, (west, south, east, north))
    if away_m <= FAR_M:
        return
    far = figure(away_m / 1000.0, ",.0f")
    box = f"{west:.2f},{south:.2f} – {east:.2f},{north:.2f}"
    raise NoAnswerError(
        Text(
            f"tempat ini di luar wilayah data: {far.id} km dari BUJUR,LINTANG {box}",
            f"the place is outside the region of the data: {far.en} km from LON,LAT {box}",
        ),
        code="outside-region",
    )


def _away_m(place: shapely.Geometry, box: Box) -> float:
    """Give about how far a place is from a box, both in lon/lat."""
    west, south, east, north = place.bounds
    lon = max(box[0] - east, west - box[2], 0.0)
    lat = max(box[1] - north, south - box[3], 0.0)
    east_m, north_m = metres_per_degree((south + north) / 2.0)
    return math.hypot(lon * east_m, lat * north_m)


def nowhere(catalogue: Catalogue, place: shapely.Geometry) -> Nowhere | None:
    """Say so where a place lies in no unit of the region; None where it does, or none is known.

    A map of units cannot tell the sea from land of others, so both are named.

    Parameters
    ----------
    catalogue
        The workspace; its coarsest layer of units is asked.
    place
        Point or polygon in lon/lat.
    """
    name = next((name for name in UNITS if name in catalogue), None)
    if name is None:
        return None
    frame = catalogue[name].read(bbox=place.bounds)
    if bool(shapely.intersects(frame.geometry.to_numpy(), place).any()):
        return None
    layer = catalogue[name].layer
    return Nowhere(
        Text(
            f"tempat ini di laut atau di luar wilayah data: tidak ada wilayah {layer.title.id!r} "
            "di sini",
            "the place is in the sea, or outside the region of the data: no unit of "
            f"{layer.title.en!r} is here",
        ),
        layer,
    )
