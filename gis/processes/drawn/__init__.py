"""Drawn shapes: how large they are, what lies around them, and who reaches a place."""

from __future__ import annotations

from gis.processes.drawn.buffering import buffer_process
from gis.processes.drawn.measuring import measure_process
from gis.processes.drawn.reaching import reach_process

__all__ = ["buffer_process", "measure_process", "reach_process"]
