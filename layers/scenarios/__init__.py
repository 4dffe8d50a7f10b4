"""Scenarios of a workspace: a pinned baseline and edits, and the baseline seen through them."""

from __future__ import annotations

from layers.scenarios.catalogue import OverlaidCatalogue
from layers.scenarios.errors import ScenarioError, ScenarioNotFoundError
from layers.scenarios.record import Scenario
from layers.scenarios.rows import Delta
from layers.scenarios.shelf import Shelf
from layers.scenarios.store import Changes, OverlaidStore

__all__ = [
    "Changes",
    "Delta",
    "OverlaidCatalogue",
    "OverlaidStore",
    "Scenario",
    "ScenarioError",
    "ScenarioNotFoundError",
    "Shelf",
]
