"""Conflicts in a terminal: the numbers of the library, in both languages."""

from __future__ import annotations

import json

import geopandas as gpd
import pytest
from shapely import box

import layers
from gis.processes import registry
from layers.layer import Layer
from layers.schema import Field, Schema, Text
from layers.testing import (
    SIDE,
    SOUTH,
    WEST,
    cover_raster,
    fill_tiny_region,
    tiny_covers,
    write_cover,
)
from server.cli.answers.conflicts import print_conflicts
from server.cli.session import Session


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Folder of the tiny region with its land cover, and a plan that protects all of it."""
    path = tmp_path_factory.mktemp("conflicts") / "region"
    tiny = fill_tiny_region(layers.open(path, create=True))
    write_cover(tiny, "land_cover_2024", cover_raster(tiny_covers()[1]), date="2024")
    schema = Schema((Field("kodrpr", "text", Text("Kode", "Code")),), "Polygon")
    shapes = [box(WEST + i * SIDE, SOUTH, WEST + (i + 1) * SIDE, SOUTH + SIDE) for i in range(3)]
    frame = gpd.GeoDataFrame({"kodrpr": ["HL", "HL", "??"]}, geometry=shapes, crs=4326)
    plan = Layer("spatial_plan", Text("Rencana", "Plan"), "zoning", schema)
    tiny.write(plan, frame, provenance={"source": "test"})
    tiny.close()
    return path


@pytest.fixture
def told(home, capsys):
    """Print the answer to a question, and give the text with its numbers."""

    def tell(lang="en", **given):
        catalogue = layers.open(home)
        numbers = registry()["conflicts"].run(catalogue, given).to_dict()
        catalogue.close()
        print_conflicts(Session(lang=lang), json.loads(json.dumps(numbers)))
        return capsys.readouterr().out, numbers

    return tell


def test_sums_then_patches_then_the_basis(told):
    text, numbers = told()
    lines = text.splitlines()
    assert lines[0].split()[:3] == ["conflict", "plan", "ha"]
    first = numbers["conflicts"][0]
    assert lines[1].startswith("Built-up land in protection areas")
    assert f"{round(first['area_ha']):,}" in lines[1]
    assert f"{100 * first['share']:.1f} %" in lines[1]
    assert "Largest patches, encroachment:" in text
    assert "Tengah" in text
    assert "Land cover: land_cover_2024 (2024)." in text
    assert "spatial_plan: 12,306 ha with a class that was not recognised" in text
    assert text.count("Basis: ") == 1
    assert "(illustrative)." in text


def test_in_indonesian(told):
    text, _ = told("id")
    for words in ("bentrok", "Petak terbesar, perambahan:", "Tutupan lahan:", "tidak dikenali"):
        assert words in text
    assert "Largest" not in text
