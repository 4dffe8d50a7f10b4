"""Tile grids: how the world is cut into tiles, and where a place lies in it as whole numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from layers.text import Text

# Positions are whole numbers below 2**32 across the square world: 9 mm at the equator.
WORLD_BITS = 32
EXTENT_BITS = 12
EXTENT = 1 << EXTENT_BITS
BUFFER = 64
MAX_ZOOM = 22
# Beyond this zoom every feature is drawn with nearly all its vertices: maps enlarge its tiles.
DEEPEST_USEFUL = 16
MERCATOR_LATITUDE = 85.0511287798066
MERCATOR_HALF_M = 20037508.342789244
# One pixel of 0.28 mm, as the OGC standard sets it.
PIXEL_M = 0.00028
DEGREE_M = 111319.49079327358

Integers = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class TileGrid:
    """A tile matrix set: rows from the north, columns from the west, twice as fine each zoom.

    `deeper` is 1 where zoom 0 is two tiles wide, so that its tiles are those of the next zoom
    of a square world.
    """

    id: str
    title: Text
    crs: str
    deeper: int

    @property
    def uri(self) -> str:
        """Identifier in the OGC registry."""
        return f"http://www.opengis.net/def/tilematrixset/OGC/1.0/{self.id}"

    def shape(self, zoom: int) -> tuple[int, int]:
        """Give columns and rows at a zoom.

        Examples
        --------
        >>> WEB_MERCATOR.shape(3), WORLD_CRS84.shape(0)
        ((8, 8), (2, 1))
        """
        return 1 << (zoom + self.deeper), 1 << zoom

    def holds(self, zoom: int, column: int, row: int) -> bool:
        """Say whether there is such a tile."""
        if not 0 <= zoom <= MAX_ZOOM:
            return False
        columns, rows = self.shape(zoom)
        return 0 <= column < columns and 0 <= row < rows

    def placed(self, lonlat: npt.NDArray[np.float64]) -> tuple[Integers, Integers]:
        """Give positions across and down the square world.

        Parameters
        ----------
        lonlat
            n × 2, degrees (EPSG:4326, longitude first).

        Returns
        -------
        (n, n)
            Whole numbers from the north-west corner, held within the world.
        """
        x = lonlat[:, 0] / 360 + 0.5
        if self.deeper:
            y = (90 - lonlat[:, 1]) / 360
        else:
            sine = np.sin(np.radians(np.clip(lonlat[:, 1], -89.9, 89.9)))
            y = 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)
        return _whole(x), _whole(y)

    def within(self, lonlat: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
        """Say which places the grid reaches: Web Mercator ends short of the poles."""
        limit = 90.0 if self.deeper else MERCATOR_LATITUDE
        inside: npt.NDArray[np.bool_] = np.abs(lonlat[:, 1]) <= limit
        return inside

    def lonlat_box(self, zoom: int, column: int, row: int) -> tuple[float, float, float, float]:
        """Give west, south, east and north of a tile in degrees."""
        side = 1 / (1 << (zoom + self.deeper))
        west, east = column * side * 360 - 180, (column + 1) * side * 360 - 180
        return west, self._latitude((row + 1) * side), east, self._latitude(row * side)

    def crs_box(self, zoom: int, column: int, row: int) -> tuple[float, float, float, float]:
        """Give west, south, east and north of a tile in the grid's own units."""
        if self.deeper:
            return self.lonlat_box(zoom, column, row)
        side = 2 * MERCATOR_HALF_M / (1 << zoom)
        west, north = column * side - MERCATOR_HALF_M, MERCATOR_HALF_M - row * side
        return west, north - side, west + side, north

    def tile_at(self, zoom: int, lon: float, lat: float) -> tuple[int, int]:
        """Give column and row of the tile a place lies in, or the nearest one."""
        x, y = self.placed(np.array([[lon, lat]], dtype=np.float64))
        shift = WORLD_BITS - zoom - self.deeper
        columns, rows = self.shape(zoom)
        return min(int(x[0]) >> shift, columns - 1), min(int(y[0]) >> shift, rows - 1)

    def _latitude(self, down: float) -> float:
        if self.deeper:
            return 90 - down * 360
        return float(np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * down)))))


def _whole(shares: npt.NDArray[np.float64]) -> Integers:
    scaled = np.rint(shares * 2.0**WORLD_BITS)
    return np.clip(scaled, 0, 2**WORLD_BITS - 1).astype(np.uint32)


WEB_MERCATOR = TileGrid(
    "WebMercatorQuad",
    Text("Web Mercator, untuk peta di layar", "Web Mercator, for maps on screens"),
    "http://www.opengis.net/def/crs/EPSG/0/3857",
    0,
)
WORLD_CRS84 = TileGrid(
    "WorldCRS84Quad",
    Text("Bujur dan lintang", "Longitude and latitude"),
    "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
    1,
)
GRIDS = {grid.id: grid for grid in (WEB_MERCATOR, WORLD_CRS84)}
