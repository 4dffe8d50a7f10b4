"""Opening a store: its address says which kind it is."""

from __future__ import annotations

from pathlib import Path

from layers.errors import StoreError
from layers.stores.address import is_url
from layers.stores.base import Store
from layers.stores.geopackage import GeoPackageStore


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


def _open_postgis(url: str, *, create: bool) -> Store:
    try:
        from layers.stores.postgis import PostGISStore
    except ImportError as error:
        raise StoreError(
            "a PostGIS workspace needs the package psycopg; "
            "install it with: pip install 'penyangga[postgis]'",
            code="postgis-not-installed",
        ) from error
    return PostGISStore.create(url) if create else PostGISStore.open(url)
