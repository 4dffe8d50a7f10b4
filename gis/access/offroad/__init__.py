"""Off the road and on it: the quickest way over land and by a network, each where it is quicker.

Cells of a friction surface and nodes of a network are one graph here, joined where
edges pass through cells. People walk from a cell to any place on the network, travel
along it, leave it where they like, and walk on; or walk all the way.

>>> import geopandas as gpd
>>> import numpy as np
>>> import pyproj
>>> import shapely
>>> from affine import Affine
>>> from gis.network.graph import Network
>>> from layers.raster import Raster
>>> from gis.access.offroad import Roads, offroad_times
>>> street = Network.from_edges([[117.0005, 0.0005], [117.0025, 0.0005]], [[0, 1]], [60.0])
>>> ground = Raster(np.ones((1, 3)), Affine(0.001, 0, 117, 0, -0.001, 0.001), pyproj.CRS(4326))
>>> clinic = gpd.GeoSeries([shapely.Point(117.0005, 0.0005)], crs=4326)
>>> found = offroad_times(Roads(street), ground, clinic)
>>> found.seconds.round().tolist(), found.by_road.tolist()
([[0.0, 30.0, 60.0]], [[False, True, True]])
"""

from __future__ import annotations

from gis.access.offroad.answer import OffRoad
from gis.access.offroad.joining import Joins, joins_of
from gis.access.offroad.times import Roads, offroad_times

__all__ = ["Joins", "OffRoad", "Roads", "joins_of", "offroad_times"]
