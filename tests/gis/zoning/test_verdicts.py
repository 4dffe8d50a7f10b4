"""Verdicts: the table's letter for each zone, and a reason wherever there is none."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gis.errors import InputError
from gis.zoning.accuracy import accuracy_of
from gis.zoning.verdicts import (
    MEANINGS,
    STRICTNESS,
    UNKNOWN,
    Rules,
    strictest,
    verdicts_at,
    zone_verdicts,
)
from gis.zoning.zones import Zones
from layers.zoning.activities import activities
from layers.zoning.codes import known
from layers.zoning.rules import RuleTable
from layers.zoning.tables import table


def matrix():
    """The shipped matrix, read by hand: (activity, sub-zone) → letter."""
    return {(r["activity_id"], r["subzone_code"]): r["itbx"] for r in table("itbx")}


def test_each_letter_of_the_shipped_matrix_is_given_back(rules):
    letters = matrix()
    for activity in activities():
        for (_, code), letter in ((k, v) for k, v in letters.items() if k[0] == activity.id):
            found = rules.verdict(code, "64.71", activity)
            assert (found.value, found.article) == (letter, f"{code} × {activity.id}")
            assert found.citation.trust == "illustrative"
            assert not found.reason


def test_a_condition_is_told_in_both_languages(rules, house):
    limited, bound = rules.verdict("P-2", "", house), rules.verdict("P-3", "", house)
    assert limited.condition.id.startswith("terbatas:")
    assert limited.condition.en.startswith("limited:")
    assert "AMDAL" in bound.condition.id
    assert bound.meaning.en == "allowed on conditions (B)"


@pytest.mark.parametrize("code", sorted(known()))
def test_every_known_code_leads_to_a_letter_or_to_unknown_with_a_reason(code, rules, house):
    found = rules.verdict(code, "64.71", house)
    if ("A01", code) in matrix():
        assert found.value == matrix()["A01", code]
    else:
        assert found.value == UNKNOWN
        assert code in found.reason.en
        assert code in found.reason.id


def test_a_zone_without_its_sub_zone_says_what_its_sub_zones_are(rules, house):
    found = rules.verdict("R", "", house)
    assert found.value == UNKNOWN
    assert "its sub-zones are: R-2 I, R-3 I, R-4 I" in found.reason.en


def test_an_allocation_says_that_rules_are_for_sub_zones(rules, house):
    assert "allocation of a general plan" in rules.verdict("PK", "", house).reason.en


def test_a_class_that_was_not_recognised_says_so(rules, house):
    found = rules.verdict(None, "", house)
    assert (found.value, found.code) == (UNKNOWN, None)
    assert "not recognised" in found.reason.en
    assert "tidak dikenali" in found.reason.id


def city(rows, region="64.71", **about):
    frame = pd.DataFrame(rows, columns=["activity_id", "activity", "subzone", "itbx"])
    return RuleTable.of(frame, "itbx_city", region=region, **about)


def test_a_citys_table_holds_in_the_city_only(house):
    own = city([("A01", "Rumah tunggal", "R-3", "TB")], trust="official", regulation="Perda 1/2024")
    rules = Rules((own,))
    found = rules.verdict("R-3", "64.71", house)
    assert (found.value, found.citation.id, found.citation.regulation) == (
        "TB",
        "rules:itbx_city",
        "Perda 1/2024",
    )
    assert rules.verdict("R-3", "64.09", house).value == "I"
    assert rules.verdict("HL", "64.71", house).value == UNKNOWN


def test_the_table_of_the_day_holds(house):
    old = city([("A01", "Rumah tunggal", "R-3", "X")], valid_from="2010")
    new = city([("A01", "Rumah tunggal", "R-3", "I")], valid_from="2024-06-01")
    assert Rules((old, new), "2015-01-01").verdict("R-3", "64.71", house).value == "X"
    assert Rules((old, new)).verdict("R-3", "64.71", house).value == "I"


def test_a_rule_for_the_whole_zone_holds_in_its_sub_zones(house):
    rules = Rules((city([("A01", "Rumah tunggal", "R", "B")]),))
    found = rules.verdict("R-3", "64.71", house)
    assert (found.value, found.article) == ("B", "R × A01")


def test_the_strictest_holds_for_the_whole():
    assert strictest(["I", "T"]) == "T"
    assert strictest(["B", UNKNOWN]) == UNKNOWN
    assert strictest([UNKNOWN, "X"]) == "X"
    assert set(MEANINGS) == set(STRICTNESS)


def naive(points, zones, letters):
    """One by one: every zone that holds the point, the strictest of its letters."""
    rows = []
    for point in points:
        held = [k for k, shape in enumerate(zones.shapes) if shape.intersects(point)]
        rows.append((len(held), strictest([letters.get(zones.codes[k], UNKNOWN) for k in held])))
    return rows


def test_many_points_are_as_one_by_one(zones, rules, house):
    letters = {code: v for (a, code), v in matrix().items() if a == "A01"}
    rng = np.random.default_rng(4)
    xy = rng.uniform([116.79, -1.265], [116.85, -1.245], (300, 2))
    xy[:5] = [[116.81, -1.255], [116.82, -1.255], [116.80, -1.26], [116.83, -1.25], [0, 0]]
    points = gpd.GeoSeries(gpd.points_from_xy(*xy.T), crs=4326, index=np.arange(300) + 1000)
    found = verdicts_at(points, zones, house, rules)
    assert list(zip(found["n_zones"], found["verdict"], strict=True)) == naive(
        points, zones, letters
    )
    assert found.index.equals(points.index)
    assert found.loc[1004].tolist() == [None, None, 0, UNKNOWN]
    assert found.loc[1000, "zone"] == "a"


def test_points_nearer_to_a_line_than_it_is_accurate_are_told(zones, rules, house):
    rng = np.random.default_rng(6)
    xy = rng.uniform([116.80, -1.2600], [116.84, -1.2500], (400, 2))
    xy[:200, 0] = 116.81 + rng.uniform(-6e-5, 6e-5, 200)
    points = gpd.GeoSeries(gpd.points_from_xy(*xy.T), crs=4326)
    found = verdicts_at(points, zones, house, rules, lines=True)
    one_by_one = [any(np.isfinite(n.away_m) for n in zones.near(*place)) for place in xy]
    assert found["near_line"].tolist() == one_by_one
    assert 50 < sum(one_by_one) < 200
    assert "near_line" not in verdicts_at(points, zones, house, rules)


def test_points_in_metres_give_the_same(zones, rules, house):
    points = gpd.GeoSeries([shapely.Point(116.805, -1.255)], crs=4326)
    assert verdicts_at(points.to_crs(32750), zones, house, rules).loc[0, "code"] == "R-3"


def test_no_points_and_repeated_labels(zones, rules, house):
    empty = gpd.GeoSeries([], crs=4326)
    assert len(verdicts_at(empty, zones, house, rules)) == 0
    twice = gpd.GeoSeries([shapely.Point(0, 0)] * 2, index=[1, 1], crs=4326)
    with pytest.raises(InputError, match="more than once"):
        verdicts_at(twice, zones, house, rules)


@pytest.mark.parametrize("layer", ["clean", "defective"])
def test_every_verdict_on_the_synthetic_plan_is_the_truth(shared_data, layer, rules):
    """Of defective rows too: the class that the clean layer has at the same object."""
    file = shared_data / "zoning" / "zoning_synthetic_samarinda.gpkg"
    clean = gpd.read_file(file, layer="clean").set_index("OBJECTID")
    frame = gpd.read_file(file, layer=layer)
    truth = frame["OBJECTID"].map(clean["KODSZN"])
    held = Zones.of(frame, accuracy_of(None, "rdtr"))
    letters = matrix()
    covered = {code for _, code in letters}
    for activity in activities():
        found = [v.value for v in zone_verdicts(held, activity, rules)]
        wanted = [letters[activity.id, c] if c in covered else UNKNOWN for c in truth]
        assert found == wanted
    assert len(frame) in (528, 530)


def test_points_in_the_synthetic_plan_have_the_verdict_of_its_truth(shared_data, rules):
    file = shared_data / "zoning" / "zoning_synthetic_samarinda.gpkg"
    frame = gpd.read_file(file, layer="clean")
    held = Zones.of(frame, accuracy_of(None, "rdtr"))
    points = frame.geometry.representative_point()
    letters = matrix()
    for activity in activities():
        found = verdicts_at(points, held, activity, rules)
        wanted = [letters.get((activity.id, c), UNKNOWN) for c in frame["KODSZN"]]
        assert found["verdict"].tolist() == wanted
        assert (found["n_zones"] == 1).all()


def test_real_class_names_lead_to_a_letter_or_to_unknown_with_a_reason(shared_data, rules, house):
    names = pd.read_csv(shared_data / "zoning" / "rtrw_class_names_observed.csv")
    shapes = [shapely.box(i, 0, i + 1, 1) for i in range(len(names))]
    frame = gpd.GeoDataFrame({"NAMOBJ": names["class_name"]}, geometry=shapes, crs=4326)
    held = Zones.of(frame, accuracy_of(None, "rtrw"), region="64.71")
    for activity in activities():
        for verdict in zone_verdicts(held, activity, rules):
            assert (verdict.value == UNKNOWN) == bool(verdict.reason)
    found = zone_verdicts(held, house, rules)
    told = dict(zip(names["class_name"], found, strict=True))
    assert told["Hutan Lindung"].value == "X"
    assert told["Kawasan Hutan Bakau"].value == "X"
    assert told["Kawasan Buffer Zone"].value == UNKNOWN
    assert sum(v.value != UNKNOWN for v in found) >= 15
