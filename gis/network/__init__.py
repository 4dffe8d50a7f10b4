"""Network: lines compiled to a graph, places put on its edges, and what it tells of itself."""

from __future__ import annotations

from gis.network.graph import Network
from gis.network.places import Snapped, placed

__all__ = ["Network", "Snapped", "placed"]
