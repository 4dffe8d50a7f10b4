"""Investing: sites for an activity that the zoning allows, and what visitors find from a place."""

from __future__ import annotations

from gis.processes.investing.asking import invest_process
from gis.processes.investing.visiting import visit_process

__all__ = ["invest_process", "visit_process"]
