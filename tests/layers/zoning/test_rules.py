"""Rules: look-ups, versions, the shipped default, files read and refused."""

from __future__ import annotations

import pandas as pd
import pytest

from layers.errors import ImportRefusedError, SchemaError
from layers.layer import Layer
from layers.schema import Schema, Text
from layers.zoning import subzones, tables
from layers.zoning.rules import RuleTable, default_rules, rule_tables, rules_for

ITBX = pd.DataFrame(
    {"kegiatan": ["Hotel", "Hotel"], "kodszn": ["R", "K-1"], "itbx": ["X", "I"]}, index=[1, 2]
)


def version(name, **about):
    return RuleTable.of(ITBX, name, **about)


def test_permission_of_the_subzone_else_of_its_zone():
    held = version("a")
    assert held.permission("hotel", "K-1").permission == "I"
    assert held.permission("Hotel", "R-3").permission == "X"
    assert held.permission("Hotel", "R").permission == "X"
    assert held.permission("Hotel", "K-2") is None
    assert held.permission("Pasar", "K-1") is None
    assert held.limits("K-1") is None


def test_the_table_that_holds_in_a_city_on_a_day():
    old = version("old", region="64.72", valid_from="2015-03")
    new = version("new", region="64.72", valid_from="2024")
    other = version("other", region="64.71", valid_from="2025")
    anywhere = version("anywhere")
    held = [old, new, other]
    assert rules_for(held, "itbx", "64.72").id == "new"
    assert rules_for(held, "itbx", "64.72", "2020-01-01").id == "old"
    assert rules_for(iter(held), "itbx", "64.72", "2024-06-30").id == "new"
    assert rules_for(held, "itbx", "64.72", "2001-01-01").id == "itbx_default"
    assert rules_for([*held, anywhere], "itbx", "64.02").id == "anywhere"
    assert rules_for(held, "intensity", "64.72").id == "intensity_default"


def test_the_shipped_tables_say_what_they_are():
    itbx, limits = default_rules("itbx"), default_rules("intensity")
    assert (len(itbx.rules), len(limits.rules)) == (len(tables.table("itbx")), len(subzones()))
    assert itbx.trust == limits.trust == "illustrative"
    assert "Yogyakarta" in itbx.source
    assert "assumed defaults" in limits.source
    assert len({r.activity for r in itbx.rules}) == 35
    assert itbx.permission("A01", "HL").permission == "X"


def test_limits_are_those_of_the_code_list():
    for row in tables.table("zones"):
        rule = default_rules("intensity").limits(row["subzone_code"])
        assert rule.kdb_max_pct == float(row["kdb_max_pct"])
        assert rule.klb_max == float(row["klb_max"])


def test_a_file_is_read_apart(tmp_path):
    path = tmp_path / "itbx.csv"
    path.write_text("Kegiatan;R-2;K-1;HL\nHotel;B;I;X\nTPA;X;X;X\n", encoding="utf-8")
    held = RuleTable.read(path, "kota", region="64.72", valid_from="2024-05", trust="official")
    assert (len(held.rules), held.kind, held.region) == (6, "itbx", "64.72")
    assert held.permission("TPA", "HL").permission == "X"


def test_bad_rows_refuse_the_table():
    bad = ITBX.assign(itbx=["Y", "I"])
    with pytest.raises(ImportRefusedError, match="kota: 1 of 2 rows cannot be taken: row 1: 'Y'"):
        RuleTable.of(bad, "kota")
    with pytest.raises(SchemaError, match="valid_from '31/12/2024' is no date"):
        version("a", valid_from="31/12/2024")


def test_tables_of_a_workspace(workspace, tmp_path):
    from layers import ingest

    path = tmp_path / "kdb.csv"
    path.write_text("KODSZN,KDB,KLB,KDH\nR-3,60,1.2,20\n", encoding="utf-8")
    about = {"plan_region": "64.72", "regulation": "Perwali 1/2026", "data_date": "2026"}
    report = ingest.add(workspace, path, layer_id="limits", theme="zoning-rules", **about)
    assert report.layer.theme == "zoning_rules"
    (held,) = rule_tables(workspace)
    assert (held.id, held.kind, held.region) == ("limits", "intensity", "64.72")
    assert (held.regulation, held.valid_from, held.trust) == ("Perwali 1/2026", "2026", "compiled")
    assert held.limits("R-3").klb_max == 1.2
    assert rules_for([held], "intensity", "64.72").id == "limits"


def test_a_layer_without_word_of_its_plan():
    layer = Layer("x", Text.of("x"), "zoning_rules", Schema(), trust="official")
    held = RuleTable.of_layer(layer, ITBX)
    assert (held.region, held.scale, held.trust) == ("", None, "official")
