"""Bridges: the pieces of a road that cross a wide river or an arm of the sea."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

APPROACH_M = 40.0
SHORTEST_M = 1.0


def bridged(
    roads: pd.DataFrame, rivers: npt.NDArray[Any], widths: npt.NDArray[Any], land: BaseGeometry
) -> pd.DataFrame:
    """Cut roads where they cross wide rivers or leave the land; the piece between is a bridge.

    Parameters
    ----------
    roads
        Table with a `geometry` column of lines in metres.
    rivers, widths
        River lines in metres and their widths.
    land
        Land in metres.

    Returns
    -------
    pandas.DataFrame
        The same columns plus `bridge`; pieces of one road follow each other in its place.
    """
    lines = roads["geometry"].to_numpy()
    banks = shapely.buffer(rivers, widths / 2 + APPROACH_M, cap_style="flat")
    spans: dict[int, list[BaseGeometry]] = {}
    for bank, line in zip(
        *shapely.STRtree(lines).query(rivers, predicate="intersects"), strict=True
    ):
        spans.setdefault(int(line), []).append(banks[bank])
    shapely.prepare(land)
    wet = np.flatnonzero(~shapely.contains_properly(land, lines))
    sea = {int(k): shapely.difference(lines[k], land).buffer(APPROACH_M) for k in wet}
    for k, water in sea.items():
        spans.setdefault(k, []).append(water)
    rows: list[dict[str, Any]] = []
    for k, row in enumerate(roads.to_dict("records")):
        for piece, is_bridge in _cut(row["geometry"], spans.get(k, [])):
            rows.append({str(c): v for c, v in row.items()})
            rows[-1] |= {"geometry": piece, "bridge": is_bridge}
    return pd.DataFrame(rows)


def _cut(line: LineString, water: list[BaseGeometry]) -> list[tuple[LineString, bool]]:
    """Cut one line at the edges of the water it crosses."""
    intervals = sorted(i for w in water for i in _intervals(line, w))
    if not intervals:
        return [(line, False)]
    edges = [0.0, *(at for interval in _merged(intervals) for at in interval), line.length]
    pairs = enumerate(pairwise(edges))
    return [(substring(line, a, b), k % 2 == 1) for k, (a, b) in pairs if b > a]


def _intervals(line: LineString, water: BaseGeometry) -> list[tuple[float, float]]:
    found = []
    for part in shapely.get_parts(shapely.intersection(line, water)):
        if part.geom_type == "LineString":
            ends = [line.project(shapely.Point(part.coords[k])) for k in (0, -1)]
            start, end = min(ends), max(ends)
            start = 0.0 if start < SHORTEST_M else start
            end = line.length if line.length - end < SHORTEST_M else end
            found.append((start, end))
    return found


def _merged(intervals: list[tuple[float, float]]) -> list[tuple[float, float]]:
    out = [intervals[0]]
    for start, end in intervals[1:]:
        if start <= out[-1][1] + SHORTEST_M:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out
