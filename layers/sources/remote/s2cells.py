"""S2 cells: the tokens of the cells of one level that a box touches.

The sphere is cut into the six faces of a cube; each face into 4^level cells along
a Hilbert curve. A token is the cell's 64-bit id in hexadecimal, zeros at the end
left out. The arithmetic is that of the S2 geometry documentation: quadratic
projection, and the curve turned anew in every quarter.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Box = tuple[float, float, float, float]
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.uint64]

# Quarter of a cell on the curve → its column and row, for each turn of the curve:
# as it is, swapped, inverted, swapped and inverted.
QUARTERS = np.array([[0, 1, 3, 2], [0, 2, 3, 1], [3, 2, 0, 1], [3, 1, 0, 2]])
TURNS = np.array([1, 0, 0, 3])  # what each quarter does to the turn of its own quarters
SAMPLES = 200
SMALLEST_STEP = 0.002


def tokens(box: Box, level: int) -> list[str]:
    """Give the tokens of the cells that a box touches, in order.

    The box is looked through on a fine raster of points, a little beyond its
    edges: a cell that only a sliver touches may come along, none that holds a
    visible part is missed.

    Parameters
    ----------
    box
        (west, south, east, north) in degrees.
    level
        0 to 30.

    Examples
    --------
    >>> tokens((106.8, -6.21, 106.81, -6.2), 4)
    ['2e7']
    """
    west, south, east, north = box
    step = max((east - west) / SAMPLES, (north - south) / SAMPLES, SMALLEST_STEP)
    lon = np.arange(west - step, east + 2 * step, step)
    lat = np.clip(np.arange(south - step, north + 2 * step, step), -90.0, 90.0)
    grid_lon, grid_lat = np.meshgrid(lon, lat)
    ids = np.unique(cell_ids(grid_lon.ravel(), grid_lat.ravel(), level))
    return [f"{int(i):016x}".rstrip("0") or "X" for i in ids]


def cell_ids(lon: Floats, lat: Floats, level: int) -> Integers:
    """Give the 64-bit ids of the cells that hold points, one for each point."""
    face, u, v = _on_cube(np.radians(lon), np.radians(lat))
    column, row = _numbered(u, level), _numbered(v, level)
    turn = face & 1
    position = np.zeros(len(face), dtype=np.uint64)
    for depth in range(level - 1, -1, -1):
        quarter = ((column >> depth) & 1) * 2 + ((row >> depth) & 1)
        place = np.argmax(QUARTERS[turn] == quarter[:, None], axis=1)
        position = (position << np.uint64(2)) | place.astype(np.uint64)
        turn = turn ^ TURNS[place]
    shift = np.uint64(2 * (30 - level) + 1)
    marked = (position << np.uint64(1)) | np.uint64(1)
    return (face.astype(np.uint64) << np.uint64(61)) | (marked << (shift - np.uint64(1)))


def _on_cube(lon: Floats, lat: Floats) -> tuple[npt.NDArray[np.int64], Floats, Floats]:
    """Give the face of the cube and the place on it, -1 to 1 each way."""
    x, y, z = np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)
    axes = np.stack([x, y, z])
    largest = np.argmax(np.abs(axes), axis=0)
    face = largest + 3 * (axes[largest, np.arange(len(x))] < 0)
    with np.errstate(divide="ignore", invalid="ignore"):  # on the other faces
        above = [y / x, -x / y, -x / z, z / x, z / y, -y / z]
        beside = [z / x, z / y, -y / z, y / x, -x / y, -x / z]
    return face, np.choose(face, above), np.choose(face, beside)


def _numbered(u: Floats, level: int) -> npt.NDArray[np.int64]:
    """Give the column or row of a place on a face, by the quadratic projection."""
    s = np.where(u >= 0, 0.5 * np.sqrt(1 + 3 * np.abs(u)), 1 - 0.5 * np.sqrt(1 + 3 * np.abs(u)))
    n = 1 << level
    numbers: npt.NDArray[np.int64] = np.clip(np.floor(s * n).astype(np.int64), 0, n - 1)
    return numbers
