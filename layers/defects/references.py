"""Reference systems a file may be in, told by where its coordinates would then fall."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyproj

from layers.crs import STORAGE_CRS
from layers.schema import Text

COUNTRY = (94.0, -12.0, 142.0, 8.0)
REGION = (113.0, -5.5, 120.0, 3.0)
WEB_MERCATOR = 3857
UTM_ZONES = range(46, 55)
TM3_FIRST, N_TM3 = 23830, 16  # DGN95 / Indonesia TM-3 zones 46.2 to 54.1
SAMPLE = 2000
ENOUGH, LISTED = 0.9, 4
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reference system under which coordinates fall in Indonesia.

    `in_region` and `in_country` are shares of the positions; `lon`, `lat` is the
    middle of them.
    """

    epsg: int
    name: str
    in_region: float
    in_country: float
    lon: float
    lat: float

    def sentence(self) -> Text:
        """Say it in a few words."""
        return Text(
            f"EPSG:{self.epsg} ({self.name}, sekitar {self.lon:.2f} BT, {self.lat:.2f} LU)",
            f"EPSG:{self.epsg} ({self.name}, around {self.lon:.2f} E, {self.lat:.2f} N)",
        )


def candidates(x: Floats, y: Floats) -> list[Candidate]:
    """List the systems that put nine tenths of the positions into Indonesia, likeliest first.

    Parameters
    ----------
    x, y
        Coordinates as they stand in the file.

    Examples
    --------
    >>> [c.epsg for c in candidates(np.array([467_599.0]), np.array([9_892_450.0]))][:1]
    [32750]
    """
    fine = np.isfinite(x) & np.isfinite(y)
    x, y = x[fine][:SAMPLE], y[fine][:SAMPLE]
    if not len(x):
        return []
    found = [c for epsg in _asked(x, y) if (c := _candidate(epsg, x, y)).in_country >= ENOUGH]
    found.sort(key=lambda c: (-round(c.in_region, 2), -c.in_country))
    return found[:LISTED]


def candidates_said(x: Floats, y: Floats) -> Text:
    """Name the likely systems in a sentence, or say that none fits."""
    found = candidates(x, y)
    if not found:
        return Text(
            "tidak ada sistem lazim yang menempatkan data di Indonesia",
            "no usual system puts the data into Indonesia",
        )
    head = Text("menurut letak data: ", "by where the data would fall: ")
    return head + Text.joined(c.sentence() for c in found)


def _asked(x: Floats, y: Floats) -> Iterator[int]:
    """Give the systems worth a look, by the size of the numbers alone."""
    if np.abs(x).max() <= 180 and np.abs(y).max() <= 90:
        yield 4326
        return
    for zone in UTM_ZONES:
        yield 32700 + zone
        yield 32600 + zone
    yield from range(TM3_FIRST, TM3_FIRST + N_TM3)
    yield WEB_MERCATOR


def _candidate(epsg: int, x: Floats, y: Floats) -> Candidate:
    lon, lat = _project(epsg).transform(x, y)
    return Candidate(
        epsg,
        pyproj.CRS(epsg).name,
        float(_inside(lon, lat, REGION).mean()),
        float(_inside(lon, lat, COUNTRY).mean()),
        float(np.median(lon)),
        float(np.median(lat)),
    )


@lru_cache(maxsize=64)
def _project(epsg: int) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(epsg, STORAGE_CRS, always_xy=True)


def _inside(x: Floats, y: Floats, box: tuple[float, ...]) -> npt.NDArray[np.bool_]:
    return np.asarray((x >= box[0]) & (x <= box[2]) & (y >= box[1]) & (y <= box[3]))
