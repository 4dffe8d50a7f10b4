"""Change of land cover in a terminal: the numbers of the library, in both languages."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pytest
import shapely

import layers
from gis.processes import registry
from layers.layer import Layer
from layers.schema import Field, Schema, Text
from layers.testing import (
    CELL,
    SIDE,
    SOUTH,
    WEST,
    cover_raster,
    fill_tiny_region,
    tiny_covers,
    write_cover,
)
from server.cli.answers.landuse import print_change
from server.cli.session import Session


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Folder of the tiny region with land cover at two dates, and a sample of places."""
    path = tmp_path_factory.mktemp("cover") / "region"
    tiny = fill_tiny_region(layers.open(path, create=True))
    for year, cells in zip((2017, 2024), tiny_covers(), strict=True):
        write_cover(tiny, f"land_cover_{year}", cover_raster(cells), date=str(year))
    names = ("reference_from", "reference_to")
    schema = Schema(tuple(Field(n, "text", Text(n, n)) for n in names), "Point")
    truth = ["8", "8", "1", "1", "1", "5", "5"]
    columns = np.array([10.5, 12.5, 14.5, 0.5, 1.5, 20.5, 21.5])
    places = shapely.points(WEST + CELL * columns, np.full(7, SOUTH + SIDE - CELL / 2))
    frame = gpd.GeoDataFrame(
        {"reference_from": ["1"] * 5 + ["5"] * 2, "reference_to": truth}, geometry=places, crs=4326
    )
    layer = Layer("checks", Text("Periksa", "Checks"), "land", schema)
    tiny.write(layer, frame, provenance={"source": "test"})
    tiny.close()
    return path


@pytest.fixture
def told(home, capsys):
    """Print the answer to a question, and give the lines with its numbers."""

    def tell(lang="en", **given):
        catalogue = layers.open(home)
        asked = {"from": "2017", "to": "2024", "by": "districts"} | given
        numbers = registry()["change"].run(catalogue, asked).to_dict()
        catalogue.close()
        print_change(Session(lang=lang), json.loads(json.dumps(numbers)))
        return capsys.readouterr().out.splitlines(), numbers

    return tell


def test_classes_then_zones_then_patches(told):
    lines, numbers = told()
    assert lines[0].split() == [
        "class", "2017", "ha", "2024", "ha", "gain", "loss", "net", "swap", "%", "a", "year",
    ]  # fmt: skip
    forest = numbers["totals"][0]
    assert lines[1].startswith("1 Natural forest")
    assert f"{round(forest['before_ha']):,}" in lines[1]
    assert f"{forest['rate_percent']:.2f}" in lines[1]
    text = "\n".join(lines)
    assert "Not counted: 1,231 ha without data, 0 ha with strange codes" in text
    assert "Natural forest + Mangrove followed:" in text
    assert "Largest patches of change (of 2 patches, 2,830 ha):" in text
    assert "corrected" not in text
    row = next(line for line in lines if line.strip().startswith("1  Natural forest"))
    assert row.split()[-1] == "Tengah"


def test_the_sample(told):
    lines, numbers = told(sample="checks")
    text = "\n".join(lines)
    lost = numbers["accuracy"]["strata"][0]
    assert "From the sample of 7 points" in text
    assert f"{lost['area_ha']:,.0f} ± {lost['area_error_ha']:,.0f}" in text
    gained = next(line for line in lines if line.startswith("gained"))
    assert gained.split()[-2] == "–"


def test_in_indonesian(told):
    text = "\n".join(told("id", sample="checks")[0])
    for words in ("kelas", "Hutan alam", "Wilayah;", "Petak perubahan terbesar", "Dari sampel"):
        assert words in text
    assert "class" not in text
