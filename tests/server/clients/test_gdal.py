"""GDAL's OAPIF driver, the newest and Debian's, reads and filters what is served: both stores."""

from __future__ import annotations

import shutil
import subprocess

import pyogrio
import pytest

BOX = (116.2, -1.4, 117.3, 0.1)
# What is asked of GDAL, and what geopandas finds.
WHERES = (
    ("floors > 5 AND class = 'a'", lambda f: (f["floors"] > 5) & (f["class"] == "a")),
    ("height_m <= 20.5 OR floors <> 3", lambda f: (f["height_m"] <= 20.5) | (f["floors"] != 3)),
    ("name LIKE 'Tempat 1%'", lambda f: f["name"].str.startswith("Tempat 1")),
    ("name ILIKE 'tempat 1%'", lambda f: f["name"].str.startswith("Tempat 1")),
    ("surveyed >= '2020/05/01'", lambda f: f["surveyed"] >= "2020-05-01"),
    ("surveyed IS NULL AND public = 1", lambda f: f["surveyed"].isna() & f["public"]),
    ("NOT floors BETWEEN 2 AND 4", lambda f: ~f["floors"].between(2, 4)),
    ("class IN ('b', 'c') AND floors = 0", lambda f: (f["class"] != "a") & (f["floors"] == 0)),
    ("name = 'Jalan & Kali; \"ya\" ''tidak'''", lambda f: f["name"].str.startswith("Jalan &")),
)


def ogr2ogr(*words):
    """Run Debian's ogr2ogr."""
    program = shutil.which("ogr2ogr")
    if program is None:
        pytest.skip("ogr2ogr is not installed (package gdal-bin)")
    done = subprocess.run([program, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def arrived(requests):
    """Hold requests to this: no page is asked for whole, and give the languages of filters."""
    pages = [given for path, given in requests if path.endswith("/items")]
    sent = [given for given in pages if "filter" in given]
    assert sent, requests
    # The first look at one feature or so, for the fields, has no filter.
    assert not [g for g in pages if int(g.get("limit", ["0"])[0]) > 100 and "filter" not in g]
    return {given["filter-lang"][0] for given in sent}


def test_layers_boxes_and_systems_are_read(served, samples):
    source = f"OAPIF:{served.url}"
    assert {"samples", "nothing", "districts"} <= {name for name, _ in pyogrio.list_layers(source)}
    whole = pyogrio.read_dataframe(source, layer="samples")
    assert sorted(whole["name"]) == sorted(samples["name"])
    assert whole.total_bounds == pytest.approx(samples.total_bounds, abs=1e-9)
    within = pyogrio.read_dataframe(source, layer="samples", bbox=BOX)
    assert sorted(within["name"]) == sorted(samples.cx[BOX[0] : BOX[2], BOX[1] : BOX[3]]["name"])
    for crs in ("EPSG:32750", "EPSG:4326", "EPSG:4755"):
        there = pyogrio.read_dataframe(source, layer="samples", CRS=crs)
        # Geopandas has east first whatever the authority says, as GDAL gives it.
        expected = samples.to_crs(crs)
        assert there.total_bounds == pytest.approx(expected.total_bounds, abs=1e-4), crs


def test_a_where_in_gdal_arrives_as_a_filter(served, samples):
    for where, expected in WHERES:
        served.asked()
        found = pyogrio.read_dataframe(f"OAPIF:{served.url}", layer="samples", where=where)
        right = samples[expected(samples)]
        assert sorted(found["name"]) == sorted(right["name"]) != [], where
        assert arrived(served.asked()) == {"cql-text"}, where


def test_a_where_and_a_box_arrive_together(served, samples):
    served.asked()
    found = pyogrio.read_dataframe(
        f"OAPIF:{served.url}", layer="samples", where="floors > 3", bbox=BOX
    )
    right = samples.cx[BOX[0] : BOX[2], BOX[1] : BOX[3]]
    assert sorted(found["name"]) == sorted(right[right["floors"] > 3]["name"])
    requests = served.asked()
    assert arrived(requests) == {"cql-text"}
    assert any("bbox" in given and "filter" in given for _, given in requests)


def test_an_old_gdal_sends_filters_and_copies_too(served, samples, tmp_path):
    where, box = "floors > 5 AND class = 'a'", (str(n) for n in BOX)
    served.asked()
    out = tmp_path / "copy.gpkg"
    source = (f"OAPIF:{served.url}", "samples", "-nlt", "GEOMETRY")
    ogr2ogr("-where", where, str(out), *source)
    found = pyogrio.read_dataframe(out)
    expected = samples[(samples["floors"] > 5) & (samples["class"] == "a")]
    assert sorted(found["name"]) == sorted(expected["name"])
    assert arrived(served.asked()) == {"cql-text"}
    ogr2ogr("-spat", *box, str(tmp_path / "box.gpkg"), *source)
    within = pyogrio.read_dataframe(tmp_path / "box.gpkg")
    assert sorted(within["name"]) == sorted(samples.cx[BOX[0] : BOX[2], BOX[1] : BOX[3]]["name"])


def test_parts_of_a_download_are_read_by_ranges(served, samples):
    url = f"/vsicurl/{served.url}/collections/samples/download?f=fgb"
    found = pyogrio.read_dataframe(url, bbox=(116.2, -1.4, 116.4, -1.0))
    assert 0 < len(found) < len(samples) / 4
    frame = samples.loc[found["id"]]
    assert found["name"].tolist() == frame["name"].tolist()
