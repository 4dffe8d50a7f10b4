"""Reference systems data is asked for and given in, and the one place that knows their axes."""

from __future__ import annotations

from layers.reference.axes import from_lonlat, oriented, to_lonlat
from layers.reference.systems import CRS84, System, find_system, offered

__all__ = ["CRS84", "System", "find_system", "from_lonlat", "offered", "oriented", "to_lonlat"]
