"""Barring: the waters of a catalogue that nobody walks across to reach a road."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gis.checks import has_shape, to_lonlat
from gis.network.graph import Network
from gis.network.ground.barriers import Barriers, barriers_of
from gis.network.kernels.fences import Fences
from layers.crs import STORAGE_CRS

Arrays = Mapping[str, NDArray[Any]]

# A river or canal as wide as that is not waded through; one of unknown width bars as a river
# only. Planning values.
WADED_M = 20.0
# How far around the land the sea is drawn, in degrees: farther than anybody walks.
SHORE_DEG = 0.5
_PREFIX = "barrier_"


def barriers_in(
    waterways: gpd.GeoDataFrame | None, land: gpd.GeoDataFrame | None, network: Network
) -> Barriers | None:
    """Make barriers of rivers, canals and the sea; None where there is none.

    Parameters
    ----------
    waterways
        Lines with the columns of the waterways theme, ``class`` and ``width_m``.
    land
        Polygons; what lies between and around them is the sea.
    network
        Whose edges open the water where they lead over it.
    """
    shapes: list[Any] = []
    widths: list[float] = []
    if waterways is not None:
        rivers, wide = _rivers(waterways)
        shapes, widths = list(rivers), wide.tolist()
    if land is not None:
        sea = _sea(land)
        shapes, widths = [*shapes, *sea], [*widths, *[0.0] * len(sea)]
    if not shapes:
        return None
    water = gpd.GeoSeries(shapes, crs=STORAGE_CRS)
    return barriers_of(water, width_m=np.array(widths), bridges=network)


def _rivers(waterways: gpd.GeoDataFrame) -> tuple[NDArray[Any], NDArray[np.float64]]:
    """Give the rivers and canals that nobody wades through, and their widths."""
    lines = waterways.geometry.to_crs(STORAGE_CRS)
    kinds = waterways["class"].astype(object) if "class" in waterways else lines.isna()
    width = np.full(len(waterways), np.nan)
    if "width_m" in waterways:
        width = waterways["width_m"].to_numpy(dtype=np.float64, na_value=np.nan)
    rivers = (kinds == "river").to_numpy() & ~(width < WADED_M)
    canals = (kinds == "canal").to_numpy() & (width >= WADED_M)
    chosen = (rivers | canals) & has_shape(lines)
    return lines.to_numpy()[chosen], width[chosen]


def _sea(land: gpd.GeoDataFrame) -> list[Any]:
    """Give what lies around and between areas of land, in parts."""
    shapes = to_lonlat(land, "land")
    areas = shapes.to_numpy()[has_shape(shapes)]
    areas = areas[np.isin(shapely.get_type_id(areas), (3, 6))]
    if not len(areas):
        return []
    ground = shapely.union_all(shapely.make_valid(areas))
    west, south, east, north = shapely.bounds(ground)
    around = shapely.box(west - SHORE_DEG, south - SHORE_DEG, east + SHORE_DEG, north + SHORE_DEG)
    return list(shapely.get_parts(shapely.difference(around, ground)))


def barrier_arrays(barriers: Barriers | None) -> dict[str, NDArray[Any]]:
    """Give barriers as flat arrays by name, to be kept; see `barriers_from`."""
    if barriers is None:
        return {}
    shapes = [shapely.to_wkb(shape) for shape in barriers.areas]
    held = {f"fence_{name}": array for name, array in barriers.fences._asdict().items()}
    held |= {
        "areas": np.frombuffer(b"".join(shapes), dtype=np.uint8),
        "offsets": np.cumsum([0, *map(len, shapes)]),
        "ashore": np.array([barriers.ashore]),
    }
    return {f"{_PREFIX}{name}": array for name, array in held.items()}


def barriers_from(arrays: Arrays) -> Barriers | None:
    """Give barriers back from their kept arrays; None where there were none."""
    held = {n.removeprefix(_PREFIX): a for n, a in arrays.items() if n.startswith(_PREFIX)}
    if not held:
        return None
    data, offsets = held["areas"].tobytes(), held["offsets"].tolist()
    areas = np.empty(len(offsets) - 1, dtype=object)
    for k, (start, end) in enumerate(pairwise(offsets)):
        areas[k] = shapely.from_wkb(data[start:end])
    fences = {n.removeprefix("fence_"): a for n, a in held.items() if n.startswith("fence_")}
    return Barriers(areas, Fences(**fences), bool(held["ashore"][0]))
