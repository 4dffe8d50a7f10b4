"""Citations: whatever a statement rests on is named, and what makes it weak is said."""

from __future__ import annotations

from gis.zoning.citations import Citation
from layers.layer import Layer
from layers.schema import Schema, Text
from layers.standards import roadsides_of, setbacks_for
from layers.zoning.rules import RuleTable, default_rules


def layer(**about):
    return Layer("zoning", Text("Zonasi", "Zoning"), "zoning", Schema(()), **about)


def test_a_plan_is_cited_with_regulation_revision_and_date():
    plan = {"regulation": "Perda 5/2022", "revision": "2", "region": "64.71"}
    cited = Citation.of_layer(layer(plan=plan, data_date="2022", trust="official", revision=3))
    assert cited.to_dict() == {
        "id": "layer:zoning",
        "title": {"id": "Zonasi", "en": "Zoning"},
        "regulation": "Perda 5/2022",
        "article": None,
        "revision": "2 (r3)",
        "date": "2022",
        "trust": "official",
        "illustrative": False,
        "note": None,
        "source": None,
    }
    assert "not a plan in force" in Citation.of_layer(layer(trust="modelled")).note.en


def test_illustrative_rules_say_so():
    cited = Citation.of_table(default_rules("itbx"))
    assert cited.to_dict()["illustrative"] is True
    assert "illustrative rule" in cited.note.en
    assert "aturan contoh" in cited.note.id
    own = RuleTable(
        "itbx_city", "itbx", (), regulation="Perda", trust="official", valid_from="2024"
    )
    assert (Citation.of_table(own).date, Citation.of_table(own).note.en) == ("2024", "")


def test_setbacks_of_water_were_not_seen_and_those_of_roads_have_an_article():
    river = Citation.of_standard(setbacks_for("river")[0])
    assert "not seen" in river.note.en
    road = Citation.of_standard(roadsides_of("local")[0])
    assert (road.regulation, road.article, road.note.en) == ("PP 34/2006", "44(4)", "")
