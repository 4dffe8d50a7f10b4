"""Zooming: from which zoom a layer and its labels are drawn on a map, told from the data."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import geopandas as gpd

WORLD_PX = 512.0  # width of the world on a map at zoom 0
SCREEN_PX = 1000.0
# A map of so many features at once is drawn smoothly; more of them are a blot anyway.
MOST_ON_SCREEN = 50_000
LABEL_PX2 = 4000.0  # a name of a hundred pixels, with air around it
NEVER_NAMED = 6.0
LAST_LATITUDE = 85.0

Bounds = tuple[float, float, float, float]


def zooms(bounds: Bounds | None, n_features: int) -> dict[str, float]:
    """Give the map hints `minzoom` and `label_minzoom` of a layer.

    `minzoom` is there only for very large layers, and never above the zoom at which all
    of the layer fills a screen: whoever looks at the layer sees it.

    Parameters
    ----------
    bounds
        west, south, east, north in degrees; None for a layer without places.
    n_features
        How many features there are.

    Examples
    --------
    >>> zooms((114.0, -4.5, 119.0, 2.5), 4000)
    {'label_minzoom': 8.9}
    >>> zooms((116.7, -1.4, 117.0, -1.1), 1_000_000)["minzoom"]
    11.2
    """
    if bounds is None or n_features < 1 or not all(map(math.isfinite, bounds)):
        return {}
    west, south, east, north = bounds
    width = (east - west) / 360.0 * WORLD_PX
    height = (_mercator(north) - _mercator(south)) * WORLD_PX
    if width <= 0 or height <= 0:
        return {}
    whole = math.log2(SCREEN_PX / max(width, height))
    space = width * height / n_features
    named = round(max(0.5 * math.log2(LABEL_PX2 / space), NEVER_NAMED), 1)
    if n_features <= MOST_ON_SCREEN:
        return {"label_minzoom": named}
    few = 0.5 * math.log2(SCREEN_PX**2 / MOST_ON_SCREEN / space)
    return {"minzoom": round(max(0.0, min(few, whole)), 1), "label_minzoom": named}


def zoom_hints(places: gpd.GeoSeries) -> dict[str, float]:
    """Give the zooms of a layer with these geometries; those that are missing do not count."""
    west, south, east, north = map(float, places.total_bounds)
    return zooms((west, south, east, north), int(places.notna().sum()))


def _mercator(latitude: float) -> float:
    """Give the height of a latitude on a web map, in widths of the world."""
    held = math.radians(max(-LAST_LATITUDE, min(LAST_LATITUDE, latitude)))
    return math.log(math.tan(math.pi / 4 + held / 2)) / (2 * math.pi)
