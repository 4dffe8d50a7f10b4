"""Making a PostGIS workspace: the extension, a schema with room, its tables."""

from __future__ import annotations

import psycopg
from psycopg import sql

from layers.errors import StoreError
from layers.schema import Text
from layers.stores.postgis import tables
from layers.stores.postgis.connection import Connection, Sessions


def create_workspace(sessions: Sessions) -> None:
    """Make an empty workspace; all of it, or nothing but the extension.

    Raises
    ------
    StoreError
        If there is a workspace already, the schema holds something else, or the
        role may not make what is missing.
    """
    require_postgis(sessions)
    schema = sessions.address.schema
    with sessions.writing() as connection:
        if not _has_room(connection, schema, sessions.address.shown):
            connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
        tables.create_core(connection, schema)


def require_postgis(sessions: Sessions) -> None:
    """Install PostGIS into the database where it is missing.

    Raises
    ------
    StoreError
        If that is not possible, or the database does not keep its text in UTF-8.
    """
    shown = sessions.address.shown
    (encoding, installed) = sessions.all(
        sql.Composed(
            [
                sql.SQL(
                    "SELECT current_setting('server_encoding'), "
                    "EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'postgis')"
                )
            ]
        )
    )[0]
    if encoding != "UTF8":
        raise StoreError(
            Text(
                f"{shown}: basis data menyimpan teks dalam {encoding}, yang diminta UTF8; buat "
                "yang ber-ENCODING 'UTF8'",
                f"{shown}: the database keeps text in {encoding}, wanted UTF8; "
                "create one with ENCODING 'UTF8'",
            ),
            code="not-a-workspace",
        )
    if installed:
        return
    try:
        sessions.connection.execute("CREATE EXTENSION IF NOT EXISTS postgis SCHEMA public")
    except psycopg.Error as error:
        raise StoreError(
            Text(
                f"{shown}: PostGIS tidak ada dalam basis data ini dan tidak dapat ditambahkan "
                f"oleh peran ini ({type(error).__name__}); minta pengelola memasang PostGIS di "
                "server dan menjalankan CREATE EXTENSION postgis di sana",
                f"{shown}: PostGIS is not in this database and cannot be added by this role "
                f"({type(error).__name__}); let an administrator install PostGIS on the server and "
                "run CREATE EXTENSION postgis there",
            ),
            code="postgis-missing",
        ) from error
    # The next connection finds PostGIS on its search path.
    sessions.close()


def _has_room(connection: Connection, schema: str, shown: str) -> bool:
    """Say whether the schema is there; refuse one that holds anything."""
    found = connection.execute(
        "SELECT n.oid, c.relname FROM pg_namespace n LEFT JOIN pg_class c "
        "ON c.relnamespace = n.oid WHERE n.nspname = %s",
        (schema,),
    ).fetchall()
    names = {name for _, name in found if name is not None}
    if "penyangga_workspace" in names:
        raise StoreError(
            Text(f"{shown}: sudah ada ruang kerja", f"{shown}: there is a workspace already"),
            code="store-exists",
        )
    if names:
        raise StoreError(
            Text(
                f"{shown}: skema {schema!r} memuat {len(names)} tabel atau indeks lain; pilih "
                "yang lain dengan ?schema=",
                f"{shown}: schema {schema!r} holds {len(names)} tables or indexes of something "
                "else; choose another with ?schema=",
            ),
            code="store-exists",
        )
    return bool(found)
