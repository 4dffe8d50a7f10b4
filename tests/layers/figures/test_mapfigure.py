"""Printed maps: their legends, sources and colours are those that layers carry."""

from __future__ import annotations

import builtins
import io

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest

from layers import Text, weakest_trust
from layers.errors import QueryError
from layers.figures import MapFigure
from layers.testing import PEOPLE_PER_CELL
from layers.themes.rasters.legends import legend_classes

mpl.use("agg")


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


def keys(ax):
    return {text.get_text() for text in ax.get_legend().get_texts()}


def pixels(ax):
    drawn = io.BytesIO()
    ax.figure.savefig(drawn, dpi=60)
    drawn.seek(0)
    return {tuple(p) for p in (plt.imread(drawn)[..., :3] * 255).round().astype(int).reshape(-1, 3)}


RED, GREEN = "#c81e32", "#1e8c46"


@pytest.fixture
def classed(tiny):
    """The facilities of the tiny region, hospitals red, clinics green, all else unnamed."""
    handle = tiny["facilities"]
    classes = [
        {"value": "rs", "label": {"id": "Rumah sakit", "en": "Hospital"}, "colour": RED},
        {"value": "klinik", "label": {"id": "Klinik", "en": "Clinic"}, "colour": GREEN},
        {"value": "bandara", "label": {"id": "Bandara", "en": "Airport"}, "colour": "#000001"},
    ]
    styling = {"shape": "circle", "class_field": "type", "classes": classes}
    tiny.write(handle.layer.with_(styling=styling), handle.read(), mode="replace")
    return tiny


def test_the_legend_is_that_of_the_layer_and_of_what_is_in_view(classed):
    ax = MapFigure(lang="en").layer(classed["facilities"]).finish()
    assert keys(ax) == {"Hospital", "Clinic", "Other"}
    assert keys(MapFigure().layer(classed["facilities"], equals={"type": "rs"}).finish()) == {
        "Rumah sakit · Hospital"
    }


def test_classes_have_their_colours(classed):
    drawn = pixels(MapFigure().layer(classed["facilities"], equals={"type": "rs"}).finish())
    assert (0xC8, 0x1E, 0x32) in drawn
    assert (0x1E, 0x8C, 0x46) not in drawn


def test_sources_and_the_weakest_trust_are_told(tiny):
    line = MapFigure().layer(tiny["roads"]).layer(tiny["population"]).finish().get_xlabel()
    used = [tiny[one].layer for one in ("roads", "population")]
    assert line.startswith(weakest_trust(*used))
    assert all((one.attribution or one.source) in line for one in used)


def test_cells_have_the_colour_of_their_step(tiny):
    layer = tiny["population"].layer
    step = max(
        (one for one in legend_classes(layer) if one["value"] <= PEOPLE_PER_CELL),
        key=lambda one: one["value"],
    )
    ax = MapFigure(lang="id").layer(tiny["population"]).finish()
    assert keys(ax) == {step["label"]["id"]}
    assert tuple(int(step["colour"][k : k + 2], 16) for k in (1, 3, 5)) in pixels(ax)


def test_areas_are_shaded_in_their_steps_and_grey_without_a_number(tiny):
    units = tiny["districts"].read()
    values = pd.Series([float(k) for k in range(len(units) - 1)] + [float("nan")])
    figure = MapFigure(lang="en").shade(
        units, values, label=Text("orang", "people"), edges=[0, 2, 10]
    )
    ax = figure.finish()
    assert keys(ax) == {"0 – 2", "2 – 10", "no value"}
    assert ax.get_legend().get_title().get_text() == "people"
    assert (228, 228, 223) in pixels(ax)


def test_equal_values_and_no_values_are_drawn(tiny):
    units = tiny["districts"].read()
    for value in (3.0, float("nan")):
        figure = MapFigure().shade(units, pd.Series(value, units.index), label=Text("x", "x"))
        assert keys(figure.finish())


def test_values_that_do_not_fit_are_refused(tiny):
    units = tiny["districts"].read()
    with pytest.raises(QueryError, match=f"1 values for {len(units)} areas: give one for each"):
        MapFigure().shade(units, pd.Series([1.0]), label=Text("x", "x"))


def test_an_empty_view_says_so(tiny):
    with pytest.raises(QueryError, match="layer roads: no feature here; change the bounds"):
        MapFigure(bounds=(0, 0, 1, 1)).layer(tiny["roads"])


def test_without_matplotlib_it_says_what_to_install(monkeypatch):
    real = builtins.__import__

    def refused(name, *args, **kwargs):
        if name == "matplotlib.pyplot":
            raise ModuleNotFoundError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", refused)
    with pytest.raises(QueryError, match=r"pip install 'penyangga\[notebooks\]'"):
        MapFigure()
