"""Candidates: the best cells, some way apart from each other, for a search for sites."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gis.checks import require_positive
from gis.suitability.grid import Grid
from layers.crs import STORAGE_CRS

Floats = NDArray[np.float64]


class CandidateFinder:
    """Keeps the best cell of every square as wide as the spacing, band after band.

    `least` is the least score that is suitable, `spacing_m` how far candidates are apart
    (ground metres between centres of cells).
    """

    def __init__(self, grid: Grid, least: float, spacing_m: float) -> None:
        require_positive(spacing_m, "spacing")
        metres = grid.metres()
        down = float(metres.down.mean()) if len(metres.down) else float(metres.across.mean())
        self._grid, self._least, self._spacing_m = grid, least, spacing_m
        self._steps_m = (down, float(metres.across.mean()))
        self._side = [max(1, int(spacing_m // step)) for step in self._steps_m]
        self._kept: list[pd.DataFrame] = []

    def add(self, rows: slice, scores: Floats, parts: Floats | None = None) -> None:
        """Take the next band, with the scores by criterion, row and column where they are told."""
        with np.errstate(invalid="ignore"):
            row, column = np.nonzero(scores >= self._least)
        tall, wide = self._side
        square = ((row + rows.start) // tall) * (scores.shape[1] // wide + 1) + column // wide
        cells = {"square": square, "row": row + rows.start, "column": column}
        best = _first(pd.DataFrame(cells | {"score": scores[row, column]}))
        if parts is not None:
            at = (best["row"].to_numpy() - rows.start, best["column"].to_numpy())
            best["parts"] = list(parts[:, at[0], at[1]].T)
        self._kept.append(best)

    def found(self, most: int) -> gpd.GeoDataFrame:
        """Give at most so many candidates, the best first, none nearer than the spacing.

        Returns
        -------
        geopandas.GeoDataFrame
            Points in EPSG:4326 with `score`, `row` and `column`, and `parts` (the score by each
            criterion) where they were told; index `rank` from 1. Of cells that score alike the
            northernmost, then the westernmost, comes first.
        """
        table = _first(pd.concat(self._kept)) if self._kept else _NONE
        spots = table[["row", "column"]].to_numpy() * np.array(self._steps_m)
        table = table.iloc[_apart(spots, self._spacing_m, most)].drop(columns="square")
        t = self._grid.transform
        points = gpd.GeoSeries.from_xy(
            t.c + t.a * (table["column"].to_numpy(dtype=float) + 0.5),
            t.f + t.e * (table["row"].to_numpy(dtype=float) + 0.5),
            crs=self._grid.crs,
        ).to_crs(STORAGE_CRS)
        index = pd.RangeIndex(1, len(table) + 1, name="rank")
        return gpd.GeoDataFrame(table.set_index(index), geometry=points.to_numpy(), crs=STORAGE_CRS)


_NONE = pd.DataFrame({"square": [], "row": [], "column": [], "score": []})


def _first(cells: pd.DataFrame) -> pd.DataFrame:
    """Keep the best cell of each square, best first."""
    ordered = cells.sort_values(["score", "row", "column"], ascending=[False, True, True])
    return ordered.drop_duplicates("square")


def _apart(spots: Floats, spacing_m: float, most: int) -> list[int]:
    """Take one after the other what is not too near to one taken before."""
    if not len(spots):
        return []
    tree, free = cKDTree(spots), np.ones(len(spots), dtype=bool)
    taken: list[int] = []
    for i in range(len(spots)):
        if len(taken) == most:
            break
        if free[i]:
            taken.append(i)
            near = tree.query_ball_point(spots[i], spacing_m)
            free[[j for j in near if np.hypot(*(spots[j] - spots[i])) < spacing_m]] = False
    return taken
