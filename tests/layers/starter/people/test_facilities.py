"""Facilities: a health centre in every district, anchors where they are, everyone on land."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from layers.starter import facts


@pytest.fixture
def places(frames):
    return frames["facilities"]


@pytest.mark.parametrize("kind", ["puskesmas", "polisi", "kantor_kec"])
def test_every_district_has_one(places, frames, kind):
    here = set(places["district_code"][places["type"] == kind])
    assert here == set(frames["districts"]["code"])


@pytest.mark.parametrize("kind", ["rs", "damkar", "balai_kota", "terminal", "ipam"])
def test_every_regency_has_one(places, frames, kind):
    here = set(places["district_code"][places["type"] == kind].str[:5])
    assert here == set(frames["regencies"]["code"])


def test_types_are_those_of_the_standard_list(places):
    known = facts.table("facility_types").set_index("id")["group"]
    assert set(places["type"]) <= set(known.index)
    assert (places["group"] == places["type"].map(known)).all()
    assert places["type"].nunique() >= 35


def test_modelled_facilities_lie_in_their_district(places, frames):
    shape = frames["districts"].set_index("code").geometry
    mine = places[places["source"] == "model"]
    own = shape.loc[mine["district_code"]].to_numpy()
    assert shapely.covers(own, mine.geometry.to_numpy()).all()


def test_anchors_stand_at_their_points(places):
    anchors = facts.table("anchors").set_index("name")
    hospital = places[places["name"] == "RSUD Abdul Wahab Sjahranie"].iloc[0]
    assert hospital["type"] == "rs"
    assert (hospital.geometry.x, hospital.geometry.y) == (117.1469, -0.4849)
    assert hospital["trust"] == "modelled"  # its position rests on one weak source
    airport = places[places["name"] == "Bandara SAMS Sepinggan"].iloc[0]
    assert airport["trust"] == "compiled"
    assert anchors.loc["Bandara SAMS Sepinggan", "district_code"] == airport["district_code"]


def test_the_closed_airfield_is_closed(places):
    assert places["status"][places["name"] == "Bandara Temindung"].tolist() == ["closed"]


def test_they_stand_where_people_are(places, frames, rasters):
    raster = rasters["population"]
    mine = places[places["source"] == "model"]
    columns, rows = (~raster.transform) @ (mine.geometry.x.to_numpy(), mine.geometry.y.to_numpy())
    at = raster.values[rows.astype(int), columns.astype(int)]
    assert np.median(at) > 50


def test_capacities_have_units_and_ranges(places):
    rates = facts.table("facility_rates").set_index("type")
    with_size = places[places["capacity"].notna()]
    assert (with_size["capacity_unit"].str.len() > 0).all()
    for kind, group in with_size.groupby("type"):
        assert group["capacity"].between(*rates.loc[kind, ["capacity_low", "capacity_high"]]).all()


def test_numbers_follow_people(places, frames):
    schools = places[places["type"] == "sd"]["district_code"].str[:5].value_counts()
    people = frames["regencies"].set_index("code")["population"]
    assert np.corrcoef(schools.reindex(people.index).fillna(0), people)[0, 1] > 0.9
