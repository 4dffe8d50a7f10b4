"""A plot that is pressed on the map, chosen by name, or pasted: asked about, and kept in the address."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
import shapely
from playwright.sync_api import Page, expect
from pyproj import Geod

pytestmark = pytest.mark.browser
CAMERA = "#map=15/-1.26/116.83"
WGS84 = Geod(ellps="WGS84")
RING = [(116.8296, -1.2604), (116.8304, -1.2604), (116.83, -1.26), (116.8296, -1.26)]
HOLE = [(116.8297, -1.2603), (116.8299, -1.2603), (116.8299, -1.2602)]


def area_m2(geometry: dict[str, Any]) -> float:
    """Give the area on the ellipsoid, by a library of others."""
    shape = shapely.orient_polygons(shapely.from_geojson(json.dumps(geometry)))
    return abs(WGS84.geometry_area_perimeter(shape)[0])


def told_m2(page: Page) -> int:
    """Give the area that the title tells."""
    title = page.locator("#answer-title").inner_text()
    return int(re.sub(r"\D", "", title.split("·")[1].replace("m²", "")))


def ask(look: Any, page: Page) -> None:
    page.get_by_role("button", name="Hitung").click()
    look.settled(page)


def test_plots_from_the_map_by_name_and_pasted(
    look_starter, ask_starter: Callable[..., Any], broken_rules
) -> None:
    look = look_starter
    page = look.open(
        f"/map?task=build&i.activity=A10&i.at=116.83,-1.26&l=zoning{CAMERA}", bypass_csp=True
    )
    page.locator("[data-pick-area=parcel]").click()
    page.locator("#map").click(position={"x": 290, "y": 370})
    look.settled(page)
    (zone,) = re.findall(r"i\.parcel=zoning%2F(\d+)", page.url)
    drawn = ask_starter(f"/collections/zoning/items/{zone}")["geometry"]
    assert told_m2(page) == pytest.approx(area_m2(drawn), abs=1)
    assert broken_rules(page) == []

    page.locator("#build-i-parcel").click()
    place = page.get_by_role("combobox", name="Atau pilih desa")
    place.focus()
    look.settled(page)
    place.fill("Prapatan")
    page.keyboard.press("Enter")
    ask(look, page)
    (code,) = re.findall(r"i\.parcel=villages:([\d.]+)", page.url)
    (village,) = ask_starter(f"/collections/villages/items?code={code}")["features"]
    assert told_m2(page) == pytest.approx(area_m2(village["geometry"]), abs=1)
    assert page.locator("#build-i-parcel").inner_text().strip() == village["properties"]["name"]

    page.locator("#build-i-parcel").click()
    rings = [[*RING, RING[0]], [*HOLE, HOLE[0]]]
    pasted = {"type": "Polygon", "coordinates": rings}
    page.locator("#build-i-parcel").fill(json.dumps({"type": "Feature", "geometry": pasted}))
    ask(look, page)
    assert told_m2(page) == pytest.approx(area_m2(pasted), abs=1)
    assert "i.parcel=g." in page.url
    again = look.open(page.url.removeprefix(look.service))
    assert told_m2(again) == told_m2(page)
    kept = shapely.from_geojson(again.locator("#build-i-parcel").input_value())
    assert kept.equals(shapely.from_geojson(json.dumps(pasted)))

    # An outline that no address holds is answered, and whoever opens the address is told.
    fine = shapely.geometry.mapping(shapely.Point(116.83, -1.26).buffer(0.0004, quad_segs=1000))
    again.locator("#build-i-parcel").fill(json.dumps(fine))
    ask(look, again)
    assert told_m2(again) == pytest.approx(area_m2(fine), abs=1)
    assert "i.parcel=!long" in again.url
    again.goto(again.url)
    fault = again.locator('[data-input="parcel"] .fault')
    expect(fault).to_contain_text("terlalu panjang untuk alamat", timeout=60_000)
