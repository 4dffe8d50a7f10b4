"""Parts of answers in files: a raster with its numbers and its source, and what does not fit."""

from __future__ import annotations

import json

import numpy as np
import pytest
import rasterio

SUITS = ("suitability", "--criteria", "distance:facilities:0-20km:less", "--exclude",
         "facilities<2km", "--cell", "500m")  # fmt: skip


def test_scores_are_a_raster_that_says_what_it_is(call, folder, tmp_path):
    out = tmp_path / "score.tif"
    shown = call(*SUITS, "-o", out, "--json", workspace=folder)
    assert shown.exit_code == 0, shown.stderr
    answer = json.loads(shown.stdout)
    rows, columns = answer["grid"]["rows"], answer["grid"]["columns"]
    assert f"{out}: score, {rows} × {columns} cells" in shown.stderr
    with rasterio.open(out) as file:
        cells, tags = file.read(1), file.tags()
        assert file.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert (file.shape, file.crs.to_epsg()) == ((rows, columns), 4326)
        assert np.isnan(file.nodata)
    # Cells are of one size here within parts in a thousand.
    assert np.nanmean(cells) == pytest.approx(answer["totals"][0]["mean"], abs=1e-3)
    assert tags["TITLE_EN"] == "Scores from 0 to 1"
    assert tags["TRUST"] == answer["trust"]
    assert tags["REPLAY"] == answer["replay"]["cli"]
    assert json.loads(tags["INPUTS"]) == answer["inputs"]
    assert tags["METHOD_ID"] == answer["method"]["id"]
    assert "UNIT" not in tags
    why = tmp_path / "why.tif"
    assert call(*SUITS, "-o", why, "--what", "reasons", workspace=folder).exit_code == 0
    with rasterio.open(why) as file:
        reasons, tags = file.read(1), file.tags()
        assert file.nodata == 65535
    assert ((reasons == 0) == ~np.isnan(cells)).all()
    assert (reasons == 1).any()
    assert tags["VALUE_1_EN"] == "excluded: facilities<2km"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((*SUITS, "-o", "x.geojson", "--what", "score"), "write it to a .tif file"),
        ((*SUITS, "-o", "x.tif", "--what", "zones"), "write them to a .geojson file"),
        ((*SUITS, "-o", "x.TIFF", "--what", "slope"), "wanted one of score, reasons"),
        ((*SUITS, "-o", "x.json", "--what", "slope"), "wanted one of zones, patches, candidates"),
        ((*SUITS, "--what", "score"), "chooses what is written with -o; give -o FILE"),
        (("near", "--from", "116.83,-1.26", "-o", "x.tif"), "an answer of nearest has no raster"),
    ],
)
def test_what_does_not_fit_a_file_is_refused_before_anything_is_done(call, folder, words, why):
    shown = call(*words, workspace=folder)
    assert shown.exit_code == 2
    assert why in shown.stderr


def test_nothing_is_written_over_unasked(call, folder, tmp_path):
    out = tmp_path / "score.tif"
    out.write_bytes(b"mine")
    shown = call(*SUITS, "-o", out, workspace=folder)
    assert (shown.exit_code, out.read_bytes()) == (2, b"mine")
    assert [p.name for p in tmp_path.iterdir() if p.suffix != ""] == ["score.tif"]
