"""Real files of the region, by the commands a planner types, against a plain calculation."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pytest
from exactextract import exact_extract
from exactextract.raster import NumPyRasterSource
from pyogrio import read_info
from pyproj import Proj

import layers
from layers.testing import copy_workspace

pytestmark = pytest.mark.slow

DISTANCES = (1000, 3000, 5000)


@pytest.fixture(scope="module")
def starter(starter_workspace, tmp_path_factory):
    """A workspace with the starter region, to be changed."""
    folder = tmp_path_factory.mktemp("starter") / "region"
    return copy_workspace(starter_workspace, folder)


@pytest.fixture
def real(starter, call, shared_data):
    """The starter with the districts of the decree and the places of Balikpapan in it."""
    mark = starter.with_name("added")
    if mark.exists():
        return starter
    boundaries = shared_data / "admin" / "adm_kemendagri.gpkg"
    added = call(
        *("add", boundaries, "--layer", "adm3", "--as", "districts", "--repair", "--replace"),
        workspace=starter,
    )
    assert added.exit_code == 0, added.stderr
    assert "212 read, 212 written" in added.stdout
    places = shared_data / "osm" / "balikpapan_poi_osm.csv"
    added = call("add", places, "--as", "facilities", "--replace", workspace=starter)
    assert added.exit_code == 0, added.stderr
    mark.touch()
    return starter


def plain_geopandas(folder, *, on_the_ground):
    """People within each distance of a hospital or clinic: buffer, dissolve, overlay, sum."""
    catalogue = layers.open(folder)
    places, districts = catalogue["facilities"].read(), catalogue["districts"].read()
    people = catalogue["population"].raster()
    catalogue.close()
    places = places[places["type"].isin(["rs", "klinik"])]
    scale = Proj(32750).get_factors(places.geometry.x, places.geometry.y).meridional_scale
    places = places.to_crs(32750)
    units = districts[districts["code"].str.startswith("64.71.")][["code", "geometry"]]
    values = np.where(people.values == people.nodata, 0, people.values).astype(float)
    source = NumPyRasterSource(values, *people.bounds, srs_wkt=people.crs.to_wkt())
    found = {}
    for distance in DISTANCES:
        reach = gpd.GeoDataFrame(
            geometry=[places.buffer(distance * (scale if on_the_ground else 1)).union_all()],
            crs=32750,
        )
        inside = gpd.overlay(units, reach.to_crs(4326), keep_geom_type=True)
        inside["people"] = exact_extract(source, inside, ["sum"], output="pandas")["sum"]
        for code, covered in inside.groupby("code")["people"].sum().items():
            found[code, distance] = covered
    return found


def test_people_near_hospitals_and_clinics_of_balikpapan(real, call):
    words = ("cover", "--facilities", "rs,klinik", "--within", "1km,3km,5km", "--region", "64.71")
    shown = call(*words, "--by", "districts", "--json", workspace=real)
    assert shown.exit_code == 0, shown.stderr
    answer = json.loads(shown.stdout)
    rows = {(row["code"], round(row["within_m"])): row for row in answer["rows"]}
    assert len(rows) == 6 * 3
    flat = plain_geopandas(real, on_the_ground=False)
    true = plain_geopandas(real, on_the_ground=True)
    for key, row in rows.items():
        assert row["covered"] == pytest.approx(true.get(key, 0), rel=2e-5, abs=0.1), key
        # Plain buffers leave the scale of the plane in: 0.04 % of the radius here.
        assert row["covered"] == pytest.approx(flat.get(key, 0), rel=1e-3, abs=20), key
    assert {i["layer"]: i["trust"] for i in answer["inputs"]} == {
        "facilities": "compiled",
        "districts": "compiled",
        "population": "modelled",
    }
    assert answer["trust"] == "modelled"
    for unit in {code for code, _ in rows}:
        shares = [rows[unit, distance]["share"] for distance in DISTANCES]
        assert shares == sorted(shares)
        assert shares[0] >= 0
        assert shares[-1] <= 1


def test_the_store_is_sound_after_real_imports(real, call):
    shown = call("check", "--json", workspace=real)
    told = json.loads(shown.stdout)
    assert told["ok"]
    # What is told of real boundaries are defects of theirs, none of the store's.
    assert {one["severity"] for one in told["findings"]} <= {"warning", "note"}
    assert all(one["layer"] for one in told["findings"])
    assert shown.exit_code == 0


@pytest.mark.parametrize(("level", "layer_id"), [("adm2", "regencies"), ("adm4", "villages")])
def test_other_levels_are_added_with_one_command(starter, call, shared_data, level, layer_id):
    source = shared_data / "admin" / "adm_kemendagri.gpkg"
    words = ("add", source, "--layer", level, "--as", layer_id, "--repair", "--replace", "--json")
    shown = call(*words, workspace=starter)
    assert shown.exit_code == 0, shown.stderr
    report = json.loads(shown.stdout)
    assert report["n_written"] == report["n_read"] == read_info(source, layer=level)["features"]


def test_ports_are_added_as_they_are(starter, call, shared_data):
    source = shared_data / "poi" / "pelabuhan_dephub.geojson"
    shown = call("add", source, "--as", "ports", "--replace", workspace=starter)
    assert shown.exit_code == 0, shown.stderr
    near = call("near", "--from", "116.83,-1.26", "--layer", "ports", "--json", workspace=starter)
    assert near.exit_code == 0
    assert json.loads(near.stdout)["rows"][0]["distance_m"] < 100_000
