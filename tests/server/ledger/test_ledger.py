"""The ledger: whole or not at all, for many processes, and of one owner's eyes only."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from multiprocessing import get_context
from pathlib import Path

import apsw
import pytest

from server.errors import LedgerError
from server.ledger import FILE, Chapter, Ledger

COUNTER = Chapter("counter", ("CREATE TABLE counter (n INTEGER NOT NULL) STRICT",))
NOTES = Chapter("notes", ("CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT) STRICT",))


@pytest.fixture
def ledger(tmp_path):
    return Ledger(tmp_path / FILE, [COUNTER])


def count(ledger: Ledger) -> int | None:
    with ledger.reading() as connection:
        return connection.execute("SELECT sum(n) FROM counter").get


def add(ledger: Ledger, n: int = 1) -> None:
    with ledger.writing() as connection:
        connection.execute("INSERT INTO counter VALUES (?)", (n,))


def fail_midway(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        connection.execute("INSERT INTO counter VALUES (1)")
        raise KeyError("midway")


def test_nothing_is_made_before_the_first_write(ledger):
    assert count(ledger) is None
    assert not ledger.path.exists()
    add(ledger, 3)
    assert count(ledger) == 3
    assert not list(ledger.path.parent.glob(".*"))


def test_only_its_owner_reads_the_file_and_its_journal(ledger):
    add(ledger)
    files = list(ledger.path.parent.iterdir())
    assert {f.name for f in files} == {FILE, f"{FILE}-wal", f"{FILE}-shm"}
    assert {f.stat().st_mode & 0o777 for f in files} == {0o600}
    ledger.close()
    ledger.path.chmod(0o644)
    assert count(ledger) == 1
    assert ledger.path.stat().st_mode & 0o777 == 0o600


def test_a_connection_is_durable(ledger):
    with ledger.writing() as connection:
        asked = {
            name: connection.execute(f"PRAGMA {name}").get
            for name in ("journal_mode", "synchronous", "foreign_keys", "trusted_schema")
        }
    assert asked == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "trusted_schema": 0,
    }


def test_an_error_undoes_the_block(ledger):
    add(ledger)
    with pytest.raises(KeyError):
        fail_midway(ledger)
    assert count(ledger) == 1


def test_reading_sees_one_state_and_keeps_nothing(ledger):
    add(ledger)
    with ledger.reading() as connection:
        before = connection.execute("SELECT sum(n) FROM counter").get
        other = threading.Thread(target=add, args=(ledger,))
        other.start()
        other.join()
        assert connection.execute("SELECT sum(n) FROM counter").get == before == 1
    with ledger.reading() as connection:
        connection.execute("DELETE FROM counter")
    assert count(ledger) == 2


def test_chapters_are_brought_forward_and_never_back(ledger):
    add(ledger, 5)
    later = Chapter("counter", (*COUNTER.steps, "ALTER TABLE counter ADD COLUMN why TEXT"))
    grown = Ledger(ledger.path, [later, NOTES])
    with grown.reading() as connection:
        assert connection.execute("SELECT n, why FROM counter").fetchall() == [(5, None)]
        assert connection.execute("SELECT count(*) FROM notes").get == 0
    with pytest.raises(LedgerError, match="has version 2, this program knows 1") as caught:
        count(Ledger(ledger.path, [COUNTER]))
    assert caught.value.code == "ledger-newer"


def test_a_step_that_fails_leaves_the_version(ledger):
    add(ledger)
    wrong = Chapter("counter", (*COUNTER.steps, "DELETE FROM counter; SELECT nonsense"))
    with pytest.raises(LedgerError):
        count(Ledger(ledger.path, [wrong]))
    assert count(ledger) == 1


def test_a_file_that_took_its_place_is_seen(ledger, tmp_path):
    add(ledger)
    for file in tmp_path.glob(f"{FILE}*"):
        file.unlink()
    assert count(ledger) is None
    add(Ledger(ledger.path, [COUNTER]), 7)
    assert count(ledger) == 7


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b""])
def test_another_file_is_refused_and_left(tmp_path, content):
    path = tmp_path / FILE
    path.write_bytes(content)
    for use in (count, add):
        with pytest.raises(LedgerError) as caught:
            use(Ledger(path, [COUNTER]))
        assert caught.value.code == "ledger-damaged"
    assert path.read_bytes() == content


def test_busy_is_told(ledger):
    add(ledger)
    other = apsw.Connection(str(ledger.path))
    other.execute("BEGIN IMMEDIATE")
    with ledger.reading() as connection:
        connection.set_busy_timeout(10)
    with pytest.raises(LedgerError, match="another process still writes") as caught:
        add(ledger)
    assert caught.value.code == "ledger-busy"
    other.execute("ROLLBACK")
    add(ledger)
    assert count(ledger) == 2


def test_a_full_disk_changes_nothing(ledger):
    add(ledger)
    with ledger.writing() as connection:
        pages = connection.execute("PRAGMA page_count").get
        connection.execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(LedgerError) as caught, ledger.writing() as connection:
        connection.execute("CREATE TABLE big AS SELECT randomblob(100000) AS b")
    assert caught.value.code == "disk-full"
    assert count(ledger) == 1


def test_a_folder_that_is_gone_cannot_be_written_and_reads_as_empty(tmp_path):
    ledger = Ledger(tmp_path / "gone" / FILE, [COUNTER])
    assert count(ledger) is None
    with pytest.raises(LedgerError, match="the service only reads") as caught:
        add(ledger)
    assert caught.value.code == "ledger-read-only"


READ_ONLY = """
import os, sys
from pathlib import Path
from server.errors import LedgerError
from server.ledger import Chapter, Ledger
os.setgroups([]) if os.geteuid() == 0 else None
os.setuid(65534) if os.geteuid() == 0 else None
ledger = Ledger(Path(sys.argv[1]), [Chapter("counter", ("CREATE TABLE counter (n) STRICT",))])
with ledger.reading() as connection:
    print(connection.execute("SELECT sum(n) FROM counter").get)
try:
    with ledger.writing() as connection:
        connection.execute("INSERT INTO counter VALUES (1)")
except LedgerError as error:
    print(error.code)
"""


def test_a_folder_that_may_not_be_written_is_read(ledger, tmp_path):
    add(ledger, 4)
    ledger.close()
    ledger.path.chmod(0o444)
    tmp_path.chmod(0o555)
    opened = [p for p in tmp_path.parents if p.stat().st_mode & 0o005 == 0]
    modes = {p: p.stat().st_mode for p in opened}
    for folder in opened:
        folder.chmod(0o755)
    try:
        told = _run(READ_ONLY, ledger.path)
    finally:
        tmp_path.chmod(0o755)
        for folder, mode in modes.items():
            folder.chmod(mode)
    assert told.stdout.split() == ["4", "ledger-read-only"], told.stderr


def _run(code: str, path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False
    )


def _grow(path: Path, times: int) -> None:
    ledger = Ledger(path, [COUNTER])
    for _ in range(times):
        with ledger.writing() as connection:
            n = connection.execute("SELECT coalesce(sum(n), 0) FROM counter").get
            connection.execute("DELETE FROM counter")
            connection.execute("INSERT INTO counter VALUES (?)", (n + 1,))


def test_four_processes_that_make_and_write_it_at_once_lose_nothing(ledger):
    forked = [get_context("fork").Process(target=_grow, args=(ledger.path, 25)) for _ in range(4)]
    for process in forked:
        process.start()
    for process in forked:
        process.join()
    assert [process.exitcode for process in forked] == [0] * 4
    assert count(ledger) == 100
    assert {f.name for f in ledger.path.parent.iterdir()} <= {FILE, f"{FILE}-wal", f"{FILE}-shm"}


def test_a_fork_opens_its_own(ledger):
    add(ledger)
    child = get_context("fork").Process(target=add, args=(ledger,))
    child.start()
    child.join()
    assert child.exitcode == 0
    add(ledger)
    assert count(ledger) == 3


def _write_until_killed(path: Path, told: int) -> None:
    ledger = Ledger(path, [COUNTER, NOTES])
    n = 0
    while True:
        with ledger.writing() as connection:
            connection.execute("INSERT INTO counter VALUES (1)")
            connection.execute("INSERT INTO notes (body) VALUES (?)", ("x" * 3000,))
        n += 1
        os.write(told, b".")


def test_what_was_acknowledged_survives_a_kill(ledger):
    for _ in range(3):
        before = count(ledger) or 0
        ours, theirs = os.pipe()
        writer = get_context("fork").Process(target=_write_until_killed, args=(ledger.path, theirs))
        writer.start()
        os.close(theirs)
        seen = b""
        while len(seen) < 12:
            seen += os.read(ours, 64)
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()
        while more := os.read(ours, 4096):
            seen += more
        os.close(ours)
        # At most the one that was committed and not yet told.
        assert count(ledger) - before - len(seen) in (0, 1)
    whole = Ledger(ledger.path, [COUNTER, NOTES])
    with whole.reading() as connection:
        assert connection.execute("PRAGMA integrity_check").get == "ok"
        assert connection.execute("SELECT count(*) FROM notes").get == count(ledger)


def test_a_torn_journal_gives_a_clean_beginning(ledger, tmp_path):
    ledger = Ledger(ledger.path, [COUNTER, NOTES])
    for n in range(30):
        with ledger.writing() as connection:
            connection.execute("INSERT INTO counter VALUES (1)")
            connection.execute("INSERT INTO notes VALUES (?, ?)", (n, "x" * 500))
    whole, wal = ledger.path.read_bytes(), Path(f"{ledger.path}-wal").read_bytes()
    rng, seen = random.Random(8), set()
    for k in range(40):
        cut = rng.randrange(len(wal))
        torn = wal[:cut] if k % 2 else wal[:cut] + rng.randbytes(64) + wal[cut + 64 :]
        path = tmp_path / f"torn-{k}" / FILE
        path.parent.mkdir()
        path.write_bytes(whole)
        Path(f"{path}-wal").write_bytes(torn)
        copy = Ledger(path, [COUNTER, NOTES])
        with copy.reading() as connection:
            assert connection.execute("PRAGMA integrity_check").get == "ok"
            notes = [row[0] for row in connection.execute("SELECT id FROM notes ORDER BY id")]
        assert notes == list(range(count(copy) or 0))
        seen.add(len(notes))
        add(copy)
        copy.close()
    assert len(seen) > 5
