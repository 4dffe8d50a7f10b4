"""A grid of scores and reasons kept as it is made, to be shown or written as rasters."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gis.suitability.assessing import OUTSIDE
from gis.suitability.grid import Grid
from layers.raster import Raster


class Kept:
    """Keeps every band that `assess` gives; pass it as `each`.

    Examples
    --------
    >>> import pyproj
    >>> from affine import Affine
    >>> grid = Grid(Affine(1, 0, 116, 0, -1, 1), pyproj.CRS(4326), (1, 2))
    >>> kept = Kept(grid)
    >>> kept(slice(0, 1), np.array([[0.5, np.nan]]), np.array([[0, 1]]), np.ones((1, 2)))
    >>> kept.scores.values.tolist(), kept.reasons.values.tolist()
    ([[0.5, nan]], [[0, 1]])
    """

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._scores = np.full(grid.shape, np.nan, dtype=np.float32)
        self._reasons = np.full(grid.shape, OUTSIDE, dtype=np.uint16)

    def __call__(
        self,
        rows: slice,
        scores: NDArray[np.float64],
        reasons: NDArray[np.uint16],
        hectares: NDArray[np.float64],
    ) -> None:
        """Take a band."""
        del hectares
        self._scores[rows], self._reasons[rows] = scores, reasons

    @property
    def scores(self) -> Raster:
        """Scores from 0 to 1, NaN where there is none."""
        return Raster(self._scores, self._grid.transform, self._grid.crs, float("nan"))

    @property
    def reasons(self) -> Raster:
        """Why a cell has no score: bit k for constraint k; see `assess`. 0: it has one."""
        return Raster(self._reasons, self._grid.transform, self._grid.crs, float(OUTSIDE))
