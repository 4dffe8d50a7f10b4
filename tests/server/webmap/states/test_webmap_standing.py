"""What an answer is not, on the page: data of some areas only, no data here, no match, a true zero."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.browser
BY = "p=allowed&i.activity=A10&i.by=regencies&run=1"
NONE = "p=suitability&i.facility=puskesmas&i.region=64.71&i.least=1&run=1"
# A village of Balikpapan with buildings from end to end, in both years.
STILL = "64.71.02.1001"


def inputs(address: str) -> dict[str, str]:
    parts = dict(part.split("=", 1) for part in address.split("&"))
    return {name[2:]: value for name, value in parts.items() if name.startswith("i.")}


def test_partial_data_and_the_three_kinds_of_empty(
    look_starter, ask_starter: Callable[..., Any]
) -> None:
    look = look_starter
    look.allowed += ("Failed to load resource",)

    def told(process: str, address: str) -> Any:
        return ask_starter(f"/processes/{process}/execution", {"inputs": inputs(address)})

    # Data of some areas only: how many of how many, and all the names.
    standing = told("allowed", BY)["standing"]
    page = look.open(f"/map?task=analyses&{BY}")
    band = page.locator("#answer [data-standing=partial]")
    assert standing["text"]["id"] in band.inner_text()
    n = standing["n_asked"]
    assert f"{n - len(standing['missing'])} dari {n} wilayah" in band.inner_text()
    band.locator("summary").click()
    assert all(name in band.inner_text() for name in standing["missing"])
    assert len(standing["missing"]) > 5
    assert standing["text"]["id"] not in page.locator("#answer .notes").all_inner_texts()

    # No data here: outside the region, with a way to where there are some.
    page = look.open("/map?task=build&i.activity=A10&i.at=120,-7&run=1&lang=en#map=9/-7/120")
    away = page.locator("#answer [data-standing=outside]")
    assert "There are no data here" in away.inner_text()
    assert "outside the region of the data" in away.inner_text()
    away.get_by_role("button", name="Show where there are data").click()
    look.until(page, "document.getElementById('map').map.getBounds().contains([116.8, -1.2])")
    assert page.locator("#map canvas").first.is_visible()

    # No match: what keeps out most is named.
    page = look.open(f"/map?task=siting&{NONE}&lang=en")
    standing = told("suitability", NONE)["standing"]
    assert standing["kind"] == "no-match"
    assert page.locator("#answer [data-standing=no-match]").inner_text() == standing["text"]["en"]

    # A zero that is one.
    asked = f"task=change&i.from=2017&i.to=2024&i.by=villages&i.region={STILL}&run=1"
    page = look.open(f"/map?{asked}")
    zero = page.locator("#answer [data-standing=zero]")
    assert zero.inner_text() == told("change", asked)["standing"]["text"]["id"]
    assert page.locator("#answer .matrix").is_visible()
