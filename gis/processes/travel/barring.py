"""Barring: the waters of a catalogue that nobody walks across to reach a road."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.network.graph import Network
from gis.network.ground.barriers import Barriers, barriers_of
from gis.network.kernels.fences import Fences

if TYPE_CHECKING:
    import geopandas as gpd

Arrays = Mapping[str, NDArray[Any]]

# A river or canal as wide as that is not waded through; one of unknown width bars as a river
# only. Planning values.
WADED_M = 20.0
_PREFIX = "barrier_"


def barriers_in(waterways: gpd.GeoDataFrame, network: Network) -> Barriers | None:
    """Make barriers of the rivers and canals of a layer; None where there is none.

    Parameters
    ----------
    waterways
        Lines with the columns of the waterways theme, ``class`` and ``width_m``.
    network
        Whose edges open the water where they lead over it.
    """
    if "class" not in waterways:
        return None
    kinds = waterways["class"].astype(object)
    width = np.full(len(waterways), np.nan)
    if "width_m" in waterways:
        width = waterways["width_m"].to_numpy(dtype=np.float64, na_value=np.nan)
    rivers = (kinds == "river").to_numpy() & ~(width < WADED_M)
    canals = (kinds == "canal").to_numpy() & (width >= WADED_M)
    chosen = (rivers | canals) & (waterways.geometry.notna() & ~waterways.geometry.is_empty)
    if not chosen.any():
        return None
    return barriers_of(waterways.geometry[chosen], width_m=width[chosen], bridges=network)


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
