"""Indicators of the starter region, recounted by other ways."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

import layers
from gis.errors import InputError, NoAnswerError
from gis.processes import Answer, registry
from gis.processes.indicating import indicators
from layers import Catalogue
from layers.standards import kpis

BALIKPAPAN = "64.71"


@pytest.fixture(scope="module")
def region(starter_workspace: Path) -> Iterator[Catalogue]:
    catalogue = layers.open(starter_workspace)
    yield catalogue
    catalogue.close()


def ask(region: Catalogue, **given: Any) -> Answer:
    return registry()["indicator"].run(region, {"region": BALIKPAPAN, **given})


def test_people_within_are_those_of_coverage(region: Catalogue) -> None:
    found = ask(region, indicator="primary_school_3km")
    same = registry()["coverage"].run(
        region, {"facilities": "sd", "within": "3km", "region": BALIKPAPAN}
    )
    shares = {row["code"]: 100 * row["share"] for row in same.numbers["rows"]}
    assert {r["code"]: r["value"] for r in found.numbers["rows"]} == pytest.approx(shares)
    assert found.trust == "modelled"
    assert [one["layer"] for one in found.inputs] == ["facilities", "districts", "population"]


def test_density_and_provision_are_counts_of_what_is_there(region: Catalogue) -> None:
    districts = region["districts"].read()
    inside = districts[districts["code"].str.startswith(BALIKPAPAN)]
    sites = region["facilities"].read()
    sites = sites[(sites["type"] == "puskesmas") & ~sites["status"].isin(["closed", "planned"])]
    counts = [int(shapely.contains(shape, sites.geometry).sum()) for shape in inside.geometry]
    found = ask(region, indicator="provision_hea_pkm").numbers
    assert [row["part"] for row in found["rows"]] == counts
    people = sum(row["whole"] for row in found["rows"])
    assert found["total"]["value"] == pytest.approx(100 * sum(counts) / (people / 120_000))
    hectares = inside.to_crs(6933).area.sum() / 10_000
    assert ask(region, indicator="density").numbers["total"]["value"] == pytest.approx(
        people / hectares, rel=1e-3
    )


def test_land_of_a_plan_is_counted_once_and_cut_at_borders(region: Catalogue) -> None:
    found = ask(region, indicator="green_zones").numbers
    zones = region["zoning"].read().to_crs(6933)
    districts = region["districts"].read().to_crs(6933)
    inside = districts[districts["code"].str.startswith(BALIKPAPAN)].union_all()
    green = zones[zones["kodzon"] == "RTH"].union_all().intersection(inside).area
    every = zones.union_all().intersection(inside).area
    assert found["total"]["value"] == pytest.approx(100 * green / every, rel=1e-3)


def test_land_cover_is_that_of_composition(region: Catalogue) -> None:
    found = ask(region, indicator="built_share", by="regencies").numbers["total"]
    same = registry()["composition"].run(region, {"region": BALIKPAPAN, "legend": "common"})
    built = sum(r["area_ha"] for r in same.numbers["rows"] if r["class"] == "8")
    assert found["part"] == pytest.approx(built)
    assert found["whole"] == pytest.approx(same.numbers["zones"][0]["classified_ha"])


def test_units_added_up_are_all_together(region: Catalogue) -> None:
    found = ask(region, indicator="primary_school_3km", level="regency").numbers
    (row,) = found["rows"]
    assert (row["code"], row["name"]) == (BALIKPAPAN, "Kota Balikpapan")
    assert row["value"] == pytest.approx(found["total"]["value"])
    assert ask(region, indicator="density", level="province").numbers["rows"][0]["code"] == "64"


def test_a_range_is_told_where_there_is_one(region: Catalogue) -> None:
    total = ask(region, indicator="hospital_60min").numbers["total"]
    assert total["value_low"] < total["value"] < total["value_high"] <= 100
    density = ask(region, indicator="density").numbers["total"]
    assert density["value_low"] == pytest.approx(0.9 * density["value"])
    assert np.isnan(ask(region, indicator="built_share").numbers["total"]["value_low"])


def test_a_plan_may_ask_for_another_limit(region: Catalogue) -> None:
    wide = ask(region, indicator="primary_school_3km", within="5km").numbers
    assert wide["indicator"]["parameters"]["within"] == "5km"
    near = ask(region, indicator="primary_school_3km").numbers
    assert wide["total"]["value"] > near["total"]["value"]
    with pytest.raises(InputError, match="density has no parameter within"):
        ask(region, indicator="density", within="5km")


def test_a_proxy_says_so(region: Catalogue) -> None:
    notes = " ".join(note.en for note in ask(region, indicator="waste_1km").notes)
    assert "a proxy for KPI-5.2" in notes


def test_what_there_is_no_data_for_is_told(region: Catalogue) -> None:
    with pytest.raises(NoAnswerError, match="posyandu"):
        ask(region, indicator="provision_hea_pos")


def test_a_series_has_the_value_of_every_date(region: Catalogue) -> None:
    found = ask(region, indicator="forest_share", series=True)
    one, other = found.numbers["series"]
    assert (one["date"], other["date"]) == ("2017", "2024")
    assert other["value"] == found.numbers["total"]["value"]
    before = ask(region, indicator="forest_share", cover="2017").numbers
    assert one["value"] == before["total"]["value"]
    assert {r["code"]: r["value"] for r in one["rows"]} == {
        r["code"]: r["value"] for r in before["rows"]
    }
    assert "land_cover_2017" in {layer["layer"] for layer in found.inputs}
    alone = ask(region, indicator="density", series=True)
    assert alone.numbers["series"] == []
    assert "there is no series" in alone.notes[0].en


def test_an_absolute_value_is_its_part(region: Catalogue) -> None:
    total = ask(region, indicator="built_area").numbers["total"]
    assert total["value"] == total["part"] < total["whole"]


def test_indicators_of_ikn_are_computed_on_the_starter_region(region: Catalogue) -> None:
    """Each that layers give has a value, says how, how sure, and what a proxy stands in for."""
    given = [one for one in kpis() if one.framework == "ikn" and one.indicator]
    assert len(given) == 19
    for one in given:
        asked = {"indicator": one.indicator, "by": one.by, "region": one.region}
        found = registry()["indicator"].run(region, asked)
        total = found.numbers["total"]
        assert np.isfinite(total["value"]), one.id
        assert [row["code"] for row in found.numbers["rows"]] == [one.region]
        assert found.method.en
        assert found.method.id
        # The starter region is a model, and nothing of it is claimed to be more.
        assert found.trust in ("modelled", "illustrative"), one.id
        assert found.numbers["indicator"]["uncertainty"]["en"]
        read = {layer["layer"] for layer in found.inputs}
        assert read <= {one.by, *indicators()[one.indicator].layer_ids(region)}, one.id
        assert one.missing.en or one.computability == "direct"
    missing = [one for one in kpis() if one.framework == "ikn" and not one.indicator]
    assert len(missing) == 24
    assert all(one.missing.en for one in missing)
