"""The same count, box, attributes and areas through every format, read by others' programs."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

import layers
from layers.formats import FORMATS, Selection, write_file
from layers.query import Query

# GDAL gives the ids of these as the ids of its own.
BY_FID = ("gpkg", "geojson", "geojsonseq")


def read_back(path: Path, kind: str, fields: tuple[str, ...]) -> gpd.GeoDataFrame:
    """Read a file with GDAL or pandas as its users would; index = id of the feature."""
    if kind == "parquet":
        frame = gpd.read_parquet(path)
    elif kind == "csv":
        table = pd.read_csv(path, keep_default_na=False, na_values={c: [""] for c in fields})
        place = table.columns[-1]
        shapes = (
            gpd.points_from_xy(table["lon"], table["lat"])
            if place == "lat"
            else gpd.GeoSeries.from_wkt(table[place].replace("", None))
        )
        drop = ["lon", "lat"] if place == "lat" else [place]
        frame = gpd.GeoDataFrame(table.drop(columns=drop), geometry=shapes, crs=4326)
    else:
        frame = pyogrio.read_dataframe(path, fid_as_index=kind in BY_FID)
    if kind not in BY_FID:
        frame = frame.set_index("id_" if "id_" in frame else "id")
    frame.index.name = "id"
    return frame.sort_index()


def same(found: gpd.GeoDataFrame, expected: gpd.GeoDataFrame, kind: str) -> None:
    """Compare attribute by attribute and place by place."""
    assert found.crs.to_epsg() == 4326
    assert list(found.index) == list(expected.index)
    for name in expected.columns.drop("geometry"):
        left, right = found[name], expected[name]
        if right.dtype.kind == "M" or isinstance(right.dtype, pd.DatetimeTZDtype):
            utc = isinstance(right.dtype, pd.DatetimeTZDtype)
            left, right = (pd.to_datetime(v, utc=utc, format="ISO8601") for v in (left, right))
            assert (left.isna() == right.isna()).all()
            assert (left.dropna() == right.dropna()).all(), (kind, name)
            continue
        gone = right.isna() | (right.astype(object) == "") if kind == "csv" else right.isna()
        assert (left.isna() == right.isna())[~gone].all(), (kind, name)
        # A whole number beside missing ones is read as a double by GDAL.
        pairs = zip(left[~gone], right[~gone], strict=True)
        assert all(a == b or float(a) == float(b) for a, b in pairs), (kind, name)
    # FlatGeobuf keeps rings as they are; the order of points in a ring may differ, nothing else.
    placed = expected.geometry.notna()
    assert (found.geometry.notna() == placed).all()
    assert shapely.equals(found.geometry[placed], expected.geometry[placed]).all(), kind
    assert np.array_equal(found.total_bounds, expected.total_bounds)
    areas = (shapely.area(f.geometry.to_numpy()) for f in (found, expected))
    assert np.allclose(*areas, rtol=1e-12, atol=0, equal_nan=True)


@pytest.mark.parametrize("kind", [k for k in FORMATS if k != "csv"])
def test_awkward_values_are_the_same_in_every_format(kinds, packed, tmp_path, kind):
    expected = kinds["awkward"].read()
    out = tmp_path / f"out{FORMATS[kind].suffix}"
    write_file(Selection(packed), out, FORMATS[kind])
    if kind == "fgb":  # a text of no letters is none in FlatGeobuf as GDAL reads it
        expected["text"] = expected["text"].where(expected["text"] != "")
    found = read_back(out, kind, packed.layer.schema.names)
    found["text"] = found["text"].where(found["text"] != "") if kind == "fgb" else found["text"]
    same(found, expected, kind)


@pytest.mark.parametrize("kind", FORMATS)
def test_the_starter_is_the_same_in_every_format(starter_workspace, tmp_path, kind):
    catalogue = layers.open(starter_workspace)
    for layer_id in ("assets", "districts"):
        packed, expected = catalogue[layer_id].packed(), catalogue[layer_id].read()
        out = tmp_path / f"{layer_id}{FORMATS[kind].suffix}"
        write_file(Selection(packed), out, FORMATS[kind])
        found = read_back(out, kind, packed.layer.schema.names)
        if kind == "csv":
            for name in expected.columns[expected.dtypes == "str"]:
                found[name] = found[name].astype("str")
        same(found, expected, kind)
    catalogue.close()


@pytest.mark.parametrize("kind", FORMATS)
def test_an_empty_layer_is_an_empty_file_with_its_columns(kinds, tmp_path, kind):
    out = tmp_path / f"none{FORMATS[kind].suffix}"
    write_file(Selection(kinds["none"].packed()), out, FORMATS[kind])
    if kind == "csv":
        assert out.read_text() == "id,name,wkt_epsg_4326\n"
    elif kind == "geojsonseq":
        assert out.read_bytes() == b""
    else:
        found = gpd.read_parquet(out) if kind == "parquet" else pyogrio.read_dataframe(out)
        assert len(found) == 0
        if kind != "geojson":
            assert "name" in found.columns


@pytest.mark.parametrize("kind", FORMATS)
def test_a_selection_is_written_alone_in_its_order(kinds, packed, tmp_path, kind):
    query = Query(filter="whole >= 0", properties=("whole",), sortby=(("whole", True),))
    selection = Selection(packed, query, skip_geometry=True)
    out = tmp_path / f"out{FORMATS[kind].suffix}"
    write_file(selection, out, FORMATS[kind])
    assert selection.n == 6
    expected = [2**53 + 1, 4, 3, 2, 1, 0]
    if kind == "csv":
        table = pd.read_csv(out)
    elif kind == "parquet":
        table = pd.read_parquet(out)
    else:
        table = pyogrio.read_dataframe(out, read_geometry=False)
    whole = table["whole"].tolist()
    assert (sorted(whole, reverse=True) if kind == "gpkg" else whole) == expected
    assert not {"text", "geometry", "lon"} & set(table.columns)
