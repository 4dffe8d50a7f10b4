"""RTRW against RDTR: agreement by the list, protection lost, other use, unknown."""

from __future__ import annotations

import pytest

from gis.zoning.conflicts import compare
from layers.zoning.codes import allocations, subzones, zones
from layers.zoning.tables import table


@pytest.mark.parametrize(
    ("detailed", "general", "kind"),
    [
        ("R-3", "PK", "agrees"),
        ("HL", "HL", "agrees"),
        ("R", "PM", "agrees"),
        ("HP", "KHP", "agrees"),
        ("R-3", "HL", "protection"),
        ("P-3", "CA", "protection"),
        ("KPI", "P-1", "use"),
        ("HL", "PK", "use"),
        (None, "PK", "unknown"),
        ("R-3", None, "unknown"),
        ("R-3", "??", "unknown"),
    ],
)
def test_kinds(detailed, general, kind):
    found = compare(detailed, general)
    assert found.kind == kind
    assert found.is_conflict == (kind in ("protection", "use"))


def test_a_sentence_names_both_and_doubt():
    found = compare("R-3", "HL", is_sure=False, share=0.25)
    assert "Protection forest (HL)" in found.text.en
    assert "Medium density housing (R-3)" in found.text.en
    assert "nearer than it is accurate" in found.text.en
    assert found.to_dict()["share"] == 0.25
    assert "illustrative" in found.to_dict()["basis"]["en"]
    assert "class not recognised" in compare(None, "HL").text.en


def test_every_allocation_has_a_row_whose_zones_are_listed():
    rows = {row["allocation"]: row["zones"].split() for row in table("plan_fit")}
    assert set(rows) == set(allocations())
    listed = set(zones()) | set(subzones())
    assert {code for held in rows.values() for code in held} <= listed
    assert {row["trust"] for row in table("plan_fit")} == {"illustrative"}
