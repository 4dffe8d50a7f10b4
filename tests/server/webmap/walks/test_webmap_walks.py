"""Each of the five questions, answered by mouse, by keyboard and on a phone, in both languages.

A walk begins as a first visit and ends with three proofs: the figures on the page are those the
service gives to the call the page shows, and to the command it shows; and its address, opened in
another browser, shows the same again. A few walks are always made; `PENYANGGA_WALKS=all` makes
all thirty, `PENYANGGA_WALKS_WORKSPACE=folder` in another workspace (a copy of it), and
`PENYANGGA_WALKS_PICTURES=folder` keeps a picture of each step.
"""

from __future__ import annotations

import json
import os
import re
import shlex
from typing import Any

import pytest
from click.testing import CliRunner
from playwright.sync_api import Locator, Page

from server.cli import main

pytestmark = pytest.mark.browser

QUESTIONS = ("build", "coverage", "siting", "masterplan", "change")
WAYS = ("mouse", "keyboard", "phone")
# As a planner of Banjarbaru asks, and one of Kutai Kartanegara.
REGION = {
    "id": ("63.72", "Banjarbaru", "banjarbaru"),
    "en": ("64.02", "Kutai Kartanegara", "kukar"),
}
FEW = (
    ("build", "mouse", "id"),
    ("coverage", "keyboard", "en"),
    ("siting", "phone", "id"),
    ("masterplan", "mouse", "en"),
    ("change", "keyboard", "id"),
)
ALL = tuple((one, way, lang) for one in QUESTIONS for way in WAYS for lang in REGION)
WALKS = ALL if os.environ.get("PENYANGGA_WALKS") == "all" else FEW


def number(text: str, lang: str) -> float:
    """The first number in a text as people of that language write it."""
    found = re.search(r"[-−]?\d[\d.,]*", text)
    assert found, text
    plain = found[0].rstrip(".,").replace("−", "-")
    thousands, point = (".", ",") if lang == "id" else (",", ".")
    return float(plain.replace(thousands, "").replace(point, "."))


class Walk:
    """One question asked in one way."""

    def __init__(self, hand: Any, place: Any, lang: str, way: str) -> None:
        self.hand, self.place, self.lang, self.way = hand, place, lang, way
        self.page: Page = hand.page
        self.code, self.region, self.plan = REGION[lang]
        found = place.ask(f"/collections/regencies/items?limit=1&code={self.code}")["features"]
        self.name = found[0]["properties"]["name"]

    def open_task(self, task: str) -> None:
        self.hand.see("tasks")
        self.hand.press(self.page.locator(f"[data-task={task}]"))
        self.hand.see("answer")

    def field(self, task: str, name: str) -> Any:
        return self.page.locator(f"#{task}-i-{name}")

    def submit(self) -> None:
        self.hand.press(self.page.locator("#answer button.primary"))

    def build(self) -> dict[str, Any]:
        self.open_task("build")
        self.hand.choose(self.field("build", "activity"), "hotel", self.offered("A10"))
        lon, lat = self.place.zoned(self.code)
        if self.way == "keyboard":
            self.hand.write(self.field("build", "at"), f"{lon},{lat}")
            self.submit()
        else:
            self.hand.point(lon, lat)
        return {"activity": "A10"}

    def offered(self, activity: str) -> str:
        (one,) = (
            row for row in self.place.ask("/zoning/activities")["rows"] if row["id"] == activity
        )
        return one["name"][self.lang] + (f" · KBLI {one['kbli']}" if one["kbli"] else "")

    def service(self, process: str, wanted: str) -> str:
        choices = self.place.ask(f"/processes/{process}")["inputs"]["facilities"]["x-choices"]
        (one,) = (choice for choice in choices if choice["value"] == wanted)
        return one["label"][self.lang]

    def coverage(self) -> dict[str, Any]:
        self.open_task("coverage")
        if self.way == "mouse":
            self.hand.press(self.page.locator("[data-example]").first)
            return {"facilities": "puskesmas", "mode": "car"}
        puskesmas = self.service("coverage", "puskesmas")
        self.hand.choose(self.page.locator("#facilities"), "puskesmas", puskesmas)
        self.hand.pick(self.page.locator("#mode"), "car")
        self.hand.pick(self.page.locator("#region"), self.code)
        self.submit()
        return {"facilities": "puskesmas", "mode": "car", "region": self.code}

    def siting(self) -> dict[str, Any]:
        self.open_task("siting")
        puskesmas = self.service("siting", "puskesmas")
        self.hand.choose(self.field("siting", "facilities"), "puskesmas", puskesmas)
        self.hand.choose(self.field("siting", "region"), self.region, self.name)
        self.submit()
        return {"facilities": "puskesmas", "region": self.code}

    def change(self) -> dict[str, Any]:
        self.open_task("change")
        self.hand.pick(self.field("change", "by"), "protected_areas")
        self.submit()
        return {"from": "2017", "to": "2024", "by": "protected_areas"}

    def masterplan(self) -> dict[str, Any]:
        self.open_task("masterplan")
        self.hand.press(self.page.locator(f"[data-plan={self.plan}]"))
        plan = self.place.ask(f"/masterplans/{self.plan}")["plan"]
        moving = {one["programme"] for one in plan["activities"] if one["edits"]}
        (first, *_) = (one["id"] for one in plan["programmes"] if one["id"] in moving)
        self.hand.press(self.page.locator(f"[data-programme={first}] > summary"))
        self.hand.press(self.page.locator(f"[data-effect={first}]"))
        return {"masterplan": self.plan, "programme": first}


def shown_build(page: Page, truth: dict[str, Any], lang: str) -> None:
    verdict = page.locator(".verdict")
    assert verdict.get_attribute("data-verdict") == truth["verdict"] != "unknown"
    assert truth["zone"]["code"] in verdict.inner_text()
    rows = page.locator(".limits tr")
    for i, limit in enumerate(truth["limits"].values()):
        assert number(rows.nth(i).locator("td").first.inner_text(), lang) == limit["value"]


def shown_coverage(page: Page, truth: dict[str, Any], lang: str) -> None:
    total = truth["totals"][-1]
    share = number(page.locator(".big strong").inner_text(), lang)
    assert share == pytest.approx(100 * total["share"], abs=0.05)
    rows = page.locator(".totals tbody tr")
    assert rows.count() == len(truth["totals"])
    for i, one in enumerate(truth["totals"]):
        covered, beyond, _ = rows.nth(i).locator("td").all_inner_texts()
        assert number(covered, lang) == round(one["covered"])
        assert number(beyond, lang) == pytest.approx(one["total"] - one["covered"], abs=1)


def shown_siting(page: Page, truth: dict[str, Any], lang: str) -> None:
    gained = number(page.locator(".big strong").inner_text(), lang)
    assert gained == round(truth["totals"][0]["gained"])
    sites = page.locator("[data-table=sites] tbody tr")
    assert sites.count() == len(truth["sites"]) > 0
    for i, site in enumerate(truth["sites"]):
        assert site["name"] in sites.nth(i).inner_text()
        assert site["text"][lang] in page.locator(".sites").inner_text()


def shown_masterplan(page: Page, truth: dict[str, Any], lang: str) -> None:
    (effect,) = truth["programmes"]
    table = page.locator(f"[data-effect-of={effect['programme']['id']}]")
    rows = table.locator("tbody tr")
    assert rows.count() == len(effect["targets"]) > 0
    for i, one in enumerate(effect["targets"]):
        cells = rows.nth(i).locator("td").all_inner_texts()
        for text, name in zip(cells, ("before", "after", "change"), strict=True):
            value = one[name]
            if value is None:
                assert text == "–"
            else:
                assert number(text, lang) == pytest.approx(value, rel=0.01, abs=0.06)


def shown_change(page: Page, truth: dict[str, Any], lang: str) -> None:
    assert number(page.locator(".big strong").inner_text(), lang) == round(truth["patches_ha"])
    zones = page.locator("[data-table=zones] tbody tr")
    assert zones.count() == min(8, len(truth["zones"])) > 0
    for i, zone in enumerate(truth["zones"][:8]):
        changed = zones.nth(i).locator("td").first.inner_text()
        assert zone["name"] in zones.nth(i).inner_text()
        assert number(changed, lang) == pytest.approx(zone["changed_ha"], rel=0.01, abs=0.5)


SHOWN = {
    "build": shown_build,
    "coverage": shown_coverage,
    "siting": shown_siting,
    "masterplan": shown_masterplan,
    "change": shown_change,
}


def the_call(part: Locator) -> tuple[str, dict[str, Any]]:
    """Path and body of the request that the page shows."""
    line = part.locator("[data-replay=api]").text_content()
    _, _, _, address, _, _, _, body = shlex.split(line)
    return re.sub(r"^https?://[^/]+", "", address), json.loads(body)


def the_command(part: Locator, place: Any) -> dict[str, Any]:
    """What the command that the page shows gives."""
    name, *words = shlex.split(part.locator("[data-replay=cli]").text_content())
    assert name == "penyangga"
    run = CliRunner().invoke(main, ["--workspace", str(place.workspace), *words])
    assert run.exit_code == 0, run.output
    return json.loads(run.stdout)


def told(page: Page) -> str:
    """The answer in words, without what is still being entered or told of how it came."""
    return page.evaluate(
        """() => [...document.querySelectorAll("#answer-title, #answer .big, #answer .verdict, "
            + "#answer .lead, #answer table, #answer [data-count]")]
            .map(one => one.textContent.replace(/\\s+/g, " ").trim()).join("\\n")"""
    )


@pytest.mark.parametrize(("question", "way", "lang"), WALKS)
def test_a_question_is_answered(
    begin: Any, look: Any, place: Any, question: str, way: str, lang: str
) -> None:
    hand = begin(way, lang, f"{question}-{way}-{lang}")
    page = hand.page
    walk = Walk(hand, place, lang, way)
    expected = getattr(walk, question)()
    part = page.locator(
        f"[data-programme={expected['programme']}]" if "programme" in expected else "#answer"
    )
    hand.press(part.locator("details.how", has=page.locator("[data-replay]")).locator("> summary"))
    path, body = the_call(part)
    asked = {name: body["inputs"].get(name) for name in expected}
    assert {
        name: one[0] if isinstance(one, list) else one for name, one in asked.items()
    } == expected
    SHOWN[question](page, place.ask(path, body), lang)
    SHOWN[question](page, the_command(part, place), lang)

    again = look.open(page.url.removeprefix(place.address), **hand.context)
    assert told(again) == told(page)
    assert again.evaluate("document.documentElement.lang") == lang
    assert again.url == page.url
