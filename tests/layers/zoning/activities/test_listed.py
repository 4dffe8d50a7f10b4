"""The list of activities: named in both languages, a city's own beside the shipped ones."""

from __future__ import annotations

import pandas as pd

from layers.zoning.activities import activities, words_on
from layers.zoning.rules import RuleTable
from layers.zoning.tables import table


def city(rows):
    frame = pd.DataFrame(rows, columns=["activity_id", "activity", "subzone", "itbx"])
    return RuleTable.of(frame, "itbx_city", region="64.71")


def test_every_shipped_activity_is_named_in_both_languages():
    shipped = activities()
    assert len(shipped) == 35
    assert {row["activity_id"] for row in table("activities")} == {one.id for one in shipped}
    for one in shipped:
        assert one.name.id
        assert one.name.en
        assert one.group.id != one.group.en
    assert shipped[16].to_dict()["kbli"] == "86101"
    assert shipped[0].to_dict()["kbli"] is None


def test_a_citys_own_come_first_and_keep_its_words():
    own = city([("K1", "Rumah Toko", "R-3", "B"), ("", "Gudang Dingin", "R-3", "X")])
    found = activities([own])
    assert [(one.id, one.name.en) for one in found[:2]] == [
        ("K1", "Rumah Toko"),
        ("Gudang Dingin", "Gudang Dingin"),
    ]
    assert len(found) == 37


def test_a_city_may_use_an_id_for_another_thing():
    found = activities([city([("A01", "Pabrik es", "R-3", "X")])])
    assert (found[0].id, found[0].name.en, found[0].also) == ("A01", "Pabrik es", ())
    assert len(found) == 35
    named = activities([city([("", "rumah tunggal", "R-3", "X"), ("", "Hotel", "R-3", "X")])])
    assert [one.id for one in named[:2]] == ["A01", "A10"]
    assert len(named) == 35
    same = activities([city([("A01", "Rumah tunggal (detached house)", "R-3", "X")])])
    assert same[0].name.en == "Detached house"


def test_conditions_are_told_in_both_languages():
    conditions = {row["condition"] for row in table("itbx")} - {""}
    assert conditions == {row["condition"] for row in table("conditions")}
    for one in conditions:
        assert words_on(one).id != words_on(one).en
    assert words_on("").en == ""
