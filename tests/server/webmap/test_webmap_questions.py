"""May I build here, what has changed, where next: the page says what the service says, in its words."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import shapely
from PIL import Image
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

PLOT = "116.8296,-1.2604 116.8300,-1.2604 116.8300,-1.2600 116.8296,-1.2600"
WORDS = {"I": "Diizinkan", "T": "Diizinkan terbatas", "B": "Diizinkan bersyarat", "X": "Dilarang"}


# What the starter region shows at first takes longest to draw.
FEW = "&l=regencies"
COLOURS = """() => [...document.querySelectorAll('.classes [data-colour]')]
    .map(one => [one.textContent.trim(), one.dataset.colour])"""
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "color_scheme": "dark"}
Rules = Callable[[Page], list[tuple[str, str]]]


def whole(text: str) -> int:
    return int(re.sub(r"[^\d-]", "", text))


def test_may_i_build_here_by_a_click_and_on_a_plot(
    look_starter, ask_starter: Callable[..., Any], broken_rules: Rules
) -> None:
    look = look_starter
    page = look.open(f"/map?task=build{FEW}#map=15/-1.26/116.83", bypass_csp=True)
    activity = page.get_by_role("combobox", name="Kegiatan")
    activity.fill("hotel")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.locator("#map").click(position={"x": 290, "y": 370})
    look.settled(page)
    at = page.locator("#build-i-at").input_value()
    truth = ask_starter("/processes/zoning/execution", {"inputs": {"activity": "A10", "at": at}})
    verdict = page.locator(".verdict")
    assert verdict.get_attribute("data-verdict") == truth["verdict"]
    told = verdict.inner_text()
    assert truth["verdict"] in told
    assert WORDS[truth["verdict"]] in told
    assert truth["zone"]["code"] in told
    panel = page.locator("#answer").inner_text()
    assert truth["summary"]["id"] in panel
    for limit in truth["limits"].values():
        assert limit["title"]["id"] in panel
    for source in truth["sources"]:
        assert source["title"]["id"] in panel
    assert "bukan persetujuan KKPR" in panel
    assert broken_rules(page) == []

    page.locator("#build-i-at").fill("")
    page.locator("#build-i-parcel").fill(PLOT)
    page.get_by_role("button", name="Hitung").click()
    look.settled(page)
    inputs = {"activity": "A10", "parcel": PLOT}
    plot = ask_starter("/processes/zoning/execution", {"inputs": inputs})
    assert page.locator(".verdict").get_attribute("data-verdict") == plot["verdict"]
    assert str(round(plot["place"]["area_m2"])) in page.locator(
        "#answer-title"
    ).inner_text().replace(".", "")
    address = page.url.removeprefix(look.service).replace("task=", "lang=en&task=")
    opened = look.open(address, bypass_csp=True, **PHONE)
    assert opened.locator(".verdict").get_attribute("data-verdict") == plot["verdict"]
    assert "not a KKPR" in opened.locator("#answer").inner_text()
    assert broken_rules(opened) == []
    assert opened.evaluate("document.documentElement.scrollWidth") <= 390
    # A long legend is folded there, and the answer can be shared.
    assert opened.locator(".task-legend details").get_attribute("open") is None
    opened.locator("[data-deed=share]").click()
    assert opened.locator("#share-address").input_value().startswith(look.service)

    page.locator("#build-i-parcel").fill("")
    page.locator("#build-i-at").fill("117.4,-2.4")
    page.get_by_role("button", name="Hitung").click()
    look.settled(page)
    assert page.locator(".verdict").get_attribute("data-verdict") == "unknown"
    assert "Tidak diketahui" in page.locator(".verdict").inner_text()
    inputs = {"activity": "A10", "at": "117.4,-2.4"}
    truth = ask_starter("/processes/zoning/execution", {"inputs": inputs})
    assert truth["reason"]["id"] in page.locator("#answer").inner_text()


def cells(page: Page, table: str) -> list[str]:
    return page.locator(f"[data-table={table}] tbody tr").first.locator("td").all_inner_texts()


def before_and_after(look: Any, page: Page, truth: Any) -> list[bool]:
    """Say of the unit that gains most and of one that gains least whether the sides differ there."""
    page.locator("[data-swipe]").click()
    units = sorted(
        truth["features"]["units"]["features"],
        key=lambda one: one["properties"]["share_after"] - one["properties"]["share_before"],
    )
    shares = [one["properties"][end] for one in units for end in ("share_before", "share_after")]
    told = page.locator(".beside li").all_inner_texts()
    assert [f"{100 * end:.1f}".replace(".", ",") for end in (min(shares), max(shares))] == [
        told[0].split("%")[0].strip(),
        told[4].split("–")[1].strip(" %"),
    ]
    spots = [
        shapely.from_geojson(json.dumps(unit["geometry"])).representative_point()
        for unit in (units[-1], units[0])
    ]
    page.locator(".task-legend summary").click()
    look.until(page, "document.querySelector('.mirror')?.map.loaded()")
    line = page.get_by_label("Letak garis")
    seen = []
    for key in ("End", "Home"):
        line.press(key)
        look.until(page, f"location.search.includes('ba={int(key == 'End')}.00')")
        seen.append([colour_at(page, spot) for spot in spots])
    return [left != right for left, right in zip(*seen, strict=True)]


def colour_at(page: Page, spot: shapely.Point) -> tuple[int, ...]:
    x, y = page.evaluate(
        """async at => {
            for (const one of document.querySelectorAll("#map, .mirror")) {
                await new Promise(done => {
                    one.map.once("idle", done);
                    one.map.triggerRepaint();
                    setTimeout(done, 20_000);
                });
            }
            const map = document.getElementById("map").map;
            const box = map.getCanvas().getBoundingClientRect(), {x, y} = map.project(at);
            return [box.x + x, box.y + y];
        }""",
        [spot.x, spot.y],
    )
    shot = page.screenshot(clip={"x": round(x), "y": round(y), "width": 1, "height": 1})
    return Image.open(BytesIO(shot)).convert("RGB").getpixel((0, 0))


def test_what_has_changed_and_where_next(
    look_starter, ask_starter: Callable[..., Any], broken_rules: Rules
) -> None:
    look = look_starter
    page = look.open(f"/map?task=change{FEW}", bypass_csp=True)
    page.locator("#change-i-region").fill("64.71")
    page.get_by_role("button", name="Hitung").click()
    look.settled(page)
    inputs: dict[str, Any] = {"from": "2017", "to": "2024", "region": "64.71"}
    truth = ask_starter("/processes/change/execution", {"inputs": inputs})
    assert whole(page.locator(".big strong").inner_text()) == round(truth["patches_ha"])
    first = truth["patches"][0]
    assert first["place"] in page.locator("[data-table=patches]").inner_text()
    told = [whole(text) for text in page.locator(".matrix .kept").all_inner_texts() if text != "·"]
    area = truth["matrix"]["area_ha"]
    assert told == [round(area[i][i]) for i in range(len(area)) if area[i][i] >= 0.5]
    assert broken_rules(page) == []
    before, after, _, _ = cells(page, "totals")
    assert whole(before) == round(truth["totals"][0]["before_ha"])
    assert whole(after) == round(truth["totals"][0]["after_ha"])

    page.locator("[data-task=siting]").click()
    page.locator("form[data-process=siting]").wait_for()
    services = page.get_by_role("combobox", name="Jenis fasilitas")
    services.fill("puskesmas")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.locator("#siting-i-n").fill("2")
    page.locator("#siting-i-region").fill("64.09")
    page.get_by_role("button", name="Hitung").click()
    look.settled(page)
    inputs = {"facilities": ["puskesmas"], "n": 2, "region": "64.09"}
    truth = ask_starter("/processes/siting/execution", {"inputs": inputs})
    assert whole(page.locator(".big strong").inner_text()) == round(truth["totals"][0]["gained"])
    sites = page.locator("[data-table=sites] tbody tr")
    assert sites.count() == 2
    for i, site in enumerate(truth["sites"]):
        assert site["name"] in sites.nth(i).inner_text()
        assert site["text"]["id"] in page.locator(".sites").inner_text()
    drawn = page.evaluate(
        "document.getElementById('map').map.querySourceFeatures('task').map(f => f.properties.name)"
    )
    assert set(drawn) == {site["name"] for site in truth["sites"]}
    assert before_and_after(look, page, truth) == [True, False]
    assert broken_rules(page) == []
    page.locator("[data-swipe]").click()
    assert page.locator(".mirror").count() == 0
    page.go_back()
    look.settled(page)
    assert "task=siting" in page.url
    page.locator("[data-task=change]").click()
    look.settled(page)
    assert whole(page.locator(".big strong").inner_text()) > 0


def test_a_masterplan_is_told_from_goals_to_steps(
    look_starter, ask_starter: Callable[..., Any], broken_rules: Rules
) -> None:
    look = look_starter
    page = look.open(f"/map?task=masterplan{FEW}", bypass_csp=True)
    page.locator("[data-plan=kukar]").click()
    look.settled(page)
    plan = ask_starter("/masterplans/kukar")["plan"]
    truth = ask_starter("/masterplans/kukar/evaluation")
    for goal in truth["goals"]:
        shown = page.locator(f"[data-goal={goal['id']}] > summary")
        assert goal["text"]["id"] in shown.inner_text()
        assert shown.locator(f"[data-standing={goal['status']}]").count() == 1
    for target in truth["targets"]:
        assert (
            page.locator(f"[data-target={target['id']}] [data-standing]").get_attribute(
                "data-standing"
            )
            == (target["status"])
        )
    for status in {target["status"] for target in truth["targets"]}:
        n = sum(target["status"] == status for target in truth["targets"])
        assert page.locator(f"[data-count={status}] strong").inner_text() == str(n)
    assert page.locator(".programme").count() == len(plan["programmes"])
    with page.expect_download() as caught:
        page.locator("#answer [data-save=csv]").click()
    rows = list(csv.DictReader(Path(caught.value.path()).read_text("utf-8").splitlines()))
    assert [(row["id"], row["status"]) for row in rows] == [
        (target["id"], target["status"]) for target in truth["targets"]
    ]
    assert page.locator("#answer [data-deed]").count() == 2
    command = page.locator("[data-replay=api]").text_content()
    assert command == f"curl '{look.service}/masterplans/kukar/evaluation?on={truth['on']}'"
    report = page.locator("[data-report]").get_attribute("href")
    assert report is not None
    assert report.endswith("/masterplans/kukar/report.pdf?lang=id")
    assert page.locator(".steps li").count() == len(plan["steps"])
    activities = ask_starter("/masterplans/kukar/activities/items?limit=1000")["features"]
    drawn = page.evaluate(
        "document.getElementById('map').map.querySourceFeatures('task').map(f => f.properties.activity)"
    )
    placed = {one["properties"]["activity"] for one in activities if one["geometry"]}
    assert set(drawn) <= placed
    assert drawn
    # A programme has one colour, whatever the language.
    both = {
        one["properties"]["programme_name"]: one["properties"]["programme_name_en"]
        for one in activities
    }
    hues = dict(page.evaluate(COLOURS))
    page.locator(".lang button[lang=en]").click()
    look.settled(page)
    assert dict(page.evaluate(COLOURS)) == {both[name]: one for name, one in hues.items()}
    page.locator(".lang button[lang=id]").click()
    look.settled(page)
    assert hues
    page.locator("[data-programme=p4] > summary").click()
    # It unfolds whatever is folded still.
    assert broken_rules(page) == []
    page.locator("[data-effect=p4]").click()
    look.until(page, "document.querySelector('[data-effect-of=p4]')")
    (mine,) = (one["strategy"] for one in plan["programmes"] if one["id"] == "p4")
    goals = {goal for one in plan["strategies"] if one["id"] == mine for goal in one["goals"]}
    moved = [one for one in plan["targets"] if one["goal"] in goals]
    assert page.locator("[data-effect-of=p4] tbody tr").count() == len(moved)
    page.locator("#plan-quick").check()
    look.settled(page)
    quick = sum(one["quick_win"] for one in plan["programmes"])
    assert page.locator(".programme").count() == quick
    page.locator("#plan-unit").select_option(plan["programmes"][0]["owner"])
    look.until(page, "location.search.includes('unit=')")
    assert "quick=1" in page.url
