"""Boxes round the towns that hold about as many features as a page."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import region
import shapely
from scipy.spatial import cKDTree

Box = tuple[float, float, float, float]
WHOLE: Box = (region.WEST, region.SOUTH, region.EAST, region.NORTH)


def round_towns(frame: gpd.GeoDataFrame, n_features: int, *, n: int, seed: int) -> list[Box]:
    """Give n square boxes near towns, each just wide enough for about n_features centres.

    Towns outside the layer's extent are left out; the same call gives the same boxes.
    """
    rng = np.random.default_rng(region.SEED + seed)
    centres = shapely.get_coordinates(shapely.centroid(frame.geometry.to_numpy()))
    low, high = centres.min(axis=0), centres.max(axis=0)
    inside = ((low <= region.TOWNS) & (high >= region.TOWNS)).all(axis=1)
    weights = np.where(inside, region.TOWN_WEIGHTS, 0.0)
    town = rng.choice(len(region.TOWNS), n, p=weights / weights.sum())
    middles = region.TOWNS[town] + rng.normal(0, 0.03, (n, 2))
    # The greater of the distances east-west and north-south: half the side of a square box.
    half, _ = cKDTree(centres).query(middles, k=[n_features], p=np.inf)
    edges = np.hstack([middles - half, middles + half]).round(6)
    return [(float(w), float(s), float(e), float(m)) for w, s, e, m in edges]


def holding_at_most(frame: gpd.GeoDataFrame, boxes: Sequence[Box], n_features: int) -> list[Box]:
    """Give the boxes that meet one feature or more, and n_features at most."""
    tree = shapely.STRtree(frame.geometry.to_numpy())
    edges = np.array(boxes).T
    drawn, _ = tree.query(shapely.box(*edges), predicate="intersects")
    counts = np.bincount(drawn, minlength=len(boxes))
    return [box for box, n in zip(boxes, counts, strict=True) if 1 <= n <= n_features]


def path(collection: str, box: Box, *, limit: int, offset: int = 0) -> str:
    """Give the address of a page of items in a box."""
    skip = f"&offset={offset}" if offset else ""
    edges = ",".join(f"{value:.6f}" for value in box)
    return f"/collections/{collection}/items?f=json&bbox={edges}&limit={limit}{skip}"
