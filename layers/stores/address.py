"""Addresses of workspaces: a folder, or the URL of a PostGIS database."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit

from layers.errors import StoreError
from layers.schema import Text

DEFAULT_SCHEMA = "penyangga"
SCHEMA_NAME = re.compile(r"[a-z][a-z0-9_]{0,47}")
_SCHEMES = ("postgresql", "postgres")
_URL = re.compile(r"[a-z][a-z0-9+.-]+:/")
# One server, or several with commas, each with a port or without.
_SERVER = r"(\[[0-9a-fA-F:.%]*\]|[^:,@/\[\]]*)(:\d{0,5})?"
_SERVERS = re.compile(rf"{_SERVER}(,{_SERVER})*")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a PostGIS workspace is; `shown` is what errors may say: no user, no password."""

    conninfo: str = field(repr=False)
    schema: str
    shown: str


def is_url(text: str) -> bool:
    """Say whether a workspace's address is a URL (else it is a folder).

    Examples
    --------
    >>> is_url("postgresql://planner@localhost/region"), is_url("my-region")
    (True, False)
    """
    return bool(_URL.match(text)) or text.split(":", maxsplit=1)[0] in _SCHEMES


def parse_address(url: str) -> Address:
    """Read ``postgresql://user@host:port/database?schema=name``.

    Parameters
    ----------
    url
        A connection URL as libpq takes it, with one option of ours: `schema`,
        the schema that holds the workspace (`penyangga` unless given).

    Raises
    ------
    StoreError
        If the scheme or the schema's name cannot be used.

    Examples
    --------
    >>> parse_address("postgresql://me:secret@db:5432/region?schema=kukar").shown
    'postgresql://db:5432/region?schema=kukar'
    """
    parts = urlsplit(url)
    if parts.scheme not in _SCHEMES or not url.startswith(f"{parts.scheme}://"):
        raise StoreError(
            Text(
                f"ruang kerja di {parts.scheme or url[:20]!r}: tidak dapat dibuka; yang diminta "
                "folder atau postgresql://user@host:port/database?schema=nama",
                f"a workspace at {parts.scheme or url[:20]!r}: cannot be opened; wanted a folder "
                "or postgresql://user@host:port/database?schema=name",
            ),
            code="not-a-workspace",
        )
    place = _place(parts)
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    schema = options.pop("schema", DEFAULT_SCHEMA)
    if not SCHEMA_NAME.fullmatch(schema) or schema.startswith("pg_") or schema in _NOT_OURS:
        raise StoreError(
            Text(
                f"skema {schema[:60]!r} tidak dapat memuat ruang kerja; yang diminta huruf kecil, "
                "lalu huruf, angka, dan _ (paling banyak 48), dan skema tersendiri",
                f"schema {schema[:60]!r} cannot hold a workspace; wanted a lower-case letter, then "
                "letters, digits and _ (48 at most), and a schema of its own",
            ),
            code="not-a-workspace",
        )
    # libpq takes %20 for a space, not "+"; urlunsplit would drop the slashes of an empty host.
    query = urlencode(options, quote_via=quote)
    conninfo = f"postgresql://{parts.netloc}{parts.path}{'?' if query else ''}{query}"
    return Address(conninfo, schema, f"postgresql://{place}{parts.path}?schema={schema}")


def _place(parts: SplitResult) -> str:
    """Give the servers of an address; refuse one whose password has spilled over into them."""
    place = parts.netloc.rpartition("@")[2]
    spilled = (
        bool(parts.fragment) or "@" in parts.path or ("@" in parts.query and place == parts.netloc)
    )
    if spilled or not _SERVERS.fullmatch(place):
        raise StoreError(
            Text(
                "alamat ruang kerja ini tidak terbaca (dan tidak diulangi di sini, karena dapat "
                "memuat kata sandi); yang diminta postgresql://user@host:port/database, dengan / "
                ": @ # ? % dalam kata sandi ditulis %2F %3A %40 %23 %3F %25",
                "the address of the workspace cannot be read (and is not repeated here, as it "
                "may hold a password); wanted postgresql://user@host:port/database, with / : @ "
                "# ? % in a password written %2F %3A %40 %23 %3F %25",
            ),
            code="not-a-workspace",
        )
    return place


_NOT_OURS = ("public", "information_schema", "topology", "tiger", "tiger_data")
