"""Legends are complete, marked, and agree with the tables they were moved from."""

from __future__ import annotations

import csv

import pytest

from layers import landcover
from layers.errors import SchemaError
from layers.landcover import legends
from layers.layer import TRUST_ORDER

TABLES = ("common", "klhk", "klhk_alternative", "worldcover", "sni7645", "names")


@pytest.mark.parametrize("name", TABLES)
def test_every_row_has_source_and_trust(name):
    known = {r["id"] for r in legends.rows("sources")}
    for row in legends.rows(name):
        assert row["source"] in known
        assert row["trust"] in TRUST_ORDER
    assert all(len(landcover.source_text(key)) > 40 for key in known)


def test_a_source_that_is_text_stays():
    assert landcover.source_text("a survey of 2020") == "a survey of 2020"


@pytest.mark.parametrize(
    ("legend_id", "n"),
    [("common", 11), ("klhk", 23), ("klhk-alternative", 24), ("worldcover", 11), ("sni7645", 10)],
)
def test_codes_are_unique_and_every_class_has_names_and_a_colour(legend_id, n):
    legend = landcover.legend(legend_id)
    assert len(set(legend.codes)) == len(legend.classes) == n
    for cover in legend.classes:
        assert cover.name.id
        assert cover.name.en
        assert len(cover.colour) == 7
        assert cover.colour.startswith("#")
        assert cover.common in landcover.legend("common").codes


def test_the_names_table_points_at_classes_there_are():
    for row in legends.rows("names"):
        assert landcover.legend(row["legend"]).cover(row["code"])


def test_trap_of_the_two_numberings():
    klhk, other = landcover.legend("klhk"), landcover.legend("klhk-alternative")
    assert klhk.cover("2004").name.en == "Primary mangrove forest"
    assert klhk.cover("20051").name.en == "Secondary swamp forest"
    assert klhk.cover("20094").name.en == "Fish pond"
    assert {other.cover(c).name.en for c in ("2003", "2004")} == {
        "Primary swamp forest",
        "Secondary swamp forest",
    }
    assert other.cover("20051").name.en == "Fish pond"


def test_the_facts_are_those_of_the_domain_tables(shared_data):
    domain = shared_data.parent / "domain"
    if not domain.is_dir():
        pytest.skip("no domain tables beside the project")
    with (domain / "landcover.csv").open(encoding="utf-8") as handle:
        for row in csv.DictReader(handle):
            cover = landcover.legend("klhk").cover(row["klhk_code"])
            assert (cover.name.id, cover.common) == (row["name_id"], row["common_code"])
            assert cover.colour == row["suggested_hex"]
    with (domain / "worldcover.csv").open(encoding="utf-8") as handle:
        for row in csv.DictReader(handle):
            cover = landcover.legend("worldcover").cover(row["code"])
            assert (cover.name.en, cover.colour) == (row["name_en"], row["hex"])
            assert cover.common == row["common_code"]
    with (domain / "landcover_common.csv").open(encoding="utf-8") as handle:
        for row in csv.DictReader(handle):
            cover = landcover.legend("common").cover(row["common_code"])
            assert (cover.green, cover.forest) == (
                row["counts_as_green"],
                row["counts_as_forest"] == "yes",
            )


def test_map_classes_leave_the_no_data_class_out():
    shown = landcover.legend("common").map_classes(as_number=True)
    assert [c["value"] for c in shown] == list(range(1, 11))
    assert shown[7]["label"] == {"id": "Lahan terbangun", "en": "Built-up"}
    names = landcover.legend("sni7645").map_classes(as_number=False)
    assert names[0]["value"] == "forest_dryland_swamp"


def test_unknown_codes_are_listed_once():
    assert landcover.legend("worldcover").unknown([10, 11, "11", 95, 7]) == ["11", "7"]
    assert landcover.legend("worldcover").unknown([]) == []


def test_unknown_legend_and_class_are_named_with_the_known_ones():
    with pytest.raises(SchemaError, match=r"'corine'.*wanted one of common, klhk") as caught:
        landcover.legend("corine")
    assert caught.value.code == "legend-unknown"
    with pytest.raises(SchemaError, match=r"no class '11'.*10 .Tree cover., 20") as caught:
        landcover.legend("worldcover").cover(11)
    assert caught.value.code == "class-unknown"
