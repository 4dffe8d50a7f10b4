"""Layers on the map: tree, legend, switching, opacity, loading only what is on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from layers.testing import SIDE, SOUTH, WEST

pytestmark = pytest.mark.browser


def drawn(page: Page, layer: str) -> int:
    """How many features of a layer are on the screen."""
    return page.evaluate(
        """async id => {
            const map = document.getElementById("map").map;
            await new Promise(done => map.loaded() ? done() : map.once("idle", done));
            const own = map.queryRenderedFeatures().filter(f => f.source === id);
            return new Set(own.map(f => f.id)).size;
        }""",
        layer,
    )


def drawable(tree: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        one for group in tree["groups"] for one in group["layers"] if one["source"] and one["style"]
    ]


def test_the_tree_is_the_catalogue(look, ask: Callable[..., Any]) -> None:
    page, tree = look.open(), ask("/layers")
    layers = drawable(tree)
    shown = page.eval_on_selector_all("[data-layer]", "all => all.map(one => one.dataset.layer)")
    every = [
        one["id"]
        for group in tree["groups"]
        for one in sorted(group["layers"], key=lambda one: one["not_drawn"] is not None)
    ]
    assert shown == every
    for layer in layers:
        box = page.locator(f'[data-layer="{layer["id"]}"] input[type=checkbox]')
        assert box.is_checked() == layer["visible"]
        assert box.locator("..").inner_text().strip() == layer["title"]["id"]


def test_the_legend_is_what_the_server_says(look, ask: Callable[..., Any]) -> None:
    layers = drawable(ask("/layers"))
    page = look.open("/map?l=" + ",".join(layer["id"] for layer in layers))
    for layer in layers:
        if len(layer["legend"]) == 1 or layer["id"] == "isles":
            continue
        rows = page.eval_on_selector_all(
            f'[data-layer="{layer["id"]}"] .classes li',
            "all => all.map(one => [one.dataset.colour, one.innerText.trim()])",
        )
        assert rows == [[entry["colour"], entry["label"]["id"]] for entry in layer["legend"]]


def test_a_layer_is_fetched_when_it_is_switched_on_and_hidden_when_off(look) -> None:
    asked: list[str] = []
    page = look.open(prepare=lambda page: page.on("request", lambda one: asked.append(one.url)))
    assert not any("/tiles/zoning/" in url for url in asked)
    page.get_by_label("Pola ruang", exact=True).check()
    look.settled(page)
    fetched = sum("/tiles/zoning/" in url for url in asked)
    assert fetched > 0
    assert drawn(page, "zoning") >= 3
    page.get_by_label("Pola ruang", exact=True).uncheck()
    assert drawn(page, "zoning") == 0
    page.get_by_label("Pola ruang", exact=True).check()
    look.settled(page)
    # What was put away is asked for again at most once, and not sent again where it is as it was.
    assert sum("/tiles/zoning/" in url for url in asked) <= 2 * fetched
    assert not any("/geojson/" in url for url in asked)


def test_opacity_reaches_the_map_and_the_address(look) -> None:
    page = look.open("/map?l=zoning")
    row = page.locator('[data-layer="zoning"]')
    row.get_by_role("button", name="Rincian").click()
    row.get_by_label("Kepekatan").fill("50")
    look.until(page, "location.search.includes('zoning:0.5')")
    full, half = page.evaluate(
        """() => {
            const map = document.getElementById("map").map;
            const layer = map.getStyle().layers.find(l => l.source === "zoning" && l.type === "fill");
            return [layer.metadata, map.getPaintProperty(layer.id, "fill-opacity")];
        }"""
    )
    assert full is None
    assert 0 < half < 0.5
    assert row.get_by_text("made up for tests").is_visible()
    assert row.get_by_text("dimodelkan", exact=True).is_visible()


def test_a_layer_that_fails_says_so_and_can_be_tried_again(look) -> None:
    look.allowed += ("Failed to load resource", "AJAXError")
    broken = [True]

    def answer(route: Route) -> None:
        if broken[0]:
            route.fulfill(status=500, body="{}")
        else:
            route.fallback()

    page = look.open(prepare=lambda page: page.route("**/tiles/zoning/**", answer))
    page.get_by_label("Pola ruang", exact=True).check()
    row = page.locator('[data-layer="zoning"]')
    row.get_by_text("gagal dimuat").wait_for()
    broken[0] = False
    row.get_by_role("button", name="Coba lagi").click()
    look.settled(page)
    assert row.get_by_text("gagal dimuat").count() == 0
    assert drawn(page, "zoning") >= 3


def test_labels_come_from_the_packaged_font(look) -> None:
    fonts: list[str] = []

    def listen(page: Page) -> None:
        page.on("response", lambda one: fonts.append(one.url) if "woff2" in one.url else None)

    page = look.open("/map?l=isles", prepare=listen)
    page.evaluate(
        """() => document.getElementById("map").map.addLayer({
            id: "probe", type: "symbol", source: "isles", "source-layer": "isles_labels",
            layout: {"text-field": ["get", "name"], "text-font": ["Noto Sans"]}})"""
    )
    look.until(
        page,
        """() => document.getElementById("map").map.queryRenderedFeatures({layers: ["probe"]}).length""",
    )
    assert any("noto-sans-latin-600" in url for url in fonts)


def test_the_note_says_that_data_are_modelled(look) -> None:
    page = look.open()
    assert page.locator(".note").inner_text().startswith("Dimodelkan: Kabupaten/kota, Kecamatan")
    one = look.open("/map?l=regencies,houses").locator(".note")
    assert one.inner_text() == "Dimodelkan: Kabupaten/kota"
    assert look.open("/map?l=").locator(".note").count() == 0
    many = look.open("/map?l=regencies,zoning,isles").locator(".note")
    assert many.inner_text().endswith(" +1")
    assert "Gugus pulau" in many.get_attribute("title")


def test_the_note_leaves_the_tools_free_on_a_phone(look) -> None:
    page = look.open("/map?l=regencies,zoning,isles", viewport={"width": 390, "height": 844})
    note, tools = (page.locator(one).bounding_box() for one in (".note", ".tools"))
    assert note["x"] + note["width"] < tools["x"]


def test_a_layer_drawn_closer_only_says_so_and_leads_there(look) -> None:
    page = look.open("/map?l=houses#map=6/-1/116.8")
    row = page.locator('[data-layer="houses"]')
    assert "Tampak mulai zoom 9." in row.locator(".far").inner_text()
    row.get_by_role("button", name="Perbesar").click()
    look.until(page, "document.getElementById('map').map.getZoom() >= 8.5")
    look.until(page, "document.querySelector('[data-layer=houses] .far') === null")


def test_the_plan_of_a_layer_is_in_its_information(look) -> None:
    page = look.open()
    row = page.locator('[data-layer="houses"]')
    row.get_by_role("button", name="Rincian").click()
    told = row.locator("dl").inner_text()
    for words in ("Perda 3/2024", "64.72 Kota Samarinda", "1:5.000"):
        assert words in told


def test_rasters_are_drawn_and_tables_say_why_they_are_not(look, ask) -> None:
    tree = {one["id"]: one for group in ask("/layers")["groups"] for one in group["layers"]}
    page = look.open()
    row = page.locator('[data-layer="population"]')
    assert not row.locator("input[type=checkbox]").is_checked()
    row.locator("input[type=checkbox]").check()
    look.settled(page)
    colours = row.locator(".classes li").evaluate_all("all => all.map(one => one.dataset.colour)")
    assert colours == [entry["colour"] for entry in tree["population"]["legend"]]
    assert page.evaluate(
        """() => {
            const map = document.getElementById("map").map;
            return [map.getLayer("population-raster").type, map.isSourceLoaded("population")];
        }"""
    ) == ["raster", True]
    row.get_by_role("button", name="Rincian").click()
    row.get_by_label("Kepekatan").fill("50")
    look.until(page, "location.search.includes('population:0.5')")
    table = page.locator('[data-layer="readings"]')
    assert table.locator("input").count() == 0
    assert "tabel" in table.inner_text()
    table.get_by_role("button", name="Rincian").click()
    assert table.locator(".why").inner_text() == tree["readings"]["not_drawn"]["id"]
    page.get_by_role("button", name="EN – English").click()
    assert table.locator(".why").inner_text() == tree["readings"]["not_drawn"]["en"]


def test_an_address_is_told_which_of_its_layers_cannot_be_seen(look) -> None:
    page = look.open("/map?l=zoning,readings,nowhere")
    notice = page.locator(".missing")
    assert "tidak ada di sini: nowhere." in notice.inner_text()
    assert "Belum digambar di peta: Bacaan." in notice.inner_text()
    assert page.get_by_label("Pola ruang", exact=True).is_checked()
    notice.get_by_role("button", name="Tutup pemberitahuan").click()
    assert notice.count() == 0
    assert look.open("/map?l=zoning").locator(".missing").count() == 0


def test_an_area_of_many_islands_is_named_once_on_the_largest(look) -> None:
    # From nearby: where names stand closer than 64 pixels, only that of the largest area comes.
    page = look.open(f"/map?l=isles#map=10.5/{SOUTH + SIDE / 2}/{WEST + 1.5 * SIDE}")
    look.until(page, "document.getElementById('map').map.loaded()")
    named = page.evaluate(
        """() => document.getElementById("map").map
            .queryRenderedFeatures({layers: ["isles-label"]})
            .map(f => [f.properties.name, ...f.geometry.coordinates])"""
    )
    assert sorted(name for name, _, _ in named) == ["Gugus Uji", "Karang"]
    ((lon, _),) = [(x, y) for name, x, y in named if name == "Gugus Uji"]
    largest = WEST + 1.5 * SIDE - 0.08  # as made in conftest, 0.05 wide
    assert largest < lon < largest + 0.05


def test_a_long_legend_shows_the_classes_on_the_screen_first(look) -> None:
    page = look.open("/map?l=isles")
    row = page.locator('[data-layer="isles"]')
    look.until(page, "document.querySelectorAll('[data-layer=isles] > .classes li').length === 2")
    texts = [text.strip() for text in row.locator("> .classes li").all_inner_texts()]
    assert texts == ["Kelas 4", "Kelas 9"]
    assert "11 kelas lain, tidak tampak di peta" in row.locator("summary").inner_text()
