"""Urban units by density: hand cases, and true areas of cells."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
from affine import Affine
from pyproj import Geod

from gis.access.demand import Demand
from gis.access.urban import URBAN_SHARE, cell_km2, urban_share
from layers.raster import Raster


def people(amounts, units):
    n = len(amounts)
    return Demand(
        lon=np.full(n, 117.0),
        lat=np.zeros(n),
        amount=np.array(amounts, dtype=float),
        unit=np.array(units, dtype=np.int32),
        cell=np.arange(n, dtype=np.int32),
        share=np.ones(n),
        n_units=4,
    )


def test_half_of_the_people_in_dense_cells_make_a_town():
    # Unit 0: 300 of 600 in a dense cell; 1: none; 2: all; 3: nobody.
    held = people([300.0, 299.0, 1.0, 100.0, 500.0], [0, 0, 0, 1, 2])
    share = urban_share(held, np.ones(5))
    np.testing.assert_allclose(share, [0.5, 0.0, 1.0, np.nan])
    assert (share >= URBAN_SHARE).tolist() == [True, False, True, False]


def test_density_counts_not_the_number_in_a_cell():
    held = people([300.0], [0])
    assert urban_share(held, np.array([4.0]))[0] == 0.0
    assert urban_share(held, np.array([0.25]))[0] == 1.0


def raster(crs, step, corner):
    return Raster(
        values=np.ones((4, 4), dtype=np.float32),
        transform=Affine(step, 0, corner[0], 0, -step, corner[1]),
        crs=pyproj.CRS(crs),
        nodata=None,
    )


@pytest.mark.parametrize("lat", [0.0, -3.0, 60.0])
def test_cells_of_degrees_have_their_geodesic_area(lat):
    grid = raster("EPSG:4326", 0.01, (117.0, lat + 0.02))
    area = cell_km2(grid, np.array([[117.005, lat + 0.005]]))[0]
    lons, lats = [117.0, 117.01, 117.01, 117.0], [lat, lat, lat + 0.01, lat + 0.01]
    wanted = abs(Geod(ellps="WGS84").polygon_area_perimeter(lons, lats)[0]) / 1e6
    assert area == pytest.approx(wanted, rel=1e-5)


def test_cells_of_a_projected_raster_are_as_large_as_on_the_ground():
    grid = raster("EPSG:3857", 1000.0, (13_000_000.0, -340_000.0))
    lon, lat = pyproj.Transformer.from_crs(3857, 4326, always_xy=True).transform(
        13_000_500.0, -340_500.0
    )
    area = cell_km2(grid, np.array([[lon, lat]]))[0]
    # Web Mercator draws a square kilometre at 3 degrees south 0.3 % too large each way.
    assert area == pytest.approx(np.cos(np.radians(lat)) ** 2, rel=2e-2)
    utm = raster("EPSG:32750", 1000.0, (500_000.0, 9_700_000.0))
    lon, lat = pyproj.Transformer.from_crs(32750, 4326, always_xy=True).transform(
        500_500.0, 9_699_500.0
    )
    assert cell_km2(utm, np.array([[lon, lat]]))[0] == pytest.approx(1 / 0.9996**2, rel=1e-4)
