"""Faults: killed writers, a killed server, and many writers at once."""

from __future__ import annotations

import os
import random
import threading
import time
from contextlib import suppress

import pandas as pd
import pytest

import layers
from layers.errors import StoreError
from layers.testing import assert_sound, fill_tiny_region, tiny_facilities

KILLS = 100 if os.environ.get("PENYANGGA_FAULTS") == "release" else 10
BLOCK = 6 * 400


def _append_for_ever(url, folder, pipe):
    catalogue = layers.open(url, folder=folder)
    layer, frame = tiny_facilities()
    many = pd.concat([frame] * 400, ignore_index=True)
    pipe.send("ready")
    while True:
        try:
            pipe.send(catalogue.write(layer, many, mode="append").n_features)
        except StoreError as error:
            pipe.send(error.code)
            raise SystemExit(5) from None


def _said(pipe):
    """Give what came through a pipe until its other end was gone."""
    said = []
    with suppress(EOFError):
        while True:
            said.append(pipe.recv())
    pipe.close()
    return said


@pytest.fixture
def durable(durable_postgres, tmp_path):
    """The tiny region in a server that keeps its promises, its address and its folder."""
    url = durable_postgres.address("region", schema="faults")
    catalogue = fill_tiny_region(layers.open(url, folder=tmp_path / "f", create=True))
    yield durable_postgres, url, catalogue
    assert_sound(catalogue)
    catalogue.close()


@pytest.fixture
def start(durable, writers):
    """Start a process that appends until it ends; gives it and what it says."""

    def begin():
        _, url, catalogue = durable
        heard, told = writers.Pipe(duplex=False)
        writer = writers.Process(target=_append_for_ever, args=(url, catalogue.path, told))
        writer.start()
        told.close()
        assert heard.recv() == "ready"
        return writer, heard

    return begin


def _whole(catalogue, before, acknowledged):
    """The layer holds every acknowledged block, and no part of another."""
    now = catalogue["facilities"].layer.n_features
    assert now >= max([before, *acknowledged])
    assert (now - 6) % BLOCK == 0
    assert len(catalogue["facilities"].read(properties=())) == now
    assert len(catalogue.audit()) == 4 + (now - 6) // BLOCK
    return now


def test_killed_writers_lose_nothing_acknowledged_and_leave_nothing_half(durable, start):
    _, _, catalogue = durable
    draw = random.Random(5)
    for _ in range(KILLS):
        before = catalogue["facilities"].layer.n_features
        writer, heard = start()
        time.sleep(draw.uniform(0.0, 0.35))
        writer.kill()
        acknowledged = _said(heard)
        writer.join()
        # The server may still be busy with the last statement of the dead.
        catalogue.write(catalogue["roads"].layer, catalogue["roads"].read(), mode="replace")
        now = catalogue["facilities"].layer.n_features
        assert now >= max([before, *acknowledged])
        assert (now - 6) % BLOCK == 0
        assert len(catalogue["facilities"].read(properties=())) == now
    appended = [row for row in catalogue.audit() if row["action"] == "append"]
    assert len(appended) == (now - 6) // BLOCK


def test_a_server_killed_in_the_middle_of_writes_comes_back_whole(durable, start):
    cluster, _, catalogue = durable
    before = catalogue["facilities"].layer.n_features
    writer, heard = start()
    first = heard.recv()
    time.sleep(0.3)
    cluster.stop("immediate")
    said = _said(heard)
    writer.join()
    assert writer.exitcode == 5
    assert said[-1] == "store-unreachable"
    with pytest.raises(StoreError) as caught:
        catalogue.version()
    assert caught.value.code == "store-unreachable"
    cluster.start()
    now = _whole(catalogue, before, [first, *said[:-1]])
    catalogue.write(*tiny_facilities(), mode="append")
    assert catalogue["facilities"].layer.n_features == now + 6


def _append_many(url, folder, times):
    catalogue = layers.open(url, folder=folder)
    for _ in range(times):
        catalogue.write(*tiny_facilities(), mode="append")
    catalogue.close()


def test_writers_side_by_side_lose_no_update(tiny_postgis, writers):
    address = tiny_postgis.store.address
    url = f"{address.conninfo}?schema={address.schema}"
    three = [
        writers.Process(target=_append_many, args=(url, tiny_postgis.path, 15)) for _ in range(3)
    ]
    for writer in three:
        writer.start()
    sizes = []
    while any(w.is_alive() for w in three):
        sizes.append(len(tiny_postgis["facilities"].read(properties=("name",))))
        assert sizes[-1] % 6 == 0
    for writer in three:
        writer.join()
        assert writer.exitcode == 0
    facilities = tiny_postgis["facilities"]
    assert facilities.layer.n_features == 6 + 3 * 15 * 6
    assert facilities.layer.revision == 1 + 3 * 15
    assert facilities.read().index.tolist() == list(range(1, facilities.layer.n_features + 1))
    assert sizes == sorted(sizes)


def test_of_two_that_create_one_layer_one_wins(postgis):
    outcomes = []
    start = threading.Barrier(2)

    def create():
        start.wait()
        try:
            outcomes.append(postgis.write(*tiny_facilities()).revision)
        except layers.LayersError as error:
            outcomes.append(error.code)
        finally:
            postgis.close()

    threads = [threading.Thread(target=create) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, outcomes)) == ["1", "layer-exists"]
    assert postgis.version() == 1
