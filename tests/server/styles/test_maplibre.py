"""Style documents: valid by MapLibre's own validator, and drawn from own sources alone."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from layers import Layer, Schema, Text
from server.styles.look import legend_entries, look_of
from server.styles.maplibre import maplibre_document, vector_layers
from server.styles.style import styles_of

ROOT = Path(__file__).parents[3]
VALIDATOR = (
    ROOT / "server/webmap/node_modules/@maplibre/maplibre-gl-style-spec/dist/gl-style-validate.mjs"
)
BASE = "http://example.org/gis"


def node() -> str | None:
    own = ROOT / ".venv/node/bin/node"
    return str(own) if own.exists() else shutil.which("node")


@pytest.fixture
def every(areas, lines, points, mixed, plain) -> list[Layer]:
    roads = lines.with_(id="roads")
    waters = lines.with_(id="waterways")
    places = points.with_(id="settlements")
    land = plain.with_(id="provinces", theme="boundaries")
    raster = Layer("elevation", Text("", ""), "land", Schema(), kind="raster")
    return [areas, lines, points, mixed, plain, roads, waters, places, land, raster]


@pytest.mark.skipif(not VALIDATOR.exists() or not node(), reason="run 'make web': no validator")
def test_every_style_is_valid_by_maplibres_validator(every, starter_layers, tmp_path):
    files = []
    for name, layers in (("made", every), ("starter", starter_layers)):
        for style in styles_of(layers).values():
            file = tmp_path / f"{name}-{style.id}.json"
            document = maplibre_document(style, BASE, "id", f"{BASE}/fonts")
            file.write_text(json.dumps(document), encoding="utf-8")
            files.append(str(file))
    broken = tmp_path / "broken.json"
    broken.write_text('{"version": 8, "sources": {}, "layers": [{"id": "a", "type": "fill"}]}')
    command = [str(node()), str(VALIDATOR)]
    told = subprocess.run([*command, *files], capture_output=True, text=True, check=False)
    assert (told.returncode, told.stdout) == (0, "")
    assert subprocess.run([*command, broken], capture_output=True, check=False).returncode != 0
    assert len(files) > 30


@pytest.fixture(scope="module")
def starter_layers(starter_workspace) -> list[Layer]:
    import layers

    catalogue = layers.open(starter_workspace)
    known = catalogue.layers()
    catalogue.close()
    return known


def test_sources_are_own_and_layers_use_them(every):
    for style in styles_of(every).values():
        document = maplibre_document(style, BASE, "en")
        text = json.dumps(document)
        assert text.count("http") == text.count(BASE)
        used = {layer["source"] for layer in document["layers"] if "source" in layer}
        assert used == set(document["sources"])
        ids = [layer["id"] for layer in document["layers"]]
        assert len(ids) == len(set(ids))
        assert "font-faces" not in document


def test_a_layers_style_has_patterns_codes_and_names_at_their_points(areas):
    document = maplibre_document(styles_of([areas])["zones"], BASE, "en", f"{BASE}/fonts")
    fill, pattern, outline, label = document["layers"]
    assert [p["type"] for p in (fill, pattern, outline, label)] == [
        "fill",
        "fill",
        "line",
        "symbol",
    ]
    assert document["sprite"] == f"{BASE}/styles/sprite"
    assert "R-3" in json.dumps(pattern)
    assert label["source-layer"] == "zones_labels"
    assert label["minzoom"] == 12
    assert document["font-faces"]["Noto Sans"][0]["url"].startswith(f"{BASE}/fonts/")


def test_other_values_have_the_pattern_of_their_legend(mixed):
    same = {"classes": [{"value": "a", "label": "a", "colour": "#9aa0a6"}]}
    layer = mixed.with_(styling={**mixed.styling, **same, "shape": "fill"})
    legend = legend_entries(look_of(layer))
    assert [entry.get("pattern") for entry in legend] == [None, "pattern-1"]
    parts = vector_layers(look_of(layer))
    pattern = next(part for part in parts if part["id"].endswith("-pattern"))
    assert pattern["paint"] == {"fill-pattern": "pattern-1"}
    assert pattern["filter"][0] == "!"


def test_the_region_has_everything_with_the_hidden_switched_off(every):
    shown = [one.with_(styling={**one.styling, "visible": one.id == "ways"}) for one in every]
    document = maplibre_document(styles_of(shown)["region-map"], BASE, "id")
    off = {
        layer["source"]
        for layer in document["layers"]
        if layer.get("layout", {}).get("visibility") == "none"
    }
    assert off == set(document["sources"]) - {"ways"}
    kinds = [layer["type"] for layer in document["layers"][2:]]
    assert kinds == sorted(kinds, key=["raster", "fill", "line", "circle", "symbol"].index)
    assert document["center"] == [116.5, -0.5]


def test_layers_seen_from_afar_come_in_one_tile(every):
    shown = [one.with_(styling={**one.styling, "visible": one.id != "plain"}) for one in every]
    document = maplibre_document(styles_of(shown)["region-map"], BASE, "id")
    together = document["sources"]["drawn-together"]["url"]
    # Spots are drawn from zoom 8 on only, and the plain layer is switched off.
    assert together == f"{BASE}/tiles/zones,ways,anything,roads,waterways,provinces/tilejson.json"
    assert {"spots", "plain", "settlements", "elevation"} < set(document["sources"])
    parts = {part["id"]: part for part in document["layers"]}
    assert parts["roads-line"]["source"] == parts["land"]["source"] == "drawn-together"
    assert parts["roads-line"]["source-layer"] == "roads"
    base = maplibre_document(styles_of(shown)["base-map"], BASE, "id")["sources"]["drawn-together"]
    assert base["url"].endswith("/tilejson.json?properties=class,name")


def test_rasters_ask_for_the_pictures_of_their_style():
    raster = Layer("elevation", Text("", ""), "land", Schema(), kind="raster")
    every = styles_of([raster])
    assert "elevation-hillshade" in every
    source = maplibre_document(every["elevation-hillshade"], BASE, "id")["sources"]["elevation"]
    assert source["url"] == f"{BASE}/tiles/elevation/picture.json?style=hillshade"


def test_an_empty_workspace_has_a_sea():
    for style in styles_of([]).values():
        assert [p["id"] for p in maplibre_document(style, BASE, "id")["layers"]] == ["sea"]
