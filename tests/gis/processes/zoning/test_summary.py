"""The sentence of a verdict: the strictest decides, each zone has its own letter and share."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from gis.processes.zoning.summary import summary
from gis.processes.zoning.under import Found, Under
from gis.zoning.verdicts import Verdict
from layers.text import Text

PLAN = SimpleNamespace(
    layer=SimpleNamespace(id="zoning", title=Text("Zonasi", "Zoning")),
    zones=SimpleNamespace(accuracy=SimpleNamespace(metres=2.5)),
)


def said(parts, *, outside=0.0, is_parcel=True):
    zones = tuple(
        Under(k, Verdict(value, code), {}, True, True, share, None, None)
        for k, (code, value, share) in enumerate(parts)
    )
    found = Found(PLAN, zones, outside, outside > 0.0, outside > 0.0)
    return summary(Text("Rumah", "House"), found, is_parcel=is_parcel)


@pytest.mark.parametrize(
    ("parts", "outside", "wanted"),
    [
        ([("R-3", "I", 1.0)], 0.0, "allowed (I) in zone R-3."),
        ([("R-3", "I", 0.6), ("R-3", "I", 0.4)], 0.0, "allowed (I) in zone R-3."),
        (
            [("PS", "X", 0.543), ("R-2", "I", 0.457)],
            0.0,
            "not allowed (X): zone PS (54.3 %); in R-2 (45.7 %) allowed (I).",
        ),
        (
            [("R-2", "I", 0.9998), ("PS", "X", 0.0002)],
            0.0,
            "not allowed (X): zone PS (0.02 %); in R-2 (100.0 %) allowed (I).",
        ),
        (
            [("R-3", "I", 0.6)],
            0.4,
            "unknown: part of it is outside the plan; in R-3 (60.0 %) allowed (I).",
        ),
        ([(None, "unknown", 0.7)], 0.3, "unknown: zone ? (70.0 %)."),
        ([], 1.0, "unknown."),
    ],
)
def test_each_zone_has_its_own_letter_and_share(parts, outside, wanted):
    assert said(parts, outside=outside).en == f"House: {wanted}"


def test_a_large_zone_is_not_crowded_out_by_small_ones_that_decide():
    small = [(code, "X", 0.01) for code in ("PS", "EM", "TR", "HL", "KT")]
    told = said([("R-3", "I", 0.8), *small, ("R-4", "B", 0.15)])
    assert told.en == (
        "House: not allowed (X): zone PS (1.0 %), EM (1.0 %); in R-3 (80.0 %) allowed (I); "
        "in R-4 (15.0 %) allowed on conditions (B); and 3 more zones."
    )
    assert told.id.endswith("di R-4 (15,0 %) diperbolehkan bersyarat (B); dan 3 zona lagi.")


def test_mostly_outside_is_said_first():
    told = said([("R-3", "I", 0.2)], outside=0.8)
    assert told.en.startswith("80.0 % of the parcel is outside the plan zoning. House: unknown")
    assert told.id.startswith("80,0 % dari bidang di luar rencana 'Zonasi'. Rumah: ")


def test_a_point_where_zones_overlap_has_no_shares():
    told = said([("R-3", "I", 1.0), ("HL", "X", 1.0)], is_parcel=False)
    assert told.en == "House: not allowed (X): zone HL; in R-3 allowed (I)."
