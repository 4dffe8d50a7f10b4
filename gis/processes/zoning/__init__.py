"""Questions about zoning: what may be built at a place, and where an activity is allowed."""

from __future__ import annotations

from gis.processes.zoning.allowed import allowed_process
from gis.processes.zoning.listing import activities_process
from gis.processes.zoning.verdict import zoning_process

__all__ = ["activities_process", "allowed_process", "zoning_process"]
