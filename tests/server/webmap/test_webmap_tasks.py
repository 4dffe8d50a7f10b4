"""Every analysis by a form of the page: what the service lists, what it answers, what it refuses; jobs."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Callable
from typing import Any

import geopandas as gpd
import pytest
from playwright.sync_api import Page, Route

pytestmark = pytest.mark.browser

NEAREST = "/map?task=analyses&p=nearest&run=1&i.point=116.87,-1.21&i.k=3"
RUNNING = {
    "jobID": "a-job",
    "processID": "coverage",
    "status": "running",
    "message": "menghitung jarak",
    "progress": 40,
    "created": "2026-01-01T00:00:00Z",
    "started": "2026-01-01T00:00:00Z",
    "estimatedSeconds": 1e9,
}


FIELDS = """() => Object.fromEntries([...document.querySelectorAll("[data-input]")]
    .map(one => [one.dataset.input, one.textContent]))"""


def test_the_forms_take_what_the_service_takes(
    look, ask: Callable[..., Any], broken_rules: Callable[[Page], list[tuple[str, str]]]
) -> None:
    page = look.open("/map?task=analyses&lang=en", bypass_csp=True)
    assert broken_rules(page) == []
    listed = [one["id"] for one in ask("/processes")["processes"]]
    offered = page.locator("[data-offer]")
    assert [one.get_attribute("data-offer") for one in offered.all()] == listed
    for process in listed:
        page.locator(f"[data-offer={process}]").click()
        page.locator(f"form[data-process={process}]").wait_for()
        if process in ("supply", "suitability"):
            assert broken_rules(page) == []
        described = ask(f"/processes/{process}")["inputs"]
        fields = page.evaluate(FIELDS)
        assert set(fields) == set(described), process
        for name, one in described.items():
            assert one["titles"]["en"] in fields[name], (process, name)
            if one["x-unit"] and one["x-type"] == "number":
                assert f"({one['x-unit'].replace('m2', 'm²')})" in fields[name]
        page.locator(".back").click()
        page.locator("[data-offer]").first.wait_for()


def test_an_answer_is_the_services_and_the_address_asks_for_it_again(
    look, ask: Callable[..., Any]
) -> None:
    page = look.open("/map?task=analyses&p=nearest")
    page.locator("#analyses-i-k").fill("3")
    page.locator("#map").click(position={"x": 300, "y": 300})
    look.settled(page)
    assert "i.k=3" in page.url
    point = page.locator("#analyses-i-point").input_value()
    truth = ask("/processes/nearest/execution", {"inputs": {"point": point, "k": 3}})
    rows = page.locator("[data-table=rows] tbody tr")
    assert rows.count() == len(truth["rows"]) == 3
    for i, row in enumerate(truth["rows"]):
        assert row["name"] in rows.nth(i).inner_text()
    rows.nth(1).get_by_role("button").click()
    look.until(
        page,
        "() => document.getElementById('map').map.getSource('found').serialize().data.features.length === 1",
    )
    page.get_by_text("Bagaimana dihitung?").click()
    for kind in ("api", "cli", "python"):
        assert "117.00" in page.locator(f"[data-replay={kind}]").inner_text()
    with page.expect_download() as started:
        page.locator("[data-save=facilities]").click()
    assert len(gpd.read_file(started.value.path())) == 3
    again = look.open(page.url.removeprefix(look.service))
    assert again.locator("[data-table=rows] tbody tr").all_inner_texts() == rows.all_inner_texts()
    assert again.locator("#analyses-i-k").input_value() == "3"


def test_a_fault_stands_at_its_field(look) -> None:
    look.allowed += ("Failed to load resource",)
    page = look.open(f"{NEAREST.replace('i.k=3', 'i.k=banyak')}&i.max_distance=-3&lang=en")
    assert "is not a number" in page.locator("[data-input=k] .fault").inner_text()
    assert "no distance" in page.locator("[data-input=max_distance] .fault").inner_text()
    assert page.locator("#analyses-i-k").get_attribute("aria-invalid") == "true"
    assert page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"
    page.locator("#analyses-i-k").fill("2")
    page.locator("#analyses-i-max_distance").fill("")
    page.get_by_role("button", name="Compute").click()
    look.settled(page)
    assert page.locator("[data-table=rows] tbody tr").count() == 2
    assert page.locator(".fault").count() == 0


def test_an_analysis_becomes_a_job_survives_a_reload_and_becomes_a_layer(
    look, ask: Callable[..., Any]
) -> None:
    page = look.open(
        "/map?task=analyses&p=coverage&run=1&i.facilities=rs&i.within=1km,3km&i.by=districts"
    )
    job = re.search(r"job=([0-9a-f-]{36})", page.url)
    assert job
    truth = ask(f"/jobs/{job[1]}/results")
    page.reload()
    look.settled(page)
    assert f"job={job[1]}" in page.url
    first = page.locator("[data-table=totals] tbody tr").first.inner_text()
    assert f"\t{truth['totals'][0]['covered']:.0f}\t" in first.replace(".", "")
    page.locator("[data-make=units]").click()
    made = page.locator("[data-shown]")
    made.wait_for()
    look.settled(page)
    layer = made.get_attribute("data-shown")
    page.locator("[data-keep]").click()
    page.get_by_text("disimpan terus").wait_for()
    assert "expires" not in ask(f"/results/{layer}") or ask(f"/results/{layer}")["expires"] is None
    assert page.locator(f'[data-layer="{layer}"] input').is_checked()
    page.locator("[data-task=build]").click()
    page.locator("[data-task=analyses]").click()
    page.locator(".back").click()
    page.locator(f"[data-open-job='{job[1]}']").click()
    look.settled(page)
    assert page.locator("[data-table=totals] tbody tr").first.inner_text() == first
    look.until(page, "location.search.includes('i.facilities=rs')")
    gone = urllib.request.Request(f"{look.service}/results/{layer}", method="DELETE")
    urllib.request.urlopen(gone, timeout=300).close()


def test_a_job_shows_how_far_it_is_and_can_be_cancelled(look) -> None:
    sent = []

    def answer(route: Route) -> None:
        sent.append(route.request.method)
        route.fulfill(status=200, content_type="application/json", body=json.dumps(RUNNING))

    def prepare(page: Page) -> None:
        page.route("**/jobs/a-job", answer)

    page = look.open("/map", prepare=prepare)
    page.evaluate(
        """() => { history.pushState(null, "", "/map?task=analyses&p=coverage&run=1&i.facilities=rs&job=a-job");
            dispatchEvent(new PopStateEvent("popstate")); }"""
    )
    bar = page.locator(".job progress")
    bar.wait_for()
    assert bar.get_attribute("value") == "40"
    told = page.locator(".job").inner_text()
    for words in ("40%", "menghitung jarak", "lagi"):
        assert words in told
    page.get_by_role("button", name="Batalkan").click()
    look.settled(page)
    assert page.locator(".job").count() == 0
    look.until(page, "!location.search.includes('job=')")
    assert sent[-1] == "DELETE"
