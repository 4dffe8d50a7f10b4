"""Tools over the map: what is drawn is kept, taken back and found again."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from playwright.sync_api import Page

from layers.testing import SOUTH, WEST

pytestmark = pytest.mark.browser

CORNERS = [(WEST, SOUTH), (WEST + 0.1, SOUTH), (WEST + 0.1, SOUTH + 0.1)]
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


def test_a_line_is_drawn_taken_back_and_found_again_by_its_address(look) -> None:
    page = look.open(f"/map#map=9/{SOUTH + 0.05}/{WEST + 0.05}")
    page.locator("#tools [data-tool=measure]").click()
    page.wait_for_selector("#tool-title:focus")
    for place in CORNERS:
        page.mouse.click(*at(page, *place))
    look.until(page, f"{COUNT} === 3")
    page.keyboard.press("Control+z")
    look.until(page, f"{COUNT} === 2")
    page.keyboard.press("Control+Shift+z")
    look.until(
        page, f"{COUNT} === 3 && new URLSearchParams(location.search).get('x.g')?.length > 12"
    )
    assert kept(page) == pytest.approx(np.array(CORNERS), abs=2e-3)
    assert page.locator(".maplibregl-popup").count() == 0
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
