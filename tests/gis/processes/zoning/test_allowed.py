"""Where is X allowed: hectares as plain geopandas measures them."""

from __future__ import annotations

import geopandas as gpd
import pytest

import layers
from gis.errors import InputError, NoAnswerError
from gis.processes import registry
from layers.zoning.tables import table

ALLOWED = registry()["allowed"]


def ask(catalogue, **given):
    return ALLOWED.run(catalogue, {"activity": "A01"} | given)


def totals(answer):
    return {one["verdict"]: one["area_ha"] for one in answer.numbers["verdicts"]}


def test_hectares_by_verdict(region):
    answer = ask(region)
    square = 1230.727 / 10
    assert totals(answer) == {
        "I": pytest.approx(square, rel=1e-3),
        "T": 0.0,
        "B": pytest.approx(square, rel=1e-3),
        "TB": 0.0,
        "unknown": pytest.approx(square, rel=1e-3),
        "X": pytest.approx(square, rel=1e-3),
    }
    (row,) = answer.numbers["rows"]
    assert (row["code"], row["name"]) == ("64.71.01", "Barat")
    assert answer.numbers["outside_units_ha"] == pytest.approx(0.0, abs=1e-6)
    assert answer.features["zones"]["verdict"].tolist() == ["I", "B", "X", "unknown"]
    assert answer.numbers["reasons"][0]["n_zones"] == 1


def test_wishes_leave_zones_out_or_unknown(region):
    answer = ask(region, coverage=50, floor_ratio=1.5)
    assert answer.features["zones"]["verdict"].tolist() == ["I", "unknown"]
    assert answer.numbers["n_left_out"] == 2
    assert answer.numbers["wishes"] == {"coverage": 50.0, "floor_ratio": 1.5}
    assert ask(region, storeys=2).features["zones"]["verdict"].tolist() == [
        "unknown",
        "unknown",
        "X",
        "unknown",
    ]
    assert ask(region, least=500).numbers["n_zones"] == 0


def test_rows_add_up_to_their_units_and_units_without_a_plan_are_named(region):
    """Four zones of a hundredth of the first district; two of them allow less than wished."""
    for wishes, left_out in (({}, 0.0), ({"coverage": 50, "floor_ratio": 1.5}, 2 * 123.0727)):
        answer = ask(region, **wishes)
        (row,) = answer.numbers["rows"]
        district = region["districts"].read().to_crs(6933).area.iloc[0] / 1e4
        assert sum(v for k, v in row.items() if k.endswith("_ha")) == pytest.approx(district)
        assert row["left_out_ha"] == pytest.approx(left_out, rel=1e-3, abs=1e-6)
        assert row["outside_plan_ha"] == pytest.approx(district * 0.96, rel=1e-3)
        assert answer.numbers["left_out_ha"] == row["left_out_ha"]
        assert answer.numbers["n_units_without_plan"] == 2
        (note,) = answer.notes
        assert note.en == (
            "The plan covers 1 of 3 areas; 2 units (24,612 ha) without any zone of the plan: "
            "Tengah, Timur"
        )
        assert "; 2 wilayah (24.612 ha) tanpa zona" in note.id
        assert answer.to_dict()["standing"] == {
            "kind": "partial",
            "text": note.to_dict(),
            "n_asked": 3,
            "missing": ["Tengah", "Timur"],
        }
    assert ask(region, region="64.71.01").notes == ()


def test_a_region_without_zones_has_no_answer(region):
    with pytest.raises(NoAnswerError, match="no zone in that region"):
        ask(region, region="64.71.03")
    with pytest.raises(InputError, match="no activity"):
        ask(region, activity="qqqq")


@pytest.mark.slow
def test_the_starter_region_is_measured_as_by_plain_geopandas(starter_workspace):
    catalogue = layers.open(starter_workspace)
    answer = ask(catalogue, region="64.71")
    letters = {r["subzone_code"]: r["itbx"] for r in table("itbx") if r["activity_id"] == "A01"}
    zones, districts = catalogue["zoning"].read(), catalogue["districts"].read()
    own = districts[districts["code"].str.startswith("64.71.")]
    zones["verdict"] = [letters.get(code, "unknown") for code in zones["kodszn"]]
    cut = gpd.overlay(
        zones[["verdict", "geometry"]], own[["code", "geometry"]], keep_geom_type=True
    )
    cut = cut.set_crs(4326, allow_override=True).to_crs(6933)
    plain = (cut.area / 1e4).groupby([cut["code"], cut["verdict"]]).sum()
    catalogue.close()
    assert len(answer.numbers["rows"]) == 6
    for row in answer.numbers["rows"]:
        for value in ("I", "T", "B", "X", "unknown"):
            wanted = plain.get((row["code"], value), 0.0)
            assert row[f"{value}_ha"] == pytest.approx(wanted, rel=1e-6, abs=1e-3)
