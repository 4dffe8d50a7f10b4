"""Scenarios: edits of layers, applied, compared and merged."""

from __future__ import annotations

from gis.scenarios.edits import KINDS, Edit, read_edits
from gis.scenarios.opening import open_scenario

__all__ = ["KINDS", "Edit", "open_scenario", "read_edits"]
