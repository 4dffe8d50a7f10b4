"""Surroundings: attributes against the regions of the workspace, if those are real."""

from __future__ import annotations

import json

import geopandas as gpd
import pytest
import shapely

from layers import ingest
from layers.ingest.surroundings import all_defects, contradictions, table_of_frame
from layers.schema import Field, Text

FIELD = Field("kecamatan", "text", Text("Kecamatan", "District"))


@pytest.fixture
def real(tiny):
    """The tiny region, its districts declared to be real."""
    handle = tiny["districts"]
    tiny.write(handle.layer.with_(trust="official"), handle.read(), mode="replace", provenance={})
    return tiny


def table(*names):
    shapes = [shapely.Point(116.85 + 0.1 * i, -1.25) for i in range(len(names))]
    frame = gpd.GeoDataFrame({"kecamatan": names}, geometry=shapes, crs=4326)
    frame.index += 1
    return table_of_frame(frame, [FIELD])


def test_names_that_agree_say_nothing(real):
    assert contradictions(real, table("Barat", "Kec. Tengah"), layer_id="x") == []


def test_names_of_another_district_are_told(real):
    (found,) = contradictions(real, table("Timur", "Tengah"), layer_id="x")
    assert (found.code, found.rows) == ("region-name-differs", (1,))
    assert found.before == ("Timur (↔ Barat)",)


def test_modelled_regions_prove_nothing(tiny):
    assert contradictions(tiny, table("Timur"), layer_id="x") == []


def test_nothing_is_compared_with_itself_or_above_the_limit(real):
    assert contradictions(real, table("Timur"), layer_id="districts") == []
    assert contradictions(real, table("Timur", "Tengah"), layer_id="x", n_most=1) == []


def test_all_defects_and_contradictions_of_a_layer(real):
    codes = {f.code for f in all_defects(real, table("Timur", "Timur"), layer_id="x")}
    assert "region-name-differs" in codes


def test_an_import_tells_contradictions(real, tmp_path):
    path = tmp_path / "a.geojson"
    rows = [
        {
            "type": "Feature",
            "properties": {"kecamatan": "Timur"},
            "geometry": {"type": "Point", "coordinates": [116.85, -1.25]},
        }
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}))
    report = ingest.add(real, path, layer_id="spots", dry_run=True)
    assert "region-name-differs" in {f.code for f in report.findings}


def test_codes_are_told_at_the_lowest_level_only(real):
    at = shapely.Point(116.85, -1.25)
    fields = [Field("kode_kec", "text", Text("Kode", "Code"))]
    regency = gpd.GeoDataFrame(
        {"code": ["64.99"], "name": ["Uji"]}, geometry=[at.buffer(1)], crs=4326
    )
    layer = real["districts"].layer.with_(id="regencies", trust="official")
    real.write(layer, regency, provenance={})
    frame = gpd.GeoDataFrame({"kode_kec": ["64.71.09"]}, geometry=[at], crs=4326)
    found = contradictions(real, table_of_frame(frame, fields), layer_id="x")
    (one,) = [f for f in found if f.code == "code-place-differs"]
    assert one.before[0].count(".") == 4
