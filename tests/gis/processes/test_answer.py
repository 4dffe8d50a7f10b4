from __future__ import annotations

import datetime as dt
import json

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import LineString, Point, Polygon

from gis.processes.answer import feature_collection, plain
from layers.schema import Text


def test_numpy_missing_and_texts_become_json():
    given = {
        1: np.int64(3),
        "f": np.float32(0.5),
        "nan": float("nan"),
        "inf": np.inf,
        "na": pd.NA,
        "nat": pd.NaT,
        "t": Text("a", "b"),
        "l": (np.bool_(True), None),
        "d": dt.date(2024, 1, 2),
    }
    assert plain(given) == {
        "1": 3,
        "f": 0.5,
        "nan": None,
        "inf": None,
        "na": None,
        "nat": None,
        "t": {"id": "a", "en": "b"},
        "l": [True, None],
        "d": "2024-01-02",
    }


def test_a_frame_becomes_a_feature_collection():
    frame = gpd.GeoDataFrame(
        {"n": [1, 2, 3, 4], "share": [0.5, np.nan, 1, 0]},
        index=[7, 8, 9, 10],
        geometry=[
            Point(117.123456789, 0),
            None,
            LineString([(0, 0), (1, 1)]),
            Polygon([(0, 0), (1, 0), (1, 1)], [[(0.5, 0.2), (0.6, 0.2), (0.6, 0.3)]]),
        ],
        crs=4326,
    )
    found = feature_collection(frame)
    assert json.loads(json.dumps(found)) == found
    first, second, third, fourth = found["features"]
    assert first == {
        "type": "Feature",
        "id": 7,
        "properties": {"n": 1, "share": 0.5},
        "geometry": {"type": "Point", "coordinates": [117.1234568, 0.0]},
    }
    assert second["geometry"] is None
    assert second["properties"]["share"] is None
    assert third["geometry"]["coordinates"] == [[0, 0], [1, 1]]
    assert len(fourth["geometry"]["coordinates"]) == 2


def test_a_frame_without_columns_or_rows():
    empty = gpd.GeoDataFrame(geometry=[], crs=4326)
    assert feature_collection(empty) == {"type": "FeatureCollection", "features": []}
    bare = gpd.GeoDataFrame(geometry=[Point(1, 2)], crs=4326)
    assert feature_collection(bare)["features"][0]["properties"] == {}
