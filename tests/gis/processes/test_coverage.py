from __future__ import annotations

import pytest

from gis.coverage import service_coverage
from gis.errors import InputError, NoAnswerError
from gis.processes import registry

COVERAGE = registry()["coverage"]


def ask(tiny, **given):
    return COVERAGE.run(tiny, {"facilities": "rs,klinik", "within": "1km,3km", **given})


def test_rows_in_the_head(tiny):
    answer = ask(tiny)
    rows = answer.numbers["rows"]
    assert [(r["within_m"], r["code"]) for r in rows] == [
        (1000, "64.71.01"),
        (1000, "64.71.02"),
        (1000, "64.71.03"),
        (3000, "64.71.01"),
        (3000, "64.71.02"),
        (3000, "64.71.03"),
    ]
    assert [r["name"] for r in rows[:3]] == ["Barat", "Tengah", "Timur"]
    for row in rows:
        # One facility in the middle of each square of 1,000 people and 12,306 hectares.
        assert row["total"] == pytest.approx(1000)
        assert row["covered_area_ha"] == pytest.approx(3.1366e-4 * row["within_m"] ** 2, rel=1e-4)
        assert row["share"] == pytest.approx(row["covered_area_ha"] / row["area_ha"], rel=1e-4)
        assert row["covered"] == pytest.approx(1000 * row["share"])


def test_totals_are_the_sums_of_the_rows(tiny):
    numbers = ask(tiny).numbers
    for total in numbers["totals"]:
        rows = [r for r in numbers["rows"] if r["within_m"] == total["within_m"]]
        for name in ("total", "covered", "area_ha", "covered_area_ha"):
            assert total[name] == pytest.approx(sum(r[name] for r in rows))
        assert total["share"] == pytest.approx(total["covered"] / total["total"])


def test_numbers_equal_the_library_call(tiny):
    sites = tiny["facilities"].read()
    sites = sites[sites["type"].isin(["rs", "klinik"])]
    table = service_coverage(
        sites,
        tiny["districts"].read(),
        distances_m=[1000, 3000],
        population=tiny["population"].raster(),
    ).table
    rows = ask(tiny).numbers["rows"]
    assert [r["covered"] for r in rows] == pytest.approx(table["covered"].tolist(), rel=1e-12)


def test_gaps_name_the_nearest_facility_from_where_the_people_are(tiny):
    numbers = COVERAGE.run(tiny, {"facilities": "rs", "within": "3km"}).numbers
    first = numbers["gaps"][0]
    assert (first["rank"], first["code"], first["name"]) == (1, "64.71.02", "Tengah")
    assert first["uncovered"] == pytest.approx(1000)
    assert first["share"] == pytest.approx(1)
    assert first["nearest"] in {"RS Satu", "RS Dua"}
    assert first["distance_m"] == pytest.approx(11_130, abs=5)


def test_a_region_keeps_only_its_units_and_counts_facilities_around_it(tiny):
    answer = ask(tiny, region="64.71.02", within="6km")
    assert {r["code"] for r in answer.numbers["rows"]} == {"64.71.02"}
    assert answer.numbers["n_facilities"] == 3
    assert answer.numbers["n_facilities_left_out"] == 0
    assert (
        ask(tiny, region="64.71.", within="6km").numbers["totals"]
        == (ask(tiny, within="6km").numbers["totals"])
    )


@pytest.mark.parametrize("region", ["64.7", "64.71.0", "63", "%"])
def test_a_region_that_holds_no_unit_is_no_answer(tiny, region):
    with pytest.raises(NoAnswerError, match=r"codes look like 64.71.01") as caught:
        ask(tiny, region=region)
    assert caught.value.code == "no-unit"


def test_features_are_ready_for_a_map(tiny):
    answer = ask(tiny)
    assert set(answer.features) == set(COVERAGE.outputs)
    assert all(frame.crs.to_epsg() == 4326 for frame in answer.features.values())
    bands = answer.features["bands"]
    assert bands[["from_m", "to_m"]].to_numpy().tolist() == [[0, 1000], [1000, 3000]]
    units = answer.features["units"]
    assert {"code", "name", "total", "area_ha", "share_1000", "share_3000", "covered_3000"} <= set(
        units.columns
    )
    assert units["share_1000"].tolist() == pytest.approx(
        [r["share"] for r in answer.numbers["rows"][:3]]
    )
    assert sorted(answer.features["facilities"]["name"]) == ["Klinik Tengah", "RS Dua", "RS Satu"]


def test_units_without_a_code_go_by_their_feature_id(tiny):
    layer = tiny["districts"].layer.with_(id="cells")
    frame = tiny["districts"].read().drop(columns=["code", "name"])
    bare = layer.with_(schema=type(layer.schema)((), "Polygon"), revision=0)
    tiny.write(bare, frame, provenance={"source": "test"})
    rows = ask(tiny, by="cells").numbers["rows"]
    assert [r["code"] for r in rows[:3]] == ["1", "2", "3"]
    assert rows[0]["name"] is None


def test_what_cannot_be_answered(tiny):
    with pytest.raises(InputError, match="facilities: is required"):
        COVERAGE.run(tiny, {})
    with pytest.raises(NoAnswerError, match="no facility of type bandara"):
        ask(tiny, facilities="bandara")
    with pytest.raises(InputError, match=r"by: no layer 'blocks'; .*--as blocks") as caught:
        ask(tiny, by="blocks")
    assert caught.value.code == "layer-not-found"
    assert caught.value.text.id.startswith("by: tidak ada lapisan 'blocks'; yang ada: ")
    with pytest.raises(InputError, match="population: wanted a raster; 'roads' holds Geometry"):
        ask(tiny, population="roads")
    with pytest.raises(InputError, match="within: 300km is above 200km"):
        ask(tiny, within="300km")


def test_the_python_lines_give_the_same_numbers(tiny, monkeypatch):
    answer = ask(tiny)
    monkeypatch.chdir(tiny.path)
    found = {}
    exec(answer.replay["python"], found)
    assert found["answer"].numbers == answer.numbers
    found["catalogue"].close()


def test_a_raster_that_does_not_count_people_is_refused(tiny):
    raster = tiny["population"].raster()
    slope = tiny["population"].layer.with_(id="slope", theme="land")
    tiny.write_raster(slope, raster)
    with pytest.raises(InputError, match="'slope' is of theme 'land', not people per cell"):
        ask(tiny, population="slope")
