"""Potential: strengths and gaps of areas beside their peers, and the land that is left in them."""

from __future__ import annotations

from gis.processes.potential.asking import potential_process

__all__ = ["potential_process"]
