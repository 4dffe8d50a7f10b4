"""Growth of people: by a rate, and to targets whose exact sums come out."""

import numpy as np
import pytest
import shapely

from gis.errors import InputError
from gis.scenarios.edits import read_edits
from gis.scenarios.growth import base_year, grown
from gis.zonal import zonal_sum
from layers.layer import Layer
from layers.schema import Schema, Text


def growth(**given):
    (edit,) = read_edits([{"kind": "growth", "year": 2026} | given])
    return edit


def test_a_rate_grows_whole_cells_of_the_region_only(region):
    raster, units = region["population"].raster(), region["districts"].read()
    after = grown(raster, units, growth(rate=10, region="64.71.02"), 2024)
    assert after.values.dtype == np.float32
    assert after.values[:, 10:20] == pytest.approx(12.1)
    assert after.values[:, :10] == pytest.approx(10.0)
    with pytest.raises(InputError, match="before the data's year"):
        grown(raster, units, growth(rate=1), 2030)
    with pytest.raises(InputError, match="not known"):
        grown(raster, units, growth(rate=1), None)
    with pytest.raises(InputError, match="region"):
        grown(raster, units, growth(rate=1, region="99"), 2024)


def test_targets_come_out_exactly_though_units_share_cells(region):
    raster, units = region["population"].raster(), region["districts"].read()
    # Borders through the midst of cells.
    units["geometry"] = shapely.transform(
        units.geometry.to_numpy(), lambda xy: xy + np.array([0.0043, 0.0])
    )
    targets = {"64.71.01": 5000, "64.71.02": 250.5, "64.71.03": 0}
    after = grown(raster, units, growth(targets=targets), 2024)
    found = zonal_sum(units, after).table["total"].to_numpy()
    assert found[:2] == pytest.approx([5000, 250.5], rel=1e-3)
    assert after.values[0, 0] == pytest.approx(
        10.0 * (0.43 + 0.57 * after.values[0, 3] / 10.0), rel=0.01
    )


def test_targets_that_cannot_be_are_refused(region):
    raster, units = region["population"].raster(), region["districts"].read()
    with pytest.raises(InputError, match="no unit 99"):
        grown(raster, units, growth(targets={"99": 5}), 2024)
    empty = type(raster)(raster.values * 0, raster.transform, raster.crs, raster.nodata)
    with pytest.raises(InputError, match="nobody lives"):
        grown(empty, units, growth(targets={"64.71.01": 5}), 2024)


@pytest.mark.parametrize(("date", "year"), [("2024", 2024), ("2024-05-01", 2024), ("", None)])
def test_the_year_of_data(date, year):
    layer = Layer("a", Text.of("a"), "population", Schema(), data_date=date)
    assert base_year(layer) == year
