"""What stands at a point: the attributes are the service's own, and data stay data."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.browser


def click_at(page: Page, lon: float, lat: float) -> None:
    box = page.locator("#map").bounding_box()
    assert box is not None
    point = page.evaluate(
        "at => { const p = document.getElementById('map').map.project(at); return [p.x, p.y]; }",
        [lon, lat],
    )
    page.mouse.click(box["x"] + point[0], box["y"] + point[1])


def shown(page: Page) -> dict[str, str]:
    titles = page.locator(".card dt").all_inner_texts()
    return dict(zip(titles, page.locator(".card dd").all_inner_texts(), strict=True))


def test_a_click_gives_the_attributes_of_the_item(look, ask: Callable[..., Any]) -> None:
    page = look.open("/map?l=zoning")
    click_at(page, 116.85, -1.22)
    look.settled(page)
    card = page.get_by_role("dialog")
    assert card.locator("h2").inner_text() == "Zona Barat"
    layer, fid = card.locator("dl").get_attribute("data-item").split("/")
    item = ask(f"/collections/{layer}/items/{fid}")["properties"]
    assert (item["zone"], item["kdb"]) == ("R", 60)
    assert shown(page) == {"Zona": "Perumahan", "KDB terbesar": "60 %"}
    assert page.evaluate("document.activeElement.dataset.close") == ""


def test_a_name_that_is_a_script_stays_a_name(look) -> None:
    page = look.open("/map?l=zoning")
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    click_at(page, 116.95, -1.22)
    look.settled(page)
    assert page.locator(".card h2").inner_text().startswith("<img src=x onerror=")
    assert page.locator(".card img, .card script").count() == 0
    assert page.evaluate("document.body.dataset.hacked") is None


def test_several_features_are_leafed_through(look) -> None:
    page = look.open("/map?l=regencies,districts,zoning,facilities")
    click_at(page, 116.85, -1.25)
    look.settled(page)
    card = page.get_by_role("dialog")
    assert card.locator("h2").inner_text() == "RS Satu"
    n = int(card.locator(".pager span").inner_text().split(" / ")[1])
    seen = set()
    for _ in range(n):
        seen.add(card.locator(".q").inner_text())
        card.get_by_role("button", name="Berikutnya").click()
    assert {"Fasilitas", "Kecamatan", "Pola ruang"} <= seen
    assert card.locator("h2").inner_text() == "RS Satu"


def test_nothing_there_is_said(look) -> None:
    page = look.open("/map?l=zoning#map=9/-1.25/116.95")
    click_at(page, 117.25, -1.5)
    look.settled(page)
    assert "Tidak ada fitur" in page.locator(".card").inner_text()


def test_by_keyboard_enter_asks_at_the_centre_and_escape_gives_focus_back(look) -> None:
    page = look.open("/map?l=zoning,population#map=11/-1.22/116.85")
    page.focus(".maplibregl-canvas")
    page.keyboard.press("Enter")
    look.settled(page)
    assert page.locator(".card h2").inner_text() == "Zona Barat"
    # Beneath it the cell of the raster, by keys as well.
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    card = page.get_by_role("dialog")
    expect(card.locator(".q")).to_have_text("Penduduk")
    expect(card.locator('dl[data-cell="population"] [data-field="value"]')).to_have_text("10")
    expect(card.locator(".src")).to_contain_text("Sumber: made up for tests")
    page.keyboard.press("Escape")
    assert page.get_by_role("dialog").count() == 0
    assert page.evaluate("document.activeElement.className").find("maplibregl-canvas") >= 0


def test_within_an_outline_the_area_around_is_told(look) -> None:
    page = look.open("/map/kecamatan/64.71.02")
    assert page.locator(".card h2").inner_text() == "Tengah"
    page = look.open(page.url.removeprefix(look.service))
    assert page.locator(".card h2").inner_text() == "Tengah"


def test_what_was_searched_for_is_told_not_what_was_seen_before(look) -> None:
    page = look.open("/map?l=zoning#map=14/-1.22/116.85", viewport={"width": 390, "height": 844})

    def held(route: Route) -> None:
        # Later than a card that would not wait for what is drawn there.
        time.sleep(0.1)
        route.fallback()

    page.route("**/tiles/zoning/**", held)
    page.locator("#search").fill("-1.25, 117.05")
    page.locator("#search-list [role=option]").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.keyboard.press("Enter")
    expect(page.locator(".card h2")).to_have_text("Zona Timur", timeout=60_000)


def test_a_unit_of_the_answer_shows_its_rows(look, ask: Callable[..., Any]) -> None:
    page = look.open("/map?task=coverage&fac=rs&within=1000,5000&by=districts&l=")
    click_at(page, 116.85, -1.22)
    look.settled(page)
    inputs = {"facilities": ["rs"], "within": [1000, 5000], "by": "districts"}
    rows = ask("/processes/coverage/execution", {"inputs": inputs})["rows"]
    west = [row for row in rows if row["name"] == "Barat"]
    cells = page.locator(".card tbody tr td:nth-child(2)").all_inner_texts()
    assert [int(cell.replace(".", "")) for cell in cells] == [round(row["covered"]) for row in west]


def box_of(page: Page, selector: str) -> dict[str, float]:
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box


def test_trust_date_and_source_stand_above_the_attributes(look) -> None:
    page = look.open("/map?l=isles&at=116.885,-1.28", viewport={"width": 390, "height": 844})
    card = page.get_by_role("dialog")
    assert card.locator("h2").inner_text() == "Gugus Uji"
    told = card.locator(".src").inner_text()
    assert "dimodelkan" in told
    assert "2024" in told
    assert "Sumber: made up for tests" in told
    assert box_of(page, ".card .owner")["y"] < box_of(page, ".card dl")["y"]


@pytest.mark.parametrize("width", [1280, 390])
def test_codes_are_not_broken_into_lines(look, width: int) -> None:
    page = look.open("/map?l=isles&at=116.885,-1.28", viewport={"width": width, "height": 844})
    lines = page.eval_on_selector(
        '.card dd[data-field="code"]',
        "one => { const r = document.createRange(); r.selectNodeContents(one); "
        "return new Set([...r.getClientRects()].map(b => Math.round(b.top))).size; }",
    )
    assert lines == 1


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
@pytest.mark.parametrize("at", ["116.801,-1.201", "116.95,-1.25", "117.099,-1.299"])
def test_the_card_is_on_the_map_and_hides_neither_the_tools_nor_its_point(look, size, at) -> None:
    width, height = size
    page = look.open(
        f"/map?l=zoning,districts&at={at}", viewport={"width": width, "height": height}
    )
    page.wait_for_timeout(100)
    card, area = box_of(page, ".card"), box_of(page, "#map")
    assert area["x"] <= card["x"]
    assert card["x"] + card["width"] <= area["x"] + area["width"]
    assert card["y"] + card["height"] <= area["y"] + area["height"]
    for button in page.locator("#tools button:visible").all():
        box = button.bounding_box()
        assert box is not None
        hit = page.evaluate(
            "([x, y]) => document.elementFromPoint(x, y).closest('#tools') !== null",
            [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2],
        )
        assert hit, button.inner_text()
    lon, lat = (float(part) for part in at.split(","))
    x, y = page.evaluate(
        "at => { const p = document.getElementById('map').map.project(at); return [p.x, p.y]; }",
        [lon, lat],
    )
    x, y = x + area["x"], y + area["y"]
    inside = (
        card["x"] < x < card["x"] + card["width"] and card["y"] < y < card["y"] + card["height"]
    )
    assert not inside
