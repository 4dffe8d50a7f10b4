"""Land use: what zones hold, what changed between two dates, and where it conflicts with plans."""

from __future__ import annotations

from gis.processes.landuse.change import change_process
from gis.processes.landuse.composing import composition_process
from gis.processes.landuse.conflicts import conflicts_process

__all__ = ["change_process", "composition_process", "conflicts_process"]
