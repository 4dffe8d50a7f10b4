"""Pictures of the map: the same at every opening, and as they were kept for this Chromium.

`PENYANGGA_BASELINES=write pytest tests/server/webmap/states/test_webmap_images.py` keeps them anew; look
at them before they are committed. Panels are not in them: their words are tested as words.
"""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

KEPT = Path(__file__).with_name("baselines")
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "color_scheme": "dark"}
ASKED = "/map?task=coverage&fac=rs&within=1000,5000&by=districts&l=regencies"
SCREENS: dict[str, tuple[str, dict[str, Any]]] = {
    "bands": (f"{ASKED}&paint=bands", {}),
    "shares": (f"{ASKED},zoning:0.6", {}),
    "phone-dark": ("/map?task=build&l=regencies,zoning,districts", PHONE),
}
# Of 255; and the share of pixels that may differ by more.
LEVELS, SHARE = 16, 0.005
HIDE = """() => {
  document.body.style.visibility = 'hidden';
  document.querySelector('#map canvas').style.visibility = 'visible';
}"""


def picture(page: Page) -> bytes:
    """The map alone, without what lies over it."""
    page.evaluate(HIDE)
    return page.locator("#map canvas").first.screenshot()


def pixels(png: bytes) -> NDArray[np.int16]:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(np.int16)


def differing(one: NDArray[np.int16], other: NDArray[np.int16]) -> NDArray[np.bool_]:
    different: NDArray[np.bool_] = (abs(one - other) > LEVELS).any(axis=2)
    return different


def test_a_difference_is_counted() -> None:
    one = np.zeros((10, 10, 3), np.int16)
    other = one.copy()
    other[0, 0], other[0, 1] = 16, 17
    assert differing(one, other).sum() == 1


@pytest.mark.parametrize("name", SCREENS)
def test_the_map_looks_as_it_was_kept(look, chromium: Browser, tmp_path: Path, name: str) -> None:
    path, context = SCREENS[name]
    drawn = picture(look.open(path, **context))
    assert len(np.unique(pixels(drawn).reshape(-1, 3), axis=0)) > 20
    if name == "phone-dark":
        assert picture(look.open(path, **context)) == drawn
    folder = KEPT / f"chromium-{chromium.version.split('.')[0]}"
    kept = folder / f"{name}.png"
    if os.environ.get("PENYANGGA_BASELINES") == "write":
        folder.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(drawn)
    if not kept.is_file():
        pytest.skip(f"no pictures for Chromium {chromium.version}; see the top of this file")
    before, now = pixels(kept.read_bytes()), pixels(drawn)
    assert before.shape == now.shape
    different = differing(before, now)
    if different.mean() > SHARE:
        shown = now.astype(np.uint8)
        shown[different] = (255, 0, 255)
        where = tmp_path / f"{name}-difference.png"
        Image.fromarray(shown).save(where)
        pytest.fail(f"{different.mean():.1%} of the pixels differ from {kept}; see {where}")
