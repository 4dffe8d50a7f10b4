"""Three ways to use the map: a mouse, a keyboard, a finger on a phone; nothing is pressed by script."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page

from layers.testing import copy_workspace
from server.config import ServerSettings

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
# Least side of what is pressed, in CSS pixels.
POINTED, TOUCHED = 24, 44
# So many presses of Tab to the next thing are a nuisance already.
TABS = 60
CLOSE = 12.5
FOCUSED = "one => one === document.activeElement"
RINGED = """() => { const style = getComputedStyle(document.activeElement);
    return style.boxShadow !== "none" || style.outlineStyle !== "none"; }"""
BEFORE = """one => Boolean(document.activeElement.compareDocumentPosition(one)
    & Node.DOCUMENT_POSITION_PRECEDING)"""
PIXEL = """([lon, lat]) => { const map = document.getElementById("map").map;
    const at = map.project([lon, lat]), box = map.getContainer().getBoundingClientRect();
    const [x, y] = [at.x + box.x, at.y + box.y];
    const top = document.elementFromPoint(x, y);
    return {x, y, zoom: map.getZoom(), bare: Boolean(top && top.classList.contains("maplibregl-canvas"))}; }"""
MIDDLE = """() => { const box = document.querySelector(".maplibregl-canvas").getBoundingClientRect();
    return {x: box.x + box.width / 2, y: box.y + box.height / 2}; }"""
WIDE = """() => document.documentElement.scrollWidth <= 390 ? []
    : [...document.querySelectorAll("body *")].filter(one => one.getBoundingClientRect().right > 391
        && !one.closest("#map, .scroll-x, .heard")).map(one => one.outerHTML.slice(0, 100))"""
STILL = "!document.getElementById('map').map.isMoving()"
WHERE = """() => { const one = document.activeElement;
    return one === document.body ? "" : one.outerHTML.slice(0, 100); }"""


class Hand:
    """What all ways have in common: where the walk is, and a picture of each step."""

    context: dict[str, Any] = {}  # noqa: RUF012

    def __init__(self, look: Any, page: Page, name: str) -> None:
        self.look, self.page, self.name = look, page, name
        self._folder = os.environ.get("PENYANGGA_WALKS_PICTURES", "")
        self._steps = 0

    def done(self) -> None:
        """Wait for the page, and keep a picture where pictures are wanted."""
        self.look.settled(self.page)
        self._steps += 1
        if self._folder:
            path = Path(self._folder) / f"{self.name}-{self._steps:02d}.png"
            self.page.screenshot(path=path)

    def see(self, part: str) -> None:
        """Bring a part of the page (tasks, answer) before the eyes: all are, but on a phone."""

    def press(self, target: Locator) -> None:
        raise NotImplementedError

    def choose(self, field: Locator, typed: str, option: str) -> None:
        """Choose from a list that is searched by typing."""
        raise NotImplementedError

    def pick(self, field: Locator, value: str) -> None:
        """Choose from a list of the browser's own, which opens outside the page."""
        raise NotImplementedError

    def write(self, field: Locator, text: str) -> None:
        raise NotImplementedError

    def point(self, lon: float, lat: float) -> None:
        """Point at a place on the map."""
        raise NotImplementedError

    def _offers(self, field: Locator) -> Locator:
        return self.page.locator(f"#{field.get_attribute('id')}-list [role=option]")

    def _offer(self, field: Locator, option: str) -> Locator:
        exact = re.compile(f"^{re.escape(option)}$")
        named = self.page.locator("span:first-child").filter(has_text=exact)
        return self._offers(field).filter(has=named).first

    def _large(self, target: Locator, least: int) -> None:
        box = target.bounding_box()
        assert box is not None
        inline = target.evaluate("one => getComputedStyle(one).display === 'inline'")
        name = target.evaluate("one => one.outerHTML.slice(0, 90)")
        assert inline or min(box["width"], box["height"]) >= least - 0.5, (name, box)


class Mouse(Hand):
    """Pointer alone: nothing is ever typed."""

    def press(self, target: Locator) -> None:
        target.click()
        self._large(target, POINTED) if target.count() and target.is_visible() else None
        self.done()

    def choose(self, field: Locator, typed: str, option: str) -> None:
        field.click()
        self._offer(field, option).click()
        self.done()

    def pick(self, field: Locator, value: str) -> None:
        self._large(field, POINTED)
        field.select_option(value)
        self.done()

    def point(self, lon: float, lat: float) -> None:
        mouse = self.page.mouse
        for _ in range(60):
            self.look.until(self.page, STILL)
            at = self.page.evaluate(PIXEL, [lon, lat])
            if at["bare"] and at["zoom"] >= CLOSE:
                break
            if at["bare"]:
                mouse.move(at["x"], at["y"])
                mouse.wheel(0, -400)
                self.page.wait_for_timeout(80)
                continue
            middle = self.page.evaluate(MIDDLE)
            pull = [
                max(-180.0, min(180.0, (middle[axis] - at[axis]))) if axis in at else 0.0
                for axis in ("x", "y")
            ]
            mouse.move(middle["x"], middle["y"])
            mouse.down()
            mouse.move(middle["x"] + pull[0] / 2, middle["y"] + pull[1] / 2)
            mouse.move(middle["x"] + pull[0], middle["y"] + pull[1])
            self.page.wait_for_timeout(120)
            mouse.up()
        assert at["bare"], at
        mouse.click(at["x"], at["y"])
        self.done()


class Keyboard(Hand):
    """Keys alone: what is pressed was reached by Tab, its ring is seen, the focus is never lost."""

    def _reach(self, target: Locator) -> None:
        target.wait_for()
        for _ in range(TABS):
            if target.evaluate(FOCUSED):
                assert self.page.evaluate(RINGED), target.evaluate("one => one.outerHTML")[:120]
                return
            self.page.keyboard.press("Shift+Tab" if target.evaluate(BEFORE) else "Tab")
        pytest.fail(
            f"{TABS} presses of Tab do not lead to {target}; at {self.page.evaluate(WHERE)}"
        )

    def _kept(self) -> None:
        self.done()
        assert self.page.evaluate(WHERE), "the focus was lost"

    def press(self, target: Locator) -> None:
        self._reach(target)
        self.page.keyboard.press("Enter")
        self._kept()

    def choose(self, field: Locator, typed: str, option: str) -> None:
        self._reach(field)
        self.page.keyboard.type(typed)
        options = self._offers(field)
        options.first.wait_for()
        for i in range(options.count()):
            if options.nth(i).locator("span").first.inner_text() == option:
                break
            self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Enter")
        self._kept()
        self.page.keyboard.press("Escape")

    def pick(self, field: Locator, value: str) -> None:
        self._reach(field)
        self.page.keyboard.press("Home")
        for _ in range(40):
            if field.input_value() == value:
                break
            self.page.keyboard.press("ArrowDown")
        assert field.input_value() == value
        self._kept()

    def write(self, field: Locator, text: str) -> None:
        self._reach(field)
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.type(text)
        self._kept()


class Finger(Hand):
    """A touch screen of 390 by 844 with a keyboard on it; targets of 44 pixels."""

    context = PHONE

    def done(self) -> None:
        super().done()
        assert self.page.evaluate(WIDE) == []

    def see(self, part: str) -> None:
        self.press(self.page.locator(f"#sheet [data-tab={part}]"))

    def press(self, target: Locator) -> None:
        target.scroll_into_view_if_needed()
        self._large(target, TOUCHED)
        target.tap()
        self.done()

    def choose(self, field: Locator, typed: str, option: str) -> None:
        field.tap()
        self.page.keyboard.type(typed)
        self.press(self._offer(field, option))

    def pick(self, field: Locator, value: str) -> None:
        self._large(field, TOUCHED)
        field.select_option(value)
        self.done()

    def write(self, field: Locator, text: str) -> None:
        field.tap()
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.type(text)
        self.done()

    def point(self, lon: float, lat: float) -> None:
        """Search for the coordinates, then touch the map there."""
        search = self.page.locator("#search")
        self.write(search, f"{lon}, {lat}")
        self._offers(search).first.wait_for()
        self.page.keyboard.press("Enter")
        self.done()
        self.look.until(self.page, STILL)
        at = self.page.evaluate(PIXEL, [lon, lat])
        assert at["bare"], ("the place searched for is covered", at)
        self.page.touchscreen.tap(at["x"], at["y"])
        self.done()


HANDS = {"mouse": Mouse, "keyboard": Keyboard, "phone": Finger}


class Place:
    """The service that is walked through, and what it says itself."""

    def __init__(self, address: str, workspace: Path, ask: Callable[..., Any]) -> None:
        self.address, self.workspace, self.ask = address, workspace, ask

    def zoned(self, code: str) -> tuple[float, float]:
        """A point within the largest zone near a region, or near any where the region has none."""
        shapely = pytest.importorskip("shapely")
        found = []
        for region in (code, "64.72"):
            path = f"/collections/regencies/items?limit=1&code={region}"
            (regency,) = self.ask(path)["features"]
            box = ",".join(str(one) for one in shapely.geometry.shape(regency["geometry"]).bounds)
            found = self.ask(f"/collections/zoning/items?limit=200&bbox={box}")["features"]
            if found:
                break
        shapes = [shapely.geometry.shape(one["geometry"]) for one in found]
        at = max(shapes, key=lambda one: one.area).representative_point()
        return round(at.x, 4), round(at.y, 4)


@pytest.fixture(scope="session")
def place(
    request: pytest.FixtureRequest, means: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Place]:
    """The starter region as others read it; or a copy, of it or of the workspace named, to write to."""
    named = os.environ.get("PENYANGGA_WALKS_WORKSPACE", "")
    starter = "" if named else request.getfixturevalue("starter_workspace")
    if not named and os.environ.get("PENYANGGA_WALKS") != "all":
        asked = request.getfixturevalue("ask_starter")
        yield Place(request.getfixturevalue("starter_service"), starter, asked)
        return
    served, _, asking = means
    copy = copy_workspace(Path(named or starter), tmp_path_factory.mktemp("walks") / "workspace")
    with served(ServerSettings(copy, writers="local")) as address:
        yield Place(address, copy, asking(address))


@pytest.fixture
def look(chromium: Browser, means: Any, place: Place) -> Iterator[Any]:
    """A way to open the map of the place; afterwards no foreign request and a clean console."""
    with means[1](chromium, place.address) as looker:
        yield looker


@pytest.fixture
def begin(look: Any) -> Callable[[str, str, str], Hand]:
    """Open the map as a first visit and give the hand that is to use it."""

    def start(hand: str, lang: str, name: str) -> Hand:
        kind = HANDS[hand]
        return kind(look, look.open(f"/map?lang={lang}", **kind.context), name)

    return start
