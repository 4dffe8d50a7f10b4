"""Real regions and fires read the same through items, every format, both stores and the library."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from pyproj import Geod

import layers
from layers import Catalogue, Field, Layer, Schema, Text
from layers.formats import FORMATS
from server.app import create_app
from server.config import ServerSettings

KINDS = {"i": "integer", "f": "number", "M": "date"}
PARTS = (
    ("admin/adm_kemendagri.gpkg", "adm2", "MultiPolygon"),
    ("env/fires_viirs_kaltim_kalsel.geojson", None, "Point"),
)


def write(catalogue: Catalogue, data: Path) -> dict[str, gpd.GeoDataFrame]:
    """Write real files as layers, their columns as they are."""
    kept = {}
    for file, part, kind in PARTS:
        frame = gpd.read_file(data / file, layer=part)
        frame = frame.rename(columns={c: f"f_{c.lower()}" for c in frame.columns[:-1]})
        frame["geometry"] = shapely.force_2d(frame.geometry.array)
        fields = tuple(
            Field(c, KINDS.get(frame[c].dtype.kind, "text"), Text(c, c))  # type: ignore[arg-type]
            for c in frame.columns[:-1]
        )
        name = part or "fires"
        catalogue.write(Layer(name, Text(name, name), "assets", Schema(fields, kind)), frame)  # type: ignore[arg-type]
        kept[name] = catalogue[name].read()
    return kept


@pytest.fixture(params=["geopackage", "postgis"])
def served(request: pytest.FixtureRequest, tmp_path: Path, shared_data: Path):
    if request.param == "geopackage":
        catalogue = layers.open(tmp_path / "workspace", create=True)
        settings = ServerSettings(catalogue.path)
    else:
        make: Callable[..., Catalogue] = request.getfixturevalue("new_postgis")
        catalogue = make()
        schema = catalogue.store.address.schema
        address = request.getfixturevalue("postgres").address("region", schema=schema)
        settings = ServerSettings(address, folder=catalogue.path)
    frames = write(catalogue, shared_data)
    yield create_app(settings).test_client(), frames
    catalogue.close()


def opened(body: bytes, kind: str) -> gpd.GeoDataFrame:
    if kind == "csv":
        table = pd.read_csv(io.BytesIO(body), dtype=str, keep_default_na=False)
        if "lon" in table:
            shapes = gpd.points_from_xy(
                table.pop("lon").astype(float), table.pop("lat").astype(float)
            )
        else:
            shapes = gpd.GeoSeries.from_wkt(table.pop("wkt_epsg_4326")).array
        table["id"] = table["id"].astype(int)
        return gpd.GeoDataFrame(table, geometry=shapes, crs=4326).set_index("id").sort_index()
    with tempfile.NamedTemporaryFile(suffix=FORMATS[kind].suffix) as file:
        file.write(body)
        file.flush()
        by_fid = kind in ("gpkg", "geojson", "geojsonseq")
        frame = (
            gpd.read_parquet(file.name)
            if kind == "parquet"
            else pyogrio.read_dataframe(file.name, fid_as_index=by_fid)
        )
    return (frame if by_fid else frame.set_index("id")).sort_index()


def words(values: pd.Series) -> list[str]:
    """Give values as plain texts, so that a table's can be compared."""
    if values.dtype.kind == "M":
        return ["" if v is pd.NaT else str(v.date()) for v in values]
    return ["" if v is None or v != v or v is pd.NA else str(v) for v in values]


def test_real_layers_are_the_same_everywhere(served):
    client, frames = served
    geod = Geod(ellps="WGS84")
    for name, frame in frames.items():
        areas = [abs(geod.geometry_area_perimeter(g)[0]) for g in frame.geometry]
        url, features = f"/collections/{name}/items?limit=700", []
        while url:
            document = client.get(url).get_json()
            features += document["features"]
            url = next((x["href"] for x in document["links"] if x["rel"] == "next"), None)
        assert sorted(f["id"] for f in features) == list(frame.index)
        found = {"items": gpd.GeoDataFrame.from_features(features, crs=4326)}
        found["items"].index = [f["id"] for f in features]
        for kind in FORMATS:
            answer = client.get(f"/collections/{name}/download?f={kind}", buffered=True)
            found[kind] = opened(answer.data, kind)
        for kind, frame_found in found.items():
            one = frame_found.sort_index()
            assert list(one.index) == list(frame.index), (name, kind)
            assert np.array_equal(one.total_bounds, frame.total_bounds), (name, kind)
            assert shapely.equals(one.geometry.array, frame.geometry.array).all(), (name, kind)
            again = [abs(geod.geometry_area_perimeter(g)[0]) for g in one.geometry]
            assert again == pytest.approx(areas, rel=1e-12), (name, kind)
            for column in frame.columns.drop("geometry"):
                if frame[column].dtype.kind not in "if":
                    mine = [w.lstrip("'") if kind == "csv" else w for w in words(one[column])]
                    assert mine == words(frame[column]), (name, kind, column)
                else:
                    numbers = pd.to_numeric(one[column]).astype(float)
                    mine = np.array_equal(numbers, frame[column].astype(float), equal_nan=True)
                    assert mine, (name, kind, column)
