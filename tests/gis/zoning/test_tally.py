"""Hectares by verdict and unit: against plain geopandas."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gis.errors import GeometryError, InputError
from gis.zoning.limits import Limit
from gis.zoning.tally import tally, under_wishes


def test_hectares_are_those_of_a_plain_overlay():
    rng = np.random.default_rng(5)
    points = shapely.multipoints(rng.uniform([116.8, -1.3], [117.0, -1.2], (80, 2)))
    box = shapely.box(116.8, -1.3, 117.0, -1.2)
    cells = shapely.get_parts(shapely.voronoi_polygons(points, extend_to=box))
    shapes = shapely.intersection(cells, box)
    values = [["I", "T", "B", "X", "unknown"][k % 5] for k in range(len(shapes))]
    units = gpd.GeoDataFrame(
        geometry=[shapely.box(116.8, -1.3, 116.87, -1.2), shapely.box(116.87, -1.3, 116.95, -1.22)],
        index=["west", "east"],
        crs=4326,
    )
    found = tally(shapes, values, units)
    plain = gpd.GeoDataFrame({"v": values}, geometry=shapes, crs=4326)
    cut = gpd.overlay(plain, units.reset_index(names="unit"), keep_geom_type=True).to_crs(6933)
    wanted = cut.area.groupby([cut["unit"], cut["v"]]).sum() / 1e4
    for (unit, value), hectares in wanted.items():
        assert found.loc[unit, value] == pytest.approx(hectares, rel=1e-6)
    every = plain.to_crs(6933).area.sum() / 1e4
    assert found.to_numpy().sum() == pytest.approx(every, rel=1e-6)


def test_land_in_no_unit_is_the_last_row():
    units = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 1, 1)], index=[7], crs=4326)
    found = tally(np.array([shapely.box(5, 5, 6, 6)]), ["X"], units)
    assert found.index.tolist() == [7, None]
    assert found.iloc[0].sum() == 0.0
    assert found.iloc[1]["X"] > 1e6


def test_units_that_are_no_polygons_or_repeat_are_refused():
    shapes = np.array([shapely.box(0, 0, 1, 1)])
    with pytest.raises(GeometryError):
        tally(shapes, ["X"], gpd.GeoDataFrame(geometry=[shapely.Point(0, 0)], crs=4326))
    twice = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 1, 1)] * 2, index=[1, 1], crs=4326)
    with pytest.raises(InputError):
        tally(shapes, ["X"], twice)


@pytest.mark.parametrize(
    ("value", "klb", "found"),
    [("I", 2.0, "I"), ("I", 1.0, None), ("I", None, "unknown"), ("X", None, "X"), ("T", 1.5, "T")],
)
def test_limits_that_leave_less_than_wished_leave_a_zone_out(value, klb, found):
    limits = {} if klb is None else {"klb_max": Limit("klb_max", klb, None)}
    assert under_wishes(value, limits, {"klb_max": 1.5}) == found
    assert under_wishes(value, limits, {}) == value
