"""New sites: in the head on the tiny region, and as if they had really been built."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely

import layers
from gis.errors import InputError, NoAnswerError
from gis.processes import registry
from gis.processes.siting.choosing import MODELS
from layers.errors import LayerNotFoundError
from layers.testing import fill_tiny_region, write_street

SITING, COVERAGE, WHATIF = (registry()[name] for name in ("siting", "coverage", "whatif"))
ASKED = {"facilities": "klinik", "within": "15min", "roads": "streets", "candidates": "grid"}
RS = {"candidates": "facilities", "candidate_types": "rs"}


def ask(catalogue, **given):
    return SITING.run(catalogue, ASKED | given)


def test_the_first_of_two_equal_hospitals_is_chosen(region):
    """Two rows of cells are near enough to walk to the street; six of a row are in time."""
    answer = ask(region, **RS)
    (site,) = answer.numbers["sites"]
    assert (site["name"], site["unit"]["name"]) == ("RS Satu", "Barat")
    assert site["gain"] == pytest.approx(120.0)
    assert site["covered"] == pytest.approx(120.0)
    assert site["only"] == pytest.approx(120.0)
    assert site["instead"]["name"] == "RS Dua"
    assert site["instead"]["gain"] == pytest.approx(120.0)
    assert site["nearest_today"] == pytest.approx(11_131.95 / (30.0 / 3.6), rel=1e-3)
    (total,) = answer.numbers["totals"]
    assert (total["total"], total["covered_before"]) == pytest.approx((3000.0, 120.0))
    assert total["covered_after"] == pytest.approx(240.0)
    assert answer.numbers["gap"] == answer.numbers["model"]["gap"] == 0.0
    assert answer.numbers["status"] == "optimal"
    assert answer.trust == "modelled"
    rows = {row["name"]: row["gained"] for row in answer.numbers["rows"]}
    assert rows == pytest.approx({"Barat": 120.0, "Tengah": 0.0, "Timur": 0.0})


def test_closed_and_planned_facilities_serve_nobody_and_it_is_said(region):
    asked = {"layer": "stated", "within": "15min"}
    answer = ask(region, **asked)
    none = ask(region, **asked, facilities="pustu")
    assert answer.numbers["n_facilities"] == 0
    assert answer.numbers["sites"] == none.numbers["sites"]
    assert answer.numbers["totals"][0]["covered_before"] == 0.0
    assert [note.en for note in answer.notes] == ["Facilities left out: 1 closed, 1 planned."]
    assert none.notes == ()
    some = ask(region, **asked, facilities="klinik,rs")
    assert some.numbers["n_facilities"] == 1
    assert some.notes == answer.notes


@pytest.mark.parametrize("model", [m for m in MODELS if m != "cp-median"])
@pytest.mark.parametrize("facilities", ["klinik", "sd", "rs"])
def test_gains_are_those_of_whatif_and_of_coverage_once_built(region, model, facilities):
    number = {"candidates": "facilities"} if model == "lscp" else {"n": 2}
    given = {"facilities": facilities, "within": "20min", "spacing": "4km"}
    answer = ask(region, model=model, **given, **number).numbers
    spots = ";".join(f"{site['lon']!r},{site['lat']!r}" for site in answer["sites"])
    asked = {"facilities": facilities, "within": "20min", "mode": "car", "roads": "streets"}
    changed = WHATIF.run(region, asked | {"add": spots}).numbers
    (mine,), (theirs,) = answer["totals"], changed["totals"]
    for key in ("total", "covered_before", "covered_after"):
        assert mine[key] == pytest.approx(theirs[key], abs=1e-9)
    assert sum(site["gain"] for site in answer["sites"]) == pytest.approx(
        theirs["covered_after"] - theirs["covered_before"], abs=1e-9
    )
    by_code = {row["code"]: row for row in changed["rows"]}
    for row in answer["rows"]:
        assert row["covered_after"] == pytest.approx(
            by_code[row["code"]]["covered_after"], abs=1e-9
        )
    before = COVERAGE.run(region, asked).numbers["totals"][0]["covered"]
    assert mine["covered_before"] == pytest.approx(before, abs=1e-9)


@pytest.fixture
def street(tmp_path):
    tiny = fill_tiny_region(layers.open(tmp_path / "street", create=True))
    write_street(tiny)
    yield tiny
    tiny.close()


def test_sites_written_into_the_layer_are_counted_by_coverage(street):
    answer = ask(street, n=2, spacing="4km").numbers
    handle = street["facilities"]
    spots = shapely.points([[site["lon"], site["lat"]] for site in answer["sites"]])
    new = gpd.GeoDataFrame({"name": ["a", "b"], "type": "klinik"}, geometry=spots, crs=4326)
    both = pd.concat([handle.read(), new], ignore_index=True)
    layer = handle.layer.with_(id="more", revision=0)
    street.write(layer, both, provenance={"source": "test"})
    asked = {"facilities": "klinik", "within": "15min", "mode": "car", "roads": "streets"}
    after = COVERAGE.run(street, asked | {"layer": "more"}).numbers
    assert answer["totals"][0]["covered_after"] == pytest.approx(
        after["totals"][0]["covered"], abs=1e-9
    )
    rows = {row["code"]: row["covered"] for row in after["rows"]}
    assert {row["code"]: row["covered_after"] for row in answer["rows"]} == pytest.approx(
        rows, abs=1e-9
    )


def test_distances_are_geodesic_and_the_choice_is_the_best_of_all(region):
    answer = ask(region, within="4km", spacing="5km", n=1).numbers
    lon, lat = np.meshgrid(116.805 + 0.01 * np.arange(30), -1.295 + 0.01 * np.arange(10))
    cells = np.column_stack([lon.ravel(), lat.ravel()])

    def near(spot):
        n = len(cells)
        geod = pyproj.Geod(ellps="WGS84")
        found = geod.inv(np.full(n, spot[0]), np.full(n, spot[1]), *cells.T)[2]
        return np.asarray(found) <= 4000.0

    today = near((116.95, -1.25))
    assert answer["totals"][0]["covered_before"] == pytest.approx(10.0 * today.sum())
    spots = [(site["lon"], site["lat"]) for site in answer["sites"]]
    gains = [10.0 * (near(spot) & ~today).sum() for spot in spots]
    assert answer["sites"][0]["gain"] == pytest.approx(gains[0])
    assert answer["mode"]["id"] == "straight"
    assert "within_m" in answer["rows"][0]
    all_of_them = ask(region, within="4km", spacing="5km", n=answer["candidates"]["n"]).numbers
    assert max(site["gain"] for site in all_of_them["sites"]) <= gains[0] + 1e-6


def test_more_sites_and_longer_limits_never_reach_fewer(region):
    reached = [
        ask(region, n=n, within=within, spacing="5km").numbers["totals"][0]["covered_after"]
        for within in ("15min", "20min", "40min")
        for n in (1, 2, 4)
    ]
    table = np.array(reached).reshape(3, 3)
    assert (np.diff(table, axis=0) >= 0).all()
    assert (np.diff(table, axis=1) >= 0).all()


def test_sites_come_in_the_order_of_what_they_gain_and_add_up(region):
    answer = ask(region, n=4, spacing="4km").numbers
    gains = [site["gain"] for site in answer["sites"]]
    assert gains == sorted(gains, reverse=True)
    assert [site["rank"] for site in answer["sites"]] == [1, 2, 3, 4][: len(gains)]
    running = answer["totals"][0]["covered_before"] + np.cumsum(gains)
    assert [site["total_covered"] for site in answer["sites"]] == pytest.approx(running)
    assert sum(row["gained"] for row in answer["rows"]) == pytest.approx(sum(gains))
    assert answer == ask(region, n=4, spacing="4km").numbers


def test_where_there_is_no_facility_yet_everything_is_gained(region):
    answer = ask(region, facilities="pustu", **RS, n=2).numbers
    assert answer["n_facilities"] == 0
    assert answer["totals"][0]["covered_before"] == 0.0
    assert [site["gain"] for site in answer["sites"]] == pytest.approx([120.0, 120.0])
    assert not np.isfinite(answer["sites"][0]["nearest_today"])
    assert "no way" in answer["sites"][0]["text"]["en"]


def test_capacity_limits_who_is_served(region):
    answer = ask(region, **RS, n=2, model="cp-median", capacity=70, within="40min").numbers
    assert [site["load"] for site in answer["sites"]] == pytest.approx([70.0, 70.0])
    assert answer["model"]["status"] == "optimal"
    assert "Serves 70 people" in answer["sites"][0]["text"]["en"]
    wide = ask(region, **RS, n=2, model="cp-median", capacity=1e6, within="40min").numbers
    free = ask(region, **RS, n=2, model="p-median", within="40min").numbers
    assert wide["model"]["value"] == pytest.approx(free["model"]["value"])


def test_back_up_gives_a_second_one(region):
    answer = ask(region, facilities="rs", within="40min", **RS, model="backup", n=1).numbers
    (site,) = answer["sites"]
    assert site["gain"] == 0.0
    assert answer["model"]["value"] == pytest.approx(site["model_gain"])
    assert site["model_gain"] > 0.0
    assert f"Gives {site['model_gain']:,.0f} people a second one" in site["text"]["en"]


def test_the_longest_way_is_that_of_somebody(region):
    answer = ask(region, model="p-center", n=1, spacing="5km").numbers
    model = answer["model"]
    assert model["before"] > model["value"] == model["bound"]
    assert " The longest way: " in answer["sites"][0]["text"]["en"]


def test_who_stays_out_is_told_by_what_would_reach_them(region):
    told = ask(region, n=1, spacing="4km").numbers["out_of_reach"]
    parts = ("people_with_more_sites", "people_with_longer_limit", "people_without_way")
    assert sum(told[part] for part in parts) == pytest.approx(told["people"])
    everybody = f"{told['smallest_limit'] + 1:.0f}s"
    reached = ask(region, model="lscp", within=everybody, spacing="4km").numbers
    assert reached["out_of_reach"]["people"] == pytest.approx(0.0)
    assert told["text"]["id"] != told["text"]["en"]


def test_what_only_a_longer_limit_reaches_is_the_same_by_every_model(region):
    """It hangs on the candidates; p-center looks at few pairs of them."""
    told = [
        ask(region, model=model, n=1, spacing="4km").numbers["out_of_reach"]
        for model in ("mclp", "p-median", "p-center")
    ]
    assert {one["people_with_longer_limit"] for one in told} == {
        told[0]["people_with_longer_limit"]
    }
    assert all(one["people_with_more_sites"] > 0 for one in told)


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"within": "standard"}, "standards cannot be used"),
        ({"within": "15min,30min"}, "is not one limit"),
        ({"within": "15min", "mode": "straight"}, "does not go with straight"),
        ({"within": "5km", "mode": "car"}, "does not go with car"),
        ({"n": 0}, "n: 0 is below 1"),
        ({"n": 3, **RS}, "3 new sites are wanted of 2 candidates"),
        ({"capacity": 10}, "only for it"),
        ({"model": "cp-median"}, "a capacity for each site is wanted"),
        ({"model": "nearest"}, "not among"),
        ({"population": "slope"}, "slope"),
        ({"candidates": "population"}, "is a raster; wanted points or areas"),
        ({"candidates": "nowhere"}, "no layer 'nowhere'"),
        ({**RS, "cost": "price"}, "no field 'price'"),
        ({**RS, "cost": "name"}, "have no cost that can be used"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_both_languages(region, given, wrong):
    with pytest.raises((InputError, LayerNotFoundError), match=wrong) as refused:
        ask(region, **given)
    assert refused.value.text.id != refused.value.text.en


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"candidates": "facilities", "candidate_types": "pustu"}, "no-facility"),
        (
            {"candidates": "facilities", "region": "64.71.02", "candidate_types": "rs"},
            "no-candidate",
        ),
        ({"region": "99"}, "no-unit"),
        ({**RS, "within": "1s"}, "no-gain"),
        ({**RS, "budget": 0.5}, "budget-too-small"),
        ({**RS, "model": "lscp", "n": 1, "facilities": "pustu", "within": "25min"}, "infeasible"),
    ],
)
def test_what_has_no_answer_says_so(region, given, code):
    with pytest.raises(NoAnswerError) as refused:
        ask(region, **given)
    assert refused.value.code == code


def test_the_answer_can_be_asked_again(region):
    answer = ask(region, **RS, n=2, mode="walk")
    assert (
        "penyangga site --facilities klinik --within 15min --mode walk -n 2" in answer.replay["cli"]
    )
    again = SITING.run(region, answer.replay["api"]["body"]["inputs"])
    assert again.numbers["sites"] == answer.numbers["sites"]
    assert set(answer.features) == set(SITING.outputs)
    assert len(answer.features["sites"]) == answer.numbers["n_sites"]
