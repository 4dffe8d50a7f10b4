"""Indicators read from words, and worked out of layers there are."""

import pytest

from gis.errors import InputError
from gis.scenarios.comparing.indicators import columns_of, read_indicators, usual_indicators


def values(catalogue, word):
    (asked,) = read_indicators(word)
    return {c.id: c.values for c in columns_of(catalogue, asked, "districts")}


def test_all_that_cannot_be_read_is_told_at_once():
    with pytest.raises(InputError) as caught:
        read_indicators("population,flood,within:rs,within:rs:30min:straight,standard:nothing")
    assert len(caught.value.faults) == 4
    for words in ("", [], ["population"] * 61, "within:rs:1km,within:rs:1km,3km:car"):
        with pytest.raises(InputError):
            read_indicators(words)
    words = [a.word for a in read_indicators(["within:rs:1km", "within:rs:1000m:straight"])]
    assert words == ["within:rs:1000m:straight"]


def test_a_type_of_which_there_is_none_covers_nobody(scenarios):
    found = values(scenarios.base, "within:pasar:3km")
    assert [v.tolist() for v in found.values()] == [[0.0, 0.0, 0.0]]


def test_zones_are_measured_by_unit(scenarios, zones):
    zones(scenarios.base)
    found = values(scenarios.base, "zoning")
    assert set(found) == {"zoning:R-2", "zoning:K-1"}
    # 0.01 degree by 0.01 degree near the equator: about 1.113 km by 1.106 km.
    assert found["zoning:R-2"] == pytest.approx([123.06, 0, 0], abs=0.1)
    scenarios.create("zoned", edits=[{"kind": "zone", "code": "K-1", "feature": "Z1"}])
    after = values(scenarios.open("zoned"), "zoning")
    assert after["zoning:K-1"] == pytest.approx(found["zoning:K-1"] + found["zoning:R-2"])
    assert set(after) == {"zoning:K-1"}


def test_a_standard_of_the_scenario_counts(scenarios):
    base = scenarios.base
    base.delete("roads")
    base.write(base["streets"].layer.with_(id="roads"), base["streets"].read())
    raster = base["population"].raster()
    # So many that it is a town, where the standard holds.
    many = type(raster)(raster.values * 500, raster.transform, raster.crs, raster.nodata)
    base.write_raster(base["population"].layer, many, mode="replace")
    before = values(base, "standard:puskesmas")
    (name,) = [n for n in before if n.startswith("standard:HEA-PKM")]
    edit = {"kind": "standard", "standard": name.partition(":")[2], "metres": "10km"}
    scenarios.create("two", edits=[edit])
    after = values(scenarios.open("two"), "standard:puskesmas")
    assert after[name].sum() > before[name].sum()


def test_usual_indicators_are_those_there_are_layers_for(scenarios):
    words = [asked.word for asked in usual_indicators(scenarios.base)]
    assert words[:2] == ["population", "within:puskesmas:30min:car"]
    assert words[-1] == "cover"
    assert "zoning" not in words


def test_only_usual_limits_are_kept_on_disk(scenarios):
    kept = scenarios.base.path / "derived" / "indicator"
    for word, n in (("within:rs:3km", 1), ("within:rs:3001m", 1), ("within:rs:1km", 2)):
        assert values(scenarios.base, word)
        assert len([p for p in kept.iterdir() if p.is_dir()]) == n
