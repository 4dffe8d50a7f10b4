"""Tools over the map: what is drawn is kept, taken back and found again."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from playwright.sync_api import Page
from pyproj import Geod

from layers.testing import SOUTH, WEST

pytestmark = pytest.mark.browser

CORNERS = [(WEST, SOUTH), (WEST + 0.1, SOUTH), (WEST + 0.1, SOUTH + 0.1)]
GEOD = Geod(ellps="WGS84")
COUNT = "document.querySelectorAll('.pen-corners li').length"


def at(page: Page, lon: float, lat: float) -> tuple[float, float]:
    """Where a place is on the screen."""
    spot = page.evaluate(
        """([lon, lat]) => {
            const box = document.getElementById("map"), {x, y} = box.map.project([lon, lat]);
            const {left, top} = box.getBoundingClientRect();
            return [left + x, top + y];
        }""",
        [lon, lat],
    )
    return spot[0], spot[1]


def kept(page: Page) -> np.ndarray:
    """The corners in the address: differences of 1e-5 degrees, five bits to a letter."""
    (text,) = parse_qs(urlsplit(page.url).query)["x.g"]
    numbers, value, shift = [], 0, 0
    for letter in text.encode():
        value |= (letter - 63 & 31) << shift
        shift += 5
        if letter - 63 < 32:
            numbers.append(~(value >> 1) if value & 1 else value >> 1)
            value, shift = 0, 0
    return np.cumsum(np.reshape(numbers, (-1, 2)), axis=0)[:, ::-1] / 1e5


def figure(page: Page, size: str) -> float:
    """A large number of the panel, as Indonesian writes it."""
    text = page.locator(f"[data-size={size}] strong").inner_text().split()[0]
    return float(text.replace(".", "").replace(",", "."))


def test_a_line_is_drawn_taken_back_and_found_again_by_its_address(look) -> None:
    page = look.open(f"/map#map=9/{SOUTH + 0.05}/{WEST + 0.05}")
    page.locator("#tools [data-tool=measure]").click()
    page.wait_for_selector("#tool-title:focus")
    for n, place in enumerate(CORNERS, 1):
        page.mouse.click(*at(page, *place))
        look.until(page, f"{COUNT} === {n}")
    page.keyboard.press("Control+z")
    look.until(page, f"{COUNT} === 2")
    page.keyboard.press("Control+Shift+z")
    look.until(
        page, f"{COUNT} === 3 && new URLSearchParams(location.search).get('x.g')?.length > 12"
    )
    assert kept(page) == pytest.approx(np.array(CORNERS), abs=2e-3)
    assert page.locator(".maplibregl-popup").count() == 0
    page.get_by_role("button", name="Luas", exact=True).click()
    look.until(page, "document.querySelector('[data-size=exact] strong')")
    square = abs(GEOD.polygon_area_perimeter(*kept(page).T)[0]) / 1e4
    assert figure(page, "exact") == pytest.approx(square, rel=1e-3)
    page.get_by_role("button", name="Jarak", exact=True).click()
    look.until(page, "document.querySelector('[data-size=exact] strong')?.innerText.includes('km')")
    assert figure(page, "exact") == pytest.approx(GEOD.line_length(*kept(page).T) / 1e3, rel=1e-3)
    page.wait_for_timeout(500)
    again = look.open(page.url.removeprefix(look.service))
    look.until(again, f"{COUNT} === 3")
    again.locator("[data-pen=clear]").click()
    look.until(again, f"{COUNT} === 0")
    again.locator("#pen-place").fill("seratus")
    again.locator(".pen-add [type=submit]").click()
    assert "seratus" in again.locator("#pen-fault").inner_text()
    again.keyboard.press("Escape")
    look.until(again, "document.getElementById('tool').hidden")
    assert again.evaluate("document.activeElement.dataset.tool") == "measure"


def test_statistics_of_a_pasted_area_and_of_a_buffer_are_the_services(
    look, ask, broken_rules
) -> None:
    ring = [*CORNERS, CORNERS[0]]
    area = {"type": "Polygon", "coordinates": [[list(place) for place in ring]]}
    page = look.open(f"/map?tool=draw#map=9/{SOUTH + 0.05}/{WEST + 0.05}", bypass_csp=True)
    page.locator("summary", has_text="GeoJSON").click()
    page.locator("#tool-pasted").fill("bukan bidang")
    page.locator(".tool-paste [type=submit]").click()
    page.wait_for_selector("#tool-pasted-fault")
    page.locator("#tool-pasted").fill(json.dumps(area))
    page.locator(".tool-paste [type=submit]").click()
    look.until(page, "document.querySelector('[data-size=people]')")
    look.settled(page)
    told = ask("/overlay", area)
    (people,) = (one for one in told["layers"] if one["kind"] == "people")
    assert figure(page, "people") == round(people["total"]["people"])
    assert figure(page, "area") == pytest.approx(told["site"]["area_ha"], abs=0.005)
    assert page.locator("[data-site=facilities] tbody tr").count() > 0
    page.evaluate("document.querySelectorAll('#tool details').forEach(d => { d.open = true })")
    assert broken_rules(page) == []

    line = [list(place) for place in CORNERS[:2]]
    around = look.open("/map?tool=buffer&x.as=line&x.d=3km&lang=en")
    for lon, lat in line:
        around.locator("#pen-place").fill(f"{lon}, {lat}")
        around.locator(".pen-add [type=submit]").click()
    look.until(around, "document.querySelector('[data-size=buffer]')")
    around.locator("[data-stats]").click()
    look.until(around, "document.querySelector('[data-size=people]')")
    look.settled(around)
    body = {"inputs": {"line": line, "distance": "3km"}}
    answer = ask("/processes/buffer/execution", body)
    ha = around.locator("[data-size=area] strong").inner_text().split()[0].replace(",", "")
    assert float(ha) == pytest.approx(answer["area_ha"], abs=0.006)


def test_who_reaches_a_place_that_is_pressed_is_what_the_service_says(look, ask) -> None:
    page = look.open(
        f"/map?tool=reach&x.mode=straight&x.within=2km,4km#map=9/{SOUTH + 0.05}/{WEST + 0.05}"
    )
    page.mouse.click(*at(page, WEST + 0.1, SOUTH + 0.1))
    look.until(page, "document.querySelectorAll('[data-table=reach] tbody tr').length === 2")
    look.settled(page)
    (place,) = parse_qs(urlsplit(page.url).query)["x.at"]
    inputs = {"point": place, "mode": "straight", "within": "2km,4km"}
    truth = ask("/processes/reach/execution", {"inputs": inputs})
    rows = truth["rows"]
    # Sources go by the titles of their layers.
    groups = ask("/layers")["groups"]
    titles = {one["id"]: one["title"]["id"] for group in groups for one in group["layers"]}
    told = page.locator("section.src li > span:first-child").all_inner_texts()
    assert told == [titles[one["layer"]] for one in truth["inputs"]] != []
    assert figure(page, "people") == round(rows[-1]["people"])
    again = look.open(page.url.removeprefix(look.service))
    look.until(again, "document.querySelector('[data-size=people]')")
    assert figure(again, "people") == round(rows[-1]["people"])
    look.allowed = (*look.allowed, "422")
    again.locator("#tool-within").fill("besok")
    again.locator("#tool-within").press("Enter")
    again.wait_for_selector("#tool-within-fault")
    assert "besok" in again.locator("#tool-within-fault").inner_text()
