"""The process `exposure`: roads, facilities and people in a hazard, by its classes."""

from __future__ import annotations

from gis.processes.exposure.asking import exposure_process

__all__ = ["exposure_process"]
