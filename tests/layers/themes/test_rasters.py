"""The theme of a raster is told by its id, or asked for by one of its names."""

from __future__ import annotations

import pytest

from layers.errors import SchemaError
from layers.themes.rasters import RASTER_THEMES, raster_theme_of


@pytest.mark.parametrize(
    ("layer_id", "theme"),
    [
        ("population", "population"),
        ("population_2025", "population"),
        ("penduduk", "population"),
        ("land_cover_2024", "landcover"),
        ("landuse_2020", "landcover"),
        ("tutupan_lahan_2024", "landcover"),
        ("slope", "slope"),
        ("dem", "elevation"),
        ("demand", "generic"),
        ("flood", "generic"),
    ],
)
def test_by_id(layer_id, theme):
    assert raster_theme_of(layer_id, None).id == theme


@pytest.mark.parametrize(
    ("asked", "theme"), [("land_use", "landcover"), ("dem", "elevation"), ("generic", "generic")]
)
def test_by_name(asked, theme):
    assert raster_theme_of("population", asked).id == theme


def test_unknown_names_are_refused_with_the_known_ones():
    with pytest.raises(SchemaError, match="population, landcover, elevation, slope, generic"):
        raster_theme_of("a", "zoning")


def test_only_people_are_shared_out():
    assert [t.id for t in RASTER_THEMES.values() if t.amounts] == ["population"]
    assert [t.id for t in RASTER_THEMES.values() if t.classes] == ["landcover"]
