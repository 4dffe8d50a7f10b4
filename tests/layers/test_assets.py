"""Assets: latest readings and series as features at the assets, on both stores."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from layers import assets
from layers.errors import LayerNotFoundError
from layers.infrastructure.columns import fields_of
from layers.layer import Layer
from layers.schema import Schema, Text

TIMES = ("2024-01-01T00:00:00Z", "2024-01-02T00:00:00Z", "2024-01-03T00:00:00Z")


def filled(catalogue):
    """Two assets; one with two quantities at three times, written out of order."""
    lamps = gpd.GeoDataFrame(
        {"code": ["A1", "A2"], "name": ["Satu", "Dua"], "type": ["awlr", "cctv"]},
        geometry=[shapely.Point(117.1, -0.5), shapely.Point(117.2, -0.6)],
        crs=4326,
    )
    known = fields_of("assets")
    schema = Schema(tuple(known[name] for name in ("code", "name", "type")), "Point")
    catalogue.write(Layer("lamps", Text("Aset", "Assets"), "assets", schema), lamps)
    rows = [
        ("A1", TIMES[2], "level", 3.0, "m"),
        ("A1", TIMES[0], "level", 1.0, "m"),
        ("A1", TIMES[1], "level", 2.0, "m"),
        ("A1", TIMES[1], "battery", 80.0, "%"),
        ("A2", TIMES[0], "level", 9.0, "m"),
    ]
    table = pd.DataFrame(rows, columns=list(fields_of("observations")))
    frame = gpd.GeoDataFrame(table, geometry=[None] * len(rows), crs=4326)
    layer = Layer(
        "readings",
        Text("Pengamatan", "Readings"),
        "observations",
        Schema(tuple(fields_of("observations").values()), "Point"),
        trust="illustrative",
        styling={"observes": "lamps"},
    )
    catalogue.write(layer, frame)
    return catalogue


@pytest.fixture(params=["workspace", "postgis"])
def observed(request):
    return filled(request.getfixturevalue(request.param))


def test_the_latest_of_each_asset_and_quantity(observed):
    found = assets.latest(observed, "lamps")
    assert found[["asset", "quantity", "value"]].to_numpy().tolist() == [
        ["A1", "battery", 80.0],
        ["A1", "level", 3.0],
        ["A2", "level", 9.0],
    ]
    assert found["time"].tolist()[1] == pd.Timestamp(TIMES[2])
    assert found["name"].tolist() == ["Satu", "Satu", "Dua"]
    assert found.geometry.x.tolist() == [117.1, 117.1, 117.2]
    assert found.crs.to_epsg() == 4326


def test_it_is_the_maximum_by_time(observed):
    table = observed["readings"].read()
    last = table.loc[table.groupby(["asset", "quantity"])["time"].idxmax()]
    expected = last.sort_values(["asset", "quantity"])["value"].tolist()
    assert assets.latest(observed, "readings")["value"].tolist() == expected


def test_the_series_of_one_asset_in_order(observed):
    found = assets.series(observed, "readings", "A1", quantity="level")
    assert found["value"].tolist() == [1.0, 2.0, 3.0]
    assert found["time"].is_monotonic_increasing
    assert len(assets.series(observed, "lamps", "A1")) == 4


def test_one_quantity_only(observed):
    assert assets.latest(observed, "lamps", quantity="battery")["asset"].tolist() == ["A1"]
    assert assets.latest(observed, "lamps", quantity="none").empty


def test_the_answer_can_be_kept_as_a_layer(observed):
    frame = assets.latest(observed, "lamps")
    layer = assets.described(observed, "lamps", "lamps_latest", frame)
    written = observed.write(layer, frame)
    assert written.n_features == 3
    assert written.trust == "illustrative"
    assert "readings (revision 1)" in written.method
    assert observed["lamps_latest"].read()["value"].tolist() == frame["value"].tolist()
    assert observed["lamps_latest"].layer.schema["type"].codes["awlr"].en == "Water-level gauge"


def test_what_is_not_there_is_refused(workspace):
    filled(workspace)
    with pytest.raises(LayerNotFoundError, match="not in layer 'lamps'"):
        assets.series(workspace, "lamps", "A9")
    with pytest.raises(LayerNotFoundError, match="no layer 'x'"):
        assets.latest(workspace, "x")
    workspace.delete("readings")
    with pytest.raises(LayerNotFoundError, match="--observations lamps"):
        assets.latest(workspace, "lamps")


def test_two_layers_of_readings_must_be_told_apart(workspace):
    filled(workspace)
    held = workspace["readings"]
    workspace.write(held.layer.with_(id="more"), held.read())
    with pytest.raises(LayerNotFoundError, match="readings, more; name one"):
        assets.latest(workspace, "lamps")
    assert len(assets.latest(workspace, "more")) == 3
