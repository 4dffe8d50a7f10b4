"""The coverage question on the page: the numbers are the service's, in every state of the panel."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import geopandas as gpd
import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.browser

QUESTION = {"facilities": ["rs", "klinik"], "within": [1000, 3000, 5000], "by": "districts"}
ADDRESS = "/map?task=coverage&fac=rs,klinik&within=1000,3000,5000&by=districts"


@pytest.fixture(scope="module")
def truth(ask: Callable[..., Any]) -> dict[str, Any]:
    return ask("/processes/coverage/execution", {"inputs": QUESTION})


def whole(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def percent(share: float) -> str:
    return f"{share * 100:.1f}".replace(".", ",") + "%"


def test_the_form_asks_and_the_figures_are_the_services(look, truth: dict[str, Any]) -> None:
    page = look.open()
    services = page.get_by_role("combobox", name="Layanan")
    for typed in ("rumah sakit", "klinik/balai"):
        services.fill(typed)
        page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Hitung jangkauan").click()
    look.settled(page)
    last = truth["totals"][-1]
    assert page.locator(".big strong").inner_text() == percent(last["share"])
    rows = page.locator(".totals tbody tr")
    assert rows.count() == len(truth["totals"])
    for i, total in enumerate(truth["totals"]):
        covered, uncovered, share = rows.nth(i).locator("td").all_inner_texts()
        assert whole(covered) == round(total["covered"])
        assert abs(whole(uncovered) - (total["total"] - total["covered"])) <= 1
        assert share == percent(total["share"])
    assert "fac=rs,klinik" in page.url


def test_the_table_of_gaps_is_the_services_and_sorts(look, truth: dict[str, Any]) -> None:
    page = look.open(ADDRESS)
    names = page.locator(".gaps tbody th").all_inner_texts()
    assert names == [gap["name"] for gap in truth["gaps"]]
    cells = page.locator(".gaps tbody tr").first.locator("td").all_inner_texts()
    assert whole(cells[1]) == round(truth["gaps"][0]["uncovered"])
    page.locator(".gaps thead button").first.click()
    assert page.locator(".gaps tbody th").all_inner_texts() == sorted(names)
    assert page.locator(".gaps thead th").first.get_attribute("aria-sort") == "ascending"


def test_a_row_of_the_table_leads_to_its_unit_on_the_map(look) -> None:
    page = look.open(ADDRESS)
    page.get_by_role("button", name="Timur", exact=True).click()
    look.until(
        page,
        """() => document.getElementById("map").map.queryRenderedFeatures({layers: ["found-line"]}).length""",
    )
    lon = page.evaluate("document.getElementById('map').map.getCenter().lng")
    assert lon == pytest.approx(117.05, abs=0.001)


def test_the_map_paints_shares_or_bands_as_the_legend_says(look, truth: dict[str, Any]) -> None:
    page = look.open(ADDRESS)
    painted = """layer => document.getElementById("map").map
        .queryRenderedFeatures({layers: [layer]}).map(f => f.properties)"""
    units = {unit["code"]: unit for unit in page.evaluate(painted, "answer-units")}
    assert set(units) == {row["code"] for row in truth["rows"]}
    for row in truth["rows"]:
        assert units[row["code"]][f"share_{row['within_m']:g}"] == pytest.approx(row["share"])
    page.get_by_role("button", name="Pita jarak", exact=True).click()
    look.until(page, f"({painted})('answer-bands').length > 0")
    legend = page.locator(".legend .classes li").all_inner_texts()
    assert [text.strip() for text in legend] == [
        "0\xa0m – 1\xa0km",
        "1\xa0km – 3\xa0km",
        "3\xa0km – 5\xa0km",
    ]
    look.until(page, "location.search.includes('paint=bands')")


def test_another_distance_changes_number_chart_and_address(look, truth: dict[str, Any]) -> None:
    page = look.open(ADDRESS)
    page.locator(".result .seg button").first.click()
    assert page.locator(".big strong").inner_text() == percent(truth["totals"][0]["share"])
    assert page.locator(".chart text.chosen").text_content() == "1\xa0km"
    look.until(page, "location.search.includes('d=1000')")


def test_method_sources_and_the_same_call_elsewhere_are_told(
    look, truth: dict[str, Any], ask: Callable[..., Any]
) -> None:
    page = look.open(ADDRESS)
    page.get_by_text("Bagaimana dihitung?").click()
    panel = page.locator(".answer").inner_text()
    assert truth["method"]["id"] in panel
    for source in truth["inputs"]:
        assert source["source"] in panel
    assert page.locator('[data-replay="cli"]').inner_text() == truth["replay"]["cli"]
    assert page.locator('[data-replay="python"]').inner_text() == truth["replay"]["python"]
    call = page.locator('[data-replay="api"]').inner_text()
    body = json.loads(call.split(" -d '")[1].removesuffix("'"))
    assert ask("/processes/coverage/execution", body)["totals"] == truth["totals"]


@pytest.mark.parametrize(("button", "rows"), [("Satuan", 3), ("Pita jarak", 3)])
def test_downloads_open_in_geopandas(look, tmp_path, button: str, rows: int) -> None:
    page = look.open(ADDRESS)
    with page.expect_download() as waiting:
        page.locator(".acts").get_by_role("button", name=button).click()
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    frame = gpd.read_file(path)
    assert len(frame) == rows
    assert frame.crs.to_epsg() == 4326


def test_an_empty_form_is_not_sent(look) -> None:
    asked: list[str] = []
    page = look.open(prepare=lambda page: page.on("request", lambda one: asked.append(one.url)))
    page.get_by_role("button", name="Hitung jangkauan").click()
    assert page.get_by_role("alert").inner_text() == "Pilih sedikitnya satu layanan."
    assert page.evaluate("document.activeElement.id") == "facilities"
    assert not any("execution" in url for url in asked)


def test_an_impossible_distance_is_refused_at_its_field(look) -> None:
    page = look.open()
    field = page.get_by_label("Tambah jarak")
    for typed in ("0", "-3", "abc", "900"):
        field.fill(typed)
        field.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("lebih dari 0")
        expect(field).to_have_attribute("aria-invalid", "true")
        # One that is possible takes the fault away.
        field.fill("1")
        field.press("Enter")
        expect(field).not_to_have_attribute("aria-invalid", "true")


def test_distances_are_edited(look) -> None:
    page = look.open()
    field = page.get_by_label("Tambah jarak")
    for typed in ("2,5", "800 m"):
        field.fill(typed)
        field.press("Enter")
    page.get_by_role("button", name="Hapus 3 km").click()
    chips = page.locator("fieldset .chip").all_inner_texts()
    assert [chip.strip() for chip in chips] == ["800\xa0m", "1\xa0km", "2,5\xa0km", "5\xa0km"]


def test_a_refusal_is_shown_in_the_services_words(look) -> None:
    look.allowed += ("Failed to load resource",)
    page = look.open("/map?task=coverage&fac=tpa&within=1000&by=districts")
    box = page.locator(".problem")
    assert "tpa" in box.inner_text()
    assert box.get_by_role("button", name="Coba lagi").is_visible()


def test_a_server_that_is_gone_is_told_and_tried_again(look, truth: dict[str, Any]) -> None:
    look.allowed += ("Failed to load resource",)
    gone = [True]

    def answer(route: Route) -> None:
        if gone[0]:
            route.abort()
        else:
            route.fallback()

    page = look.open(ADDRESS, prepare=lambda page: page.route("**/execution", answer))
    assert "Peladen tidak menjawab" in page.locator(".problem").inner_text()
    gone[0] = False
    page.get_by_role("button", name="Coba lagi").click()
    look.settled(page)
    assert page.locator(".big strong").inner_text() == percent(truth["totals"][-1]["share"])


def test_a_newer_question_aborts_the_older_one(look, ask: Callable[..., Any]) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        if '"klinik"' in (route.request.post_data or ""):
            held.append(route)
        else:
            route.fallback()

    def prepare(page: Page) -> None:
        page.route("**/execution", hold)

    page = look.open(prepare=prepare)
    services = page.get_by_role("combobox", name="Layanan")
    services.fill("klinik/balai")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Hitung jangkauan").click()
    page.get_by_text("Menghitung di peladen").wait_for()
    services.press("Backspace")
    services.fill("rumah sakit")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Hitung jangkauan").click()
    look.settled(page)
    truth = ask("/processes/coverage/execution", {"inputs": QUESTION | {"facilities": ["rs"]}})
    assert page.locator(".answer h2").inner_text() == "Rumah sakit dalam 5\xa0km"
    assert page.locator(".big strong").inner_text() == percent(truth["totals"][-1]["share"])
    assert len(held) == 1
