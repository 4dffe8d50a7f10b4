"""Faults: kills, a full disk, a torn journal, and many writers at once."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import time
from contextlib import suppress

import apsw
import pandas as pd
import pytest

import layers
from layers.errors import StoreError
from layers.testing import assert_sound, fill_tiny_region, tiny_facilities


def _append_for_ever(path, pipe):
    catalogue = layers.open(path)
    layer, frame = tiny_facilities()
    many = pd.concat([frame] * 400, ignore_index=True)
    pipe.send("ready")
    while True:
        pipe.send(catalogue.write(layer, many, mode="append").n_features)


def _said(pipe):
    """Give what came through a pipe until its other end was gone."""
    said = []
    with suppress(EOFError):
        while True:
            said.append(pipe.recv())
    pipe.close()
    return said


def test_killed_writers_lose_nothing_acknowledged_and_leave_nothing_half(tmp_path, writers):
    catalogue = fill_tiny_region(layers.open(tmp_path / "w", create=True))
    draw = random.Random(5)
    block = 6 * 400
    for _ in range(20):
        before = catalogue["facilities"].layer.n_features
        heard, told = writers.Pipe(duplex=False)
        writer = writers.Process(target=_append_for_ever, args=(tmp_path / "w", told))
        writer.start()
        told.close()
        assert heard.recv() == "ready"
        time.sleep(draw.uniform(0.0, 0.35))
        writer.kill()
        acknowledged = _said(heard)
        writer.join()
        assert writer.exitcode == -signal.SIGKILL
        now = catalogue["facilities"].layer.n_features
        assert now >= max([before, *acknowledged])
        assert (now - 6) % block == 0
        assert len(catalogue["facilities"].read(properties=())) == now
    assert_sound(catalogue)
    assert len(catalogue.audit()) == 4 + (catalogue["facilities"].layer.n_features - 6) // block
    catalogue.close()


def _limited_append(path, size):
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    catalogue = layers.open(path)
    layer, frame = tiny_facilities()
    try:
        catalogue.write(layer, pd.concat([frame] * 4000, ignore_index=True), mode="append")
    except StoreError as error:
        os._exit(7 if error.code in {"disk-full", "store-error"} else 8)
    os._exit(0)


@pytest.mark.parametrize("extra", [40_000, 120_000, 300_000, 600_000, 900_000])
def test_a_full_disk_refuses_the_write_and_keeps_the_rows(tmp_path, extra, writers):
    catalogue = fill_tiny_region(layers.open(tmp_path / "w", create=True))
    catalogue.close()
    size = (tmp_path / "w" / "region.gpkg").stat().st_size + extra
    process = writers.Process(target=_limited_append, args=(tmp_path / "w", size))
    process.start()
    process.join()
    assert process.exitcode == 7
    catalogue = layers.open(tmp_path / "w")
    assert catalogue["facilities"].layer.n_features == 6
    assert_sound(catalogue)
    catalogue.write(*tiny_facilities(), mode="append")
    assert_sound(catalogue)
    catalogue.close()


def test_a_torn_journal_gives_a_clean_prefix_of_the_commits(tmp_path):
    source = tmp_path / "w"
    catalogue = fill_tiny_region(layers.open(source, create=True))
    catalogue._store.connection.execute("PRAGMA wal_autocheckpoint=0")
    catalogue._store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for _ in range(8):
        catalogue.write(*tiny_facilities(), mode="append")
    wal = (source / "region.gpkg-wal").read_bytes()
    main = (source / "region.gpkg").read_bytes()
    draw = random.Random(11)
    seen = set()
    for turn in range(50):
        torn = bytearray(wal[: draw.randrange(len(wal))] if turn % 2 else wal)
        if not turn % 2:
            at = draw.randrange(32, len(torn))
            torn[at : at + 16] = os.urandom(min(16, len(torn) - at))
        copy = tmp_path / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(source / "rasters", copy / "rasters")
        (copy / "region.gpkg").write_bytes(main)
        (copy / "region.gpkg-wal").write_bytes(torn)
        again = layers.open(copy)
        assert_sound(again)
        seen.add(again["facilities"].layer.n_features)
        again.close()
    assert seen <= {6 * n for n in range(1, 10)}
    assert len(seen) > 3
    catalogue.close()


def _append_many(path, times):
    catalogue = layers.open(path)
    for _ in range(times):
        catalogue.write(*tiny_facilities(), mode="append")
    os._exit(0)


def test_writers_side_by_side_lose_no_update(tmp_path, writers):
    catalogue = fill_tiny_region(layers.open(tmp_path / "w", create=True))
    three = [writers.Process(target=_append_many, args=(tmp_path / "w", 15)) for _ in range(3)]
    for writer in three:
        writer.start()
    sizes = []
    while any(w.is_alive() for w in three):
        frame = catalogue["facilities"].read(properties=("name",))
        sizes.append(len(frame))
        assert len(frame) % 6 == 0
    for writer in three:
        writer.join()
        assert writer.exitcode == 0
    assert catalogue["facilities"].layer.n_features == 6 + 3 * 15 * 6
    assert sizes == sorted(sizes)
    assert_sound(catalogue)
    catalogue.close()


def test_a_store_held_by_another_writer_says_try_again(tmp_path, monkeypatch):
    catalogue = fill_tiny_region(layers.open(tmp_path / "w", create=True))
    other = apsw.Connection(str(tmp_path / "w" / "region.gpkg"))
    other.execute("BEGIN IMMEDIATE")
    catalogue._store.connection.set_busy_timeout(50)
    with pytest.raises(StoreError, match="try again") as caught:
        catalogue.write(*tiny_facilities(), mode="append")
    assert caught.value.code == "store-busy"
    other.execute("ROLLBACK")
    other.close()
    assert_sound(catalogue)
    catalogue.close()
