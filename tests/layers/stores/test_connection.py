"""Connections of the embedded store: settings, errors in our words, names that stay names."""

from __future__ import annotations

import subprocess
import sys
import threading

import apsw
import pytest

from layers.errors import StoreError
from layers.stores.connection import connect, quote, store_error, writing


def test_a_connection_is_durable_and_trusts_no_foreign_schema(tiny_gpkg):
    connection = tiny_gpkg.store.connection
    asked = {n: connection.execute(f"PRAGMA {n}").get for n in ("journal_mode", "synchronous")}
    assert asked == {"journal_mode": "wal", "synchronous": 2}
    assert connection.execute("PRAGMA trusted_schema").get == 0


def test_each_thread_has_its_own(tiny_gpkg):
    seen = []
    thread = threading.Thread(target=lambda: seen.append(tiny_gpkg.store.connection))
    thread.start()
    thread.join()
    assert seen[0] is not tiny_gpkg.store.connection
    assert tiny_gpkg.store.connection is tiny_gpkg.store.connection


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (apsw.BusyError, "store-busy"),
        (apsw.LockedError, "store-busy"),
        (apsw.FullError, "disk-full"),
        (apsw.CantOpenError, "not-a-workspace"),
        (apsw.CorruptError, "store-damaged"),
        (apsw.NotADBError, "store-damaged"),
        (apsw.ReadOnlyError, "read-only"),
        (apsw.SQLError, "store-error"),
    ],
)
def test_errors_say_what_to_do(tmp_path, kind, code):
    error = store_error(kind("near SELECT: secret"), tmp_path / "region.gpkg")
    assert error.code == code
    assert str(error).startswith("region.gpkg: ")
    assert "secret" not in str(error)


def _delete_and_fail(store):
    with writing(store.connection, store.path) as connection:
        connection.execute("DELETE FROM facilities")
        connection.execute("SELECT nonsense")


def test_an_error_inside_a_transaction_undoes_all_of_it(tiny_gpkg):
    with pytest.raises(StoreError, match="SQLError"):
        _delete_and_fail(tiny_gpkg.store)
    assert len(tiny_gpkg["facilities"].read()) == 6


def test_a_missing_file_is_no_workspace(tmp_path):
    with pytest.raises(StoreError, match="penyangga init") as caught:
        connect(tmp_path / "none.gpkg")
    assert caught.value.code == "not-a-workspace"


def test_names_are_quoted():
    assert quote('a"b') == '"a""b"'


THREADS = """
import ctypes, gc, os, sys
from layers.stores.connection import Connections, connect

connections = Connections(lambda: connect(__import__("pathlib").Path(sys.argv[1])))
seen = []

@ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)
def work(_):
    connections.held().execute("SELECT ST_MinX(x'')")
    seen.append(len(os.listdir("/proc/self/fd")))

posix = ctypes.CDLL(None)
for _ in range(20):
    thread = ctypes.c_ulong()
    posix.pthread_create(ctypes.byref(thread), None, work, None)
    posix.pthread_join(thread, None)
connections.close()
gc.collect()
left = [os.readlink(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd")
        if os.path.exists(f"/proc/self/fd/{fd}")]
print(len(seen), max(seen) - min(seen) < 10, [one for one in left if ".gpkg" in one])
"""


def test_threads_that_python_did_not_begin_may_end_and_leave_nothing_open(tiny_gpkg):
    command = [sys.executable, "-c", THREADS, str(tiny_gpkg.path / "region.gpkg")]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert (run.returncode, run.stdout) == (0, "20 True []\n"), run.stderr
