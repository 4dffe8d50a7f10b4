"""Rows of an answer about capacity: units, facilities, shortages and equity."""

from __future__ import annotations

import numpy as np
import pytest

from gis.processes import registry
from gis.processes.sharing.reckoning import share_out
from gis.processes.sharing.rows import equity, facility_table, gap_features, gap_rows, unit_table

GIVEN = registry()["supply"].check({"facilities": "rs", "roads": "streets"})


@pytest.fixture
def told(streets, question):
    """Ask, and give the question with its reckoning."""

    def tell(*words, **given):
        asked = question(*words, **given)
        return asked, share_out(streets, GIVEN, asked)

    return tell


def test_units_have_their_shape_and_what_their_people_have(told):
    table = unit_table(*told([0.05], [30]))
    assert table["name"].tolist() == ["Barat", "Tengah", "Timur"]
    assert table["per_1000"].tolist() == pytest.approx([10, 10, 10])
    assert table.geometry.geom_type.tolist() == ["Polygon"] * 3
    assert "level_of_service" not in table


def test_the_most_crowded_come_first(told):
    table = facility_table(*told([0.05, 0.25], [20, 10], method="bfca", people_per_unit=100))
    assert table["name"].tolist() == ["S1", "S0"]
    assert table["rank"].tolist() == [1, 2]
    assert (table["people"] / table["capacity"]).tolist() == pytest.approx(table["load"].tolist())
    # Half of 3,000 go to each; 10 and 20 beds are enough for 1,000 and 2,000.
    assert table["served"].tolist() == pytest.approx([1000, 1500])
    assert table["over"].tolist() == pytest.approx([500, 0])
    assert table["type"].tolist() == [None, None]


def test_only_facilities_that_serve_the_units_asked_for(told):
    near = {"limit_s": 1200.0, "chosen": [True, False, False]}
    assert facility_table(*told([0.05, 0.25], [1, 1], **near))["name"].tolist() == ["S0"]


def test_a_shortage_names_the_nearest_and_their_load(told):
    asked, found = told([0.05, 0.25], [20, 10], people_per_unit=50, limit_s=1200.0)
    rows = gap_rows(asked, found)
    assert [row["rank"] for row in rows] == [1, 2, 3]
    assert sorted(row["name"] for row in rows) == ["Barat", "Tengah", "Timur"]
    west = next(row for row in rows if row["name"] == "Barat")
    assert (west["nearest"], west["nearest_facilities"][0]["name"]) == ("S0", "S0")
    load = dict(zip(asked.sites["name"], found.given_out.users / asked.held.amount, strict=True))
    assert {n["name"]: n["load"] for n in west["nearest_facilities"]} == {"S0": load["S0"]}
    points = gap_features(rows)
    assert points["uncovered"].tolist() == [row["uncovered"] for row in rows]
    assert points.crs.to_epsg() == 4326


def test_no_shortage_gives_no_rows(told):
    rows = gap_rows(*told([0.05], [30], people_per_unit=1000))
    assert rows == []
    assert not len(gap_features(rows))


def test_no_more_are_named_than_there_are(told):
    asked, found = told([0.05], [30], people_per_unit=1)
    assert [len(row["nearest_facilities"]) for row in gap_rows(asked, found)] == [1, 1, 1]


def test_equity_within_and_between_units(told):
    found = equity(*told([0.05], [30], limit_s=1500.0))
    assert found["theil_between"] + found["theil_within"] == pytest.approx(found["theil"])
    assert [row["name"] for row in found["rows"]] == ["Barat", "Tengah", "Timur"]
    mean = sum(row["people"] * row["per_1000"] for row in found["rows"]) / 3000
    assert mean == pytest.approx(found["per_1000"])
    assert np.isnan(found["rows"][2]["gini"])
    assert found["people_without"] > 1000
    # More than 40 % have nothing.
    assert np.isnan(found["palma"])
    assert "40 %" in found["palma_reason"]["id"]
    assert found["lorenz"][0] == [0, 0]
    assert found["lorenz"][-1] == [1, 1]


def test_equity_of_nothing_says_why_it_is_missing(told):
    found = equity(*told([0.05], [30], limit_s=1.0))
    assert set(found) == {"reason"}
    assert "tidak seorang pun" in found["reason"]["id"]
