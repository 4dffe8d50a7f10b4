"""Tilings: the names of the tiles of a data set that a box touches."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping

from layers.sources.remote.s2cells import tokens

Box = tuple[float, float, float, float]
S2_LEVEL = 4


def tiles(tiling: str, box: Box) -> list[str]:
    """Name the tiles that a box touches, from south to north and west to east.

    Parameters
    ----------
    tiling
        `worldcover` (3 degrees, by the south-west corner), `copernicus` (1 degree,
        by the south-west corner), `hansen` (10 degrees, by the north-west corner),
        `s2` (S2 cells of level 4, by token).
    box
        (west, south, east, north) in degrees.

    Examples
    --------
    >>> tiles("worldcover", (116.0, -1.5, 117.5, 0.5))
    ['S03E114', 'S03E117', 'N00E114', 'N00E117']
    >>> tiles("copernicus", (116.2, -0.5, 116.8, 0.5))
    ['S01_00_E116_00', 'N00_00_E116_00']
    >>> tiles("hansen", (116.0, -1.0, 117.0, 1.0))
    ['00N_110E', '10N_110E']
    """
    return TILINGS[tiling](box)


def _corners(box: Box, size: int) -> Iterator[tuple[int, int]]:
    """Give south and west of each tile; an edge that only meets the box does not count."""
    west, south, east, north = box
    rows = range(
        math.floor(south / size), max(math.ceil(north / size), math.floor(south / size) + 1)
    )
    columns = range(
        math.floor(west / size), max(math.ceil(east / size), math.floor(west / size) + 1)
    )
    for row in rows:
        for column in columns:
            yield row * size, column * size


def _worldcover(box: Box) -> list[str]:
    return [f"{_lat(s)}{_lon(w)}" for s, w in _corners(box, 3)]


def _copernicus(box: Box) -> list[str]:
    return [f"{_lat(s)}_00_{_lon(w)}_00" for s, w in _corners(box, 1)]


def _hansen(box: Box) -> list[str]:
    named = []
    for south, west in _corners(box, 10):
        north = south + 10
        latitude = f"{abs(north):02d}{'N' if north >= 0 else 'S'}"
        named.append(f"{latitude}_{abs(west):03d}{'E' if west >= 0 else 'W'}")
    return named


def _lat(degrees: int) -> str:
    return f"{'N' if degrees >= 0 else 'S'}{abs(degrees):02d}"


def _lon(degrees: int) -> str:
    return f"{'E' if degrees >= 0 else 'W'}{abs(degrees):03d}"


TILINGS: Mapping[str, Callable[[Box], list[str]]] = {
    "worldcover": _worldcover,
    "copernicus": _copernicus,
    "hansen": _hansen,
    "s2": lambda box: tokens(box, S2_LEVEL),
}
