"""Rows of the map page: what a click and a drawn area take over HTTP, and how soon the page is there."""

from __future__ import annotations

import json
import math
import os
import shutil
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from statistics import median
from typing import Any

import machine
import numpy as np
import services
import stock
from plan import Plan
from playwright.sync_api import Browser, sync_playwright
from services import Service
from verdict import Agreement, Missing, Row

import layers
from gis.areas import area_m2
from server.aggregates.site import read_site

GOAL_IDENTIFY_MS, GOAL_SITE_MS = 150.0, 500.0
GOAL_PAINT_S, GOAL_SLOW_S, GOAL_USABLE_S, GOAL_FRAME_MS = 1.2, 8.0, 3.0, 150.0
# 1.6 Mbit/s with 150 ms there and back, as phones have it.
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 2e5, "uploadThroughput": 9.4e4}
N_SITES, N_CLICKS, FRAMES, SEED = 40, 100, 60, 7
CORNERS, RADIUS_KM = 24, 12.6
CLICKED = ("settlements", "facilities", "roads", "regencies", "zoning")
FLAGS = (
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
)
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime / 1000"
READY = "performance.getEntriesByName('map-ready')[0].startTime / 1000"
MOVED = """n => new Promise(done => {
    const map = document.getElementById("map").map, times = [];
    let last = performance.now();
    map.jumpTo({center: [116.83, -1.24], zoom: 13});
    const step = () => {
        const now = performance.now();
        times.push(now - last);
        last = now;
        if (times.length > n) { map.off("render", step); return done(times.slice(1)); }
        map.panBy([7, 3], {duration: 0});
    };
    map.on("render", step);
    map.panBy([7, 3], {duration: 0});
})"""


def rows(plan: Plan) -> Iterator[Row | Missing]:
    """Run the rows on the starter region."""
    workspace = stock.starter_workspace()
    catalogue = layers.open(workspace)
    with services.ours(workspace, workers=1) as service:
        yield _identified(plan, service, catalogue)
        yield _stated(plan, service)
        yield from _pages(plan, service)
    catalogue.close()


def _identified(plan: Plan, service: Service, catalogue: layers.Catalogue) -> Row:
    """Ask for features as a click on the map does: all there are at a point, at once."""
    what = "p95 of a feature that was clicked"
    before = plan.begin(what)
    rng = np.random.default_rng(SEED)
    asked = [
        f"/collections/{name}/items/{int(rng.choice(catalogue.packed(name).ids))}"
        for name in CLICKED
        for _ in range(N_CLICKS // len(CLICKED))
        if name in catalogue
    ]
    seen = [_p95([_seconds(service, path) for path in asked]) for _ in range(plan.passes)]
    known = {json.loads(service.get(path))["id"] for path in asked[:5]}
    agreed = Agreement(len(known) > 0, f"{len(asked)} features of {len(CLICKED)} layers")
    return Row(what, "ms", tuple(seen), "at most", GOAL_IDENTIFY_MS, agreed, load_before=before)


def _stated(plan: Plan, service: Service) -> Row:
    """Ask for the statistics of areas of about 50,000 ha, none twice."""
    what = "p95 of the statistics of a drawn area of 50,000 ha"
    before = plan.begin(what)
    seen, equal = [], True
    rng = np.random.default_rng(SEED)
    first = _posted(service, _site(116.8, -1.1))[0]
    pids = machine.family(service.pid)
    cpu = machine.cpu_seconds(pids)
    for _ in range(plan.passes):
        sites = [
            _site(*one) for one in rng.uniform((115.5, -2.5), (117.0, 0.5), (N_SITES, 2)).tolist()
        ]
        told = [_posted(service, site) for site in sites]
        seen.append(_p95([seconds for seconds, _ in told]))
        for site, (_, answer) in zip(sites[:3], told, strict=False):
            own = float(area_m2(np.array([read_site(site).shape]))[0]) / 1e4
            equal &= math.isclose(answer["site"]["area_ha"], own, rel_tol=1e-9)
    cpu = (machine.cpu_seconds(pids) - cpu) / (plan.passes * N_SITES)
    return Row(
        what,
        "ms",
        tuple(seen),
        "at most",
        GOAL_SITE_MS,
        Agreement(equal, f"areas as the library gives them; {1e3 * cpu:.0f} ms of processor each"),
        load_before=before,
        detail={"first_ms": round(1e3 * first, 1), "cpu_ms": round(1e3 * cpu, 1)},
    )


def _site(lon: float, lat: float) -> dict[str, Any]:
    turn = [2 * math.pi * k / CORNERS for k in range(CORNERS)]
    step = RADIUS_KM / 111.2
    ring = [[lon + step * math.cos(a), lat + step * math.sin(a)] for a in turn]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def _pages(plan: Plan, service: Service) -> Iterator[Row | Missing]:
    """Open the page anew each time, on the loopback and over a slow line, and pan it."""
    executable = os.environ.get("CHROMIUM") or shutil.which("chromium")
    what = "the map page"
    if not executable:
        yield Missing(what, "no Chromium: install the package or name it in CHROMIUM")
        return
    before = plan.begin(what)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=[*FLAGS])
        fast = [_opened(browser, service, slow=False) for _ in range(plan.passes)]
        slow = [_opened(browser, service, slow=True) for _ in range(plan.passes)]
        browser.close()
    here = Agreement(
        all(not one["foreign"] for one in (*fast, *slow)), "no request to any other host"
    )
    for name, unit, told, field, goal in (
        ("usable on the loopback", "s", fast, "ready", GOAL_USABLE_S),
        ("first paint at 1.6 Mbit/s, 150 ms", "s", slow, "painted", GOAL_PAINT_S),
        ("usable at 1.6 Mbit/s, 150 ms", "s", slow, "ready", GOAL_SLOW_S),
        ("a frame at zoom 13, drawn by software", "ms", fast, "frame", GOAL_FRAME_MS),
    ):
        seen = tuple(one[field] for one in told)
        yield Row(f"{what}: {name}", unit, seen, "at most", goal, here, load_before=before)


def _opened(browser: Browser, service: Service, *, slow: bool) -> dict[str, Any]:
    """Open the page with nothing kept, and say how long things took."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, reduced_motion="reduce", locale="id-ID"
    )
    page = context.new_page()
    home = f"http://127.0.0.1:{service.port}"
    foreign: list[str] = []
    page.on(
        "request",
        lambda one: (
            None if one.url.startswith((home, "blob:", "data:")) else foreign.append(one.url)
        ),
    )
    if slow:
        context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
    page.goto(f"{home}/map")
    page.wait_for_selector('body[data-ready="1"]', timeout=120_000)
    told = {"painted": page.evaluate(PAINTED), "ready": page.evaluate(READY), "foreign": foreign}
    told["frame"] = 0.0 if slow else median(page.evaluate(MOVED, FRAMES))
    context.close()
    return told


def _seconds(service: Service, path: str) -> float:
    start = time.perf_counter()
    service.get(path)
    return time.perf_counter() - start


def _posted(service: Service, body: Any) -> tuple[float, Any]:
    connection = HTTPConnection("127.0.0.1", service.port, timeout=120)
    try:
        start = time.perf_counter()
        headers = {"Content-Type": "application/json"}
        connection.request("POST", "/overlay", body=json.dumps(body), headers=headers)
        answer = connection.getresponse().read()
        return time.perf_counter() - start, json.loads(answer)
    finally:
        connection.close()


def _p95(seconds: list[float]) -> float:
    return float(np.percentile(seconds, 95) * 1e3)
