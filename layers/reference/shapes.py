"""Shapes brought from longitude and latitude into a reference system."""

from __future__ import annotations

from functools import partial

import numpy as np
import numpy.typing as npt
import shapely

from layers.reference.axes import Order, from_lonlat
from layers.reference.systems import CRS84, System

Shapes = npt.NDArray[np.object_]


def placed(shapes: Shapes, system: System, order: Order = "authority") -> Shapes:
    """Give shapes in a reference system; the missing stay missing.

    Parameters
    ----------
    shapes
        In longitude and latitude.
    system, order
        Where they go, and in which order their coordinates are.

    Examples
    --------
    >>> from layers.reference.systems import offered
    >>> placed(np.array([shapely.Point(117, -1)]), offered()["EPSG:4326"])[0].wkt
    'POINT (-1 117)'
    """
    if system is CRS84 or (system.is_lonlat and order == "east-north"):
        return shapes
    move = partial(from_lonlat, system=system, order=order)
    return np.asarray(shapely.transform(shapes, move), dtype=object)
