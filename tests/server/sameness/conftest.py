"""One layer read in every way there is, and held to what the library reads."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from flask.testing import FlaskClient
from pyproj import Geod

import layers
from layers import Catalogue
from layers.formats import FORMATS
from server.app import create_app
from server.config import ServerSettings

GEOD = Geod(ellps="WGS84")
# Polygons whose areas on the globe are worked out for each way; of the others, in the plane.
MOST_AREAS = 10


class Ways:
    """The ways to read a layer over HTTP: items page by page, and each format whole."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def document(self, path: str) -> Any:
        """Give a document that must be there."""
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.get_data(as_text=True)[:500])
        return answer.get_json()

    def items(self, name: str) -> gpd.GeoDataFrame:
        """Give all items, by the links from page to page."""
        url, features = f"/collections/{name}/items?limit=3000", []
        matched = self.document(url)["numberMatched"]
        while url:
            page = self.document(url)
            features += page["features"]
            url = next((x["href"] for x in page["links"] if x["rel"] == "next"), "")
        assert len(features) == matched
        return _frame(features)

    def file(self, name: str, kind: str, fields: Sequence[str]) -> gpd.GeoDataFrame:
        """Give a layer with these fields as the reader of a format opens it."""
        answer = self.client.get(f"/collections/{name}/download?f={kind}", buffered=True)
        assert answer.status_code == 200, (name, kind, answer.get_data(as_text=True)[:500])
        return OPENED[kind](answer.data, fields)


def _frame(features: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    table = pd.DataFrame([f["properties"] for f in features], index=[f["id"] for f in features])
    texts = [json.dumps(f["geometry"]) if f["geometry"] else None for f in features]
    shapes = shapely.from_geojson(np.array(texts, dtype=object))
    return gpd.GeoDataFrame(table, geometry=shapes, crs=4326)


def _opened_collection(body: bytes, _: Sequence[str]) -> gpd.GeoDataFrame:
    return _frame(json.loads(body)["features"])


def _opened_sequence(body: bytes, _: Sequence[str]) -> gpd.GeoDataFrame:
    return _frame([json.loads(line) for line in body.decode().replace("\x1e", "").splitlines()])


def _opened_table(body: bytes, fields: Sequence[str]) -> gpd.GeoDataFrame:
    table = _by_id(pd.read_csv(io.BytesIO(body), dtype=str, keep_default_na=False), fields)
    # One column of WKT, or two of coordinates, beside the fields.
    places = [table.pop(name) for name in table.columns if name not in fields]
    if len(places) == 1:
        shapes = [shapely.from_wkt(text) if text else None for text in places[0]]
    else:
        lon, lat = (pd.to_numeric(place) for place in places)
        shapes = np.where(lon.notna(), shapely.points(lon, lat), None)
    return gpd.GeoDataFrame(table, geometry=np.array(shapes, dtype=object), crs=4326)


def _by_id(table: pd.DataFrame, fields: Sequence[str]) -> Any:
    """Give a table by its ids: the first column that is no field, for a field may be called id."""
    (name, *_) = [name for name in table.columns if name not in fields]
    out = table.set_index(name)
    out.index = out.index.astype(int)
    return out


def _opened_parquet(body: bytes, fields: Sequence[str]) -> gpd.GeoDataFrame:
    return _by_id(gpd.read_parquet(io.BytesIO(body)), fields)


def _opened_by_gdal(body: bytes, suffix: str) -> gpd.GeoDataFrame:
    with tempfile.NamedTemporaryFile(suffix=suffix) as file:
        file.write(body)
        file.flush()
        return pyogrio.read_dataframe(file.name, fid_as_index=suffix == ".gpkg")


OPENED = {
    "geojson": _opened_collection,
    "geojsonseq": _opened_sequence,
    "csv": _opened_table,
    "parquet": _opened_parquet,
    "fgb": lambda body, fields: _by_id(_opened_by_gdal(body, ".fgb"), fields),
    "gpkg": lambda body, _: _opened_by_gdal(body, ".gpkg"),
}


def plain(values: pd.Series, kind: str, table: bool) -> list[Any]:
    """Give the values of a field as plain ones, None where missing; a table's are texts."""
    missing = (values == "") if table else values.isna()
    out: list[Any] = [None] * len(values)
    for i, (value, gone) in enumerate(zip(values, missing, strict=True)):
        if not gone:
            out[i] = PLAIN[kind](value)
    return out


def _text(value: Any) -> str | None:
    # A table guards cells that a spreadsheet would run; an empty text reads as a missing one.
    return str(value).removeprefix("'") or None


def _day(value: Any) -> str:
    return str(value)[:10]


def _moment(value: Any) -> pd.Timestamp:
    found = pd.Timestamp(value)
    return found.tz_localize("UTC") if found.tz is None else found.tz_convert("UTC")


PLAIN: dict[str, Callable[[Any], Any]] = {
    "text": _text,
    "integer": lambda value: int(float(value)) if isinstance(value, str) else int(value),
    "number": float,
    # Readers of columns with gaps give numbers.
    "boolean": lambda value: {"true": 1.0, "false": 0.0}.get(str(value).lower(), value) == 1,
    "date": _day,
    "datetime": _moment,
}


def areas(shapes: np.ndarray) -> np.ndarray:
    """Give hectares on the globe of some of the polygons, and all areas in the plane."""
    some = [s for s in shapes if s is not None and s.geom_type.endswith("Polygon")][:MOST_AREAS]
    globe = [abs(GEOD.geometry_area_perimeter(shape)[0]) / 10_000 for shape in some]
    return np.concatenate([globe, np.nan_to_num(shapely.area(shapes))])


class Truth:
    """What the library reads of a layer, and how what is found elsewhere is held to it."""

    def __init__(self, catalogue: Catalogue, name: str) -> None:
        self.layer = catalogue[name].layer
        self.frame = catalogue[name].read().sort_index()
        self.shapes = shapely.normalize(self.frame.geometry.to_numpy())
        self.areas = areas(self.shapes)
        self.values = {
            field.name: plain(self.frame[field.name], field.type, table=False)
            for field in self.layer.schema.fields
        }

    def hold(self, found: gpd.GeoDataFrame, way: str) -> None:
        """Compare count, ids, extent, shapes, areas and every attribute.

        Raises
        ------
        AssertionError
            Naming the layer, the way, and where they differ.
        """
        where = (self.layer.id, way)
        one = found.sort_index()
        assert list(one.index) == list(self.frame.index), where
        shapes = shapely.normalize(one.geometry.to_numpy())
        assert np.array_equal(shapely.total_bounds(shapes), shapely.total_bounds(self.shapes)), (
            where
        )
        mine, right = (shapely.get_coordinates(s, return_index=True) for s in (shapes, self.shapes))
        assert all(np.array_equal(a, b) for a, b in zip(mine, right, strict=True)), where
        assert np.array_equal(areas(shapes), self.areas), where
        for field in self.layer.schema.fields:
            values = plain(one[field.name], field.type, table=way.endswith("csv"))
            differing = [
                (i, a, b)
                for i, a, b in zip(one.index, values, self.values[field.name], strict=True)
                if a != b
            ]
            assert not differing, (*where, field.name, differing[:3])


def check(catalogue: Catalogue, clients: dict[str, FlaskClient], name: str) -> int:
    """Hold every way to read a layer, in each store, to the library; give how many there were."""
    truth, n = Truth(catalogue, name), 0
    for store, client in clients.items():
        ways = Ways(client)
        told = ways.document(f"/collections/{name}")
        assert told["numberOfFeatures"] == len(truth.frame)
        if len(truth.frame) and truth.layer.bbox is not None:
            box = told["extent"]["spatial"]["bbox"][0]
            assert np.array_equal(box, shapely.total_bounds(truth.shapes)), (store, name)
        truth.hold(ways.items(name), f"{store} items")
        for kind in FORMATS:
            truth.hold(ways.file(name, kind, truth.layer.schema.names), f"{store} {kind}")
            n += 1
    return n + len(clients)


@pytest.fixture(scope="session")
def hold_all_ways() -> Callable[[Catalogue, dict[str, FlaskClient], str], int]:
    """Give `check`."""
    return check


@pytest.fixture
def both_stores(
    tmp_path: Path, new_postgis: Callable[..., Catalogue], postgres: Any
) -> Iterator[tuple[dict[str, Catalogue], dict[str, FlaskClient]]]:
    """An empty workspace in each kind of store, and a client of the service of each."""
    there = new_postgis()
    catalogues = {"geopackage": layers.open(tmp_path / "same", create=True), "postgis": there}
    address = postgres.address("region", schema=there.store.address.schema)
    settings = {
        "geopackage": ServerSettings(catalogues["geopackage"].path),
        "postgis": ServerSettings(address, folder=there.path),
    }
    yield catalogues, {name: create_app(one).test_client() for name, one in settings.items()}
    catalogues["geopackage"].close()
