from __future__ import annotations

import numpy as np
import pyproj
import pytest
from affine import Affine

from gis.costdistance import Hiking, walking_friction
from gis.errors import InputError
from layers.landcover.walking import hiking_numbers, walking_speeds
from layers.raster import Raster

TOBLER = Hiking(hiking_numbers().rate, hiking_numbers().best)


def grid(values, nodata=None, crs=32750):
    return Raster(np.asarray(values), Affine(30, 0, 0, 0, -30, 0), pyproj.CRS(crs), nodata)


def common():
    return {int(code): w.speed_kmh for code, w in walking_speeds("common").items()}


def test_speeds_become_seconds_per_metre():
    found = walking_friction(grid([[8, 1], [7, 10]]), common())
    assert found.raster.values[0] == pytest.approx([3.6 / 5, 3.6 / 1.62])
    assert found.raster.values[1, 0] == pytest.approx(1.8)
    assert np.isinf(found.raster.values[1, 1])
    assert (found.unknown, found.n_nodata) == ((), 0)


def test_what_is_not_known_is_a_barrier_and_counted():
    found = walking_friction(grid([[8, 77, 77], [255, 8, 12]], nodata=255), common())
    assert np.isinf(found.raster.values).tolist() == [[False, True, True], [True, False, True]]
    assert found.unknown == ((12, 1), (77, 2))
    assert found.n_nodata == 1


def test_slope_slows_by_tobler_straight_up():
    slope = grid([[0.0, 10.0, -1.0]], nodata=-1.0)
    found = walking_friction(grid([[8, 8, 8]]), common(), slope_deg=slope, hiking=TOBLER)
    factor = np.exp(3.5 * np.tan(np.radians(10)))
    assert found.raster.values[0] == pytest.approx([0.72, 0.72 * factor, 0.72], rel=1e-6)
    assert found.n_no_slope == 1


def test_refusals():
    flat = grid([[0.0]])
    with pytest.raises(InputError, match="speed of class 8 is 0"):
        walking_friction(grid([[8]]), {8: 0.0})
    with pytest.raises(InputError, match="without hiking"):
        walking_friction(grid([[8]]), common(), slope_deg=flat)
    with pytest.raises(InputError, match="bring it to the same grid"):
        walking_friction(grid([[8, 8]]), common(), slope_deg=flat, hiking=TOBLER)
    with pytest.raises(InputError, match=r"slope_deg holds 120.0; .*per cent"):
        walking_friction(grid([[8]]), common(), slope_deg=grid([[120.0]]), hiking=TOBLER)
