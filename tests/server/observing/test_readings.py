"""Assets by status and the age of what they last told, by hand."""

from __future__ import annotations

from datetime import UTC, datetime

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from layers.infrastructure.columns import fields_of
from layers.layer import Layer
from layers.schema import Schema, Text
from server.errors import NothingHereError
from server.observing.readings import assets_document, readings_document

NOW = datetime(2024, 1, 5, tzinfo=UTC)


@pytest.fixture
def lamps(workspace):
    frame = gpd.GeoDataFrame(
        {"code": ["A1", "A2", "A3"], "name": ["Satu", None, "Tiga"], "status": ["ok", "ok", "off"]},
        geometry=[shapely.Point(117.1, -0.5), shapely.Point(117.2, -0.6), None],
        crs=4326,
    )
    known = fields_of("assets")
    schema = Schema(tuple(known[name] for name in ("code", "name", "status")), "Point")
    workspace.write(Layer("lamps", Text("Aset", "Assets"), "assets", schema), frame)
    return workspace


def observe(workspace):
    days = [f"2024-01-0{day}T00:00:00Z" for day in (1, 2, 3)]
    rows = [("A1", day, "level", float(n), "m") for n, day in enumerate(days)]
    rows.append(("A1", "2024-01-04T12:00:00Z", "battery", 80.0, "%"))
    table = pd.DataFrame(rows, columns=list(fields_of("observations")))
    frame = gpd.GeoDataFrame(table, geometry=[None] * len(rows), crs=4326)
    schema = Schema(tuple(fields_of("observations").values()), "Point")
    title = Text("Pengamatan", "Readings")
    layer = Layer("seen", title, "observations", schema, styling={"observes": "lamps"})
    workspace.write(layer, frame)


def test_without_readings_it_says_how_to_add_them(lamps):
    told = assets_document(lamps, lamps["lamps"].layer)
    assert told["statuses"] == [{"status": "ok", "n": 2}, {"status": "off", "n": 1}]
    assert [one["code"] for one in told["assets"]] == ["A1", "A2", "A3"]
    assert told["assets"][1] == {"code": "A2", "status": "ok", "at": [117.2, -0.6]}
    assert "at" not in told["assets"][2]
    assert told["observed"] is None
    assert "penyangga add" in told["how"]["en"]
    assert readings_document(lamps, lamps["lamps"].layer, "A1", NOW)["quantities"] == []


def test_each_quantity_has_its_latest_and_its_age(lamps):
    observe(lamps)
    layer = lamps["lamps"].layer
    assert assets_document(lamps, layer)["observed"] == "seen"
    battery, level = readings_document(lamps, layer, "A1", NOW)["quantities"]
    assert (battery["value"], battery["unit"], battery["late"]) == (80.0, "%", None)
    assert (battery["age_s"], battery["usual_s"]) == (12 * 3600, None)
    assert (level["value"], level["age_s"], level["usual_s"]) == (2.0, 2 * 86_400, 86_400)
    assert level["late"] is False
    assert [value for _, value in level["series"]] == [0.0, 1.0, 2.0]
    later = datetime(2024, 1, 7, tzinfo=UTC)
    assert readings_document(lamps, layer, "A1", later)["quantities"][1]["late"] is True
    assert readings_document(lamps, layer, "A2", NOW)["quantities"] == []
    with pytest.raises(NothingHereError, match="Z9") as caught:
        readings_document(lamps, layer, "Z9", NOW)
    assert caught.value.code == "asset-unknown"
