"""The shared store: a workspace in one schema of a PostGIS database."""

from __future__ import annotations

from layers.stores.postgis.store import PostGISStore

__all__ = ["PostGISStore"]
