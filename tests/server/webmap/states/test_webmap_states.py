"""The states of an answer, task by task: refused, slow, gone, without a picture, by keyboard alone."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route

pytestmark = pytest.mark.browser

FEW = "&l=regencies"
CITY = "i.region=64.71&run=1"
# Address, analysis and what shows that the answer is there.
ASKED = {
    "build": ("task=build&i.activity=A10&i.at=116.83,-1.26&run=1", "zoning", ".verdict"),
    "coverage": ("task=coverage&fac=rs&within=5000&by=regencies&in=64.71", "coverage", ".big"),
    "siting": (f"task=siting&i.facilities=puskesmas&i.n=2&{CITY}", "siting", "[data-table=sites]"),
    "change": (f"task=change&i.from=2017&i.to=2024&{CITY}", "change", ".matrix"),
}
REQUEST = "urn:uuid:5e1f0000-0000-4000-8000-000000000001"
WORDS = {
    "id": {"working": "Menghitung", "retry": "Coba lagi", "gone": "Peladen tidak menjawab"},
    "en": {"working": "Computing", "retry": "Try again", "gone": "The server does not answer"},
}


class Faulty:
    """Answers the first calls badly: with a fault, then slowly, then not at all."""

    def __init__(self, process: str) -> None:
        self._pattern = f"**/processes/{process}/execution"
        self.how = "fault"

    def prepare(self, page: Page) -> None:
        page.route(self._pattern, self._answer)

    def _answer(self, route: Route) -> None:
        if self.how == "fault":
            problem = {"status": 500, "detail": "Rusak.", "code": "internal", "instance": REQUEST}
            body = json.dumps(problem)
            route.fulfill(status=500, content_type="application/problem+json", body=body)
        elif self.how == "gone":
            route.abort("connectionfailed")
        else:
            if self.how == "slow":
                time.sleep(0.8)
            route.fallback()


@pytest.mark.parametrize("task", ["build", "coverage"])
def test_refused_slow_and_gone(look_starter, task: str) -> None:
    look = look_starter
    look.allowed += ("Failed to load resource",)
    address, process, answer = ASKED[task]
    lang = "en" if task == "build" else "id"
    words = WORDS[lang]
    faulty = Faulty(process)
    page = look.open(f"/map?{address}{FEW}&lang={lang}", prepare=faulty.prepare)
    alert = page.locator("#answer [role=alert]")
    assert "Rusak." in alert.inner_text()
    assert REQUEST in alert.inner_text()
    assert page.locator("#answer").locator(answer).count() == 0
    assert page.locator("#map canvas").is_visible()

    if task == "build":
        page.route("**/search?*", lambda route: route.abort("connectionfailed"))
        page.locator("#search").fill("Balikpapan")
        page.locator("#search-list li").wait_for()
        assert words["gone"] in page.locator("#search-list").inner_text()
        page.keyboard.press("Escape")

    faulty.how = "well"
    alert.get_by_role("button", name=words["retry"]).click()
    look.settled(page)
    assert alert.count() == 0
    shown = page.locator("#answer").locator(answer).first
    before = shown.inner_text()

    faulty.how = "slow"
    page.evaluate(
        """() => { window.seen = []; new MutationObserver(() => {
          const result = document.querySelector('#answer .result');
          const said = document.querySelector('#answer .working');
          if (result?.getAttribute('aria-busy') === 'true')
            window.seen.push([said?.textContent ?? '', getComputedStyle(result).opacity, result.innerText.length]);
        }).observe(document.getElementById('answer'), {subtree: true, childList: true, attributes: true}); }"""
    )
    if task == "coverage":  # An answer that was given is kept.
        page.locator("#by").select_option("districts")
    page.locator("#answer form button[type=submit]").first.click()
    look.settled(page)
    seen = page.evaluate("window.seen")
    assert any(words["working"] in said for said, _, _ in seen)
    assert all(float(opacity) < 1 and length > 0 for _, opacity, length in seen)
    assert shown.inner_text() == before

    faulty.how = "gone"
    if task == "coverage":
        page.locator("#by").select_option("villages")
    page.locator("#answer form button[type=submit]").first.click()
    look.settled(page)
    assert words["gone"] in alert.inner_text()


def test_without_webgl_the_five_questions_are_forms_and_tables(
    look_starter, ask_starter: Callable[..., Any]
) -> None:
    page = look_starter.open(
        f"/map?{ASKED['build'][0]}",
        prepare=lambda page: page.add_init_script(
            "HTMLCanvasElement.prototype.getContext = () => null"
        ),
    )
    inputs = {"activity": "A10", "at": "116.83,-1.26"}
    verdict = ask_starter("/processes/zoning/execution", {"inputs": inputs})["verdict"]
    assert page.locator(".verdict").get_attribute("data-verdict") == verdict
    assert page.locator("#map canvas").count() == 0
    for task, (address, _, answer) in ASKED.items():
        page.goto(f"{look_starter.service}/map?{address}")
        look_starter.settled(page)
        assert page.locator("#answer").locator(answer).first.is_visible(), task
        assert page.locator("#answer form").count() >= 1, task
    page.goto(f"{look_starter.service}/map?task=masterplan&m=banjarbaru")
    look_starter.settled(page)
    assert page.locator("[data-goal]").count() > 0


def reach(page: Page, selector: str, *, most: int = 60) -> None:
    """Go there by the Tab key."""
    for _ in range(most):
        if page.evaluate("s => document.activeElement?.matches(s) ?? false", selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{selector} is not reached by {most} Tabs")


def test_questions_are_answered_by_keyboard_alone(look_starter) -> None:
    look = look_starter
    page = look.open(f"/map?lang=en{FEW}")
    reach(page, "[data-task=build]")
    page.keyboard.press("Enter")
    page.locator("form[data-process=zoning]").wait_for()
    look.settled(page)
    reach(page, "[role=combobox]:not(#search)")
    page.keyboard.type("hotel")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    reach(page, "#build-i-at")
    page.keyboard.type("116.83,-1.26")
    page.keyboard.press("Enter")
    look.settled(page)
    assert page.locator(".verdict").is_visible()
    assert page.evaluate("document.activeElement.id") == "answer-title"

    page.keyboard.press("Shift+Tab")
    page.evaluate("document.querySelector('[data-task=change]').focus()")
    page.keyboard.press("Enter")
    page.locator("form[data-process=change]").wait_for()
    look.settled(page)
    reach(page, "#change-i-region")
    page.keyboard.type("64.71")
    page.keyboard.press("Enter")
    look.settled(page)
    assert page.locator(".matrix").is_visible()

    page.evaluate("document.querySelector('[data-task=masterplan]').focus()")
    page.keyboard.press("Enter")
    page.locator("[data-plan=kukar]").wait_for()
    look.settled(page)
    reach(page, "[data-plan=kukar]")
    page.keyboard.press("Enter")
    look.settled(page)
    assert page.locator("[data-goal]").count() > 0


PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


def beyond(page: Page) -> list[str]:
    """What is cut off at the right edge of a phone."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('#answer *')].filter(one => {
          const box = one.getBoundingClientRect();
          return box.width && box.right > 391 && !one.closest('.scroll-x');
        }).map(one => one.outerHTML.slice(0, 80))"""
    )
    return found


def test_questions_are_answered_by_touch_on_a_phone(look_starter) -> None:
    look = look_starter
    page = look.open(f"/map?task=build{FEW}#map=14/-1.26/116.83", **PHONE)
    page.locator("#build-i-activity").tap()
    page.get_by_role("option", name="Hotel").first.tap()
    page.locator("#map").tap(position={"x": 195, "y": 250})
    look.settled(page)
    assert page.locator(".verdict").is_visible()
    assert beyond(page) == []
    for lang, task in (("id", "siting"), ("en", "change"), ("en", "coverage")):
        if page.locator("html").get_attribute("lang") != lang:
            page.locator(".lang button[lang=en]").tap()
        page.locator("#sheet .seg button").first.tap()
        page.locator(f"[data-task={task}]").tap()
        look.settled(page)
        if task == "coverage":
            page.locator(".example").nth(1).tap()
        else:
            page.locator(f"form[data-process={task}]").wait_for()
            if task == "siting":
                page.locator("#siting-i-facilities").fill("puskesmas")
                page.get_by_role("option", name="Puskesmas").first.tap()
            page.locator(f"#{task}-i-region").fill("64.71")
            page.locator("#answer button[type=submit]").first.tap()
        look.settled(page)
        answer = page.locator("#answer").locator(ASKED[task][2]).first
        assert answer.is_visible(), task
        assert beyond(page) == [], task
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
