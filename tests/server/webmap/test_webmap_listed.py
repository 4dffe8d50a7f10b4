"""What the map lists: the service's features on the screen, opened by keys; assets and their readings."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import layers
from layers.infrastructure.columns import fields_of
from layers.layer import Layer
from layers.schema import Schema, Text
from server.config import ServerSettings

pytestmark = pytest.mark.browser
N = 60
VIEW = "#map=13/-1.2/116.9"


@pytest.fixture
def town(tmp_path):
    """Sixty assets in a row to the east, every third one broken; the first has readings."""
    catalogue = layers.open(tmp_path / "workspace", create=True)
    known = fields_of("assets")
    frame = gpd.GeoDataFrame(
        {
            "code": [f"A{n}" for n in range(N)],
            "name": [f"Lampu <b>{n}</b>" for n in range(N)],
            "status": ["broken" if n % 3 == 0 else "working" for n in range(N)],
        },
        geometry=[shapely.Point(116.9 + n * 0.0003, -1.2) for n in range(N)],
        crs=4326,
    )
    schema = Schema(tuple(known[name] for name in ("code", "name", "status")), "Point")
    hints = {"label_field": "name", "shape": "circle", "visible": True}
    title = Text("Lampu", "Lamps")
    layer = Layer("lamps", title, "assets", schema, trust="illustrative", styling=hints)
    catalogue.write(layer, frame)
    rows = [("A0", f"2020-01-0{day}T00:00:00Z", "arus", day * 1.5, "A") for day in range(1, 5)]
    table = pd.DataFrame(rows, columns=list(fields_of("observations")))
    seen = gpd.GeoDataFrame(table, geometry=[None] * len(rows), crs=4326)
    schema = Schema(tuple(fields_of("observations").values()), "Point")
    told = Text("Bacaan", "Readings")
    observes = {"observes": "lamps"}
    catalogue.write(Layer("seen", told, "observations", schema, styling=observes), seen)
    catalogue.close()
    return ServerSettings(tmp_path / "workspace")


def test_lists_of_the_screen_and_of_assets(look_into, town, broken_rules) -> None:
    look = look_into(town)
    page = look.open(f"/map?lang=en&tool=nearby{VIEW}", bypass_csp=True)
    assert page.locator("[data-near]").count() == 50
    names = page.locator("[data-near] span").all_inner_texts()
    assert names[:3] == [f"Lampu <b>{n}</b>" for n in range(3)]
    assert broken_rules(page) == []
    page.focus("[data-near='2']")
    page.keyboard.press("Enter")
    look.settled(page)
    assert "Lampu <b>1</b>" in page.get_by_role("dialog").inner_text()
    # The list follows the map.
    page.evaluate("document.getElementById('map').map.jumpTo({center: [118, -1]})")
    look.until(page, "document.querySelectorAll('[data-near]').length === 0")
    page.click('[data-tool="assets"]')
    look.until(page, "document.querySelector('[data-status=broken]') !== null")
    page.click("[data-status=broken]")
    look.settled(page)
    assert page.locator("[data-asset]").count() == N // 3
    page.click("[data-asset=A0]")
    look.until(page, "document.querySelector('[data-quantity]') !== null")
    told = page.inner_text("[data-quantity=arus]")
    assert "6 A" in told
    assert "late" in told
    assert page.locator("figure.series polyline").count() == 1
    assert broken_rules(page) == []
    assert "tool=assets&x.s=broken&x.a=A0" in page.url
    again = look.open(page.url.removeprefix(look.service))
    assert again.inner_text("[data-quantity=arus]").startswith("arus 6 A")
