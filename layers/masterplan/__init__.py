"""Masterplans: goals, targets, programmes and steps of a region, as data that can be checked."""

from __future__ import annotations

from layers.masterplan.faults import Fault, MasterplanError
from layers.masterplan.model import (
    LEVELS,
    PILLARS,
    SCHEMA,
    Activity,
    Goal,
    Indicator,
    Masterplan,
    Programme,
    Reading,
    Step,
    Strategy,
    Target,
    WorkUnit,
    json_schema,
)
from layers.masterplan.reading import faults_of, read_draft, read_masterplan
from layers.masterplan.shelf import Shelf
from layers.masterplan.values import Provenance

__all__ = [
    "LEVELS",
    "PILLARS",
    "SCHEMA",
    "Activity",
    "Fault",
    "Goal",
    "Indicator",
    "Masterplan",
    "MasterplanError",
    "Programme",
    "Provenance",
    "Reading",
    "Shelf",
    "Step",
    "Strategy",
    "Target",
    "WorkUnit",
    "faults_of",
    "json_schema",
    "read_draft",
    "read_masterplan",
]
