"""Making a workspace: only where there is room, with PostGIS, in UTF-8."""

from __future__ import annotations

import pytest

import layers
from layers.errors import StoreError


@pytest.fixture
def database(postgres):
    """Name of a database of the test's own, without PostGIS."""
    postgres.execute("postgres", "CREATE DATABASE bare OWNER planner")
    yield "bare"
    postgres.execute("postgres", "DROP DATABASE bare WITH (FORCE)")


def test_a_database_that_is_not_there(postgres, tmp_path):
    with pytest.raises(StoreError, match='"nowhere" does not exist') as caught:
        layers.open(postgres.address("nowhere"), folder=tmp_path / "f")
    assert caught.value.code == "store-unreachable"


def test_a_schema_that_is_not_there(postgres, tmp_path):
    with pytest.raises(StoreError, match=r"no workspace here .* 'penyangga init URL'") as caught:
        layers.open(postgres.address("region", schema="nothing"), folder=tmp_path / "f")
    assert caught.value.code == "not-a-workspace"


def test_where_postgis_cannot_be_added_the_sentence_says_who_can(database, postgres, tmp_path):
    with pytest.raises(StoreError, match="let an administrator") as caught:
        layers.open(postgres.address(database), folder=tmp_path / "f", create=True)
    assert caught.value.code == "postgis-missing"


def test_postgis_is_added_where_it_may_be(database, postgres, tmp_path):
    url = postgres.address(database, user="test")
    made = layers.open(url, folder=tmp_path / "f", create=True)
    assert made.check() == []
    assert made.store.address.schema == "penyangga"
    made.close()


def test_a_database_that_is_not_utf8_is_refused(postgres, tmp_path):
    postgres.execute(
        "postgres",
        "CREATE DATABASE latin OWNER planner TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'",
    )
    with pytest.raises(StoreError, match="LATIN1, wanted UTF8"):
        layers.open(postgres.address("latin"), folder=tmp_path / "f", create=True)
    postgres.execute("postgres", "DROP DATABASE latin WITH (FORCE)")


def test_a_workspace_is_not_made_twice(postgis, tmp_path):
    address = postgis.store.address
    url = f"{address.conninfo}?schema={address.schema}"
    with pytest.raises(StoreError, match="a workspace already") as caught:
        layers.open(url, folder=tmp_path / "other", create=True)
    assert caught.value.code == "store-exists"


def test_a_schema_of_others_is_left_alone(postgres, tmp_path):
    postgres.execute(
        "region", "CREATE SCHEMA theirs AUTHORIZATION planner", "CREATE TABLE theirs.roads (a int)"
    )
    with pytest.raises(StoreError, match="1 tables or indexes of something else") as caught:
        layers.open(postgres.address("region", schema="theirs"), folder=tmp_path / "f", create=True)
    assert caught.value.code == "store-exists"
    postgres.execute("region", "DROP SCHEMA theirs CASCADE")


def test_an_empty_schema_that_is_there_is_used(postgres, tmp_path):
    postgres.execute("region", "CREATE SCHEMA waiting AUTHORIZATION planner")
    url = postgres.address("region", schema="waiting")
    made = layers.open(url, folder=tmp_path / "f", create=True)
    assert made.check() == []
    made.close()
    postgres.execute("region", "DROP SCHEMA waiting CASCADE")
