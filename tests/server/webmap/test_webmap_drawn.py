"""Tiles as MapLibre draws them: no cracks, no missing pieces, and the items' ids and values."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely
from PIL import Image
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

import layers
from layers import Catalogue, Field, Layer, Schema, Text
from server.app import create_app
from server.config import ServerSettings
from server.routes.webmap import built_version

pytestmark = pytest.mark.browser

WIDTH, HEIGHT = 400, 300
BACKGROUND, AREA = (255, 0, 255), (0, 128, 0)
# A screen shows eight tile units in a pixel, so that nothing of an area moves by more than one.
NEAR_PX = 1.5
DRAW = """async ([home, base, layer, at, zoom, width, height]) => {
    const gl = await import(home + "/maplibre-gl.mjs");
    document.body.replaceChildren();
    const place = document.body.appendChild(document.createElement("div"));
    Object.assign(place.style, { position: "fixed", left: 0, top: 0 });
    Object.assign(place.style, { width: width + "px", height: height + "px" });
    const map = new gl.Map({
        container: place, center: at, zoom, fadeDuration: 0, attributionControl: false,
        style: {
            version: 8,
            sources: { own: { type: "vector", url: `${base}/tiles/${layer}/tilejson.json` } },
            layers: [
                { id: "none", type: "background", paint: { "background-color": "#ff00ff" } },
                { id: "area", type: "fill", source: "own", "source-layer": layer,
                  paint: { "fill-color": "#008000", "fill-antialias": false } },
            ],
        },
    });
    const failed = [];
    map.on("error", (event) => failed.push(String(event.error)));
    await new Promise((done) => map.once("idle", done));
    window.drawn = map;
    return failed;
}"""
READ = """([layer, spots]) => ({
    held: window.drawn.querySourceFeatures("own", { sourceLayer: layer })
        .map((one) => [one.id, one.properties]),
    at: spots.map((spot) => window.drawn.queryRenderedFeatures(spot).map((one) => one.id)),
})"""
Serve = Callable[[Path], str]


@pytest.fixture(scope="module")
def serve() -> Iterator[Serve]:
    """Serve workspaces, each on a port of its own."""
    if built_version() is None:
        pytest.skip("the map page is not built (npm ci && npm run build in server/webmap)")
    started = []

    def start(folder: Path) -> str:
        server = make_server("127.0.0.1", 0, create_app(ServerSettings(folder)), threaded=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        started.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server, thread in started:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def canvas(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_context(viewport={"width": WIDTH, "height": HEIGHT}).new_page()
    yield page
    page.context.close()


class View:
    """One picture: where each pixel lies, and what MapLibre drew there."""

    def __init__(self, page: Page, base: str, layer: str, at: tuple[float, float], zoom: int):
        if not page.url.startswith(base):
            page.goto(f"{base}/styles?f=html")
        home = f"{base}/static/webmap/{built_version()}"
        failed = page.evaluate(DRAW, [home, base, layer, at, zoom, WIDTH, HEIGHT])
        assert failed == []
        self._page, self._layer = page, layer
        picture = Image.open(io.BytesIO(page.screenshot(type="png"))).convert("RGB")
        self.colours = np.asarray(picture)
        self.world_px = 512 * 2.0**zoom
        x, y = self._world(shapely.Point(at)).coords[0]
        self.corner = (x - WIDTH / 2, y - HEIGHT / 2)

    def _world(self, shape: Any) -> Any:
        """Give a shape in pixels from the corner of the world."""

        def forth(xy: Any) -> Any:
            down = 0.5 - np.arcsinh(np.tan(np.radians(xy[:, 1]))) / (2 * np.pi)
            return np.column_stack([xy[:, 0] / 360 + 0.5, down]) * self.world_px

        return shapely.transform(shape, forth)

    def placed(self, shapes: Any) -> Any:
        """Give shapes in pixels of the picture."""
        return shapely.transform(self._world(shapes), lambda xy: xy - self.corner)

    def is_area(self) -> Any:
        colours = self.colours.astype(int)
        shown = (abs(colours - AREA) < 8).all(axis=2), (abs(colours - BACKGROUND) < 8).all(axis=2)
        assert (shown[0] | shown[1]).all(), "another colour than the two of the style"
        return shown[0]

    def read(self, spots: Any) -> dict[str, Any]:
        found: dict[str, Any] = self._page.evaluate(READ, [self._layer, spots])
        return found


def assert_drawn_whole(view: View, frame: gpd.GeoDataFrame, *, share: float = 0) -> int:
    """See that what lies inside is drawn and what lies outside is not; give the pixels inside.

    `share` of those may show the background.
    """
    window = shapely.box(-50, -50, WIDTH + 50, HEIGHT + 50)
    shapes = view.placed(frame.geometry.array)
    shapes = shapes[shapely.intersects(shapes, window)]
    ground = shapely.intersection(shapely.union_all(shapes, grid_size=1e-6), window)
    x, y = np.meshgrid(np.arange(WIDTH) + 0.5, np.arange(HEIGHT) + 0.5)
    inner, outer = shapely.buffer(ground, -NEAR_PX), shapely.buffer(ground, NEAR_PX)
    shapely.prepare([inner, outer])
    inside, outside = shapely.contains_xy(inner, x, y), ~shapely.contains_xy(outer, x, y)
    area = view.is_area()
    bare = np.argwhere(inside & ~area)
    assert len(bare) <= np.ceil(inside.sum() * share), bare[:5]
    assert not (outside & area).any(), np.argwhere(outside & area)[:5]
    return int(inside.sum())


def assert_read_right(view: View, frame: gpd.GeoDataFrame) -> None:
    """See that MapLibre holds the items' ids and values, each where it is."""
    shapes = view.placed(frame.geometry.array)
    spots = shapely.get_coordinates(shapely.point_on_surface(shapes))
    seen = (spots > 4).all(axis=1) & (spots < np.array([WIDTH, HEIGHT]) - 4).all(axis=1)
    seen &= ~shapely.contains_xy(shapely.buffer(shapely.boundary(shapes), NEAR_PX), spots)
    at = np.flatnonzero(seen)[:40]
    found = view.read(spots[at].tolist())
    assert [ids[:1] for ids in found["at"]] == [[i] for i in frame.index[at].tolist()]
    columns = [c for c in frame.columns if c != "geometry"]
    for feature_id, values in found["held"]:
        row = frame.loc[feature_id, columns]
        assert values == {k: v for k, v in row.items() if v is not None and v == v}


def test_the_districts_of_the_region_have_no_cracks(
    serve: Serve, canvas: Page, starter_workspace: Path
) -> None:
    base = serve(starter_workspace)
    catalogue = layers.open(starter_workspace)
    frame = catalogue["districts"].read()
    catalogue.close()
    for zoom, at in ((6, (116.5, -0.8)), (9, (116.9, -0.9)), (12, (116.83, -1.2))):
        view = View(canvas, base, "districts", at, zoom)
        assert assert_drawn_whole(view, frame) > WIDTH * HEIGHT / 8
        assert_read_right(view, frame)


def test_real_villages_have_no_cracks(
    serve: Serve, canvas: Page, shared_data: Path, workspace: Catalogue
) -> None:
    read = pyogrio.read_dataframe(
        shared_data / "admin/adm_kemendagri.gpkg", layer="adm4", where="kode_kab = '64.72'"
    )
    frame = gpd.GeoDataFrame(
        {"name": read["nama"].astype(str)},
        geometry=shapely.make_valid(read.geometry.array),
        crs=4326,
    )
    schema = Schema((Field("name", "text", Text("Nama", "Name")),), "MultiPolygon")
    frame["geometry"] = [shapely.multipolygons([*shapely.get_parts(g)]) for g in frame.geometry]
    workspace.write(
        Layer("villages", Text("Desa", "Villages"), "boundaries", schema), frame, provenance={}
    )
    base, held = serve(workspace.path), workspace["villages"].read()
    middle = held.union_all().centroid
    for zoom in (9, 12, 15):
        view = View(canvas, base, "villages", (middle.x, middle.y), zoom)
        # Where published neighbours overlap by less than a unit and one has a vertex that the
        # other lacks, rounding may part them by less than a unit: an eighth of a pixel.
        assert assert_drawn_whole(view, held, share=1 / 2000) > 500
        assert_read_right(view, held)
