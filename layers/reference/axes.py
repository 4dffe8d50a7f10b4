"""Coordinates between what is kept (longitude, latitude) and a reference system, axes in order.

`oriented` is the only place that knows which axis comes first: whatever comes in or goes
out passes through it.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pyproj

from layers.reference.systems import System, offered

Coordinates = npt.NDArray[np.float64]
# As the authority has it (what OGC API - Features wants), or east before north (what files want).
Order = Literal["authority", "east-north"]
# A tenth of a millimetre: what is behind it in metres is noise of the projection.
METRE_DIGITS = 4


def oriented(coordinates: Coordinates, system: System, order: Order) -> Coordinates:
    """Turn (east, north) into the order of a system's axes, or that order into (east, north).

    Parameters
    ----------
    coordinates
        n × 2.
    system
        Says which axis its authority names first.
    order
        ``authority``: as the authority has them; ``east-north``: as they are.
    """
    if order == "authority" and system.is_north_first:
        return np.ascontiguousarray(coordinates[:, ::-1])
    return coordinates


def from_lonlat(
    coordinates: Coordinates, system: System, order: Order = "authority"
) -> Coordinates:
    """Give coordinates (longitude, latitude) in a reference system; metres to 0.1 mm.

    Parameters
    ----------
    coordinates
        n × 2, in EPSG:4326 with longitude first.
    system
        The system wanted.
    order
        Of the axes of what is given back.

    Returns
    -------
    numpy.ndarray
        n × 2; infinite where the system does not reach.

    Examples
    --------
    >>> from_lonlat(np.array([[117.0, 0.0]]), offered()["EPSG:32750"]).tolist()
    [[500000.0, 10000000.0]]
    """
    if system.is_lonlat or not len(coordinates):
        return oriented(coordinates, system, order)
    x, y = _transformer(system.short).transform(coordinates[:, 0], coordinates[:, 1])
    projected = np.column_stack([x, y])
    if not system.is_geographic:
        projected = np.round(projected, METRE_DIGITS)
    return oriented(projected, system, order)


def to_lonlat(coordinates: Coordinates, system: System, order: Order = "authority") -> Coordinates:
    """Give coordinates of a reference system as (longitude, latitude); `from_lonlat` undone."""
    turned = oriented(coordinates, system, order)
    if system.is_lonlat or not len(turned):
        return turned
    inverse: Any = pyproj.enums.TransformDirection.INVERSE
    x, y = _transformer(system.short).transform(turned[:, 0], turned[:, 1], direction=inverse)
    return np.column_stack([x, y])


@cache
def _transformer(short: str) -> pyproj.Transformer:
    # The same as from OGC:CRS84, found in a thirtieth of the time; each thread finds it anew.
    return pyproj.Transformer.from_crs("EPSG:4326", offered()[short].crs, always_xy=True)
