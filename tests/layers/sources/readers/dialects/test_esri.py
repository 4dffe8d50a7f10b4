"""Esri JSON files; GDAL as the oracle."""

from __future__ import annotations

import json

import pyogrio
import pytest
import shapely

from layers.errors import SourceError
from layers.sources.limits import Limits
from layers.sources.readers import geojson
from layers.sources.readers.dialects import esri

SHELL = [[116, 0], [116, 2], [118, 2], [118, 0], [116, 0]]
HOLE = [[116.5, 0.5], [117, 0.5], [117, 1], [116.5, 1], [116.5, 0.5]]
DOCUMENT = {
    "geometryType": "esriGeometryPolygon",
    "spatialReference": {"wkid": 4326},
    "fields": [{"name": "kode", "type": "esriFieldTypeString"}],
    "features": [
        {"attributes": {"kode": "01"}, "geometry": {"rings": [SHELL, HOLE]}},
        {"attributes": {"kode": None}, "geometry": None},
    ],
}


def test_rings_are_read_as_gdal_reads_them(tmp_path):
    path = tmp_path / "a.json"
    path.write_text(json.dumps(DOCUMENT))
    reading = geojson.read(path, Limits())
    oracle = pyogrio.read_dataframe(path)
    assert (reading.driver, reading.crs) == ("ESRIJSON", "EPSG:4326")
    assert shapely.equals(reading.geometry[0], oracle.geometry[0])
    assert reading.geometry[1] is None
    assert reading.attributes["kode"].tolist() == ["01", None]


def test_damage_names_its_row():
    bad = {"features": [{"attributes": {}, "geometry": {"curveRings": []}}, 5]}
    assert esri.decode(bad, Limits(), None).bad_rows() == [1, 2]
    with pytest.raises(SourceError):
        esri.decode({"features": {}}, Limits(), None)


@pytest.mark.parametrize("reference", [None, {}, {"wkt": "PROJCS[]"}, {"wkid": "4326"}])
def test_no_number_leaves_the_crs_open(reference):
    assert esri.system(reference) is None
