from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
from affine import Affine
from shapely import Point, box

import layers
from gis.errors import GeometryError, InputError
from gis.plausibility import (
    check_population_column,
    check_population_raster,
    compare_totals,
)
from gis.zonal import zonal_sum
from layers.errors import CRSError
from layers.raster import Raster, read_raster

KM = Affine(1000, 0, 400_000, 0, -1000, 9_900_000)


def grid(values, *, transform=KM, nodata=None, crs=32750):
    return Raster(np.asarray(values, dtype=float), transform, pyproj.CRS(crs), nodata)


def kinds(found):
    return [finding.kind for finding in found]


def test_ordinary_people_pass():
    assert check_population_raster(grid([[0, 500], [12_000, 30_000]])) == []
    assert check_population_raster(grid([[0, 500]]), official_total=510) == []


def test_absurd_density_and_no_unit_that_helps():
    found = check_population_raster(grid(np.full((2, 2), 5e8)))
    assert kinds(found) == ["mean-density", "cell-density", "unit"]
    assert "2,000,000,000 people on 4.0 km2" in found[0].message.en
    assert "ini bukan jumlah orang" in found[0].message.id
    assert found[2].unit is None
    assert "do not use it as population" in found[2].message.en


def test_one_cell_too_dense_in_a_sound_grid():
    values = np.full((20, 20), 100.0)
    values[3, 4] = 2_000_000
    found = check_population_raster(grid(values))
    assert kinds(found) == ["cell-density", "unit"]
    assert found[0].message.en.startswith("1 cells hold more than 1,500,000")


def test_a_tower_on_a_small_cell_is_possible():
    ten_metres = Affine(10, 0, 400_000, 0, -10, 9_900_000)
    values = np.zeros((50, 50))
    values[5, 5] = 400
    assert check_population_raster(grid(values, transform=ten_metres)) == []
    values[5, 5] = 40_000
    assert "cell-density" in kinds(check_population_raster(grid(values, transform=ten_metres)))


@pytest.mark.parametrize(
    ("factor", "unit"),
    [(100, "people-per-km2"), (1e-3, "thousands"), (1e3, "thousandths"), (7, None)],
)
def test_the_unit_is_suspected_from_the_official_total(factor, unit):
    hectares = Affine(100, 0, 400_000, 0, -100, 9_900_000)
    people = np.random.default_rng(1).random((10, 10)) * 10
    found = check_population_raster(
        grid(people * factor, transform=hectares), official_total=people.sum()
    )
    assert kinds(found)[-1] == "unit"
    assert found[-1].unit == unit
    total = next(f for f in found if f.kind == "total")
    assert total.limit == pytest.approx(people.sum())


def test_people_per_hectare_on_cells_of_four_hectares():
    cells = Affine(200, 0, 400_000, 0, -200, 9_900_000)
    people = np.full((10, 10), 40.0)
    found = check_population_raster(grid(people / 4, transform=cells), official_total=4000)
    assert found[-1].unit == "people-per-hectare"


def test_negative_values_suggest_nodata():
    found = check_population_raster(grid([[-9999, 5], [3, -9999]]))
    assert kinds(found) == ["negative"]
    assert found[0].message.en.startswith("2 values are below zero (least -9999)")
    assert check_population_raster(grid([[-9999, 5]], nodata=-9999)) == []


@pytest.mark.parametrize("values", [[[np.nan, np.inf]], [[-1.0, -1.0]]])
def test_a_raster_without_values(values):
    assert kinds(check_population_raster(grid(values, nodata=-1))) == ["empty"]


def test_degrees_and_south_up_grids_are_measured_on_the_earth():
    north_up = Affine(0.01, 0, 117, 0, -0.01, 0)
    south_up = Affine(0.01, 0, 117, 0, 0.01, -0.02)
    for transform in (north_up, south_up):
        dense = grid(np.full((2, 2), 1e6), transform=transform, crs=4326)
        found = check_population_raster(dense)
        geod = abs(
            pyproj.Geod(ellps="WGS84").geometry_area_perimeter(box(117, -0.02, 117.02, 0))[0]
        )
        assert found[0].measured == pytest.approx(4e6 / (geod / 1e6), rel=1e-6)


def test_findings_are_plain_data():
    found = check_population_raster(grid([[-1, 5e8]]), official_total=100)
    assert kinds(found) == ["negative", "mean-density", "cell-density", "total", "unit"]
    assert json.loads(json.dumps([f.to_dict() for f in found]))[0]["limit"] == 0.0


@pytest.mark.parametrize("total", [0, -5, np.nan, np.inf])
def test_an_official_total_must_be_a_number_above_0(total):
    with pytest.raises(InputError, match=r"official total is .* wanted a finite number above 0"):
        check_population_raster(grid([[1]]), official_total=total)


def units(people):
    shapes = [box(117 + i / 100, -1, 117.01 + i / 100, -0.99) for i in range(len(people))]
    return gpd.GeoDataFrame({"people": people, "name": "x"}, geometry=shapes, crs=4326)


def test_a_column_that_passes_and_one_that_does_not():
    assert check_population_column(units([100.0, 2000.0]), "people", official_total=2100) == []
    found = check_population_column(units([100.0, 5e8, -3.0, np.nan]), "people")
    assert kinds(found) == ["missing", "negative", "mean-density", "cell-density", "unit"]
    assert found[0].message.id == "1 dari 4 unit tanpa angka penduduk"
    assert "1 units hold more" in found[3].message.en


def test_a_column_in_thousands():
    found = check_population_column(units([1.0, 2.0]), "people", official_total=3000)
    assert kinds(found) == ["total", "unit"]
    assert found[1].unit == "thousands"
    assert "ribuan orang" in found[1].message.id


def test_whole_numbers_with_gaps_and_no_rows():
    frame = units([1.0, 2.0]).assign(people=pd.array([100, pd.NA], dtype="Int64"))
    assert kinds(check_population_column(frame, "people")) == ["missing"]
    assert kinds(check_population_column(units([1.0]).iloc[:0], "people")) == ["empty"]


def test_columns_that_cannot_be_checked():
    with pytest.raises(InputError, match="no column 'name' of numbers; those of numbers are peop"):
        check_population_column(units([1.0]), "name")
    with pytest.raises(GeometryError, match="wanted polygons"):
        check_population_column(units([1.0]).set_geometry([Point(117, 0)], crs=4326), "people")
    with pytest.raises(CRSError, match="no CRS"):
        check_population_column(units([1.0]).set_crs(None, allow_override=True), "people")


def test_sums_against_official_figures():
    official = {"64.71": 1000.0, "64.72": 2000.0, "64.74": 0.0}
    assert compare_totals({"64.71": 1040, "64.72": 2000, "64.74": 0}, official) == []
    found = compare_totals({"64.71": 1100, "64.74": 5}, official)
    assert kinds(found) == ["total", "missing", "total"]
    assert found[0].message.en == "64.71: 1,100 people in all, officially 1,000 (+10.0%)"
    assert found[1].message.id == "64.72: tidak ada jumlah, resmi 2,000 orang"


def test_the_absurd_raster_is_caught(shared_data):
    """Values of 279,103 to 496,446 in cells of 50 m, which sum to 3.7 billion."""
    found = check_population_raster(read_raster(shared_data / "raster/people_jakarta_clip.tif"))
    assert kinds(found) == ["mean-density", "cell-density", "unit"]
    assert found[0].message.en.startswith("3,701,787,874 people on 23.0 km2 would be 161,080,652")
    assert found[-1].unit is None


def test_the_starter_passes(starter_workspace):
    catalogue = layers.open(starter_workspace)
    raster = catalogue["population"].raster()
    regencies = catalogue["regencies"].read().set_index("code")
    official = regencies["population"].astype(float)
    assert check_population_raster(raster, official_total=official.sum()) == []
    assert check_population_column(regencies, "population") == []
    measured = zonal_sum(regencies, raster).table["total"]
    assert compare_totals(measured.to_dict(), official.to_dict(), tolerance=1e-3) == []
    catalogue.close()
