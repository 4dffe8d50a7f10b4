"""Clipping: only the rows that a box touches are taken, and the others counted."""

from __future__ import annotations

import numpy as np
import shapely

from layers.schema import Text
from layers.sources import findings as say
from layers.sources.reading import Reading

Box = tuple[float, float, float, float]


def touching(reading: Reading, box: Box) -> Reading:
    """Give the rows whose bounds touch a box in EPSG:4326, whole; say how many do not.

    Rows without geometry lie nowhere and are left out too, except those that an
    error speaks of: they must be told.

    Parameters
    ----------
    reading
        Rows already placed in EPSG:4326.
    box
        (west, south, east, north) in degrees.
    """
    west, south, east, north = box
    bounds = shapely.bounds(reading.geometry).reshape(-1, 4)
    with np.errstate(invalid="ignore"):
        inside = (bounds[:, 0] <= east) & (bounds[:, 2] >= west)
        inside &= (bounds[:, 1] <= north) & (bounds[:, 3] >= south)
    inside |= np.isin(reading.rows, reading.bad_rows())
    left = int((~inside).sum())
    if not left:
        return reading
    where = f"{west:g},{south:g},{east:g},{north:g}"
    message = Text(
        f"{left} dari {len(inside)} baris di luar {where}",
        f"{left} of {len(inside)} rows outside {where}",
    )
    return reading.keep(inside).with_(say.note("outside-box", message, "left out as asked"))
