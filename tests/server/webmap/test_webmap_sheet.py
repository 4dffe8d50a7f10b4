"""The map taken away: printed on one page, as a picture of the size asked for, as PDF, by a short address."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader
from pyproj import Transformer

from layers.testing import SIDE, SOUTH, WEST

pytestmark = pytest.mark.browser
# At this zoom the whole of the three zones is in the frame.
PAGE = f"/map?l=zoning&lang=en&tool=sheet#map=9.5/{SOUTH + SIDE / 2}/{WEST + 1.5 * SIDE}"
# Left and right edge of the map on the sheet, in pixels of 1/96 inch.
FRAME = (28, 828)
# So far apart are the two maps of a comparison.
BESIDE = 542


def saved(page, what, tmp_path: Path) -> Path:
    with page.expect_download(timeout=60_000) as download:
        page.click(f'[data-save="{what}"]')
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_one_sheet_in_every_form(look, tmp_path: Path) -> None:
    page = look.open(PAGE, accept_downloads=True)
    printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    made = PdfReader(io.BytesIO(saved(page, "pdf", tmp_path).read_bytes()))
    for reader in (printed, made):
        assert len(reader.pages) == 1
        text = " ".join(reader.pages[0].extract_text().replace("\u200b", "").split())
        for told in ("Zoning", "Housing", "Commerce", "Protection forest", "Modelled", "l=zoning"):
            assert told in text, told
        assert "tool=sheet" not in text
    assert "10\xa0km\nN" in printed.pages[0].extract_text()
    with Image.open(saved(page, "png", tmp_path)) as image:
        picture = image.convert("RGB")
    assert picture.size == (2340, 1654)
    world = saved(page, "pgw", tmp_path)
    assert world.stem == "penyangga-200dpi"
    step_x, turn_a, turn_b, step_y, left, top = map(float, world.read_text().split())
    assert (turn_a, turn_b, step_y) == (0, 0, -step_x)
    # The western edge of the first zone, by pyproj, is where its colour begins in the picture.
    west, north = Transformer.from_crs(4326, 3857, always_xy=True).transform(
        WEST, SOUTH + SIDE * 0.6
    )
    column, row = round((west - left) / step_x), round((north - top) / step_y)
    assert FRAME[0] < column * 96 / 200 < FRAME[1]
    inside, outside, far = (picture.getpixel((column + dx, row)) for dx in (6, -6, -60))
    assert inside != outside == far
    # Paper is white, whatever the screen: what is not land is the sea by day.
    page.emulate_media(color_scheme="dark")
    page.click('[data-dpi="96"]')
    with Image.open(saved(page, "png", tmp_path)) as image:
        by_night = image.convert("RGB")
    assert by_night.size == (1123, 794)
    at = (FRAME[0] + 8, 100)
    assert by_night.getpixel(at) == picture.resize(by_night.size, 0).getpixel(at)


def test_both_sides_of_a_comparison_are_on_one_sheet(look, tmp_path: Path) -> None:
    camera = PAGE.partition("#")[2]
    page = look.open(
        f"/map?l=&cmp=zoning~isles@0.30&lang=en#{camera}", accept_downloads=True, bypass_csp=True
    )
    page.get_by_role("button", name="Both maps on one sheet").click()
    look.until(page, "location.search.startsWith('?tool=sheet&x.cmp=zoning~isles@0.30')")
    look.settled(page)
    page.click('[data-dpi="96"]')
    printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    made = PdfReader(io.BytesIO(saved(page, "pdf", tmp_path).read_bytes()))
    for reader in (printed, made):
        assert len(reader.pages) == 1
        text = " ".join(reader.pages[0].extract_text().replace("\u200b", "").split())
        for told in ("Left: Zoning · data 2024", "Right: Isles · data 2024", "Housing", "Class 9"):
            assert told in text, told
        assert text.count("10 km") + text.count("20 km") == 2
        assert "?cmp=zoning~isles@0.30&l=" in text
    assert [len(reader.pages[0].images) for reader in (printed, made)] == [2, 2]
    with Image.open(saved(page, "png", tmp_path)) as image:
        picture = image.convert("RGB")
    step, _, _, _, left, top = map(float, saved(page, "pgw", tmp_path).read_text().split())
    # Within the western zone, and on an isle: by pyproj, on either map.
    places = [(WEST + SIDE * 0.37, SOUTH + SIDE * 0.37), (WEST + 1.5 * SIDE + 0.04, SOUTH + 0.01)]
    seen = []
    for place in places:
        x, y = Transformer.from_crs(4326, 3857, always_xy=True).transform(*place)
        at = round((x - left) / step), round((top - y) / step)
        seen.append([picture.getpixel((at[0] + across, at[1])) for across in (0, BESIDE)])
    (zone, no_zone), (other_zone, isle) = seen
    assert zone != no_zone
    assert isle not in {zone, no_zone, other_zone}
    # What is shared is the comparison, and who is done with the sheet is back at it.
    page.click('#tools [data-tool="share"]')
    look.until(page, "document.getElementById('share-address')?.value.includes('?cmp=zoning~')")
    page.click("#tool [data-close]")
    look.until(page, "location.search.startsWith('?cmp=zoning~isles@0.30')")
    look.until(page, "document.querySelectorAll('.mirror').length === 1")


def test_a_short_address_opens_the_same_elsewhere(look, broken_rules) -> None:
    page = look.open("/map?l=zoning:0.5&lang=en&tool=share#map=10.4/-1.24/116.93", bypass_csp=True)
    page.click("[data-make-share]")
    look.until(page, "document.getElementById('share-short') !== null")
    short = page.input_value("#share-short")
    assert page.input_value("#share-address").endswith(
        "/map?l=zoning:0.5&lang=en#map=10.4/-1.24/116.93"
    )
    assert broken_rules(page) == []
    other = look.open(short.removeprefix(look.service))
    assert other.url == page.input_value("#share-address")
    page.click(".tool-panel details summary")
    snippet = page.input_value("#share-embed")
    assert 'src="' in snippet
    assert "&amp;embed=1#map=10.4/-1.24/116.93" in snippet
    alone = look.open("/map?l=zoning&lang=en&embed=1")
    assert not alone.is_visible("header.top")
    assert not alone.is_visible("#answer")
    link = alone.locator("#whole a")
    assert link.get_attribute("href").startswith(f"{look.service}/map?l=zoning&lang=en#map=")
