"""Opening a store: its address says which kind it is."""

from __future__ import annotations

import os
from pathlib import Path

from layers.errors import StoreError
from layers.schema import Text
from layers.stores.address import is_url
from layers.stores.base import Store
from layers.stores.geopackage import GeoPackageStore

OWNER_FILE = "workspace.id"


def open_store(address: str | Path, *, create: bool = False) -> Store:
    """Open the store at an address, or make an empty one.

    Parameters
    ----------
    address
        The path of a GeoPackage, or ``postgresql://user@host:port/db?schema=name``.
    create
        Make the store; there must be none yet.

    Raises
    ------
    StoreError
        If there is none (or, with `create`, one already), it cannot be reached,
        or the packages for it are not installed.
    """
    if is_url(str(address)):
        return _open_postgis(str(address), create=create)
    path = Path(address)
    if create:
        return GeoPackageStore.create(path)
    store = GeoPackageStore(path)
    store.version()
    return store


def claim(path: Path, identity: str) -> None:
    """Tie a folder to one workspace: another's packed layers would pass for its own.

    Raises
    ------
    StoreError
        `wrong-folder` if it belongs to another, or holds something else.
    """
    mark = path / OWNER_FILE
    path.mkdir(parents=True, exist_ok=True)
    # Another process may be claiming it for the same workspace just now.
    if not mark.exists() and all(entry.suffix == ".part" for entry in path.iterdir()):
        part = mark.with_name(f"{OWNER_FILE}.{os.getpid()}.part")
        part.write_text(identity + "\n")
        part.replace(mark)
    owner = mark.read_text().strip() if mark.is_file() else "something else"
    if owner != identity:
        raise StoreError(
            Text(
                f"{path}: folder ini milik {owner}, bukan ruang kerja {identity}; sebutkan folder "
                "kosong atau folder ruang kerja itu sendiri",
                f"{path}: this folder belongs to {owner}, not to the workspace {identity}; "
                "name an empty folder or the workspace's own",
            ),
            code="wrong-folder",
        )


def _open_postgis(url: str, *, create: bool) -> Store:
    try:
        from layers.stores.postgis import PostGISStore
    except ImportError as error:
        raise StoreError(
            Text(
                "ruang kerja PostGIS memerlukan paket psycopg; "
                "pasang dengan: pip install 'penyangga[postgis]'",
                "a PostGIS workspace needs the package psycopg; "
                "install it with: pip install 'penyangga[postgis]'",
            ),
            code="postgis-not-installed",
        ) from error
    return PostGISStore.create(url) if create else PostGISStore.open(url)
