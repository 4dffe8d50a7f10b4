"""Analyses declared once, for every door of the service."""

from __future__ import annotations

from gis.processes.answer import Answer, Outcome
from gis.processes.change import change_process
from gis.processes.coverage import coverage_process
from gis.processes.nearest import nearest_process
from gis.processes.process import Input, Process
from gis.processes.suitability import suitability_process
from gis.processes.supply import supply_process

__all__ = ["Answer", "Input", "Outcome", "Process", "registry"]


def registry() -> dict[str, Process]:
    """Give every published analysis by its id.

    Examples
    --------
    >>> sorted(registry())
    ['coverage', 'nearest', 'suitability', 'supply', 'whatif']
    """
    declared = (
        nearest_process(),
        coverage_process(),
        supply_process(),
        change_process(),
        suitability_process(),
    )
    return {process.id: process for process in declared}
