"""Tables of facts: complete, marked, and free of traces."""

from __future__ import annotations

import pandas as pd
import pytest

from layers.errors import SourceError
from layers.starter import facts

TRUST = {"official", "open_data", "compiled", "modelled", "illustrative"}
TABLES = [name for name in facts.names() if name not in ("sources", "source_words")]


@pytest.mark.parametrize("name", TABLES)
def test_every_row_has_source_and_trust(name):
    table = facts.table(name)
    assert len(table) > 0
    assert (table["source"].astype(str).str.len() > 3).all()
    assert set(table["trust"]) <= TRUST


@pytest.mark.parametrize("name", [n for n in TABLES if n != "anchors"])
def test_sources_are_spelled_out(name):
    keys = set(facts.table(name)["source"])
    assert keys <= set(facts.table("sources")["id"])
    assert all(len(facts.source_text(key)) > 20 for key in keys)


def test_a_source_that_is_text_already_stays():
    assert facts.source_text("a survey of 2020") == "a survey of 2020"


def test_codes_stay_text_and_nest():
    regions, districts, villages = (facts.table(n) for n in ("regions", "districts", "villages"))
    assert regions["code"].tolist()[:2] == ["63", "63.01"]
    assert set(districts["parent"]) == set(regions["code"][regions["code"].str.len() == 5])
    assert set(villages["parent"]) == set(districts["code"])
    assert (villages["code"].str[:8] == villages["parent"]).all()
    assert (len(districts), len(villages)) == (261, 3046)
    assert districts["name"].str.len().min() >= 3


def test_regency_figures_sum_to_the_provinces():
    regions = facts.table("regions")
    regencies = regions[regions["code"].str.len() == 5]
    provinces = regions[regions["code"].str.len() == 2].set_index("code")
    people = regencies.groupby("parent")["population"].sum()
    assert people.to_dict() == provinces["population"].to_dict()
    area = regencies.groupby("parent")["area_km2"].sum()
    assert (area / provinces["area_km2"] - 1).abs().max() < 1e-3


def test_bps_codes_are_not_the_digits():
    codes = facts.table("regions").set_index("code")["bps_code"]
    assert codes["64.02"] == "6403"
    assert codes["64.08"] == "6404"
    assert codes["63.08"] == "6308"


def test_ikn_areas_add_up():
    area = facts.table("ikn_areas").set_index("kind")["legal_area_ha"]
    assert area["core"] + area["development"] == area["land"] == 252_660


def test_corridors_name_known_villages():
    known = set(facts.table("villages")["code"])
    for codes in facts.table("corridors")["village_codes"]:
        assert set(codes.split()) <= known


def test_coast_is_small_and_named():
    data = facts.geojson("coast")
    assert "Natural Earth" in data["features"][0]["properties"]["source"]
    assert len(str(data)) < 300_000


def test_unknown_table_is_named_with_the_known_ones():
    with pytest.raises(SourceError, match=r"no table of facts 'rivrs'.*rivers"):
        facts.table("rivrs")


def test_empty_text_cells_are_empty_text():
    districts = facts.table("districts")
    assert districts["seat"].map(type).eq(str).all()
    assert pd.isna(districts["population"]).sum() == 261 - 18


def test_sources_of_the_starters_layers_are_told_in_both_languages(starter_region):
    made = (*starter_region.vectors, *starter_region.rasters)
    told = [facts.source_words(layer.source) for layer, _ in made]
    assert len(told) >= 17
    assert all(one.id != one.en and len(one.id) > 20 for one in told)
