"""The catalogue is opened late, once per process, and what others write is seen at once."""

from __future__ import annotations

import multiprocessing
from dataclasses import replace
from unittest.mock import Mock

import pytest

import layers
from layers.errors import LayerNotFoundError, StoreError
from layers.testing import fill_tiny_region, tiny_facilities
from layers.text import Text
from layers.tiling import WEB_MERCATOR
from server.app import create_app
from server.collection import is_drawn
from server.config import ServerSettings
from server.errors import NothingHereError
from server.workspace import Workspace, logged


def test_nothing_is_opened_before_the_first_question(tmp_path):
    opener = Mock()
    create_app(ServerSettings(tmp_path), opener=opener)
    assert not opener.called


def test_one_opening_serves_many_questions(settings):
    opener = Mock(side_effect=layers.open)
    workspace = Workspace(settings, opener)
    for _ in range(3):
        workspace.layers()
        workspace.packed(workspace.collection("samples").layer)
    assert opener.call_count == 1
    layer = workspace.collection("samples").layer
    assert workspace.packed(layer) is workspace.packed(layer)


def test_a_forked_child_opens_its_own(settings):
    workspace = Workspace(settings, layers.open)
    mine = workspace.catalogue()
    fork = multiprocessing.get_context("fork")
    told = fork.SimpleQueue()
    child = fork.Process(target=_tell_opened_anew, args=(workspace, mine, told))
    child.start()
    child.join()
    assert told.get() is True
    assert workspace.catalogue() is mine


def _tell_opened_anew(workspace, before, told):
    told.put(workspace.catalogue() is not before and "samples" in workspace.collections())


def _add_and_grow(path):
    catalogue = layers.open(path)
    layer, frame = tiny_facilities()
    catalogue.write(replace(layer, id="added"), frame, provenance={"source": "test"})
    catalogue.write(layer, frame, mode="append", provenance={"source": "test"})


def test_what_another_process_writes_is_seen_by_the_next_request(tiny, writers):
    client = create_app(ServerSettings(tiny.path)).test_client()
    url = "/collections/facilities/items?limit=2"
    before = client.get(url)
    assert before.get_json()["numberMatched"] == 6
    assert client.get("/collections/added").status_code == 404
    child = writers.Process(target=_add_and_grow, args=(tiny.path,))
    child.start()
    child.join()
    assert child.exitcode == 0
    assert client.get("/collections/added").status_code == 200
    after = client.get(url, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert after.get_json()["numberMatched"] == 12
    stale = next(item for item in before.get_json()["links"] if item["rel"] == "next")
    refused = client.get(stale["href"])
    assert refused.status_code == 409
    assert refused.get_json()["code"] == "stale-page"


def test_rasters_and_strangers_are_no_collections(app):
    workspace = app.extensions["penyangga"]
    assert "population" in workspace.layers()
    assert "population" not in workspace.collections()
    with pytest.raises(NothingHereError, match="raster"):
        workspace.collection("population")
    with pytest.raises(LayerNotFoundError, match="there are districts, facilities"):
        workspace.collection("nowhere")


def test_no_workspace_is_told_as_503(tmp_path):
    with pytest.raises(StoreError):
        Workspace(ServerSettings(tmp_path), layers.open).layers()
    answer = create_app(ServerSettings(tmp_path)).test_client().get("/collections")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert str(tmp_path) not in answer.get_data(as_text=True)


@pytest.mark.parametrize(("seconds", "level"), [(0.5, "INFO"), (3.0, "WARNING")])
def test_long_work_is_told_to_the_log(caplog, monkeypatch, seconds, level):
    readings = iter([10.0, 10.0 + seconds])
    monkeypatch.setattr("server.workspace.time.monotonic", lambda: next(readings))
    with (
        caplog.at_level("INFO", logger="penyangga.server"),
        logged(Text("jalan", "roads")) as count,
    ):
        count(1, 2)
    last = caplog.records[-1]
    assert (last.getMessage(), last.levelname) == (f"roads: {seconds:.1f} s", level)


def test_the_catalogue_tells_the_log_of_long_work(settings):
    catalogue = Workspace(settings, layers.open).catalogue()
    assert catalogue.observer is logged


def test_warm_opens_the_tiles_of_what_can_be_drawn(tmp_path):
    catalogue = fill_tiny_region(layers.open(tmp_path / "w", create=True))
    catalogue.close()
    workspace = Workspace(ServerSettings(tmp_path / "w"), layers.open)
    assert workspace.warm() == len(workspace.collections())
    made = {p.parent.name for p in (tmp_path / "w" / "derived").glob("tiles/*/meta.json")}
    drawn = [c.layer for c in workspace.collections().values() if is_drawn(c.layer)]
    assert len(made) == len(drawn) > 0
    held = workspace.tiles(drawn[0], WEB_MERCATOR)
    workspace.warm()
    assert workspace.tiles(drawn[0], WEB_MERCATOR) is held
