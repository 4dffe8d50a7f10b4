"""Where layers are kept: the store is chosen by the workspace's address."""

from __future__ import annotations

from layers.stores.base import Store
from layers.stores.geopackage import GeoPackageStore
from layers.stores.opening import open_store

__all__ = ["GeoPackageStore", "Store", "open_store"]
