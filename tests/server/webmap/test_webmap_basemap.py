"""A basemap of another server: drawn where the operator chose one, asked for nowhere else."""

from __future__ import annotations

import io
import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from layers import Catalogue
from server.app import create_app
from server.basemap import Basemap
from server.config import ServerSettings

pytestmark = pytest.mark.browser
RED = (200, 30, 30)
OPEN = {"Access-Control-Allow-Origin": "*"}
PLACE = "?z={z}&x={x}&y={y}"
CREDIT = "Penyedia Uji"
Start = Callable[[Basemap], tuple[Page, list[str]]]


@pytest.fixture
def start(chromium: Browser, mapped: Catalogue) -> Iterator[Start]:
    """Open the map of a service with a basemap; give the page and what its console says."""
    running = []

    def opened(basemap: Basemap) -> tuple[Page, list[str]]:
        app = create_app(ServerSettings(mapped.path, basemap=basemap))
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        running.append((server, thread))
        page = chromium.new_context(viewport={"width": 900, "height": 480}).new_page()
        told: list[str] = []
        page.on("console", lambda one: told.append(one.text) if one.type == "error" else None)
        page.goto(f"http://127.0.0.1:{server.server_port}/map")
        page.wait_for_selector('body[data-ready="1"]:not([data-busy])', timeout=300_000)
        return page, told

    yield opened
    for context in chromium.contexts:
        context.close()
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def tiles(site: Any) -> str:
    """Address of red tiles on a server that is not ours."""
    body = io.BytesIO()
    Image.new("RGB", (256, 256), RED).save(body, "PNG")
    site.says("/tile.png", body.getvalue(), headers={"Content-Type": "image/png", **OPEN})
    return str(site.url("/tile.png")) + PLACE


def red_share(page: Page) -> float:
    picture = Image.open(io.BytesIO(page.locator("#map canvas").screenshot())).convert("RGB")
    return float((abs(np.asarray(picture).astype(int) - RED) < 8).all(axis=2).mean())


def turns_red(page: Page, *, seconds: float = 60) -> bool:
    """Say whether the tiles of the other server come to be seen: they fade in when they are there.

    A tile that could not be had is not asked for again: the page is opened once more then.
    """
    for _ in range(2):
        end = time.monotonic() + seconds / 2
        while time.monotonic() < end:
            if red_share(page) > 0.2:
                return True
            page.wait_for_timeout(100)
        page.reload()
    return False


def style_ids(page: Page) -> list[str]:
    found: list[str] = page.evaluate(
        "document.getElementById('map').map.getStyle().layers.map((one) => one.id)"
    )
    return found


def test_tiles_of_another_server_lie_under_the_map(start: Start, site: Any, tiles: str) -> None:
    page, told = start(Basemap(tiles, CREDIT))
    assert turns_red(page)
    assert CREDIT in page.locator("#foot").inner_text()
    ids = style_ids(page)
    assert ids.index("sea") < ids.index("land") < ids.index("basemap:") < ids.index("slot-picture")
    assert {one.path for one in site.asked} == {"/tile.png"}
    assert told == []


def test_a_style_of_another_server_lies_under_the_map(start: Start, site: Any, tiles: str) -> None:
    style = {
        "version": 8,
        "glyphs": site.url("/fonts/{fontstack}/{range}.pbf"),
        "sources": {"own": {"type": "raster", "tiles": [tiles], "tileSize": 256}},
        "layers": [{"id": "land", "type": "raster", "source": "own"}],
    }
    site.says("/style.json", json.dumps(style), headers=OPEN)
    page, told = start(Basemap(site.url("/style.json"), CREDIT))
    assert turns_red(page)
    assert {"land", "basemap:land"} < set(style_ids(page))
    # Names are written in the fonts of the map still.
    assert {one.path for one in site.asked} == {"/style.json", "/tile.png"}
    assert told == []


def test_without_its_server_the_map_has_its_own_land(start: Start, site: Any) -> None:
    page, _ = start(Basemap(site.url("/absent.json"), CREDIT))
    assert not any(one.startswith("basemap:") for one in style_ids(page))
    assert "land" in style_ids(page)


def test_a_server_that_was_not_named_is_not_asked(start: Start, site: Any, tiles: str) -> None:
    style = {
        "version": 8,
        "sources": {"own": {"type": "raster", "tiles": [tiles.replace("127.0.0.1", "localhost")]}},
        "layers": [{"id": "land", "type": "raster", "source": "own"}],
    }
    site.says("/style.json", json.dumps(style), headers=OPEN)
    page, told = start(Basemap(site.url("/style.json"), CREDIT))
    assert {one.path for one in site.asked} == {"/style.json"}
    assert any("Content Security Policy" in one for one in told)
    assert red_share(page) == 0
