"""Results in every form: whole, document, raw, several parts, by address."""

from __future__ import annotations

import base64
import json

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from affine import Affine

from gis.processes.answer import Answer, Surface
from layers.raster import Raster
from layers.text import Text
from server.errors import BodyError
from server.exchange.ask import Ask
from server.jobs.asking import TIFF, Execution
from server.jobs.results import FreshResults, KeptResults, results_answer

ASK = Ask("http://here", "/", "", "", "", "", "")
SAID = Text("uji", "test")


@pytest.fixture
def fresh(processes):
    frame = gpd.GeoDataFrame({"n": [1]}, geometry=[shapely.Point(116, -1)], crs="EPSG:4326")
    cells = Raster(
        np.zeros((4, 4), dtype="float32"),
        Affine(0.01, 0, 116, 0, -0.01, -1),
        pyproj.CRS(4326),
        nodata=-1.0,
    )
    answer = Answer(
        processes["adding"],
        {"sum": 3},
        {"places": frame},
        SAID,
        (),
        "modelled",
        {"cli": "penyangga run adding"},
        surfaces={"score": Surface(cells, SAID)},
    )
    media = {"answer": "application/json", "places": "application/geo+json", "score": TIFF}
    return FreshResults(answer, media | {"never": TIFF})


def give(results, form, **outputs):
    return results_answer(ASK, Execution({}, outputs, form), results)


def test_the_whole_answer_and_its_features(fresh):
    told = json.loads(give(fresh, "whole").body)
    assert told["sum"] == 3
    assert told["features"]["places"]["features"][0]["properties"] == {"n": 1}
    assert set(told["features"]) == {"places"}, "rasters are no JSON"


def test_the_document_has_every_output(fresh):
    told = json.loads(give(fresh, "document").body)
    assert set(told) == {"answer", "places", "score"}
    assert told["answer"]["value"]["sum"] == 3
    raster = base64.b64decode(told["score"]["value"])
    assert (raster[:2], told["score"]["encoding"]) == (b"II", "base64")


def test_one_output_raw(fresh):
    answer = give(fresh, "raw", score="value")
    assert dict(answer.headers)["Content-Type"] == TIFF
    assert answer.body[:2] == b"II"


def test_what_was_not_made_is_said(fresh):
    with pytest.raises(BodyError, match="gave no never"):
        give(fresh, "document", never="value")
    assert fresh.href("places") is None


def test_by_address_where_it_is_kept(works):
    job_id = works.accept("answer")
    works.dispatcher.wake()
    (job,) = works.finished(job_id)
    kept = KeptResults(job, works.folders, "http://here/jobs/a/results")
    told = json.loads(give(kept, "document", answer="reference").body)
    assert told["answer"]["href"] == "http://here/jobs/a/results/answer"
    answer = give(kept, "raw", answer="reference")
    assert (answer.status, answer.body) == (204, b"")
    assert json.loads(give(kept, "raw", answer="value").body) == {"sum": 3}
