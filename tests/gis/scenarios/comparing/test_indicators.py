"""Indicators worked out of layers there are, those of the library as it computes them."""

from dataclasses import replace

import pytest

from gis.processes import registry
from gis.scenarios.comparing import indicators as comparing
from gis.scenarios.comparing.indicators import columns_of
from gis.scenarios.comparing.words import read_indicators
from layers.scenarios.errors import ScenarioError


def values(catalogue, word):
    (asked,) = read_indicators(word)
    return {c.id: c.part for c in columns_of(catalogue, asked, "districts")}


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


def test_only_usual_limits_are_kept_on_disk(scenarios):
    kept = scenarios.base.path / "derived" / "indicator"
    for word, n in (("within:rs:3km", 1), ("within:rs:3001m", 1), ("within:rs:1km", 2)):
        assert values(scenarios.base, word)
        assert len([p for p in kept.iterdir() if p.is_dir()]) == n


def test_an_indicator_of_the_library_has_the_values_it_gives(scenarios):
    base = scenarios.base
    for name in ("built_share", "density", "primary_school_3km", "built_area"):
        told = registry()["indicator"].run(base, {"indicator": name}).numbers
        for _ in ("computed", "kept"):
            (column,) = columns_of(base, *read_indicators(name), "districts")
            assert column.values().tolist() == pytest.approx([r["value"] for r in told["rows"]])
            assert column.total() == pytest.approx(told["total"]["value"])
        assert column.title.to_dict() == told["indicator"]["title"]


def test_of_a_type_there_is_none_of_the_share_is_nothing(scenarios):
    (column,) = columns_of(scenarios.base, *read_indicators("waste_1km"), "districts")
    assert (column.total(), column.part.tolist()) == (0.0, [0.0, 0.0, 0.0])


def test_facilities_of_other_types_leave_the_numbers_of_the_baseline(scenarios, monkeypatch):
    """What is counted anew, and what is not, has the numbers of a count of the layers as they are."""
    edit = {"kind": "facility", "at": [116.95, -1.25], "type": "rs"}
    scenarios.create("more", edits=[edit])
    scenarios.create(
        "faster", edits=[{"kind": "speed", "layer": "streets", "class": "local", "kmh": 60}]
    )
    counted = []
    count = comparing._FAMILIES["within"].compute
    spied = replace(
        comparing._FAMILIES["within"],
        compute=lambda c, a, by: counted.append((c.scenario.id, a.word)) or count(c, a, by),
    )
    kinds = ("rs", "klinik")
    base = {k: [*values(scenarios.base, f"within:{k}:3km").values()] for k in kinds}
    monkeypatch.setattr(comparing, "_FAMILIES", comparing._FAMILIES | {"within": spied})
    for name in ("more", "faster"):
        catalogue = scenarios.open(name)
        for kind in kinds:
            word = f"within:{kind}:3km"
            (found,) = values(catalogue, word).values()
            fresh = registry()["coverage"].run(catalogue, {"facilities": kind, "within": "3km"})
            told = {row["code"]: row["covered"] for row in fresh.numbers["rows"]}
            assert found.tolist() == pytest.approx([told[code] for code in sorted(told)])
            if (name, kind) != ("more", "rs"):
                assert found.tolist() == base[kind][0].tolist()
    assert counted == [("more", "within:rs:3000m:straight")]
    scenarios.base.write(
        scenarios.base["facilities"].layer, scenarios.base["facilities"].read(), mode="replace"
    )
    with pytest.raises(ScenarioError, match="scenario rebase"):
        values(scenarios.open("more"), "within:klinik:3km")
