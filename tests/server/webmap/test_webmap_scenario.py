"""What if, on the page: a scenario made, edited by clicks, undone by keys, worked out and compared."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.fixture
def unmade(service: str) -> Iterator[None]:
    """Leave no scenario behind for other tests."""
    yield
    gone = urllib.request.Request(f"{service}/scenarios/klinik-baru", method="DELETE")
    urllib.request.urlopen(gone, timeout=300).close()


def number(page: Page) -> int:
    return int(re.sub(r"[^\d-]", "", page.locator("[data-live] strong").inner_text()))


def test_a_scenario_is_made_edited_undone_and_compared(
    look, ask: Callable[..., Any], unmade: None
) -> None:
    tiles = []

    def prepare(page: Page) -> None:
        page.on(
            "request",
            lambda one: tiles.append(one.url) if "/scenarios/" in one.url else None,
        )

    page = look.open("/map?task=scenario", prepare=prepare)
    page.locator("#scenario-title").fill("Klinik baru")
    page.get_by_role("button", name="Buat skenario").click()
    look.settled(page)
    assert "s=klinik-baru" in page.url
    assert page.locator("#answer-title").inner_text() == "Klinik baru"

    page.locator("#map").click(position={"x": 420, "y": 330})
    assert page.locator("#edit-at").input_value().count(",") == 1
    page.get_by_role("button", name="Tambahkan").click()
    look.until(page, "document.querySelectorAll('.edits li').length === 1")
    look.settled(page)
    (made,) = ask("/scenarios/klinik-baru")["edits"]
    assert made["kind"] == "facility"
    inputs = {"facilities": ["puskesmas"], "within": "30min", "mode": "car"}
    asked = ask("/scenarios/klinik-baru/processes/whatif/execution", {"inputs": inputs})
    assert number(page) == round(asked["totals"][0]["difference"])
    assert any("/collections/facilities/tiles/" in url for url in tiles)

    page.locator("#answer-title").focus()
    page.keyboard.press("Control+z")
    look.until(page, "document.querySelectorAll('.edits li').length === 0")
    look.settled(page)
    assert ask("/scenarios/klinik-baru")["edits"] == []
    page.keyboard.press("Control+Shift+z")
    look.until(page, "document.querySelectorAll('.edits li').length === 1")
    look.settled(page)
    (again,) = ask("/scenarios/klinik-baru")["edits"]
    assert (again["at"], again["type"]) == (made["at"], made["type"])

    page.locator("[data-compare]").click()
    look.settled(page)
    query = "/scenarios/klinik-baru/compare/baseline?indicators=within:puskesmas:30min:car"
    (indicator,) = ask(query)["indicators"]
    told = page.locator(".comparison p b").first.inner_text().replace(".", "")
    assert told == f"{indicator['before']:.0f} → {indicator['after']:.0f}"

    look.allowed += ("Failed to load resource",)
    page.locator("#edit-kind").select_option("road")
    page.locator("#edit-line").fill("0,0 1,1")
    page.get_by_role("button", name="Tambahkan").click()
    fault = page.locator("[data-edit] .fault")
    fault.wait_for()
    assert len(fault.inner_text()) > 20
    assert page.locator(".edits li").count() == 1
    opened = look.open(page.url.removeprefix(look.service))
    assert opened.locator(".edits li").count() == 1
    assert number(opened) == number(page)


def test_kinds_of_edits_beyond_places_and_roads(
    look, ask: Callable[..., Any], unmade: None
) -> None:
    ask("/scenarios", {"id": "klinik-baru", "title": "Klinik baru"})
    page = look.open("/map?task=scenario&s=klinik-baru&fac=rs&lang=en")
    page.locator("#edit-kind").select_option("close")
    look.settled(page)
    look.until(page, "document.querySelectorAll('#edit-feature-list option').length > 0")
    code, name = page.evaluate(
        "(o => [o.value, o.textContent])(document.querySelector('#edit-feature-list option'))"
    )
    there = ask("/collections/facilities/items?type=rs&limit=100")["features"]
    assert (code, name) in {(str(one["id"]), one["properties"]["name"]) for one in there}
    page.locator("#edit-feature").fill(code)
    page.get_by_role("button", name="Add").click()
    look.until(page, "document.querySelectorAll('.edits li').length === 1")
    look.settled(page)
    inputs = {"facilities": ["rs"], "within": "30min", "mode": "car"}
    asked = ask("/scenarios/klinik-baru/processes/whatif/execution", {"inputs": inputs})
    assert number(page) == round(asked["totals"][0]["difference"]) <= 0

    page.locator("#edit-kind").select_option("growth")
    page.locator("#edit-year").fill("2034")
    page.locator("#edit-rate").fill("2,5")
    page.get_by_role("button", name="Add").click()
    look.until(page, "document.querySelectorAll('.edits li').length === 2")
    look.settled(page)
    words = "population,within:rs:30min:car"
    compared = ask(f"/scenarios/klinik-baru/compare/baseline?indicators={words}")["indicators"]
    told = page.locator(".comparison p b").all_inner_texts()
    assert told == [f"{one['before']:,.0f} → {one['after']:,.0f}" for one in compared]
    assert compared[0]["after"] == pytest.approx(compared[0]["before"] * 1.025**10)

    page.locator("#edit-kind").select_option("zone")
    look.settled(page)
    place = page.evaluate("document.getElementById('map').map.project([116.85, -1.25])")
    page.locator("#map").click(position={"x": place["x"], "y": place["y"]})
    look.until(page, "document.querySelector('#edit-feature').value !== ''")
    picked = ask(f"/collections/zoning/items/{page.locator('#edit-feature').input_value()}")
    assert picked["properties"]["name"] in page.locator("[data-picked]").inner_text()
    page.locator("#edit-code").select_option("HL")
    page.get_by_role("button", name="Add").click()
    look.until(page, "document.querySelectorAll('.edits li').length === 3")
    look.settled(page)
    assert ask("/scenarios/klinik-baru")["edits"][2]["code"] == "HL"

    page.locator(".edits li button").first.click()
    look.until(page, "document.querySelectorAll('.edits li').length === 2")
    look.settled(page)
    page.locator("#answer-title").focus()
    page.keyboard.press("Control+z")
    look.until(page, "document.querySelectorAll('.edits li').length === 3")
    look.settled(page)
    kinds = [edit["kind"] for edit in ask("/scenarios/klinik-baru")["edits"]]
    assert sorted(kinds) == ["close", "growth", "zone"]
