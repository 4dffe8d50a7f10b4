from __future__ import annotations

import numpy as np
import pyproj
import pytest
from affine import Affine
from pyproj import Geod

from gis.costdistance import even_metres, ground_metres
from gis.errors import GeometryError, InputError
from layers.raster import Raster

GEOD = Geod(ellps="WGS84")


def raster(shape, transform, crs=4326):
    return Raster(np.ones(shape), transform, pyproj.CRS(crs))


def test_degrees_become_metres_by_latitude():
    grid = raster((60, 10), Affine(1, 0, 100, 0, -1, 60))
    metres = ground_metres(grid)
    at_equator, at_59 = GEOD.inv(100.5, 0.5, 101.5, 0.5)[2], GEOD.inv(100.5, 59.5, 101.5, 59.5)[2]
    assert metres.across[-1] == pytest.approx(at_equator, rel=1e-12)
    assert metres.across[0] == pytest.approx(at_59, rel=1e-12)
    assert at_59 < 0.52 * at_equator
    assert metres.down[0] == pytest.approx(GEOD.inv(100, 59.5, 100, 58.5)[2], rel=1e-12)
    assert metres.wide[3] == pytest.approx(GEOD.inv(100, 56.5, 102, 55.5)[2], rel=1e-12)
    assert metres.tall[3] == pytest.approx(GEOD.inv(100, 56.5, 101, 54.5)[2], rel=1e-12)
    assert metres.uneven < 1e-9


@pytest.mark.parametrize("crs", [32750, 3857, 6933])
def test_metres_of_a_plane_are_those_of_the_ground(crs):
    """Cells of 100 map metres at 2.6 S: web mercator shows them 0.1 % too large."""
    to = pyproj.Transformer.from_crs(4326, crs, always_xy=True)
    x, y = to.transform(117.0, -2.6)
    metres = ground_metres(raster((5, 6), Affine(100, 0, x, 0, -100, y), crs))
    back = pyproj.Transformer.from_crs(crs, 4326, always_xy=True)
    ends = [back.transform(x + 350 + e, y - 150 - s) for e, s in [(0, 0), (100, 0), (0, 100)]]
    assert metres.across[1] == pytest.approx(GEOD.inv(*ends[0], *ends[1])[2], rel=1e-9)
    assert metres.down[1] == pytest.approx(GEOD.inv(*ends[0], *ends[2])[2], rel=1e-9)


def test_even_metres_are_pythagoras():
    metres = even_metres(4, width_m=30, height_m=40)
    assert metres.slant.tolist() == [50] * 3
    assert metres.wide.tolist() == pytest.approx([np.hypot(60, 40)] * 3)
    assert metres.tall.tolist() == pytest.approx([np.hypot(30, 80)] * 2)
    assert metres.n_rows == 4


def test_a_single_row_has_no_steps_to_others():
    one = even_metres(1, width_m=1, height_m=1)
    assert [len(a) for a in (one.across, one.down, one.slant, one.wide, one.tall)] == [
        1,
        0,
        0,
        0,
        0,
    ]


def test_refusals():
    with pytest.raises(GeometryError, match="friction is not north-up"):
        ground_metres(raster((3, 3), Affine(1, 0, 100, 0, 1, 0)))
    with pytest.raises(InputError, match=r"EPSG:32750 differs by .* warp it to EPSG:4326"):
        ground_metres(raster((3, 2000), Affine(1000, 0, 500_000, 0, -1000, 10_000_000), 32750))
    with pytest.raises(InputError, match="height_m is -1"):
        even_metres(2, width_m=1, height_m=-1)
