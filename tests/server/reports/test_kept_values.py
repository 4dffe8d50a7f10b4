"""A layer that changes: the report tells the new value, and the old one with its layers."""

from __future__ import annotations

from datetime import date

import geopandas as gpd

from gis.masterplans import evaluate, keep
from layers import Catalogue
from layers.masterplan import Masterplan, Shelf
from server.reports import gather, printed
from server.reports.annexes import tables

ON = date(2026, 11, 22)
SOURCED = {"source": "RPJMD", "status": "sourced"}
PLAN = {
    "masterplan": {
        "id": "mp",
        "region": "64.71",
        "title": "Rencana",
        "period": {"start": 2025, "end": 2030},
        "status": "draft",
        "vision": {"text": "Sejahtera", "provenance": SOURCED},
    },
    "indicators": [
        {
            "id": "near",
            "name": "Dekat",
            "unit": "%",
            "formula": "a / b",
            "gis": "puskesmas_30min",
            "parameters": {"within": "3km", "mode": "straight"},
        }
    ],
    "goals": [{"id": "g", "pillar": "living", "text": "Sehat"}],
    "targets": [
        {
            "id": "t",
            "goal": "g",
            "indicator": "near",
            "baseline": {"value": 9, "year": 2024},
            "target": {"value": 50, "year": 2030},
            "direction": "up",
        }
    ],
}


def test_the_value_before_a_new_puskesmas_stays_in_the_report(tiny: Catalogue) -> None:
    plan = Masterplan.model_validate(PLAN)
    series = Shelf.of(tiny).series("mp")
    old = keep(evaluate(tiny, plan, ON), series).standings[0].current.value
    assert old is not None
    more = gpd.GeoDataFrame(
        {"name": ["Puskesmas Tengah"], "type": ["puskesmas"], "opened": [None]},
        geometry=gpd.points_from_xy([116.95], [-1.25]),
        crs=4326,
    )
    tiny.write(tiny["facilities"].layer, more, mode="append", provenance={"source": "test"})
    document = gather(tiny, plan, ON, kept=series.read())
    (target,) = document["evaluation"]["targets"]
    assert target["current"] > old + 5
    written = printed(document, "id", "html").decode()
    assert "Dekat: nilai yang disimpan" in written
    assert f"{old:.1f}".replace(".", ",") in written
    assert f"{target['current']:.1f}".replace(".", ",") in written
    assert "facilities r1" in written
    assert [row["value"] for row in tables(document)["series"]] == [old]
