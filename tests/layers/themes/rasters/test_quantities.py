"""People, heights and slopes that cannot be are told or refused."""

from __future__ import annotations

import numpy as np
import pytest

from layers.themes.rasters import raster_theme_of
from layers.themes.rasters.quantities import (
    fit_elevation,
    fit_generic,
    fit_population,
    fit_slope,
)
from layers.themes.rasters.theme import RasterAsked

ASKED = RasterAsked("a")


def errors(fitted):
    return [f.code for f in fitted.findings if f.severity == "error"]


def codes(fitted):
    return [f.code for f in fitted.findings]


def test_ordinary_people(stage):
    fitted = fit_population(stage(np.array([[0.5, 900.0, np.nan]], dtype=np.float32)), ASKED)
    assert codes(fitted) == []
    assert fitted.value.unit == "people"
    assert [c["value"] for c in fitted.hints["classes"]] == [1, 10, 50, 200, 1000]


def test_absurd_people_are_refused_with_the_way_out(stage):
    fitted = fit_population(stage(np.full((3, 3), 4e8)), ASKED)
    assert set(errors(fitted)) == {"population-implausible"}
    assert "people per km2" in fitted.findings[0].message
    assert "--theme generic" in fitted.findings[-1].message


def test_a_few_negative_people_are_told(stage):
    values = np.full((10, 20), 5, dtype=np.int16)
    values[0, 0] = -1
    fitted = fit_population(stage(values), ASKED)
    (found,) = fitted.findings
    assert (found.code, found.severity) == ("population-negative", "warning")
    assert "1 values are below zero" in found.said("en")
    assert "(0.5% of the cells)" in found.said("en")
    assert "nilai di bawah nol" in found.said("id")


def test_a_raster_with_many_negative_cells_is_no_count_of_people(stage):
    values = np.full((10, 10), 5, dtype=np.int16)
    values[:3] = -9999
    fitted = fit_population(stage(values), ASKED)
    (found,) = fitted.findings
    assert (found.code, found.severity) == ("population-negative", "error")
    assert "30.0% of the cells" in found.said("en")
    assert "(30,0% sel)" in found.said("id")
    assert "--nodata" in found.said("id")
    assert errors(fit_population(stage(values, nodata=-9999), ASKED)) == []


@pytest.mark.parametrize(
    ("asked", "warned"),
    [
        (RasterAsked("x", file="idn_ppp_2020.tif"), True),
        (RasterAsked("x", file="Jumlah Penduduk.tif"), True),
        (RasterAsked("x", file="worldpop2020.tif"), True),
        (RasterAsked("total_orang"), True),
        (RasterAsked("x", file="people.tif", theme_asked=True), False),
        (RasterAsked("x", file="popular_places.tif"), False),
        (RasterAsked("orangutan"), False),
        (RasterAsked("depth", file="depth.tif"), False),
    ],
)
def test_numbers_whose_name_speaks_of_people_are_told(stage, asked, warned):
    fitted = fit_generic(stage(np.array([[1.5, 2.5]])), asked)
    assert codes(fitted) == ["population-unchecked"] * warned


@pytest.mark.parametrize("layer_id", ["orang", "jiwa_2020", "worldpop", "population", "pop_2024"])
def test_ids_of_people_are_checked_as_people(layer_id):
    assert raster_theme_of(layer_id, None).id == "population"


def test_heights(stage):
    assert codes(fit_elevation(stage(np.array([[-3, 1700]], dtype=np.int16)), ASKED)) == []
    odd = fit_elevation(stage(np.array([[-32768, 1700]], dtype=np.int16)), ASKED)
    assert codes(odd) == ["elevation-range"]
    assert odd.value.unit == "m"


@pytest.mark.parametrize(
    ("values", "unit", "found"),
    [
        ([[0.0, 45.0]], None, []),
        ([[0.0, 75.0]], None, ["slope-unit"]),
        ([[0.0, 75.0]], "degree", []),
        ([[0.0, 738.0]], None, ["slope-range"]),
        ([[-1.0, 20.0]], None, ["slope-range"]),
        ([[0.0, 738.0]], "percent", ["slope-converted"]),
    ],
)
def test_slopes(stage, values, unit, found):
    assert codes(fit_slope(stage(np.array(values)), RasterAsked("slope", unit=unit))) == found


def test_percent_become_degrees(stage):
    fitted = fit_slope(
        stage(np.array([[0.0, 100.0, np.nan]])), RasterAsked("slope", unit="percent")
    )
    np.testing.assert_allclose(fitted.cells, [[0.0, 45.0, np.nan]])
    assert fitted.value.unit == "degree"


def test_any_number_in_the_unit_named(stage):
    fitted = fit_generic(stage(np.array([[1.5, 2.5]])), RasterAsked("depth", unit="m"))
    assert (fitted.value.unit, fitted.value.type) == ("m", "number")
