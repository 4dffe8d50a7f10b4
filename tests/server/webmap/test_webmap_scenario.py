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
    urllib.request.urlopen(gone, timeout=30).close()


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
    assert page.locator("#edit-where").input_value().count(",") == 1
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
    page.get_by_role("button", name="Jalan", exact=True).click()
    page.locator("#edit-where").fill("0,0 1,1")
    page.get_by_role("button", name="Tambahkan").click()
    fault = page.locator("[data-edit] .fault")
    fault.wait_for()
    assert len(fault.inner_text()) > 20
    assert page.locator(".edits li").count() == 1
    opened = look.open(page.url.removeprefix(look.service))
    assert opened.locator(".edits li").count() == 1
    assert number(opened) == number(page)
