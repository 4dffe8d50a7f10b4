"""Chains: roads and waters joined at jetties and ferry ends, as one network to be searched."""

from __future__ import annotations

from gis.network.chains.asking import (
    ChainNearest,
    k_nearest_by_chain,
    many_to_many_by_chain,
    nearest_by_chain,
)
from gis.network.chains.chain import Chain, Lines, Part
from gis.network.chains.joining import join_chain
from gis.network.chains.landings import Landings, modelled_landings
from gis.network.chains.legs import ChainPath, Leg, path_by_chain
from gis.network.chains.reaching import ChainIndex, ChainPlaces, chain_index, snap_chain
from gis.network.chains.waters import Water, WaterReport, compile_water
from gis.network.chains.watertimes import WaterTimes, When, water_times

__all__ = [
    "Chain",
    "ChainIndex",
    "ChainNearest",
    "ChainPath",
    "ChainPlaces",
    "Landings",
    "Leg",
    "Lines",
    "Part",
    "Water",
    "WaterReport",
    "WaterTimes",
    "When",
    "chain_index",
    "compile_water",
    "join_chain",
    "k_nearest_by_chain",
    "many_to_many_by_chain",
    "modelled_landings",
    "nearest_by_chain",
    "path_by_chain",
    "snap_chain",
    "water_times",
]
