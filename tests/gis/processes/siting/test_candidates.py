"""Candidates: points, areas, facilities and grids, and what is left out of them."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gis.errors import InputError, NoAnswerError
from gis.processes.siting.candidates import candidates_in
from gis.processes.units import units_of
from layers.schema import Field, Schema, Text
from layers.testing import SIDE, SOUTH, WEST

GIVEN = {
    "candidates": "grid",
    "candidate_types": None,
    "spacing": 5000.0,
    "cost": None,
    "population": "population",
}


def found(catalogue, prefix=None, **given):
    units = units_of(catalogue["districts"].read(), prefix, "districts")
    return candidates_in(catalogue, GIVEN | given, units)


def test_points_are_taken_as_they_are(region):
    some = found(region, candidates="facilities")
    assert (len(some), some.rule, some.n_outside) == (6, "points", 0)
    assert some.lonlat[0].tolist() == [116.85, -1.25]
    assert some.unit.tolist() == [0, 2, 0, 2, 1, 1]
    assert some.cost is None


def test_facilities_of_some_types_are_enough(region):
    some = found(region, candidates="facilities", candidate_types=("sd", "klinik"))
    assert sorted(some.names) == ["Klinik Tengah", "SD 1"]


def test_points_outside_the_units_are_counted(region):
    some = found(region, "64.71.01", candidates="facilities")
    assert (len(some), some.n_outside) == (2, 4)
    with pytest.raises(NoAnswerError, match="no candidate of 'facilities'"):
        found(region, "64.71.02", candidates="facilities", candidate_types=("rs",))


def test_areas_are_where_most_people_live_in_them(region):
    some = found(region, candidates="districts")
    assert some.rule == "areas"
    inside = shapely.contains_xy(region["districts"].read().geometry.to_numpy(), *some.lonlat.T)
    assert inside.all()
    # Every cell holds as many: the first of them, in the north-west.
    assert some.lonlat[0] == pytest.approx([WEST + 0.005, SOUTH + SIDE - 0.005])


def test_a_grid_lies_within_the_units_at_its_spacing(region):
    some = found(region)
    boxes = region["districts"].read().geometry.to_numpy()
    assert shapely.covers(boxes[some.unit], shapely.points(some.lonlat)).all()
    metric = gpd.GeoSeries(shapely.points(some.lonlat), crs=4326).to_crs(32750)
    xy = np.column_stack([metric.x, metric.y])
    assert np.allclose(xy / 2500.0 % 2.0, 1.0, atol=1e-3)
    assert len(some) == pytest.approx(33_395.0 * 11_057.0 / 25e6, rel=0.3)


def test_costs_come_from_a_field_and_must_be_there(tiny):
    spots = shapely.points([[116.85, -1.25], [116.95, -1.25]])
    frame = gpd.GeoDataFrame({"price": [2.0, np.nan]}, geometry=spots, crs=4326)
    fields = Schema((Field("price", "number", Text("Harga", "Price")),), "Point")
    layer = tiny["facilities"].layer.with_(id="plots", schema=fields, revision=0)
    tiny.write(layer, frame, provenance={"source": "test"})
    assert found(tiny, "64.71.01", candidates="plots", cost="price").cost.tolist() == [2.0]
    with pytest.raises(InputError, match="1 candidates have no cost"):
        found(tiny, candidates="plots", cost="price")


def test_too_many_are_refused(region):
    with pytest.raises(InputError, match="at most 50,000"):
        found(region, spacing=70.0)
