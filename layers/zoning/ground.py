"""Ground: the polygons of a plan ready to be measured, in metres and as they are kept."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from layers.crs import METRIC_WINDOW, STORAGE_CRS, to_metric
from layers.errors import CRSError
from layers.schema import Text

Shapes = npt.NDArray[np.object_]
Pairs = npt.NDArray[np.intp]
# Below these, two edges are the same: what projecting and rounding leave over.
NOISE_M2 = 1e-3
NOISE_WIDTH_M = 0.01
SAME_EDGE_M = 0.01
DEGREE_M = 111_195.0


@dataclass(frozen=True)
class Ground:
    """Polygons of a plan: `metres` in EPSG:32750, `degrees` as kept; None where unusable.

    A straight edge in one reference system is a bent one in another, so that corners of a
    neighbour that lie upon it come to lie beside it. What is wrong is wrong in both systems.
    """

    rows: npt.NDArray[np.int64]
    metres: Shapes
    degrees: Shapes

    @classmethod
    def of(cls, frame: gpd.GeoDataFrame) -> Ground:
        """Take the polygons of a frame, index = row in the file.

        Raises
        ------
        CRSError
            If the frame has no CRS.
        """
        if frame.crs is None:
            raise CRSError(
                Text(
                    "tabel ini tidak memiliki CRS; tetapkan sebelum poligonnya dibandingkan",
                    "the frame has no CRS; set it before its polygons are compared",
                ),
                code="crs-missing",
            )
        degrees = _usable(frame.to_crs(STORAGE_CRS).geometry.to_numpy())
        metres = _usable(_projected(frame).geometry.to_numpy())
        rows = frame.index.to_numpy(dtype=np.int64)
        both = shapely.is_missing(metres) | shapely.is_missing(degrees)
        metres[both] = None
        degrees[both] = None
        return cls(rows, metres, degrees)

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Index of the polygons in metres."""
        return shapely.STRtree(self.metres)

    @cached_property
    def contacts(self) -> Pairs:
        """Pairs of polygons within 1 cm of each other (2 × n, the first before the second)."""
        first, second = self.tree.query(self.metres, predicate="dwithin", distance=SAME_EDGE_M)
        once = first < second
        return np.vstack([first[once], second[once]]).astype(np.intp)

    def shared(self, pairs: Pairs) -> tuple[Shapes, npt.NDArray[np.float64]]:
        """Give the ground two polygons share (metres) and its area in m2, the lesser of both."""
        common = shapely.intersection(self.metres[pairs[0]], self.metres[pairs[1]])
        area = np.asarray(shapely.area(common), dtype=np.float64)
        for k in np.flatnonzero(area > NOISE_M2):
            i, j = pairs[:, k]
            kept = shapely.intersection(self.degrees[i], self.degrees[j])
            area[k] = min(area[k], degrees_to_m2(kept))
        return np.asarray(common, dtype=object), area


def degrees_to_m2(shape: shapely.Geometry) -> float:
    """Give the area of a small shape in degrees, in m2 to about a percent."""
    if shape.is_empty:
        return 0.0
    latitude = (shape.bounds[1] + shape.bounds[3]) / 2
    return float(shape.area * DEGREE_M**2 * math.cos(math.radians(latitude)))


def width_m(shape: shapely.Geometry) -> float:
    """Give the mean width of a long shape in metres: twice its area by its outline."""
    return float(2 * shape.area / shape.length) if shape.length else 0.0


def _projected(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Project to metres: EPSG:32750 in the region, elsewhere the UTM zone of the data."""
    lonlat = frame.to_crs(STORAGE_CRS)
    west, south, east, north = (float(v) for v in lonlat.total_bounds)
    x0, y0, x1, y1 = METRIC_WINDOW
    if not math.isfinite(west) or (x0 <= west and y0 <= south and east <= x1 and north <= y1):
        return to_metric(frame)
    return frame.to_crs(lonlat.estimate_utm_crs())


def _usable(shapes: npt.NDArray[np.object_]) -> Shapes:
    """Keep valid polygons; the import speaks of the others."""
    out = np.asarray(shapes, dtype=object).copy()
    polygonal = np.isin(shapely.get_type_id(out), (3, 6))
    out[~polygonal | ~shapely.is_valid(out) | shapely.is_empty(out)] = None
    return out
