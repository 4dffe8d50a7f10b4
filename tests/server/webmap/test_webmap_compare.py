"""Layers compared: side by side, year by year, class by class, in safe colours, by weights."""

from __future__ import annotations

import time
from io import BytesIO

import pytest
import shapely.geometry
from PIL import Image
from playwright.sync_api import Page, expect

from layers.testing import SIDE, SOUTH, WEST

pytestmark = pytest.mark.browser
NEAR, CROWDED = "distance:roads:0-5km:less", "density:population:0-100:more"
CAMERA = f"#map=9.5/{SOUTH + SIDE / 2:.4f}/{WEST + 1.5 * SIDE:.4f}"
# Within the western and the eastern of three zones, away from names and isles.
LEFT, RIGHT = ((WEST + (i + 0.37) * SIDE, SOUTH + 0.37 * SIDE) for i in (0, 2))
# Where a place is on the screen, once all that there is of it has been drawn.
PLACED = """async at => {
    for (const one of document.querySelectorAll("#map, .mirror")) {
        await new Promise(done => {
            one.map.once("idle", done);
            one.map.triggerRepaint();
            setTimeout(done, 20_000);
        });
    }
    const map = document.getElementById("map").map, box = map.getCanvas().getBoundingClientRect();
    const {x, y} = map.project(at);
    return [box.x + x, box.y + y];
}"""


def colour_at(page: Page, lon: float, lat: float) -> tuple[int, ...]:
    """Give the colour at a longitude and latitude as red, green and blue."""
    x, y = page.evaluate(PLACED, [lon, lat])
    shot = page.screenshot(clip={"x": round(x), "y": round(y), "width": 1, "height": 1})
    return Image.open(BytesIO(shot)).convert("RGB").getpixel((0, 0))


def shows(page: Page, colour: tuple[int, ...], *place: float, other: bool = False) -> None:
    """Wait until a place has a colour, or any other than that."""
    end = time.monotonic() + 60
    while ((now := colour_at(page, *place)) == colour) is other and time.monotonic() < end:
        page.wait_for_timeout(100)
    assert (now == colour) is not other, now


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


def tells_cell(page: Page, code: str | int, layer: str, names: dict[str | int, str]) -> None:
    """Wait until the card tells of the cell of a layer, by its class in words and by code."""
    cell = page.locator(f'.card dl[data-cell="{layer}"]')
    expect(page.locator(".card h2")).to_have_text(names[code], timeout=30_000)
    expect(cell.locator('[data-field="code"]')).to_have_text(str(code), timeout=30_000)


def test_either_side_shows_its_own_layers(look) -> None:
    plain = look.open(f"/map?l={CAMERA}")
    bare = [colour_at(plain, *place) for place in (LEFT, RIGHT)]
    zoned = look.open(f"/map?l=zoning{CAMERA}")
    zones = [colour_at(zoned, *place) for place in (LEFT, RIGHT)]
    assert all(a != b for a, b in zip(bare, zones, strict=True))

    page = look.open(f"/map?l=&cmp=zoning~isles@0.50{CAMERA}")
    shown = "document.querySelector('.mirror')?.map.loaded()"
    look.until(page, shown)
    assert page.locator("#tool h2").inner_text() == "Bandingkan dua peta"
    shows(page, zones[0], *LEFT)
    shows(page, bare[1], *RIGHT)

    # What stands at a point is what is drawn on its side of the line.
    card = page.get_by_role("dialog")
    isle = (WEST + 1.5 * SIDE + 0.04, SOUTH + 0.01)
    for place, told in ((LEFT, "Zona Barat"), (isle, "Gugus Uji")):
        page.mouse.click(*page.evaluate(PLACED, place))
        look.settled(page)
        assert told in card.inner_text()
        assert "1 / 2" not in card.inner_text()
        page.keyboard.press("Escape")
    note = page.locator("header .note").get_attribute("title")
    assert {"Pola ruang", "Gugus pulau"} <= set(note.split(", "))

    # All of it the left side, by a key; then all of it the right one, by hand.
    page.get_by_label("Letak garis").press("End")
    look.until(page, "location.search.includes('cmp=zoning~isles@1.00')")
    for colour, place in zip(zones, (LEFT, RIGHT), strict=True):
        shows(page, colour, *place)
    line = page.locator(".divider").bounding_box()
    page.mouse.move(line["x"] + 20, 600)
    page.mouse.down()
    page.mouse.move(page.locator("#map").bounding_box()["x"] + 2, 600, steps=3)
    page.mouse.up()
    look.until(page, "location.search.includes('@0.0')")
    for colour, place in zip(bare, (LEFT, RIGHT), strict=True):
        shows(page, colour, *place)

    page.get_by_role("button", name="Tukar sisi").click()
    look.until(page, "location.search.includes('cmp=isles~zoning')")
    shows(page, zones[1], *RIGHT)
    page.get_by_role("button", name="Tutup alat").click()
    look.until(page, "!location.search.includes('cmp') && !document.querySelector('.mirror')")
    shows(page, bare[1], *RIGHT)


def test_years_are_shown_one_after_the_other_and_beside_each_other(look_starter, ask_starter):
    asked = {"from": "2017", "to": "2024", "region": "64.71", "patches": 1}
    answer = ask_starter("/processes/change/execution", {"inputs": asked})
    (patch,) = answer["features"]["patches"]["features"]
    at = shapely.geometry.shape(patch["geometry"]).representative_point()
    colours = {one["code"]: one["colour"] for one in answer["legend"]["classes"]}
    names = {one["code"]: one["name"]["id"] for one in answer["legend"]["classes"]}
    wanted = [
        tuple(bytes.fromhex(colours[answer["patches"][0][end]][1:])) for end in ("from", "to")
    ]

    # At the earlier time, as the address says; at the later one, by a key.
    page = look_starter.open(f"/map?l=land_cover_2024&t=2017#map=13/{at.y:.5f}/{at.x:.5f}")
    shows(page, wanted[0], at.x, at.y)
    # The cell pressed says what it holds, and another year says what it holds then.
    page.mouse.click(*page.evaluate(PLACED, [at.x, at.y]))
    tells_cell(page, answer["patches"][0]["from"], "land_cover_2017", names)
    page.get_by_label("Waktu: Tutupan lahan").press("End")
    look_starter.until(page, "location.search.includes('l=land_cover_2024&t=2024')")
    tells_cell(page, answer["patches"][0]["to"], "land_cover_2024", names)
    page.get_by_role("dialog").get_by_role("button", name="Tutup", exact=True).click()
    look_starter.settled(page)
    shows(page, wanted[1], at.x, at.y)
    # A class of cells drawn alone: all but this one, then all again.
    row = page.locator('[data-layer="land_cover_2024"] .classes')
    other = next(code for code in ("1", "2") if code != str(answer["patches"][0]["to"]))
    row.locator(f'[data-value="{other}"] button').click()
    look_starter.until(page, f"location.search.includes('f=land_cover_2024.{other}')")
    shows(page, wanted[1], at.x, at.y, other=True)
    row.locator(f'[data-value="{other}"] button').click()
    shows(page, wanted[1], at.x, at.y)

    page = look_starter.open(
        "/map?task=change&run=1&i.from=2017&i.to=2024&i.region=64.71&i.patches=1"
    )
    told = ask_starter("/collections/land_cover_2024/map/legend?since=land_cover_2017&classes=1,2")
    shown = page.locator(".pictured li")
    colours = shown.evaluate_all("all => all.map(one => one.dataset.colour)")
    assert colours == [entry["colour"] for entry in told["legend"]]
    drawn = "document.getElementById('map').map.getLayoutProperty('change-picture', 'visibility')"
    look_starter.until(page, f"{drawn} === 'visible'")
    # What a cell of the picture was, is, and what that makes of it; beneath the patch it is of.
    page.evaluate(f"location.hash = '#map=13/{at.y:.5f}/{at.x:.5f}'")
    there = f"Math.abs(document.getElementById('map').map.getCenter().lng - {at.x:.5f}) < 1e-4"
    look_starter.until(page, there)
    look_starter.settled(page)
    page.mouse.click(*page.evaluate(PLACED, [at.x, at.y]))
    page.get_by_role("dialog").get_by_role("button", name="Berikutnya").click()
    cell = page.locator('.card dl[data-cell="land_cover_2024"]')
    patch = answer["patches"][0]
    expect(cell.locator('[data-field="before"]')).to_have_text(names[patch["from"]])
    expect(cell.locator('[data-field="value"]')).to_have_text(names[patch["to"]])
    asked = f"/collections/land_cover_2024/map/cell?at={at.x:.5f},{at.y:.5f}"
    told = ask_starter(f"{asked}&since=land_cover_2017&classes=1,2")["properties"]["change"]
    expect(cell.locator('[data-field="change"]')).to_have_text(told["label"]["id"])
    page.get_by_role("checkbox", name="Perubahan sel demi sel").uncheck()
    look_starter.until(page, f"{drawn} === 'none'")
    page.get_by_role("button", name="Bandingkan kedua tahun").click()
    look_starter.until(page, "document.querySelector('.mirror')?.map.loaded()")
    assert "cmp=land_cover_2017~land_cover_2024@0.50" in page.url


def test_a_class_pressed_in_the_legend_is_drawn_alone_and_counted(look, ask) -> None:
    page = look.open("/map?l=zoning")
    row = page.locator('[data-layer="zoning"]')
    places = [(WEST + (i + 0.37) * SIDE, SOUTH + 0.37 * SIDE) for i in range(3)]
    before = [colour_at(page, *place) for place in places]
    housing = row.get_by_role("button", name="Perumahan")
    housing.click()
    look.settled(page)
    shows(page, before[1], *places[1], other=True)
    after = [colour_at(page, *place) for place in places]
    assert after[0] == before[0]
    assert all(a != b for a, b in zip(after[1:], before[1:], strict=True))
    assert after[1] == after[2]
    assert (drawn(page, "zoning"), housing.get_attribute("aria-pressed")) == (1, "true")
    assert "1 dari 4 kelas" in row.inner_text()
    row.get_by_role("button", name="Hutan lindung").click()
    look.until(page, "location.search.includes('f=zoning.R|HL')")
    other = look.open(page.evaluate("location.pathname + location.search + location.hash"))
    assert drawn(other, "zoning") == 2
    row.get_by_role("button", name="Rincian").click()
    row.get_by_label("Hitung di layar").check()
    look.settled(page)
    told = ask("/collections/zoning/aggregate?measures=count&by=zone")
    assert f"{told['total']['count']} di layar" in row.inner_text()
    counts = row.locator(".classes li .n").all_inner_texts()
    assert counts == ["1", "1", "1", "0"]
    row.get_by_role("button", name="Semua").click()
    look.until(page, "!location.search.includes('f=')")
    assert drawn(page, "zoning") == 3


def test_the_safe_palette_reaches_legend_map_and_address(look, ask) -> None:
    groups = ask("/layers?palette=safe")["groups"]
    safe = {one["id"]: one for group in groups for one in group["layers"]}
    page = look.open("/map?l=zoning,population")
    place = (WEST + 0.37 * SIDE, SOUTH + 0.37 * SIDE)
    before = colour_at(page, *place)
    page.get_by_label("Aman buta warna").check()
    look.until(page, "location.search.includes('pal=safe')")
    look.settled(page)
    for layer in ("zoning", "population"):
        shown = page.locator(f'[data-layer="{layer}"] .classes li')
        colours = shown.evaluate_all("all => all.map(one => one.dataset.colour)")
        assert colours == [entry["colour"] for entry in safe[layer]["legend"]]
    shows(page, before, *place, other=True)
    there = colour_at(page, *place)
    page.go_back()
    look.until(page, "!document.querySelector('.safe input').checked")
    look.settled(page)
    shows(page, before, *place)
    again = look.open("/map?l=zoning,population&pal=safe")
    shows(again, there, *place)


def test_weights_are_moved_and_asked_anew(look, ask) -> None:
    page = look.open("/map?task=siting")
    page.get_by_role("button", name="Lahan menurut kriteria").click()
    look.settled(page)
    page.get_by_label("Kriteria", exact=True).fill(f"{NEAR}*3,{CROWDED}")
    page.get_by_role("button", name="Hitung", exact=True).click()
    look.until(page, "document.querySelector('.weights') !== null")
    look.settled(page)
    answer = ask(
        "/processes/suitability/execution", {"inputs": {"criteria": f"{NEAR}*3,{CROWDED}"}}
    )
    weights = page.locator(".weights tbody td:last-child").all_inner_texts()
    assert weights == ["75,0%", "25,0%"]
    assert page.locator(".weights tfoot").inner_text().split() == ["Jumlah", "4", "100,0%"]
    moved = page.locator("[data-table=moves] tbody tr:has(td + td + td)")
    assert moved.count() == len(answer["sensitivity"]) == 4
    bars = page.locator(".sites svg")
    assert bars.count() == len(answer["candidates"]) > 0
    said = bars.first.get_attribute("aria-label")
    scores = answer["candidates"][0]["scores"]
    assert all(f"{one:.2f}".rstrip("0").rstrip(".").replace(".", ",") in said for one in scores)

    again = page.get_by_role("button", name="Hitung dengan bobot ini")
    assert again.is_disabled()
    page.get_by_role("button", name="Samakan").click()
    weights = page.locator(".weights tbody td:last-child").all_inner_texts()
    assert weights == ["50,0%", "50,0%"]
    again.click()
    look.until(page, "decodeURIComponent(location.search).includes('population:0-100:more*1')")
    look.settled(page)
    equal = ask("/processes/suitability/execution", {"inputs": {"criteria": f"{NEAR},{CROWDED}"}})
    hectares = page.locator("#answer .big strong").inner_text()
    assert hectares == f"{equal['totals'][0]['suitable_ha']:,.0f} ha".replace(",", ".")
