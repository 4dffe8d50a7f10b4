"""What is told of layers that the map does not draw."""

from __future__ import annotations

import pytest

from layers import Field, Layer, Schema, Text
from layers.themes import THEMES
from layers.themes.rasters import RASTER_THEMES
from server.documents.legends import cell_title, raster_legend, undrawn
from server.documents.phrases import GROUPS

X = Text("x", "x")


def raster(layer_id, *fields, **more):
    return Layer(layer_id, X, "land", Schema(tuple(fields)), kind="raster", **more)


def test_entries_of_a_raster_are_like_those_of_other_layers():
    (first, *_) = raster_legend(raster("land_cover_2024"))
    assert set(first) == {"value", "label", "colour", "shape"}
    assert set(first["label"]) == {"id", "en"}


def test_only_tables_without_places_are_not_drawn():
    places = Layer("a", X, "x", Schema(()), n_features=2, bbox=(1, 2, 3, 4))
    assert undrawn(places) is None
    assert undrawn(places.with_(n_features=0, bbox=None)) is None
    assert undrawn(places.with_(bbox=None)) is not None
    assert undrawn(raster("dem", bbox=(1, 2, 3, 4))) is None


@pytest.mark.parametrize(
    ("title", "unit", "told"),
    [
        (Text("Ketinggian", "Elevation"), "m", Text("Ketinggian (m)", "Elevation (m)")),
        (Text("Lereng", "Slope"), "degree", Text("Lereng (derajat)", "Slope (degrees)")),
        (Text("Orang per sel", "People per cell"), "people", None),
        (Text("Kelas", "Class"), None, None),
    ],
)
def test_a_cell_is_told_with_its_unit(title, unit, told):
    found = cell_title(raster("r", Field("value", "number", title, unit=unit)))
    assert found == (told or title).to_dict()


def test_layers_without_cells_have_no_cell_title():
    assert cell_title(raster("r")) is None
    assert cell_title(Layer("a", X, "x", Schema(()))) is None


def test_every_group_an_import_uses_has_a_name():
    used = {t.map_group for t in (*THEMES.values(), *RASTER_THEMES.values())}
    assert used <= set(GROUPS)
