"""Layers of outputs: rasters with their codes, titles, and what is refused."""

from __future__ import annotations

import time
from types import MappingProxyType

import numpy as np
import pytest
from pyproj import CRS
from rasterio import Affine

from gis.processes import registry
from layers.raster import Raster, write_cog
from server.errors import BodyError, NothingHereError, UnfitInputError
from server.exchange.answer import dump_json
from server.jobs.folders import Folders, file_name
from server.jobs.job import Job, Part
from server.results.writing import Kept, Writer

ANSWER = {
    "method": {"id": "cara", "en": "method"},
    "trust": "modelled",
    "replay": {"cli": "penyangga suitability"},
}
SCENARIO = {"id": "bay", "title": {"id": "Teluk", "en": "Bay"}, "version": 2}


@pytest.fixture
def job(tmp_path):
    """A job that kept a raster of bits and one of a quantity."""
    folders = Folders(tmp_path / "jobs")
    folders.make("abcdef01")
    draft, now = folders.begin("abcdef01"), time.time()
    parts = [Part("answer", "application/json", 1, "answer")]
    (draft / file_name(parts[0])).write_bytes(dump_json(ANSWER))
    for name, values, nodata in (
        ("reasons", np.array([[0, 3], [2, 255]], dtype=np.uint8), 255.0),
        ("score", np.array([[0.0, 0.5], [1.0, np.nan]], dtype=np.float32), float("nan")),
    ):
        part = Part(name, "image/tiff", 1, "raster")
        raster = Raster(values, Affine(0.01, 0, 116.8, 0, -0.01, -1.2), CRS.from_epsg(4326), nodata)
        told = {"1": "one", "2": "two", "0": "none"} if name == "reasons" else {}
        tags = {
            f"VALUE_{k}_{lang}": f"{v} {lang}" for k, v in told.items() for lang in ("ID", "EN")
        }
        write_cog(raster, draft / file_name(part), tags=tags)
        parts.append(part)
    folders.publish("abcdef01")
    request = {"inputs": {}, "scenario": SCENARIO}
    made = Job("abcdef01", "suitability", "1.0.0", request, "", "successful", now, now)
    return made.__class__(
        **{name: getattr(made, name) for name in made.__slots__}
        | {"parts": tuple(parts), "expires": now + 60, "used": {"districts": 1}}
    ), folders


def test_rasters_bring_their_legend(job, tiny):
    made, folders = job
    writer = Writer(lambda: tiny, lambda: MappingProxyType(registry()))
    for name in ("reasons", "score"):
        kept = Kept.of(made, name, folders)
        record = kept.record(kept.layer_id(), keep=False)
        layer = writer.write(kept, record, mode="create")
        assert layer.id == f"result_suitability_{name}_abcdef"
        assert layer.title.en.endswith(" · Bay")
        assert (record.expires, record.scenario) == (made.expires, {**SCENARIO, "asked": []})
        assert kept.is_drawable()
    classes = tiny["result_suitability_reasons_abcdef"].layer.styling["classes"]
    assert [(c["value"], c["label"]["en"]) for c in classes] == [
        (0, "none EN"),
        (2, "two EN"),
        (3, "one EN; two EN"),
    ]
    steps = tiny["result_suitability_score_abcdef"].layer.styling["classes"]
    assert [one["value"] for one in steps] == [0.0, 0.2, 0.4, 0.6, 0.8]


def test_what_is_no_layer(job):
    made, folders = job
    with pytest.raises(UnfitInputError, match="no layer"):
        Kept.of(made, "answer", folders)
    with pytest.raises(NothingHereError, match="there are answer, reasons, score"):
        Kept.of(made, "zones", folders)
    with pytest.raises(BodyError, match="cannot be used"):
        Kept.of(made, "score", folders).layer_id("Ä")
