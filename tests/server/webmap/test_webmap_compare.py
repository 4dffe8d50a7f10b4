"""Two sets of layers side by side: what either side shows, the line by keys and hand, the address."""

from __future__ import annotations

import pytest

from layers.testing import SIDE, SOUTH, WEST

pytestmark = pytest.mark.browser
CAMERA = f"#map=9.5/{SOUTH + SIDE / 2:.4f}/{WEST + 1.5 * SIDE:.4f}"
# Within the western and the eastern of three zones, away from names and isles.
LEFT, RIGHT = ((WEST + (i + 0.37) * SIDE, SOUTH + 0.37 * SIDE) for i in (0, 2))


def test_either_side_shows_its_own_layers(look) -> None:
    plain = look.open(f"/map?l={CAMERA}")
    bare = [look.colour_at(plain, *place) for place in (LEFT, RIGHT)]
    zoned = look.open(f"/map?l=zoning{CAMERA}")
    zones = [look.colour_at(zoned, *place) for place in (LEFT, RIGHT)]
    assert all(a != b for a, b in zip(bare, zones, strict=True))

    page = look.open(f"/map?l=&cmp=zoning~isles@0.50{CAMERA}")
    shown = "document.querySelector('.mirror')?.map.loaded()"
    look.until(page, shown)
    assert page.locator("#tool h2").inner_text() == "Bandingkan dua peta"
    assert [look.colour_at(page, *place) for place in (LEFT, RIGHT)] == [zones[0], bare[1]]

    # All of it the left side, by a key; then all of it the right one, by hand.
    page.get_by_label("Letak garis").press("End")
    look.until(page, "location.search.includes('cmp=zoning~isles@1.00')")
    assert [look.colour_at(page, *place) for place in (LEFT, RIGHT)] == zones
    line = page.locator(".divider").bounding_box()
    page.mouse.move(line["x"] + 20, 600)
    page.mouse.down()
    page.mouse.move(page.locator("#map").bounding_box()["x"] + 2, 600, steps=3)
    page.mouse.up()
    look.until(page, "location.search.includes('@0.0')")
    assert [look.colour_at(page, *place) for place in (LEFT, RIGHT)] == bare

    page.get_by_role("button", name="Tukar sisi").click()
    look.until(page, "location.search.includes('cmp=isles~zoning')")
    look.settled(page)
    look.until(page, shown)
    assert look.colour_at(page, *RIGHT) == zones[1]
    page.get_by_role("button", name="Tutup alat").click()
    look.until(page, "!location.search.includes('cmp') && !document.querySelector('.mirror')")
    assert look.colour_at(page, *RIGHT) == bare[1]
