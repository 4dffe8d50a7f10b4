"""Hexagons of one size on an equal-area plane, the same ones whatever is laid over them.

The plane is Lambert's cylindrical equal-area projection of WGS 84, true to scale at the
equator: within 5 degrees of it shapes are off by 0.4 % at most, and areas by nothing.
The lattice starts at 0° N 0° E, so that hexagons of a size are those of every other answer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from gis.aggregation.pieces import Floats, Shapes
from gis.checks import require_positive
from gis.errors import InputError
from layers.crs import STORAGE_CRS
from layers.text import Text

PLANE = "+proj=cea +lat_ts=0 +lon_0=0 +datum=WGS84 +units=m"
LEAST_WIDTH_M, MOST_WIDTH_M = 10.0, 500_000.0
MOST_CANDIDATES = 250_000
_ROOT3 = float(np.sqrt(3.0))
# Corners in thirds of a step of the rows and halves of a step of the columns.
_CORNERS = np.array([(0, 2), (-1, 1), (-1, -1), (0, -2), (1, -1), (1, 1)])

Cells = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class HexGrid:
    """Hexagons with a corner to the north, by the distance between opposite sides.

    `width_m` is that distance, and that between the centres of neighbours. A cell is a
    column and a row: those of odd rows lie half a width farther east.
    """

    width_m: float

    def __post_init__(self) -> None:
        """Refuse sizes that cannot be meant."""
        require_positive(self.width_m, "width_m")
        if not LEAST_WIDTH_M <= self.width_m <= MOST_WIDTH_M:
            raise InputError(
                Text(
                    f"segi enam selebar {self.width_m:g} m; yang diminta {LEAST_WIDTH_M:g} m "
                    f"sampai {MOST_WIDTH_M / 1000:g} km",
                    f"hexagons {self.width_m:g} m wide; wanted {LEAST_WIDTH_M:g} m to "
                    f"{MOST_WIDTH_M / 1000:g} km",
                )
            )

    @property
    def area_ha(self) -> float:
        """Area of a hexagon in the plane, which is its true area."""
        return _ROOT3 / 2.0 * self.width_m**2 / 1e4

    @property
    def row_m(self) -> float:
        """Distance between rows of centres in the plane."""
        return _ROOT3 / 2.0 * self.width_m

    def cells_of(self, lonlat: Floats) -> Cells:
        """Give the column and row of the hexagon each place lies in.

        Parameters
        ----------
        lonlat
            Degrees, n × 2.

        Examples
        --------
        >>> places = np.array([[0.0, 0.0], [0.006, 0.0], [0.0045, 0.0078]])
        >>> HexGrid(1000.0).cells_of(places).tolist()
        [[0, 0], [1, 0], [0, 1]]
        """
        x, y = _to_plane(lonlat)
        # Of the two rows next to a place, each with its nearest centre, the nearer one.
        low = np.floor(y / self.row_m).astype(np.int64)
        best = np.full(len(lonlat), np.inf)
        out = np.zeros((len(lonlat), 2), dtype=np.int64)
        for row in (low, low + 1):
            shift = 0.5 * (row % 2)
            column = np.rint(x / self.width_m - shift).astype(np.int64)
            away = (x - (column + shift) * self.width_m) ** 2 + (y - row * self.row_m) ** 2
            nearer = away < best
            best[nearer] = away[nearer]
            out[nearer] = np.column_stack([column, row])[nearer]
        return out

    def cells_around(self, bounds: tuple[float, float, float, float]) -> Cells:
        """Give all hexagons that may meet a box.

        Parameters
        ----------
        bounds
            West, south, east and north in degrees.

        Raises
        ------
        InputError
            If they are more than a quarter of a million.
        """
        west, south, east, north = bounds
        (x0, x1), (y0, y1) = _to_plane(np.array([[west, south], [east, north]]))
        columns = int(np.floor(x0 / self.width_m)) - 1, int(np.ceil(x1 / self.width_m)) + 1
        rows = int(np.floor(y0 / self.row_m)) - 1, int(np.ceil(y1 / self.row_m)) + 1
        n = (columns[1] - columns[0] + 1) * (rows[1] - rows[0] + 1)
        self.require_few(n, MOST_CANDIDATES)
        grid = np.meshgrid(np.arange(columns[0], columns[1] + 1), np.arange(rows[0], rows[1] + 1))
        return np.column_stack([axis.ravel() for axis in grid]).astype(np.int64)

    def require_few(self, n: int, most: int) -> None:
        """Refuse more hexagons than can be used, and say how wide they would have to be.

        Raises
        ------
        InputError
            With code ``too-many-groups``.
        """
        if n <= most:
            return
        wider = self.width_m * float(np.sqrt(n / most))
        raise InputError(
            Text(
                f"{n} segi enam selebar {self.width_m:g} m di wilayah ini; paling banyak {most}: "
                f"pakai yang lebih lebar dari {wider:.0f} m, atau persempit dengan bbox",
                f"{n} hexagons {self.width_m:g} m wide over this extent; at most {most}: take "
                f"them wider than {wider:.0f} m, or narrow it down by a bbox",
            ),
            code="too-many-groups",
        )

    def polygons(self, cells: Cells) -> Shapes:
        """Give hexagons in EPSG:4326; neighbours share their corners to the last bit."""
        column, row = cells[:, 0], cells[:, 1]
        # Whole numbers name each corner the same way from each of its three hexagons.
        east = (2 * column + row % 2)[:, None] + _CORNERS[:, 0]
        north = (3 * row)[:, None] + _CORNERS[:, 1]
        x = east.ravel() * (self.width_m / 2.0)
        y = north.ravel() * (self.row_m / 3.0)
        corners = _from_plane(x, y).reshape(len(cells), 6, 2)
        shapes: Shapes = shapely.polygons(np.concatenate([corners, corners[:, :1]], axis=1))
        return shapes


def _to_plane(lonlat: Floats) -> tuple[Floats, Floats]:
    x, y = _transformer(STORAGE_CRS, PLANE).transform(lonlat[:, 0], lonlat[:, 1])
    return np.asarray(x), np.asarray(y)


def _from_plane(x: Floats, y: Floats) -> Floats:
    lon, lat = _transformer(PLANE, STORAGE_CRS).transform(x, y)
    return np.column_stack([lon, lat])


def _transformer(source: str, target: str) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(source, target, always_xy=True)
