"""Faults: killed writers, a killed server, and many writers at once."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import subprocess
import sys
import textwrap
import threading
import time

import pytest

import layers
from layers.errors import StoreError
from layers.testing import assert_sound, fill_tiny_region, tiny_facilities

KILLS = 100 if os.environ.get("PENYANGGA_FAULTS") == "release" else 10
BLOCK = 6 * 400
WRITER = textwrap.dedent(
    """
    import sys
    import layers
    from layers.errors import StoreError
    from layers.testing import tiny_facilities
    import pandas as pd
    catalogue = layers.open(sys.argv[1], folder=sys.argv[2])
    layer, frame = tiny_facilities()
    many = pd.concat([frame] * 400, ignore_index=True)
    print("ready", flush=True)
    while True:
        try:
            stored = catalogue.write(layer, many, mode="append")
        except StoreError as error:
            print(error.code, flush=True)
            raise SystemExit(5)
        print(stored.n_features, flush=True)
    """
)


@pytest.fixture
def durable(durable_postgres, tmp_path):
    """The tiny region in a server that keeps its promises, its address and its folder."""
    url = durable_postgres.address("region", schema="faults")
    catalogue = fill_tiny_region(layers.open(url, folder=tmp_path / "f", create=True))
    yield durable_postgres, url, catalogue
    assert_sound(catalogue)
    catalogue.close()


def _writer(url, catalogue):
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, url, str(catalogue.path)], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout.readline() == "ready\n"
    return writer


def _whole(catalogue, before, acknowledged):
    """The layer holds every acknowledged block, and no part of another."""
    now = catalogue["facilities"].layer.n_features
    assert now >= max([before, *acknowledged])
    assert (now - 6) % BLOCK == 0
    assert len(catalogue["facilities"].read(properties=())) == now
    assert len(catalogue.audit()) == 4 + (now - 6) // BLOCK
    return now


def test_killed_writers_lose_nothing_acknowledged_and_leave_nothing_half(durable):
    _, url, catalogue = durable
    draw = random.Random(5)
    for _ in range(KILLS):
        before = catalogue["facilities"].layer.n_features
        writer = _writer(url, catalogue)
        time.sleep(draw.uniform(0.0, 0.35))
        writer.send_signal(signal.SIGKILL)
        acknowledged = [int(line) for line in writer.stdout.read().split()]
        writer.wait()
        writer.stdout.close()
        # The server may still be busy with the last statement of the dead.
        catalogue.write(catalogue["roads"].layer, catalogue["roads"].read(), mode="replace")
        now = catalogue["facilities"].layer.n_features
        assert now >= max([before, *acknowledged])
        assert (now - 6) % BLOCK == 0
        assert len(catalogue["facilities"].read(properties=())) == now
    appended = [row for row in catalogue.audit() if row["action"] == "append"]
    assert len(appended) == (now - 6) // BLOCK


def test_a_server_killed_in_the_middle_of_writes_comes_back_whole(durable):
    cluster, url, catalogue = durable
    before = catalogue["facilities"].layer.n_features
    writer = _writer(url, catalogue)
    first = int(writer.stdout.readline())
    time.sleep(0.3)
    cluster.stop("immediate")
    said = writer.stdout.read().split()
    assert writer.wait() == 5
    writer.stdout.close()
    assert said[-1] == "store-unreachable"
    with pytest.raises(StoreError) as caught:
        catalogue.version()
    assert caught.value.code == "store-unreachable"
    cluster.start()
    now = _whole(catalogue, before, [first, *map(int, said[:-1])])
    catalogue.write(*tiny_facilities(), mode="append")
    assert catalogue["facilities"].layer.n_features == now + 6


def _append_many(url, folder, times):
    catalogue = layers.open(url, folder=folder)
    for _ in range(times):
        catalogue.write(*tiny_facilities(), mode="append")
    catalogue.close()


def test_writers_side_by_side_lose_no_update(tiny_postgis):
    address = tiny_postgis.store.address
    url = f"{address.conninfo}?schema={address.schema}"
    context = multiprocessing.get_context("spawn")
    writers = [
        context.Process(target=_append_many, args=(url, tiny_postgis.path, 15)) for _ in range(3)
    ]
    for writer in writers:
        writer.start()
    sizes = []
    while any(w.is_alive() for w in writers):
        sizes.append(len(tiny_postgis["facilities"].read(properties=("name",))))
        assert sizes[-1] % 6 == 0
    for writer in writers:
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
