"""The address holds what is seen: reload, back and another language give what one expects."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

PHRASES = Path(__file__).parents[3] / "server/webmap/i18n"
FULL = (
    "/map?task=coverage&fac=rs,klinik&within=1000,3000,5000&by=districts&in=64.71&d=3000"
    "&paint=bands&l=regencies,zoning:0.5&lang=en#map=10.4/-1.24/116.93"
)


def state_of(page: Page) -> dict[str, Any]:
    """What a person sees, apart from pixels."""
    return page.evaluate(
        """() => {
            const map = document.getElementById("map").map;
            const on = [...document.querySelectorAll("[data-layer] input:checked")]
                .map(box => box.closest("[data-layer]").dataset.layer);
            const text = id => document.querySelector(id)?.innerText;
            return {on, lang: document.documentElement.lang, number: text(".big strong"),
                    title: text(".answer h2"), paint: document.querySelector(".legend [aria-pressed=true]")?.dataset.paint,
                    zoom: map.getZoom().toFixed(2), lon: map.getCenter().lng.toFixed(3),
                    lat: map.getCenter().lat.toFixed(3)};
        }"""
    )


def test_the_whole_state_comes_from_the_address_and_goes_back_into_it(look) -> None:
    page = look.open(FULL)
    state = state_of(page)
    assert state["on"] == ["regencies", "zoning"]
    assert (state["lang"], state["paint"]) == ("en", "bands")
    assert state["title"] == "Hospital and Clinic within 3\xa0km"
    assert (state["zoom"], state["lon"], state["lat"]) == ("10.40", "116.930", "-1.240")
    page.get_by_role("button", name="Zoom in").click()
    look.until(page, "location.hash.includes('11.4')")
    again = look.open(
        urlsplit(page.url).path + "?" + urlsplit(page.url).query + "#" + urlsplit(page.url).fragment
    )
    assert state_of(again) == state_of(page)


def test_equal_states_have_equal_addresses(look) -> None:
    page = look.open(
        "/map?l=zoning:0.50,regencies&lang=en&by=districts&within=3000,1000&fac=rs&task=coverage"
    )
    page.get_by_role("button", name="Share of people").click()
    page.get_by_role("button", name="Distance bands").click()
    look.until(
        page, "location.search.startsWith('?task=coverage&fac=rs&within=1000,3000&by=districts')"
    )
    assert "lang=en" in page.url


def test_what_the_address_does_not_know_is_left_out(look) -> None:
    page = look.open(
        "/map?l=zoning,gone,zoning%3Cscript%3E&d=-5&at=999,999&in=drop%20table&paint=no&fac=&task=x"
    )
    assert state_of(page)["on"] == ["zoning"]
    assert page.get_by_role("dialog").count() == 0


def test_back_undoes_language_question_and_selection(look) -> None:
    page = look.open("/map?l=zoning#map=11/-1.22/116.85")
    page.get_by_role("button", name="English").click()
    page.focus(".maplibregl-canvas")
    page.keyboard.press("Enter")
    look.settled(page)
    assert page.get_by_role("dialog").count() == 1
    page.go_back()
    look.until(page, "!document.querySelector('.card')")
    assert page.evaluate("document.documentElement.lang") == "en"
    page.go_back()
    look.until(page, "document.documentElement.lang === 'id'")
    assert page.get_by_role("heading", name="Lapisan").is_visible()


def test_back_brings_the_earlier_answer(look) -> None:
    page = look.open("/map?task=coverage&fac=rs&within=1000&by=districts")
    first = page.locator(".big strong").inner_text()
    services = page.get_by_role("combobox", name="Layanan")
    services.fill("puskesmas")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Hitung jangkauan").click()
    look.settled(page)
    assert page.locator(".big strong").inner_text() != first
    page.go_back()
    look.until(page, "location.search.includes('fac=rs&')")
    look.settled(page)
    assert page.locator(".big strong").inner_text() == first
    assert parse_qs(urlsplit(page.url).query)["fac"] == ["rs"]


@pytest.mark.parametrize("reach", ["within=1000,3000", "mode=car&within=15min,30min&d=15min"])
def test_the_other_language_leaves_no_phrase_behind(look, reach: str) -> None:
    page = look.open(f"/map?task=coverage&fac=rs&{reach}&by=districts&l=zoning")
    for row in page.locator("[data-layer] .more").all():
        row.click()
    page.get_by_text("Bagaimana dihitung?").click()
    page.get_by_role("button", name="English").click()
    look.settled(page)
    catalogues = {
        lang: json.loads((PHRASES / f"{lang}.json").read_text("utf-8")) for lang in ("id", "en")
    }
    text = page.evaluate(
        """() => document.body.innerText + [...document.querySelectorAll("[aria-label],[title],[placeholder]")]
            .flatMap(one => ["aria-label", "title", "placeholder"].map(name => one.getAttribute(name) ?? "")).join("\\n")"""
    )
    left = [
        phrase
        for key, phrase in catalogues["id"].items()
        if phrase != catalogues["en"][key]
        and len(phrase) > 4
        and "{" not in phrase
        and re.search(rf"(?<!\w)(?:{re.escape(phrase)}|{re.escape(phrase.upper())})(?!\w)", text)
    ]
    # "Sumber", "Bahasa" and the like name things; whole phrases of the other catalogue may not stay.
    assert [phrase for phrase in left if phrase not in {"Bahasa", "Pita jarak"}] == []
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.title() == catalogues["en"]["app.title"]
    assert page.locator(".big strong").inner_text().endswith("%")
    assert (
        re.findall(r"\b[a-z]+\.[a-z]+\.?[a-z]*\b(?=\s|$)", page.locator(".left").inner_text()) == []
    )
