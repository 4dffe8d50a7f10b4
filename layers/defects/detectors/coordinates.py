"""Single positions gone wrong: swapped, mirrored, on (0, 0), rounded, or too fine to be true."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from layers.defects.defect import (
    GEOMETRY,
    Detector,
    Places,
    Suspicion,
    Table,
    put_values,
    with_column,
)
from layers.defects.finding import rows_said
from layers.schema import Text

COUNTRY = (94.0, -12.0, 142.0, 8.0)
LEAST_FINE, COARSE_SHARE, N_GRID = 5, 0.5, 20
TOO_FINE, KEPT_DECIMALS, SAMPLE = 9, 7, 20_000
# Columns that may hold the same position once more, and how far off they may be, in degrees.
EAST = ("lon", "lng", "long", "longitude", "bujur", "x")
NORTH = ("lat", "latitude", "lintang", "y")
SAME_DEGREES = 1e-4
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

GUESSES: tuple[tuple[str, Callable[[Floats, Floats], tuple[Floats, Floats]]], ...] = (
    ("axes-swapped-row", lambda x, y: (y, x)),
    ("sign-flipped", lambda x, y: (-x, y)),
    ("sign-flipped", lambda x, y: (x, -y)),
    ("sign-flipped", lambda x, y: (-x, -y)),
)


def points_of(table: Table) -> tuple[Places, Floats, Floats]:
    """Give the places of the points, with their x and y."""
    return table.points


def inside(x: Floats, y: Floats, box: Sequence[float]) -> Mask:
    """Say which positions lie in a box (west, south, east, north)."""
    return np.asarray((x >= box[0]) & (x <= box[2]) & (y >= box[1]) & (y <= box[3]))


def columns_beside(table: Table) -> list[tuple[str, str]]:
    """Give the pairs of columns that hold the positions of the points once more, in degrees."""
    numbers = table.of_kind("number", "integer")
    pairs = ((e, n) for e in EAST for n in NORTH if e in numbers and n in numbers)
    return [pair for pair in pairs if _beside(table, pair)[0].size]


def _beside(table: Table, pair: tuple[str, str]) -> tuple[Places, Floats, Floats]:
    """Give the places of points at which a pair of columns says the same, and what it says."""
    places, x, y = points_of(table)
    lon, lat = (table.numbers(name)[places] for name in pair)
    off = np.hypot(lon - x, lat - y)
    same = np.nan_to_num(off, nan=np.inf) <= SAME_DEGREES
    return places[same], lon[same], lat[same]


def followed(before: Table, after: Table) -> Table:
    """Write columns anew that held the positions of points which were exchanged or mirrored.

    Parameters
    ----------
    before, after
        The table with the points as they were, and as they are; the same rows.
    """
    for pair in columns_beside(before):
        places, lon, lat = _beside(before, pair)
        shapes = after.geometry[places]
        moved = ~shapely.equals(shapes, before.geometry[places])
        written = np.array([lon, -lon, lat, -lat])[:, moved]
        for name, wanted in zip(pair, (shapely.get_x(shapes), shapely.get_y(shapes)), strict=True):
            nearest = np.abs(written - wanted[moved]).argmin(axis=0)
            values = after.numbers(name).copy()
            values[places[moved]] = written[nearest, np.arange(len(nearest))]
            plain = [None if np.isnan(v) else float(v) for v in values]
            after = with_column(after, name, plain, "number")
    return after


def beside_said(pairs: Sequence[tuple[str, str]]) -> Text:
    """Name the columns that follow the points."""
    if not pairs:
        return Text("", "")
    names = ", ".join(dict.fromkeys(repr(name) for pair in pairs for name in pair))
    return Text(f"; kolom {names} ikut diubah", f"; columns {names} follow")


def _astray(table: Table) -> list[Suspicion]:
    """Find rows outside Indonesia that one exchange or one sign brings among the others."""
    places, x, y = points_of(table)
    home = inside(x, y, COUNTRY)
    origin = (x == 0) & (y == 0)
    if len(x) < 2 or home.mean() <= 0.5 or (home | origin).all():
        return []
    box = _extent(x[home], y[home])
    away = np.flatnonzero(~home & ~origin)
    fits = np.array([inside(*turn(x[away], y[away]), box) for _, turn in GUESSES])
    fits[-1] &= ~fits[:-1].any(axis=0)  # two signs are turned only where no single change helps
    once = fits.sum(axis=0) == 1
    out = []
    for number, (code, turn) in enumerate(GUESSES):
        chosen = away[once & fits[number]]
        if len(chosen):
            after = shapely.points(*turn(x[chosen], y[chosen]))
            out.append(_moved(table, code, places[chosen], list(after)))
    return out


def _extent(x: Floats, y: Floats) -> tuple[float, float, float, float]:
    """Give the box that holds the rows at home, a degree wider, within the country."""
    return (
        max(float(x.min()) - 1, COUNTRY[0]),
        max(float(y.min()) - 1, COUNTRY[1]),
        min(float(x.max()) + 1, COUNTRY[2]),
        min(float(y.max()) + 1, COUNTRY[3]),
    )


def _moved(table: Table, code: str, places: Places, after: list[Any]) -> Suspicion:
    rows = rows_said(table.rows[places])
    to = f"{after[0].x:.5f}, {after[0].y:.5f}"
    more = beside_said(
        [p for p in columns_beside(table) if np.isin(places, _beside(table, p)[0]).any()]
    )
    words = {
        "axes-swapped-row": Text(
            f"{rows.id}: di luar Indonesia; bila ditukar menjadi {to}{more.id}",
            f"{rows.en}: outside Indonesia; exchanged they are {to}{more.en}",
        ),
        "sign-flipped": Text(
            f"{rows.id}: di luar Indonesia; dengan tanda dibalik menjadi {to}{more.id}",
            f"{rows.en}: outside Indonesia; with the sign turned {to}{more.en}",
        ),
    }
    before = list(table.geometry[places])
    return Suspicion(code, words[code], places, GEOMETRY, before, after, clear=True)


def _put_back(table: Table, seen: Suspicion) -> Table:
    return followed(table, put_values(table, seen))


def _origin(table: Table) -> list[Suspicion]:
    places, x, y = points_of(table)
    at = places[(np.abs(x) < 1e-6) & (np.abs(y) < 1e-6)]
    if not len(at):
        return []
    rows = rows_said(table.rows[at])
    message = Text(f"{rows.id}: titik pada 0, 0", f"{rows.en}: points on 0, 0")
    before = list(table.geometry[at])
    return [Suspicion("origin-point", message, at, GEOMETRY, before, [None] * len(at), clear=True)]


def _decimals(values: Floats, most: int) -> npt.NDArray[np.int_]:
    """Give how many decimals each value needs, `most` where it needs more."""
    out = np.full(len(values), most)
    for n in range(most - 1, -1, -1):
        out[np.abs(np.round(values, n) - values) < 1e-11] = n
    return out


def _rounded(table: Table) -> list[Suspicion]:
    """Find points on whole or tenth degrees among finer ones, or a file of a coarse grid."""
    if not table.written:
        return []
    places, x, y = points_of(table)
    if not len(x):
        return []
    digits = np.maximum(_decimals(x, 6), _decimals(y, 6))
    coarse = (digits <= 1) & ~((x == 0) & (y == 0))
    if not coarse.any():
        return []
    rows = rows_said(table.rows[places[coarse]])
    if coarse.mean() < COARSE_SHARE:
        message = Text(
            f"{rows.id}: dibulatkan ke 0,1 derajat (11 km) atau lebih kasar",
            f"{rows.en}: rounded to 0.1 degree (11 km) or coarser",
        )
    elif coarse.sum() >= N_GRID:
        message = Text(
            f"{int(coarse.sum())} dari {len(x)} titik pada kisi 0,1 derajat (11 km) atau lebih "
            "kasar",
            f"{int(coarse.sum())} of {len(x)} points on a grid of 0.1 degree (11 km) or coarser",
        )
    else:
        return []
    at = places[coarse]
    return [Suspicion("rounded-coordinates", message, at, GEOMETRY, list(table.geometry[at]))]


def _too_fine(table: Table) -> list[Suspicion]:
    if not table.written:
        return []
    xy, owner = shapely.get_coordinates(table.geometry, return_index=True)
    if not len(xy):
        return []
    if _is_fine(xy[:: max(len(xy) // SAMPLE, 1)]).mean() <= COARSE_SHARE:
        return []  # most of a sample is not: no need to look at millions
    fine = _is_fine(xy)
    if fine.mean() <= COARSE_SHARE:
        return []
    at = np.unique(owner[fine])
    message = Text(
        f"{fine.mean():.0%} koordinat memiliki lebih dari {TOO_FINE} desimal (di bawah 0,1 mm)",
        f"{fine.mean():.0%} of the coordinates have more than {TOO_FINE} decimals (below 0.1 mm)",
    )
    return [Suspicion("absurd-precision", message, at, GEOMETRY, clear=True)]


def _is_fine(xy: Floats) -> Mask:
    return np.asarray((np.abs(np.round(xy, TOO_FINE) - xy) > 2e-14).any(axis=1))


def _trim(table: Table, seen: Suspicion) -> Table:
    shapes = table.geometry.copy()
    shapes[seen.places] = shapely.transform(
        shapes[seen.places], lambda xy: np.round(xy, KEPT_DECIMALS)
    )
    return table.with_(geometry=shapes)


DETECTORS = (
    Detector(("axes-swapped-row", "sign-flipped"), _astray, _put_back),
    Detector(("origin-point",), _origin),
    Detector(("rounded-coordinates",), _rounded),
    Detector(("absurd-precision",), _too_fine, _trim),
)
