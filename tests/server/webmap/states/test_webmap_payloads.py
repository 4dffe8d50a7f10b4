"""What others wrote stays text: thirty ways to slip a script in, in all that the map shows of them."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from playwright.sync_api import Page

import layers
from layers import Catalogue, Text
from layers.testing import SIDE, SOUTH, WEST, fill_tiny_region, tiny_districts, tiny_facilities
from server.config import ServerSettings

pytestmark = pytest.mark.browser

DO = "document.body.dataset.hacked=1"
PAYLOADS = [
    f"<script data-evil>{DO}</script>",
    f"<img data-evil src=x onerror={DO}>",
    f"<svg data-evil onload={DO}>",
    f'"><img data-evil src=x onerror={DO}>',
    f"'><svg data-evil/onload={DO}>",
    f"<body data-evil onload={DO}>",
    f"<iframe data-evil srcdoc='<script>parent.{DO}</script>'>",
    f"<iframe data-evil src=javascript:parent.{DO}>",
    f"<a data-evil href=javascript:{DO}>x</a>",
    f"<details data-evil open ontoggle={DO}>",
    f"<video data-evil><source onerror={DO}></video>",
    f"<input data-evil autofocus onfocus={DO}>",
    f"<math data-evil href=javascript:{DO}>x</math>",
    "<style data-evil>*{display:none}</style>",
    "<link data-evil rel=stylesheet href=//evil.example/a.css>",
    "<meta data-evil http-equiv=refresh content=0;url=//evil.example>",
    "<base data-evil href=//evil.example/>",
    "<form data-evil action=//evil.example><button>x</button></form>",
    f"<object data-evil data=javascript:{DO}></object>",
    "<embed data-evil src=//evil.example/a.swf>",
    f"${{{DO}}}<i data-evil>",
    f"{{{{{DO}}}}}<i data-evil>",
    f"</textarea><script data-evil>{DO}</script>",
    f"</title><script data-evil>{DO}</script>",
    f"--><script data-evil>{DO}</script>",
    f"]]><script data-evil>{DO}</script>",
    f"&lt;script data-evil&gt;{DO}&lt;/script&gt;",
    f"<sCrIpT data-evil>{DO}</ScRiPt>",
    f"<div data-evil style=animation-name:x onanimationstart={DO}>",
    f"<marquee data-evil onstart={DO}>\u202ex\u2028</marquee>",
]


def filled(path: Path) -> Catalogue:
    """A workspace whose every word of others is a payload."""
    catalogue = fill_tiny_region(layers.open(path, create=True))
    layer, _ = tiny_districts()
    step = 3 * SIDE / len(PAYLOADS)
    boxes = [
        shapely.box(WEST + i * step, SOUTH, WEST + (i + 1) * step, SOUTH + SIDE)
        for i in range(len(PAYLOADS))
    ]
    codes = [f"64.71.{i + 1:02}" for i in range(len(PAYLOADS))]
    frame = gpd.GeoDataFrame({"code": codes, "name": PAYLOADS}, geometry=boxes, crs="EPSG:4326")
    evil = layer.with_(
        title=Text(PAYLOADS[0], PAYLOADS[1]),
        source=PAYLOADS[2],
        attribution=PAYLOADS[3],
        styling={
            "shape": "line",
            "visible": True,
            "class_field": "name",
            "classes": [
                {"value": one, "label": {"id": one, "en": one}, "colour": "#107060"}
                for one in PAYLOADS
            ],
        },
    )
    catalogue.write(evil, frame, provenance={"source": PAYLOADS[4]}, mode="replace")
    layer, frame = tiny_facilities()
    catalogue.write(
        layer,
        frame.assign(name=PAYLOADS[: len(frame)]),
        provenance={"source": PAYLOADS[5]},
        mode="replace",
    )
    plan = files("layers.masterplan").joinpath("examples", "banjarbaru.yaml").read_text("utf-8")
    words = iter(PAYLOADS * 20)
    plan = re.sub(
        r'\b(text|name|title|id|en): "[^"]*"',
        lambda hit: f"{hit[1]}: {json.dumps(next(words))}",
        plan,
    )
    # The plan names a layer that is not here.
    plan = plan.replace("layer: zoning", "layer: districts")
    (path / "masterplans").mkdir()
    (path / "masterplans" / "banjarbaru.yaml").write_text(plan, "utf-8")
    return catalogue


@pytest.fixture
def evil(tmp_path: Path) -> Iterator[Catalogue]:
    catalogue = filled(tmp_path / "workspace")
    yield catalogue
    catalogue.close()


def harmed(page: Page) -> list[str]:
    """What of a payload became more than text, the fold-outs opened."""
    found: list[str] = page.evaluate(
        """() => {
          document.querySelectorAll('details').forEach(d => { d.open = true });
          const made = [...document.querySelectorAll('[data-evil], body [onerror], body [onload], iframe, object, embed')];
          const links = [...document.querySelectorAll('a[href]')].filter(a => !/^https?:$/.test(a.protocol));
          return [...made, ...links].map(e => e.outerHTML.slice(0, 120)).concat(document.body.dataset.hacked ? ['ran'] : []);
        }"""
    )
    return found


def test_thirty_payloads_stay_text(look_into, evil: Catalogue) -> None:
    look = look_into(ServerSettings(evil.path, writers="local"))
    assert len(set(PAYLOADS)) == 30
    page = look.open(
        "/map?task=coverage&fac=rs,puskesmas&within=1000&by=districts&at=116.851,-1.25"
    )
    shown = page.locator("body").inner_text()
    card = page.get_by_role("dialog").inner_text()
    told = page.evaluate("document.body.textContent")
    assert [one for one in PAYLOADS if one not in told] == []
    assert PAYLOADS[0] in shown
    assert "data-evil" in card
    assert harmed(page) == []
    for text in PAYLOADS[:3]:
        page.locator("#search").fill(text)
        look.until(page, "!document.querySelector('#search-list').hidden")
        look.settled(page)
    assert harmed(page) == []

    page.evaluate("history.replaceState(null, '', '/map?task=masterplan&m=banjarbaru')")
    look.allowed += ("Failed to load resource",)
    page.reload()
    look.settled(page)
    assert page.locator("#answer").inner_text().count("data-evil") >= 10
    assert harmed(page) == []


def test_addresses_and_refusals_stay_text(look_into, evil: Catalogue) -> None:
    look = look_into(ServerSettings(evil.path, writers="local"))
    body = json.dumps({"id": "evil", "title": PAYLOADS[7]}).encode()
    made = urllib.request.Request(
        f"{look.service}/scenarios", body, {"Content-Type": "application/json"}
    )
    urllib.request.urlopen(made, timeout=300).close()
    look.allowed += ("Failed to load resource",)
    page = look.open("/map?task=scenario")
    assert PAYLOADS[7] in page.locator("#answer").inner_text()
    assert harmed(page) == []
    page.evaluate(
        """texts => history.replaceState(null, '', '/map?task=analyses&p=nearest&run=1&i.point=' +
          encodeURIComponent(texts[1]) + '&i.facilities=' + encodeURIComponent(texts[3]) +
          '&l=' + encodeURIComponent(texts[2]))""",
        PAYLOADS,
    )
    page.reload()
    look.settled(page)
    assert "data-evil" in page.locator("#answer").inner_text()
    assert "data-evil" in page.locator("#banner").inner_text()
    assert harmed(page) == []
