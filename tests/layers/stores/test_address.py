"""Addresses of PostGIS workspaces: what is taken, what is refused, what may be shown."""

from __future__ import annotations

import pytest

from layers.errors import StoreError
from layers.stores.address import is_url, parse_address


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("postgresql://a@b/c", True),
        ("postgres://b/c", True),
        ("postgresql:c", True),
        ("mysql://b/c", True),
        ("region", False),
        ("./postgresql", False),
        ("C:\\maps", False),
        ("", False),
    ],
)
def test_urls_are_told_from_folders(text, url):
    assert is_url(text) is url


def test_an_address_is_split_into_what_libpq_and_we_need():
    found = parse_address("postgresql://me:s%40cret@db:5433/region?schema=kukar&sslmode=require")
    assert found.schema == "kukar"
    assert found.conninfo == "postgresql://me:s%40cret@db:5433/region?sslmode=require"
    assert found.shown == "postgresql://db:5433/region?schema=kukar"
    assert parse_address("postgres://db/region").schema == "penyangga"


def test_a_socket_needs_no_host():
    found = parse_address("postgresql:///region?host=/run/postgresql")
    assert found.conninfo == "postgresql:///region?host=%2Frun%2Fpostgresql"


def test_neither_user_nor_password_is_ever_shown():
    found = parse_address("postgresql://me:secret@db/region")
    assert "secret" not in f"{found!r} {found.shown}"
    assert "me" not in found.shown.replace("schema", "")


@pytest.mark.parametrize(
    "schema",
    ["", "public", "pg_catalog", "information_schema", "Kukar", "1a", 'a"b', "a;drop", "a" * 49],
)
def test_a_schema_that_cannot_be_a_workspace_is_refused(schema):
    with pytest.raises(StoreError, match="cannot hold a workspace") as caught:
        parse_address(f"postgresql://db/region?schema={schema}")
    assert caught.value.code == "not-a-workspace"


@pytest.mark.parametrize("url", ["mysql://db/region", "postgresql:/db/region", "http://db"])
def test_another_scheme_is_refused(url):
    with pytest.raises(StoreError, match="wanted a folder or postgresql://"):
        parse_address(url)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:sec/ret@db/region",
        "postgresql://me:1#secret@db/region",
        "postgresql://me:1?secret@db/region",
        "postgresql://me:sec ret/x@db/region",
        "postgresql://me:secret@db:port/region",
    ],
)
def test_a_password_that_was_not_escaped_is_not_repeated(url):
    with pytest.raises(StoreError, match="not repeated here") as caught:
        parse_address(url)
    assert "cret" not in str(caught.value)
    assert caught.value.code == "not-a-workspace"


def test_several_servers_and_numbers_for_names_are_taken():
    for place in ("a:5432,b:5433", "[::1]:5432", "127.0.0.1", ""):
        assert parse_address(f"postgresql://me:x@{place}/region").shown.startswith(
            f"postgresql://{place}/region"
        )
