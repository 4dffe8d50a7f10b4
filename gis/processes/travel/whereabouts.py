"""Whereabouts: where a place lies that nothing serves: how far from roads, facilities, the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from gis.geodesic import geodesic_m
from gis.network.graph import Network
from gis.processes.facilities import column
from gis.proximity import k_nearest
from layers.crs import STORAGE_CRS
from layers.text import Text, figure

if TYPE_CHECKING:
    from layers.layer import Layer

Place = tuple[float, float]

# So close to the data, about 11 km, a place still counts as in its region.
NEAR_DEG = 0.1


def kilometres(metres: float) -> Text:
    """Give a distance in words: kilometres, with one decimal below a hundred.

    Examples
    --------
    >>> kilometres(12_340.0).id, kilometres(12_340.0).en, kilometres(1_234_000.0).id
    ('12,3 km', '12.3 km', '1.234 km')
    """
    km = metres / 1000.0
    return figure(km, ".1f" if km < 100.0 else ",.0f") + " km"


def nearest_facility(point: Place, sites: gpd.GeoDataFrame) -> Text:
    """Say which facility is nearest to a place in a straight line, and how far it is.

    Parameters
    ----------
    point
        Longitude and latitude.
    sites
        The facilities, at least one with a shape.
    """
    here = gpd.GeoSeries([shapely.Point(point)], crs=STORAGE_CRS)
    found = k_nearest(here, sites, k=1).table
    target = found["target"].iloc[0]
    name = column(sites.loc[[target]], "name")[0] or str(target)
    far = kilometres(float(found["distance_m"].iloc[0]))
    return (
        Text("yang terdekat dalam garis lurus ", "the nearest in a straight line is ")
        + f"{name}, "
        + far
    )


def nearest_network(point: Place, network: Network) -> Text:
    """Say how far a place is from the network: from the nearest vertex of a line of it."""
    scale = np.cos(np.radians(point[1]))
    apart = np.hypot((network.vertex_lon - point[0]) * scale, network.vertex_lat - point[1])
    at = int(np.argmin(apart))
    there = np.array([[network.vertex_lon[at], network.vertex_lat[at]]])
    metres = float(geodesic_m(np.array([point]), there)[0])
    return Text("yang terdekat sejauh ", "the nearest is ") + kilometres(metres) + Text("", " away")


def off_the_data(point: Place, layer: Layer) -> Text | None:
    """Say where the data of a layer lie, if a place is far outside of them; else None."""
    if layer.bbox is None:
        return None
    west, south, east, north = layer.bbox
    beside = west - NEAR_DEG <= point[0] <= east + NEAR_DEG
    if beside and south - NEAR_DEG <= point[1] <= north + NEAR_DEG:
        return None
    box = f"{west:.2f},{south:.2f} – {east:.2f},{north:.2f}"
    return Text(
        f"tempat itu di luar wilayah lapisan {layer.id!r} (BUJUR,LINTANG {box})",
        f"the place is outside the region of layer {layer.id!r} (LON,LAT {box})",
    )
