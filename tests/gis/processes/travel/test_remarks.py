"""Remarks: what an answer by time leaves out, takes for granted, or was asked in vain."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from shapely import Point

from gis.processes.answer import Outcome
from gis.processes.travel.remarks import nobody, remarks
from layers.text import Text


def outcome(report=None, n_off=0, **columns):
    count = len(next(iter(columns.values()), []))
    frame = gpd.GeoDataFrame(columns, geometry=[Point(0, 0)] * count, crs=4326)
    numbers = {"n_facilities_off_network": n_off} | ({} if report is None else {"network": report})
    return Outcome(numbers, {"facilities": frame}, Text("", ""), ())


def waters(*closed):
    """Give the report of a chain with so many waterways closed to each boat."""
    each = [{"exclusions": [{"code": "closed-season", "count": n}] if n else []} for n in closed]
    return {"n_used": 3, "chain": {"waters": each}}


def told(found, month=None, mode="car"):
    return [note.en for note in remarks(found, {"month": month, "mode": mode})]


def test_nothing_to_remark():
    assert told(outcome({"n_used": 3, "n_planned": 0, "exclusions": []})) == []


@pytest.mark.parametrize(
    ("report", "mode", "sentence"),
    [
        (None, "straight", "Month 8 changes nothing: straight line takes no water."),
        ({"n_used": 3}, "car", "Month 8 changes nothing: car takes no water."),
        (waters(0, 0), "boat", "Month 8 changes nothing: no waterway is closed in it."),
        (waters(2, 5), "boat", "Month 8: 5 waterways are closed by low water."),
        (waters(1), "boat", "Month 8: 1 waterway is closed by low water."),
    ],
)
def test_what_a_month_changes_is_told(report, mode, sentence):
    assert told(outcome(report), month=8, mode=mode) == [sentence]
    assert told(outcome(report), month=None, mode=mode) == []


def test_facilities_off_the_network_are_named():
    names = [f"P{i}" for i in range(8)]
    off = outcome(n_off=7, name=names, to_network_m=[1.0, *[np.nan] * 7])
    assert told(off) == [
        "7 facilities are too far from the network to be reached along it (P1, P2, P3, P4, P5, …)."
    ]
    assert told(outcome(n_off=1))[0].startswith("1 facility is too far")
    assert told(outcome(n_off=2)) == [
        "2 facilities are too far from the network to be reached along it."
    ]


def test_speeds_that_are_not_the_data_s_own_are_counted():
    bad = {"code": "speed-bad", "count": 4}
    found = told(outcome({"n_used": 30, "n_planned": 20, "exclusions": [bad]}))
    assert found[0].startswith("20 of 30 roads go at the planning speed of their class")
    assert found[1] == "4 roads are not used: their speed is no number above 0."


def test_units_without_people_are_named_once():
    found = outcome()
    found.numbers["rows"] = [
        {"name": name, "total": total, "within_s": limit}
        for limit in (900, 1800)
        for name, total in (("Luar", 0.0), ("Dalam", 4.0), ("Ladang", 0))
    ]
    assert nobody(outcome()) is None
    standing = nobody(found)
    assert standing is not None
    assert (standing.kind, standing.missing, standing.n_asked) == ("partial", ("Luar", "Ladang"), 3)
    said = "Data on people cover 1 of 3 areas; there are none in: Luar, Ladang"
    assert standing.text.en == said
    assert [note.en for note in found.stands(standing).notes] == [said]


def test_roads_that_are_not_open_are_told():
    report = {"n_used": 3, "n_planned": 0, "exclusions": [{"code": "not-open", "count": 6}]}
    (said,) = told(outcome(report))
    assert said.startswith("6 roads are not used: by their status they are not open")
