"""Analyses declared once, for every door of the service."""

from __future__ import annotations

from gis.processes.answer import Answer, Outcome
from gis.processes.change import change_process
from gis.processes.coverage import coverage_process
from gis.processes.exposure import exposure_process
from gis.processes.landuse import change_process as cover_change_process
from gis.processes.landuse import composition_process, conflicts_process
from gis.processes.nearest import nearest_process
from gis.processes.process import Input, Process
from gis.processes.siting.declared import siting_process
from gis.processes.suitability import suitability_process
from gis.processes.supply import supply_process
from gis.processes.zoning import activities_process, allowed_process, zoning_process

__all__ = ["Answer", "Input", "Outcome", "Process", "registry"]


def registry() -> dict[str, Process]:
    """Give every published analysis by its id.

    Examples
    --------
    >>> registry()["nearest"].command
    'near'
    """
    declared = (
        nearest_process(),
        coverage_process(),
        supply_process(),
        change_process(),
        cover_change_process(),
        composition_process(),
        conflicts_process(),
        suitability_process(),
        exposure_process(),
        zoning_process(),
        allowed_process(),
        activities_process(),
        siting_process(),
    )
    return {process.id: process for process in declared}
