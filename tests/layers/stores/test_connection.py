"""Connections of the embedded store: settings, errors in our words, names that stay names."""

from __future__ import annotations

import subprocess
import sys
import threading

import apsw
import pytest

from layers.errors import StoreError
from layers.stores.connection import Commits, connect, quote, store_error, writing
from layers.stores.geopackage import GeoPackageStore


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


ASKED = "SELECT coalesce(max(id), 0) FROM penyangga_audit"
COMMIT = "UPDATE penyangga_audit SET id = id + 1 WHERE id = (SELECT max(id) FROM penyangga_audit)"
# Another process: a new connection for each commit, each told by a line and answered by one.
WRITER = f"""
import sys, apsw
for line in sys.stdin:
    connection = apsw.Connection(sys.argv[1])
    connection.set_busy_timeout(5000)
    connection.execute({COMMIT!r})
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)") if "checkpoint" in line else None
    print(connection.execute({ASKED!r}).get, flush=True)
    connection.close()
"""


@pytest.fixture
def followed(tiny_gpkg):
    store = GeoPackageStore(tiny_gpkg.store.path)
    store.follow()
    yield store
    store.close()


def test_nothing_is_asked_of_sqlite_until_somebody_commits(followed, tiny_gpkg, monkeypatch):
    asked = []
    one = followed._one
    monkeypatch.setattr(followed, "_one", lambda sql: asked.append(sql) or one(sql))
    before = followed.version()
    assert [followed.version() for _ in range(50)] == [before] * 50
    assert len(asked) == 1
    tiny_gpkg.store.connection.execute(COMMIT)
    assert [followed.version() for _ in range(50)] == [before + 1] * 50
    assert len(asked) == 2
    # What is not committed, or was rolled back, is not seen.
    tiny_gpkg.store.connection.execute("BEGIN IMMEDIATE")
    tiny_gpkg.store.connection.execute(COMMIT)
    assert followed.version() == before + 1
    tiny_gpkg.store.connection.execute("ROLLBACK")
    assert followed.version() == before + 1


def test_each_commit_of_another_process_is_seen_at_once(followed):
    command = [sys.executable, "-c", WRITER, str(followed.path)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as writer:
        for n in range(60):
            writer.stdin.write("checkpoint\n" if n % 10 == 0 else "commit\n")
            writer.stdin.flush()
            assert followed.version() <= (told := int(writer.stdout.readline()))
            assert followed.version() == told
        writer.stdin.close()
    assert writer.returncode == 0


def test_every_thread_sees_what_was_committed_before_it_asked(followed, tiny_gpkg):
    done, late = threading.Event(), []
    committed = [followed.version()]

    def look():
        while not done.wait(0.0002):
            least = committed[0]
            if followed.version() < least:
                late.append(least)

    threads = [threading.Thread(target=look, daemon=True) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(50):
            tiny_gpkg.store.connection.execute(COMMIT)
            committed[0] += 1
    finally:
        done.set()
    for thread in threads:
        thread.join()
    assert late == []


def test_locks_of_other_connections_outlast_what_is_read_beside_them(followed):
    # Whoever has the file open keeps its log from being taken away by another who leaves.
    followed.version()
    shared = followed.path.with_name(followed.path.name + "-shm")
    before = shared.stat().st_ino
    leave = "import sys, apsw; c = apsw.Connection(sys.argv[1]); c.execute('SELECT 1 FROM sqlite_schema').get; c.close()"
    subprocess.run([sys.executable, "-c", leave, str(followed.path)], check=True)
    assert shared.stat().st_ino == before


def test_what_keeps_no_log_is_asked_every_time(tiny_gpkg, tmp_path):
    plain = tmp_path / "plain.gpkg"
    tiny_gpkg.store.snapshot(plain)
    connection = connect(plain)
    commits = Commits(plain)
    assert commits.state() is not None
    with pytest.raises(StoreError, match="no workspace"):
        Commits(tmp_path / "none.gpkg")
    connection.close()
    # In a child its parent's locks are not its own.
    commits._pid += 1
    assert commits.state() is None
    assert isinstance(connection, apsw.Connection)
