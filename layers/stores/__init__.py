"""Where layers are kept: the store is chosen by the workspace's address."""

from __future__ import annotations

from layers.stores.geopackage import GeoPackageStore

__all__ = ["GeoPackageStore"]
