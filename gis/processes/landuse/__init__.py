"""Land use: what changed between two dates, and where it conflicts with the plans."""

from __future__ import annotations

from gis.processes.landuse.change import change_process
from gis.processes.landuse.conflicts import conflicts_process

__all__ = ["change_process", "conflicts_process"]
