"""Coverage by the standards: measured as each asks, only where it applies."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from gis.errors import InputError, NoAnswerError
from gis.processes import registry

COVERAGE = registry()["coverage"]


@pytest.fixture
def town(region):
    """The region with the western district as dense as a town: 500 people in a cell."""
    raster = region["population"].raster()
    values = np.array(raster.values)
    values[:, :10] = 500.0
    layer = region["population"].layer.with_(id="dense", revision=0)
    region.write_raster(layer, dataclasses.replace(raster, values=values))
    return region


def ask(catalogue, **given):
    asked = {
        "facilities": "sd",
        "within": "standard",
        "roads": "streets",
        "population": "dense",
    }
    return COVERAGE.run(catalogue, asked | given)


def test_each_standard_is_counted_where_it_applies(town):
    numbers = ask(town).numbers
    assert [s["id"] for s in numbers["standards"]] == ["EDU-SD", "THR-SD-WALK", "THR-IKN-SOCIAL"]
    applies = {(row["standard"], row["code"][-1]) for row in numbers["rows"] if row["applies"]}
    assert applies == {
        ("EDU-SD", "1"),
        ("THR-SD-WALK", "2"),
        ("THR-SD-WALK", "3"),
        ("THR-IKN-SOCIAL", "1"),
    }
    assert {r["code"][-1]: r["area"] for r in numbers["rows"]} == {
        "1": "urban",
        "2": "rural",
        "3": "rural",
    }
    totals = {t["standard"]: t for t in numbers["totals"]}
    assert totals["EDU-SD"]["total"] == pytest.approx(50_000)
    assert totals["EDU-SD"]["people_left_out"] == pytest.approx(2_000)
    assert (totals["THR-SD-WALK"]["n_units"], totals["THR-SD-WALK"]["n_units_left_out"]) == (2, 1)


def test_limits_are_measured_as_the_question_by_distance_and_time_measures_them(town):
    rows = ask(town).numbers["rows"]
    line = COVERAGE.run(town, {"facilities": "sd", "within": "1km", "population": "dense"})
    walk = COVERAGE.run(
        town,
        {
            "facilities": "sd",
            "within": "40min",
            "mode": "walk",
            "roads": "streets",
            "population": "dense",
        },
    )
    for name, other in (("EDU-SD", line), ("THR-SD-WALK", walk)):
        mine = {r["code"]: r["covered"] for r in rows if r["standard"] == name}
        assert mine == {r["code"]: r["covered"] for r in other.numbers["rows"]}


def test_gaps_are_only_told_where_a_standard_applies(town):
    numbers = ask(town).numbers
    for gap in numbers["gaps"]:
        town_only = gap["standard"] in {"EDU-SD", "THR-IKN-SOCIAL"}
        assert (gap["code"] == "64.71.01") == town_only
    assert {gap["standard"] for gap in numbers["gaps"]} >= {"EDU-SD", "THR-SD-WALK"}


def test_an_unverified_standard_makes_the_answer_no_surer(town):
    answer = ask(town)
    assert answer.trust == "illustrative"
    assert set(answer.features) == set(COVERAGE.outputs)
    units = answer.features["units"].set_index("code")
    assert np.isnan(units.loc["64.71.02", "share_EDU-SD"])
    assert units.loc["64.71.01", "share_EDU-SD"] >= 0


def test_where_no_unit_fits_nothing_is_added_up(town):
    totals = {t["standard"]: t for t in ask(town, region="64.71.02").numbers["totals"]}
    assert totals["EDU-SD"]["share"] is None
    assert totals["EDU-SD"]["n_units"] == 0


def test_several_types_each_by_their_own_standards(town):
    numbers = ask(town, facilities="sd,puskesmas").numbers
    types = {s["id"]: s["facility_types"] for s in numbers["standards"]}
    assert types["EDU-SD"] == ["sd"]
    assert types["HEA-PKM"] == ["puskesmas"]
    assert {t["standard"] for t in numbers["totals"]} == set(types)


def test_what_cannot_be_answered(town):
    banks = town["facilities"].read().assign(type="bank")
    layer = town["facilities"].layer.with_(id="banks", revision=0)
    town.write(layer, banks, provenance={"source": "test"})
    with pytest.raises(NoAnswerError, match="no standard speaks of the reach of bank") as caught:
        ask(town, facilities="bank", layer="banks")
    assert caught.value.code == "no-standard"
    with pytest.raises(InputError, match="mode: the standards say how their limits are measured"):
        ask(town, mode="car")


def test_the_python_lines_give_the_same_numbers(town, monkeypatch):
    answer = ask(town)
    monkeypatch.chdir(town.path)
    found = {}
    exec(answer.replay["python"], found)
    assert found["answer"].numbers == answer.numbers
    found["catalogue"].close()
