"""For everyone: no WebGL, phone, keyboard alone, dark, accessibility rules, strict policy."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

ANSWER = "/map?task=coverage&fac=rs&within=1000,5000&by=districts&l=regencies,zoning"
TIMED = "/map?task=coverage&fac=rs&mode=car&within=15min,30min&by=districts&paint=bands&l=regencies"
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize(
    "where", ["/map?", ANSWER + "&", ANSWER + "&at=116.85,-1.22&", TIMED + "&at=116.85,-1.22&"]
)
def test_accessibility_rules_find_nothing(look, broken_rules, lang: str, where: str) -> None:
    page = look.open(f"{where}lang={lang}", bypass_csp=True)
    for more in page.locator("[data-layer] .more").all()[:2]:
        more.click()
    assert broken_rules(page) == []


@pytest.mark.parametrize(("scheme", "path"), [("light", ANSWER), ("dark", ANSWER), ("dark", TIMED)])
def test_accessibility_rules_find_nothing_on_a_phone(
    look, broken_rules, scheme: str, path: str
) -> None:
    page = look.open(path, bypass_csp=True, color_scheme=scheme, **PHONE)
    assert broken_rules(page) == []
    page.get_by_role("button", name="Lapisan", exact=True).click()
    assert broken_rules(page) == []


def test_accessibility_rules_find_nothing_in_the_open_list(look, broken_rules) -> None:
    page = look.open("/map", bypass_csp=True, color_scheme="dark")
    page.get_by_role("combobox", name="Layanan").click()
    assert page.get_by_role("option").count() > 10
    assert broken_rules(page) == []


@pytest.mark.parametrize("path", ["/map", ANSWER, TIMED])
def test_a_phone_shows_all_without_scrolling_sideways(look, path: str) -> None:
    page = look.open(path, **PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    wide = page.evaluate(
        """() => [...document.querySelectorAll("body *")].filter(one => {
            const box = one.getBoundingClientRect();
            return box.width && box.right > 391 && !one.closest("#map, .scroll-x, .heard");
        }).map(one => one.outerHTML.slice(0, 80))"""
    )
    assert wide == []


def test_on_a_phone_one_sheet_holds_question_and_layers(look) -> None:
    page = look.open(**PHONE)
    assert page.locator(".answer").is_visible()
    assert not page.locator(".left").is_visible()
    page.get_by_role("button", name="Lapisan", exact=True).click()
    assert page.locator(".left").is_visible()
    assert not page.locator(".answer").is_visible()
    heights = set()
    for _ in range(3):
        heights.add(round(page.locator(".left").bounding_box()["height"] + 80))
        page.get_by_role("button", name="Ubah tinggi lembar").click()
    assert heights == {round(844 * part) for part in (0.2, 0.5, 0.9)}


def test_without_webgl_everything_but_the_picture_works(look, ask: Any) -> None:
    def prepare(page: Page) -> None:
        page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")

    page = look.open(prepare=prepare)
    assert "WebGL 2" in page.locator("#loading").inner_text()
    services = page.get_by_role("combobox", name="Layanan")
    services.fill("puskesmas")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Hitung jangkauan").click()
    look.settled(page)
    inputs = {"facilities": ["puskesmas"], "within": [1000, 3000, 5000], "by": "districts"}
    share = ask("/processes/coverage/execution", {"inputs": inputs})["totals"][-1]["share"]
    expected = f"{share * 100:.1f}".replace(".", ",") + "%"
    assert page.locator(".big strong").inner_text() == expected
    page.get_by_label("Pola ruang", exact=True).check()
    assert page.locator('[data-layer="zoning"] .classes li').count() >= 3


def test_the_question_is_answered_by_keyboard_alone(look) -> None:
    page = look.open()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "skip"
    page.keyboard.press("Enter")
    for _ in range(4):
        if page.evaluate("document.activeElement.id") == "facilities":
            break
        page.keyboard.press("Tab")
    page.keyboard.type("rumah")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    look.settled(page)
    assert page.locator(".answer h2").inner_text() == "Rumah sakit dalam 5\xa0km"
    assert page.evaluate("document.activeElement.id") == "answer-title"
    assert "penduduk dalam 5\xa0km dari Rumah sakit" in page.locator("#said").inner_text()


def test_focus_is_always_seen(look) -> None:
    page = look.open()
    unseen = []
    for _ in range(25):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => { const one = document.activeElement, style = getComputedStyle(one);
                return one === document.body || style.boxShadow !== "none" || style.outlineStyle !== "none"; }"""
        )
        if not seen:
            unseen.append(page.evaluate("document.activeElement.outerHTML.slice(0, 90)"))
    assert unseen == []


def test_the_dark_scheme_reaches_the_canvas(look) -> None:
    page = look.open("/map", color_scheme="dark")
    sea = "() => document.getElementById('map').map.getPaintProperty('sea', 'background-color')"
    assert page.evaluate(sea) == "#0f1a1d"
    page.emulate_media(color_scheme="light")
    look.until(page, f"({sea})() === '#dfe9ec'")


def test_offline_is_said_and_goes_away_again(look) -> None:
    look.allowed += ("Failed to load resource",)
    page = look.open()
    page.context.set_offline(True)
    page.get_by_text("Sambungan ke peladen terputus").wait_for()
    page.context.set_offline(False)
    look.until(page, "!document.querySelector('#banner p')")


def test_a_missing_catalogue_leaves_a_page_that_says_so(look) -> None:
    look.allowed += ("Failed to load resource",)
    page = look.open(
        prepare=lambda page: page.route(
            "**/layers", lambda route: route.fulfill(status=500, body="")
        )
    )
    assert "Daftar lapisan gagal dimuat" in page.locator("#banner").inner_text()
    assert page.get_by_role("button", name="Hitung jangkauan").is_visible()
