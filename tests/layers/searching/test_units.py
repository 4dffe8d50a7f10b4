"""Units: how it is said where things lie."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from layers.searching.units import own_units, regions_at
from layers.text import Text


def test_contexts_are_told_from_the_smallest_on():
    units = own_units([("64.02.01", "Muara Muntai")])
    assert units.context("64.02.01", itself=True) == Text(
        "Kecamatan Muara Muntai, Kabupaten Kutai Kartanegara, Kalimantan Timur",
        "Muara Muntai District, Kutai Kartanegara Regency, East Kalimantan",
    )
    assert units.context("64.02.01", itself=False).id.startswith("Kabupaten")
    assert units.context("64.71", itself=True).en == "Balikpapan City, East Kalimantan"
    assert units.context("64", itself=False) == Text("", "")
    assert units.context("no code", itself=True) == Text("", "")


def test_words_of_a_context_leave_out_its_kinds():
    words = own_units([]).words("64.71")
    assert "Balikpapan" in words
    assert "East Kalimantan" in words
    assert "Kota" not in words


def test_places_are_put_into_units():
    units = gpd.GeoDataFrame(
        {"code": ["a", "b"]}, geometry=[shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)], crs=4326
    )
    places = np.array([[0.5, 0.5], [1.5, 0.5], [1.0, 0.5], [9.0, 9.0], [np.nan, np.nan]])
    assert regions_at(places, units).tolist() == ["a", "b", "a", "", ""]
