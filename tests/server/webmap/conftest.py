"""A real service over a small workspace, and a Chromium that looks at its map."""

from __future__ import annotations

import json
import os
import shutil
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, expect, sync_playwright
from werkzeug.serving import make_server

import layers
from layers import Catalogue, Field, Layer, Schema, Text
from layers.testing import SIDE, SOUTH, WEST, assert_sound, fill_tiny_region, tiny_roads
from server.app import create_app
from server.config import ServerSettings
from server.routes.webmap import built_version

FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
    "--hide-scrollbars",
]
# On a busy machine where nothing is compiled yet, an answer takes minutes.
PATIENCE_S = 300
expect.set_options(timeout=60_000)
PAYLOAD = '<img src=x onerror="document.body.dataset.hacked=1"><script>alert(1)</script>'
# West edge (from the middle of the region) and width of the islands of one area, in degrees.
ISLES = ((-0.12, 0.02), (-0.08, 0.05), (0.0, 0.01), (0.03, 0.02), (0.07, 0.01))
ZONES = {"R": "#ffe08a", "K": "#cc7777", "HL": "#325f28"}


def lacking(what: str) -> None:
    """Skip on a person's machine, fail where nothing may be skipped."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what}, and nothing may be skipped in CI")
    pytest.skip(what)


def regencies() -> tuple[Layer, gpd.GeoDataFrame]:
    """The tiny region's three districts as one city, and a regency to the east of it."""
    frame = gpd.GeoDataFrame(
        {"code": ["64.71", "64.09"], "name": ["Kota Uji", "Kabupaten Timur"]},
        geometry=[
            shapely.box(WEST, SOUTH, WEST + 3 * SIDE, SOUTH + SIDE),
            shapely.box(WEST + 3 * SIDE, SOUTH, WEST + 4 * SIDE, SOUTH + SIDE),
        ],
        crs="EPSG:4326",
    )
    fields = (
        Field("code", "text", Text("Kode", "Code")),
        Field("name", "text", Text("Nama", "Name")),
    )
    styling = {
        "group": "boundaries",
        "order": 1,
        "shape": "line",
        "visible": True,
        "colour": "#6b756f",
    }
    return made_up(
        "regencies",
        Text("Kabupaten/kota", "Regencies"),
        Schema(fields, "Polygon"),
        "boundaries",
        styling,
    ), frame


def zoning() -> tuple[Layer, gpd.GeoDataFrame]:
    """Three zones of which one has a name that is a script; off at first."""
    codes = {"R": Text("Perumahan", "Housing"), "K": Text("Perdagangan", "Commerce")}
    codes["HL"] = Text("Hutan lindung", "Protection forest")
    frame = gpd.GeoDataFrame(
        {"name": ["Zona Barat", PAYLOAD, "Zona Timur"], "zone": list(ZONES), "kdb": [60, 70, 0]},
        geometry=[
            shapely.box(WEST + i * SIDE, SOUTH, WEST + (i + 1) * SIDE, SOUTH + SIDE)
            for i in range(3)
        ],
        crs="EPSG:4326",
    )
    fields = (
        Field("name", "text", Text("Nama", "Name")),
        Field("zone", "text", Text("Zona", "Zone"), codes=codes),
        Field("kdb", "integer", Text("KDB terbesar", "Largest KDB"), unit="%"),
    )
    classes = [
        {"value": code, "label": text.to_dict(), "colour": ZONES[code]}
        for code, text in codes.items()
    ]
    styling = {
        "group": "plans",
        "order": 1,
        "shape": "fill",
        "class_field": "zone",
        "classes": classes,
    }
    return made_up(
        "zoning", Text("Pola ruang", "Zoning"), Schema(fields, "Polygon"), "plans", styling
    ), frame


def isles() -> tuple[Layer, gpd.GeoDataFrame]:
    """An archipelago under one name, with many classes of which few are there; off at first."""
    middle, half = WEST + 1.5 * SIDE, SIDE / 8
    parts = [shapely.box(middle + x, SOUTH, middle + x + w, SOUTH + w) for x, w in ISLES]
    frame = gpd.GeoDataFrame(
        {
            "name": ["Gugus Uji", "Karang"],
            "code": ["64.72.10.1005", "64.72.10.1006"],
            "kind": [9, 4],
        },
        geometry=[
            shapely.MultiPolygon(parts),
            shapely.MultiPolygon(
                [shapely.box(middle, SOUTH + 4 * half, middle + half, SOUTH + SIDE)]
            ),
        ],
        crs="EPSG:4326",
    )
    fields = (
        Field("name", "text", Text("Nama", "Name")),
        Field("code", "text", Text("Kode desa atau kelurahan yang panjang", "Long code")),
        Field("kind", "integer", Text("Golongan", "Kind")),
    )
    classes = [
        {"value": n, "label": {"id": f"Kelas {n}", "en": f"Class {n}"}, "colour": f"#1040{10 + n}"}
        for n in range(12)
    ]
    styling = {
        "group": "land",
        "shape": "fill",
        "class_field": "kind",
        "classes": classes,
        "label_field": "name",
        "label_minzoom": 3,
    }
    schema = Schema(fields, "MultiPolygon")
    return made_up("isles", Text("Gugus pulau", "Isles"), schema, "land", styling), frame


def houses() -> tuple[Layer, gpd.GeoDataFrame]:
    """A layer of a plan that is drawn from close by only; off at first."""
    frame = gpd.GeoDataFrame(
        {"name": ["Rumah"]}, geometry=[shapely.Point(WEST, SOUTH)], crs="EPSG:4326"
    )
    schema = Schema((Field("name", "text", Text("Nama", "Name")),), "Point")
    plan = {"regulation": "Perda 3/2024", "revision": "1", "region": "64.72", "scale": 5000}
    layer = made_up("houses", Text("Rumah", "Houses"), schema, "plans", {"minzoom": 8.5})
    return layer.with_(trust="compiled", plan=plan), frame


def readings() -> tuple[Layer, gpd.GeoDataFrame]:
    """A table: rows without places."""
    frame = gpd.GeoDataFrame({"asset": ["A1", "A2"]}, geometry=[None, None], crs="EPSG:4326")
    fields = (Field("asset", "text", Text("Aset", "Asset")),)
    title = Text("Bacaan", "Readings")
    return made_up("readings", title, Schema(fields, "Geometry"), "infrastructure", {}), frame


def classed_roads() -> tuple[Layer, gpd.GeoDataFrame]:
    """The tiny region's roads with a class, so that there are times of travel on them."""
    layer, frame = tiny_roads()
    fields = (*layer.schema.fields, Field("class", "text", Text("Kelas", "Class")))
    schema = Schema(fields, layer.schema.geometry)
    return layer.with_(schema=schema), frame.assign(**{"class": "collector"})


def made_up(layer_id: str, title: Text, schema: Schema, theme: str, styling: Any) -> Layer:
    return Layer(
        layer_id,
        title,
        theme,
        schema,
        licence="CC0-1.0",
        source="made up for tests",
        data_date="2024",
        trust="modelled",
        styling=styling,
    )


@pytest.fixture(scope="session")
def mapped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    """The workspace that the map shows; sound at the end."""
    catalogue = fill_tiny_region(
        layers.open(tmp_path_factory.mktemp("mapped") / "workspace", create=True)
    )
    for layer, frame in (regencies(), zoning(), isles(), houses(), readings()):
        catalogue.write(layer, frame, provenance={"source": "made up for tests"})
    layer, frame = classed_roads()
    catalogue.write(layer, frame, provenance={"source": "made up for tests"}, mode="replace")
    yield catalogue
    assert_sound(catalogue)
    catalogue.close()


@pytest.fixture(scope="session")
def service(mapped: Catalogue) -> Iterator[str]:
    """Address of the service over that workspace."""
    with served(ServerSettings(mapped.path, writers="local")) as address:
        yield address


@pytest.fixture(scope="session")
def starter_service(starter_workspace: Path) -> Iterator[str]:
    """Address of a service over the starter region, for reading."""
    with served(ServerSettings(starter_workspace)) as address:
        yield address


@contextmanager
def served(settings: ServerSettings) -> Iterator[str]:
    """Serve a workspace on a free port for as long as it is looked at."""
    if built_version() is None:
        lacking("the map page is not built (npm ci && npm run build in server/webmap)")
    limits = replace(settings.limits, request_seconds=PATIENCE_S, statement_seconds=PATIENCE_S)
    app = create_app(replace(settings, limits=limits))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    executable = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not executable:
        lacking("no Chromium: install the package or name it in CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, headless=True, args=FLAGS)
        yield browser
        browser.close()


class Looker:
    """Opens the map in a context of its own and remembers everything that went wrong there."""

    def __init__(self, browser: Browser, service: str) -> None:
        self._browser = browser
        self.service = service
        self.problems: list[str] = []
        self.foreign: list[str] = []
        self.allowed: tuple[str, ...] = ("GPU stall",)

    def open(
        self, path: str = "/map", *, prepare: Callable[[Page], None] | None = None, **context: Any
    ) -> Page:
        given = {
            "viewport": {"width": 1280, "height": 800},
            "reduced_motion": "reduce",
            "locale": "id-ID",
        } | context
        page = self._browser.new_context(**given).new_page()
        page.context.set_default_timeout(120_000)
        page.context.route("**/*", self._guard)
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        if prepare:
            prepare(page)
        page.goto(f"{self.service}{path}")
        return self.settled(page)

    def settled(self, page: Page) -> Page:
        page.wait_for_selector('body[data-ready="1"]:not([data-busy])', timeout=PATIENCE_S * 1000)
        return page

    def until(self, page: Page, condition: str, *, seconds: float = 60) -> None:
        """Wait for a JavaScript condition; the page's own policy forbids Playwright's way."""
        end = time.monotonic() + seconds
        while not page.evaluate(condition):
            if time.monotonic() > end:
                pytest.fail(f"after {seconds} s still not: {condition}")
            page.wait_for_timeout(50)

    def _guard(self, route: Route) -> None:
        if route.request.url.startswith((self.service, "blob:", "data:")):
            route.fallback()
        else:
            self.foreign.append(route.request.url)
            route.abort()

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not any(
            known in message.text for known in self.allowed
        ):
            self.problems.append(message.text)


@pytest.fixture
def look(chromium: Browser, service: str) -> Iterator[Looker]:
    """A way to open the map; afterwards no foreign request and a clean console."""
    with looking(chromium, service) as looker:
        yield looker


@pytest.fixture
def look_starter(chromium: Browser, starter_service: str) -> Iterator[Looker]:
    """The same over the starter region."""
    with looking(chromium, starter_service) as looker:
        yield looker


@pytest.fixture
def look_into(chromium: Browser) -> Iterator[Callable[[ServerSettings], Looker]]:
    """A way to look at a workspace of a test's own."""
    with ExitStack() as stack:
        yield lambda settings: stack.enter_context(
            looking(chromium, stack.enter_context(served(settings)))
        )


@pytest.fixture(scope="session")
def means() -> tuple[Any, Any, Any]:
    """What a folder below makes a service, a looker and an asker of its own with."""
    return served, looking, asking


@contextmanager
def looking(chromium: Browser, service: str) -> Iterator[Looker]:
    """Look at a service; afterwards no foreign request and a clean console."""
    looker = Looker(chromium, service)
    yield looker
    for context in chromium.contexts:
        context.close()
    assert looker.foreign == []
    assert looker.problems == []


@pytest.fixture(scope="session")
def ask(service: str) -> Callable[..., Any]:
    """Ask the service itself, past the page."""
    return asking(service)


@pytest.fixture(scope="session")
def ask_starter(starter_service: str) -> Callable[..., Any]:
    """The same over the starter region."""
    return asking(starter_service)


def asking(service: str) -> Callable[..., Any]:
    """Give a function that asks a service for a document."""

    def answer(path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"{service}{path}", data, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as response:
            return json.load(response)

    return answer


@pytest.fixture(scope="session")
def broken_rules() -> Callable[[Page], list[tuple[str, str]]]:
    """A way to learn which accessibility rules a page breaks, with all that is folded opened."""
    path = Path(__file__).parents[3] / "server/webmap/node_modules/axe-core/axe.min.js"
    if not path.is_file():
        lacking("axe-core is not installed (npm ci in server/webmap)")
    axe_source = path.read_text("utf-8")
    rules = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]

    def broken(page: Page) -> list[tuple[str, str]]:
        page.evaluate(
            "document.querySelectorAll('#answer details').forEach(d => { d.open = true })"
        )
        page.add_script_tag(content=axe_source)
        found = page.evaluate("rules => axe.run(document, {runOnly: rules})", rules)["violations"]
        return [(one["id"], one["nodes"][0]["html"][:160]) for one in found]

    return broken
