"""Overlays: what lies over or near a place, with doubt at its line."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from gis.zoning.accuracy import accuracy_of
from gis.zoning.citations import Citation
from gis.zoning.ground import metres_per_degree
from gis.zoning.overlays import of_areas, of_attributes, of_rivers, of_roads
from layers.layer import Layer
from layers.schema import Schema, Text

LINES = accuracy_of(None, "rtrw", region="64.09")
EAST_M, NORTH_M = metres_per_degree(0.0)
CITED = Citation.of_layer(
    Layer("somewhere", Text("Sesuatu", "Something"), "land", Schema(()), trust="modelled")
)


def at(x_m, y_m=0.0):
    return shapely.Point(117.0 + x_m / EAST_M, y_m / NORTH_M)


def box(w, s, e, n):
    return shapely.box(117.0 + w / EAST_M, s / NORTH_M, 117.0 + e / EAST_M, n / NORTH_M)


def test_attributes_say_what_lies_over_a_zone_once():
    zones = [{"kkop_1": "KKOP", "lp2b_2": "Tidak Ada"}, {"kkop_1": "KKOP", "krb_03": None}]
    (found,) = of_attributes(zones, CITED)
    assert (found.kind, found.name) == ("attribute", "kkop_1")
    assert "Airport safety overlay: KKOP" in found.text.en
    assert "KKOP" in found.text.id
    assert list(of_attributes([{"krb_03": " - "}], CITED)) == []


def areas(*shapes):
    return gpd.GeoDataFrame(
        {"name": ["Hutan"] * len(shapes), "kind": ["HL"] * len(shapes)},
        geometry=list(shapes),
        crs=4326,
    )


@pytest.mark.parametrize(
    ("x", "n", "sure", "share"),
    [(-100.0, 1, True, 1.0), (-10.0, 1, False, 1.0), (10.0, 1, False, 0.0), (30.0, 0, None, None)],
)
def test_a_point_in_an_area_or_near_its_line(x, n, sure, share):
    found = list(of_areas(at(x), areas(box(-500, -500, 0, 500)), CITED, LINES))
    assert len(found) == n
    if n:
        told = found[0].to_dict()["accuracy"]
        assert (told["metres"], told["scale"], told["scale_stated"]) == (25.0, 50_000, False)
        assert (found[0].is_sure, found[0].share, found[0].name) == (sure, share, "Hutan (HL)")
        assert ("may lie within it or not" if not sure else "hold beside") in found[0].text.en or (
            not sure and "within it or not" in found[0].text.en
        )


def test_the_share_of_a_parcel_in_an_area():
    (found,) = of_areas(
        box(-30, 0, 70, 50),
        areas(box(-500, -500, 0, 500), None),
        CITED,
        accuracy_of(10_000, "rtrw"),
    )
    assert found.share == pytest.approx(0.3, rel=1e-6)
    assert "(30.0 %)" in found.text.en


def river(x_m, width=40.0, **more):
    line = shapely.LineString([at(x_m, -500), at(x_m, 500)])
    data = {"name": ["Mahakam"], "width_m": [width], "class": ["river"]} | more
    return gpd.GeoDataFrame(data, geometry=[line], crs=4326)


def test_a_river_is_measured_from_its_bank():
    (found,) = of_rivers(at(0.0), river(45.0), CITED)
    assert found.away_m == pytest.approx(25.0, abs=1e-3)
    reached = {s.held.id for s in found.strips if s.reaches}
    assert reached == {"SET-RIV-U-D20P", "SET-RIV-R-BIG", "SET-RIV-R-SMALL"}
    assert not found.is_sure
    assert "25 m from the bank (width 40 m). Setbacks of 30–100 m" in found.text.en
    assert found.strips[0].to_dict()["trust"] == "illustrative"


def test_in_the_river_every_setback_reaches_and_far_off_none():
    (found,) = of_rivers(at(0.0), river(10.0), CITED)
    assert (found.away_m, found.is_sure) == (0.0, True)
    assert list(of_rivers(at(0.0), river(125.0), CITED)) == []
    assert len(list(of_rivers(at(0.0), river(99.0, width=float("nan")), CITED))) == 1
    assert list(of_rivers(at(0.0), river(10.0, **{"class": ["ferry"]}), CITED)) == []


def roads(*rows):
    lines = [shapely.LineString([at(x, -100), at(x, 100)]) for _, x in rows]
    data = {"name": [f"Jalan {c}" for c, _ in rows], "class": [c for c, _ in rows]}
    return gpd.GeoDataFrame(data, geometry=lines, crs=4326)


def test_the_nearest_road_of_each_class_that_has_a_strip():
    near = roads(("arterial", 20.0), ("arterial", 10.0), ("local", 30.0), ("toll", 5.0))
    found = list(of_roads(at(0.0), near, CITED))
    assert [(f.name, round(f.away_m)) for f in found] == [
        ("Jalan arterial", 10),
        ("Jalan local", 30),
    ]
    assert [s.held.distance_m for s in found[1].strips] == [7.0, 3.0]
    assert found[0].strips[0].reaches
    assert "15 m (primary)" in found[0].text.en
    assert list(of_roads(at(0.0), roads(("local", 70.0)), CITED)) == []
