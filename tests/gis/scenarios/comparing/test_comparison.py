"""Two scenarios compared, unit by unit, with numbers solved in the head."""

import pytest

from gis.errors import NoAnswerError
from gis.processes import registry
from gis.scenarios.comparing import compare, read_indicators

ASKED = read_indicators("population, within:rs:3km, cover")


def test_who_gains_and_who_loses(scenarios):
    base = scenarios.base
    scenarios.edit(
        "one",
        [
            {"kind": "move", "feature": 2, "at": [116.95, -1.25]},
            {"kind": "growth", "year": 2025, "rate": 50, "region": "64.71.03"},
        ],
    )
    found = compare(base, scenarios.open("one"), ASKED).to_dict()
    assert found["first"]["id"] == "baseline"
    assert (found["second"]["id"], found["second"]["n_edits"]) == ("one", 2)
    people, within, *cover = found["indicators"]
    assert (people["before"], people["after"]) == pytest.approx((3000, 3500))
    (row,) = people["rows"]
    assert (row["code"], row["change"]) == ("64.71.03", pytest.approx(500))
    # What an analysis says of each is what is compared.
    asked = {"facilities": "rs", "within": "3km"}
    rows = [
        registry()["coverage"].run(c, asked).numbers["rows"] for c in (base, scenarios.open("one"))
    ]
    totals = [sum(row["covered"] for row in one) for one in rows]
    assert [within["before"], within["after"]] == pytest.approx(totals)
    assert within["gained"] == pytest.approx(within["rows"][0]["change"])
    assert within["lost"] == pytest.approx(-within["rows"][-1]["change"])
    assert [row["code"] for row in within["rows"]] == ["64.71.02", "64.71.03"]
    assert all(one["rows"] == [] for one in cover)
    assert sum(one["before"] for one in cover) > 0
    assert [(one["layer"], one["n_changed"], one["kind"]) for one in found["layers"]] == [
        ("facilities", 1, "vector"),
        ("population", 0, "raster"),
    ]


def test_only_some_units_and_two_scenarios(scenarios):
    scenarios.create("two", edits=[{"kind": "growth", "year": 2025, "rate": 50}])
    mine, theirs = scenarios.open("one"), scenarios.open("two")
    found = compare(mine, theirs, ASKED[:1], region="64.71.02").to_dict()
    assert found["n_units"] == 1
    assert found["indicators"][0]["change"] == pytest.approx(500)
    back = compare(theirs, mine, ASKED[:1], region="64.71.02").to_dict()
    assert back["indicators"][0]["lost"] == pytest.approx(500)
    same = compare(theirs, scenarios.open("two"), ASKED).to_dict()
    assert same["layers"] == []
    assert not any(one["rows"] for one in same["indicators"])
    with pytest.raises(NoAnswerError):
        compare(mine, theirs, ASKED, region="99")


def test_numbers_are_kept_and_the_baselines_are_shared(scenarios, monkeypatch):
    scenarios.edit("one", [{"kind": "facility", "at": [116.95, -1.25], "type": "rs"}])
    first = compare(scenarios.base, scenarios.open("one"), ASKED).to_dict()

    def refuse(*_):
        raise AssertionError

    monkeypatch.setattr("gis.processes.process.Process.run", refuse)
    assert compare(scenarios.base, scenarios.open("one"), ASKED).to_dict() == first


def test_of_a_share_the_values_are_compared_and_the_parts_gained(scenarios):
    scenarios.edit("one", [{"kind": "growth", "year": 2025, "rate": 50, "region": "64.71.01"}])
    asked = read_indicators("density,secondary_school_6km")
    density, school = compare(scenarios.base, scenarios.open("one"), asked).to_dict()["indicators"]
    assert (density["share"], density["unit_title"]["id"]) == (True, "orang/ha")
    assert density["after"] == pytest.approx(density["before"] * 3.5 / 3)
    (row,) = density["rows"]
    assert row["after"] == pytest.approx(1.5 * row["before"])
    assert density["gained"] == pytest.approx(500)
    # There are more people everywhere in the west: the share of them within reach stays.
    assert [r["code"] for r in school["rows"]] == []
