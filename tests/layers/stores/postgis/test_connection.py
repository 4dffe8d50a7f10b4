"""Sessions with the server: lost, forked, busy, too slow, unreachable."""

from __future__ import annotations

import multiprocessing
import socket
import threading

import psycopg
import pytest
from psycopg import sql

import layers
from layers.errors import StoreError
from layers.stores.address import parse_address
from layers.stores.postgis.connection import Sessions
from layers.testing import tiny_facilities

ONE = sql.Composed([sql.SQL("SELECT 1")])


def _sessions(catalogue):
    return catalogue.store._sessions


def test_settings_are_those_the_store_counts_on(postgis):
    asked = {
        name: _sessions(postgis).connection.execute(f"SHOW {name}").fetchone()[0]
        for name in ("TimeZone", "DateStyle", "statement_timeout", "lock_timeout", "search_path")
    }
    assert asked == {
        "TimeZone": "UTC",
        "DateStyle": "ISO, YMD",
        "statement_timeout": "10s",
        "lock_timeout": "5s",
        "search_path": "public",
    }
    # The test server has it off; what is acknowledged must be on disk all the same.
    durable = _sessions(postgis).connection.execute("SHOW synchronous_commit").fetchone()[0]
    assert durable == "on"


def test_a_lost_connection_is_opened_again(tiny_postgis, postgres):
    for ask in (
        tiny_postgis.version,
        tiny_postgis["facilities"].read,
        lambda: tiny_postgis.write(*tiny_facilities(), mode="append"),
        tiny_postgis.check,
    ):
        pid = _sessions(tiny_postgis).connection.info.backend_pid
        postgres.execute("region", f"SELECT pg_terminate_backend({pid}, 5000)")
        ask()
        assert _sessions(tiny_postgis).connection.info.backend_pid != pid
    assert tiny_postgis["facilities"].layer.n_features == 12


def test_a_connection_lost_in_the_middle_of_a_write_changes_nothing(
    tiny_postgis, postgres, monkeypatch
):
    from layers.stores.postgis import writing

    def cut(connection, schema, row):
        pid = connection.info.backend_pid
        postgres.execute("region", f"SELECT pg_terminate_backend({pid}, 5000)")
        connection.execute("SELECT 1")

    monkeypatch.setattr(writing, "put_audit", cut)
    with pytest.raises(StoreError) as caught:
        tiny_postgis.write(*tiny_facilities(), mode="append")
    assert caught.value.code == "store-unreachable"
    assert tiny_postgis["facilities"].layer.n_features == 6
    assert len(tiny_postgis["facilities"].read()) == 6


def test_each_thread_has_its_own_and_closes_it(tiny_postgis, postgres):
    seen = []

    def look():
        tiny_postgis.version()
        seen.append(_sessions(tiny_postgis).connection)

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    del thread
    assert seen[0] is not _sessions(tiny_postgis).connection
    assert seen[0].closed


def _child(catalogue, pid):
    same = _sessions(catalogue).connection.info.backend_pid == pid
    rows = len(catalogue["facilities"].read())
    raise SystemExit(0 if rows == 6 and not same else 3)


def test_a_forked_process_opens_its_own(tiny_postgis):
    pid = _sessions(tiny_postgis).connection.info.backend_pid
    child = multiprocessing.get_context("fork").Process(target=_child, args=(tiny_postgis, pid))
    child.start()
    child.join()
    assert child.exitcode == 0
    assert _sessions(tiny_postgis).connection.info.backend_pid == pid
    assert len(tiny_postgis["facilities"].read()) == 6


def test_a_workspace_that_another_writes_says_try_again(tiny_postgis, postgres):
    schema = tiny_postgis.store.address.schema
    with psycopg.connect(postgres.address("region", user="test")) as other:
        other.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('penyangga ' || %s, 0))", (schema,)
        )
        _sessions(tiny_postgis).connection.execute("SET lock_timeout = 50")
        with pytest.raises(StoreError, match="try again") as caught:
            tiny_postgis.write(*tiny_facilities(), mode="append")
        assert caught.value.code == "store-busy"
        # Readers do not wait for a writer.
        assert len(tiny_postgis["facilities"].read()) == 6


def test_a_question_that_takes_too_long_is_stopped(postgis):
    def ask():
        with _sessions(postgis).reading(50) as connection:
            connection.execute("SELECT pg_sleep(5)")

    with pytest.raises(StoreError, match="took too long") as caught:
        ask()
    assert caught.value.code == "store-timeout"
    assert _sessions(postgis).all(ONE) == [(1,)]


def test_a_reading_cannot_change_anything(tiny_postgis):
    def ask():
        with _sessions(tiny_postgis).reading() as connection:
            schema = tiny_postgis.store.address.schema
            connection.execute(f"DELETE FROM {schema}.facilities")

    with pytest.raises(StoreError) as caught:
        ask()
    assert caught.value.code == "read-only"


def test_a_thread_in_the_middle_of_a_reading_does_not_write(tiny_postgis):
    def ask():
        with tiny_postgis.store.moment():
            tiny_postgis.write(*tiny_facilities(), mode="append")

    with pytest.raises(StoreError, match="finish that before writing"):
        ask()
    assert tiny_postgis["facilities"].layer.n_features == 6


def test_a_change_that_the_server_undid_is_not_called_kept(postgis):
    def ask():
        with _sessions(postgis).writing() as connection, pytest.raises(psycopg.Error):
            connection.execute("SELECT nonsense")

    with pytest.raises(StoreError, match="undid the change"):
        ask()


def test_a_server_that_is_not_there(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"postgresql://me:secret@127.0.0.1:{port}/region"
    with pytest.raises(StoreError, match="is it running") as caught:
        layers.open(url, folder=tmp_path / "f")
    assert caught.value.code == "store-unreachable"
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("query", ["nonsense=1", "connect_timeout=soon"])
def test_an_address_that_libpq_does_not_understand(query):
    sessions = Sessions(parse_address(f"postgresql://localhost/region?{query}"))
    with pytest.raises(StoreError):
        sessions.all(ONE)
