"""Cost-distance: the least cost from the nearest source to every cell of a grid of friction.

>>> import numpy as np
>>> from gis.costdistance import cost_distance, even_metres, starts_in
>>> found = cost_distance(
...     np.ones((1, 3)), starts_in(np.array([[0, 0]])), even_metres(1, width_m=10, height_m=10)
... )
>>> found.seconds.tolist()
[[0.0, 10.0, 20.0]]
"""

from __future__ import annotations

from gis.costdistance.barring import barred_by
from gis.costdistance.friction import WalkingFriction, walking_friction
from gis.costdistance.hiking import Hiking, Terrain
from gis.costdistance.metres import StepMetres, even_metres, ground_metres
from gis.costdistance.spreading import CostDistance, cost_distance, cost_distance_of
from gis.costdistance.starts import Starts, starts_at, starts_in
from gis.costdistance.surface import Travel

__all__ = [
    "CostDistance",
    "Hiking",
    "Starts",
    "StepMetres",
    "Terrain",
    "Travel",
    "WalkingFriction",
    "barred_by",
    "cost_distance",
    "cost_distance_of",
    "even_metres",
    "ground_metres",
    "starts_at",
    "starts_in",
    "walking_friction",
]
