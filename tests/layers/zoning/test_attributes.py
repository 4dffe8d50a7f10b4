"""Attribute names: any case, other names, ten letters, order of preference."""

from __future__ import annotations

import pytest

from layers.zoning.attributes import attributes, find_attributes


@pytest.mark.parametrize("column", ["KODSZN", "kodszn", "KodSzn", "KODE_SUBZONA", "Kode Sub-Zona"])
def test_any_case_and_other_names(column):
    assert find_attributes([column]) == {"kodszn": column}


@pytest.mark.parametrize("column", ["KODE_SUBZO", "kode_subzo", "KODE_SUB_Z"])
def test_names_cut_to_ten_letters(column):
    assert find_attributes([column]) == {"kodszn": column}


def test_a_beginning_of_another_length_is_not_taken():
    assert find_attributes(["KODE_SUB", "KODE_SUBZON"]) == {}


def test_the_own_name_goes_before_another():
    assert find_attributes(["subzona", "NAMSZN"])["namszn"] == "NAMSZN"
    assert find_attributes(["ZONA", "nama_zona"])["namzon"] == "ZONA"


def test_nothing_is_found_twice_or_invented():
    assert find_attributes([]) == {}
    assert find_attributes(["geometry", "x"]) == {}
    columns = [a.name.upper() for a in attributes().values()]
    found = find_attributes(columns)
    assert set(found) == set(attributes())
    assert sorted(found.values()) == sorted(columns)


def test_names_fit_a_shapefile_and_no_name_means_two_things():
    keys = [n for a in attributes().values() for n in (a.name, *a.also)]
    assert len(keys) == len(set(keys))
    assert all(len(name) <= 10 for name in attributes())


def test_field_of_an_attribute():
    field = attributes()["kdb"].field()
    assert (field.name, field.type, field.unit) == ("kdb", "number", "%")
    assert attributes()["kdb"].field("text").unit is None
