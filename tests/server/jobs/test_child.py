"""The real process of a job: limits it keeps to, what it writes, what it says."""

from __future__ import annotations

import json
import mmap

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from affine import Affine

import layers
from gis.processes.answer import Answer, Surface
from layers.raster import Raster
from layers.text import Text
from server.jobs.child import Speaker, mapped_bytes, write_answer

SAID = Text("uji", "test")


def test_limits_hold_and_no_job_disturbs_another(works_with, strange):
    """Memory, processor time and size of files: each is refused by what the system says."""
    works = works_with(strange, cpu_s=3, memory_bytes=512 << 20, file_bytes=50_000_000, running=2)
    layers.open(works.folder, create=True).close()
    names = ("adding", "hungry", "filling", "looping", "failing")
    ids = [
        works.accept(process=name, request={"inputs": {"a": 1}}, created=float(i))
        for i, name in enumerate(names)
    ]
    works.dispatcher.wake()
    jobs = dict(zip(names, works.finished(*ids, within_s=120), strict=True))
    codes = {name: job.failure.code for name, job in jobs.items() if job.failure}
    assert codes == {
        "hungry": "too-big",
        "filling": "result-too-large",
        "looping": "too-slow",
        "failing": "internal-error",
    }
    assert "secret" not in jobs["failing"].failure.detail.en
    done = jobs["adding"]
    assert [part.name for part in done.parts] == ["answer", "places"]
    answer = json.loads(works.folders.file(done.id, done.parts[0]).read_bytes())
    places = json.loads(works.folders.file(done.id, done.parts[1]).read_bytes())
    assert answer["sum"] == 2
    assert places["features"][0]["properties"] == {"sum": 2.0}


def test_an_answer_becomes_files(tmp_path, processes):
    frame = gpd.GeoDataFrame({"n": [1]}, geometry=[shapely.Point(116, -1)], crs="EPSG:4326")
    cells = np.zeros((4, 4), dtype="float32")
    raster = Raster(cells, Affine(0.01, 0, 116, 0, -0.01, -1), pyproj.CRS(4326), nodata=-1.0)
    answer = Answer(
        processes["adding"],
        {"sum": 3},
        {"places": frame},
        SAID,
        (),
        "modelled",
        {"cli": "penyangga run adding"},
        surfaces={"score": Surface(raster, SAID)},
    )
    parts = write_answer(answer, tmp_path)
    assert [(part.name, part.kind) for part in parts] == [
        ("answer", "answer"),
        ("places", "features"),
        ("score", "raster"),
    ]
    assert all(part.size > 0 for part in parts)
    assert {file.name for file in tmp_path.iterdir()} == {
        *("answer.json", "places.geojson", "score.tif")
    }


def test_what_is_being_done_is_said_line_by_line(capsys):
    speaker = Speaker()
    with speaker(SAID) as count, speaker(Text("dalam", "inner")):
        count(1, 2)
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["step"]["en"] for line in said] == ["test", "inner", "test"]


@pytest.mark.parametrize("times", [1, 1000])
def test_counting_says_little(capsys, times):
    with Speaker()(SAID) as count:
        for i in range(times):
            count(i, times)
    assert len(capsys.readouterr().out.splitlines()) <= 3


def test_the_address_space_of_this_process():
    before = mapped_bytes()
    with mmap.mmap(-1, 64 << 20) as held:
        assert mapped_bytes() - before >= len(held) // 2
    assert before > 50_000_000
