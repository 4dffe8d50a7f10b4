"""Analyses declared once, for every door of the service."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from gis.declarations import ABOVE
from gis.processes.answer import Answer, Outcome
from gis.processes.process import Input, Process

__all__ = ["Answer", "Input", "Outcome", "Process", "registry"]


def _near() -> tuple[Process, ...]:
    from gis.processes.nearest import nearest_process

    return (nearest_process(),)


def _cover() -> tuple[Process, ...]:
    from gis.processes.coverage import coverage_process

    return (coverage_process(),)


def _supply() -> tuple[Process, ...]:
    from gis.processes.supply import supply_process

    return (supply_process(),)


def _what_if() -> tuple[Process, ...]:
    from gis.processes.change import change_process

    return (change_process(),)


def _land() -> tuple[Process, ...]:
    from gis.processes.landuse import change_process, composition_process, conflicts_process

    return (change_process(), composition_process(), conflicts_process())


def _suit() -> tuple[Process, ...]:
    from gis.processes.suitability import suitability_process

    return (suitability_process(),)


def _expose() -> tuple[Process, ...]:
    from gis.processes.exposure import exposure_process

    return (exposure_process(),)


def _zone() -> tuple[Process, ...]:
    from gis.processes.zoning import activities_process, allowed_process, zoning_process

    return (zoning_process(), allowed_process(), activities_process())


def _site() -> tuple[Process, ...]:
    from gis.processes.siting.declared import siting_process

    return (siting_process(),)


def _indicate() -> tuple[Process, ...]:
    from gis.processes.indicating import indicator_process, kpis_process

    return (indicator_process(), kpis_process())


def _compare() -> tuple[Process, ...]:
    from gis.processes.potential import potential_process

    return (potential_process(),)


def _invite() -> tuple[Process, ...]:
    from gis.processes.investing import invest_process, visit_process

    return (invest_process(), visit_process())


def _draw() -> tuple[Process, ...]:
    from gis.processes.drawn import buffer_process, measure_process, reach_process

    return (measure_process(), buffer_process(), reach_process())


# What declares each analysis, by its id; imported when it is first asked for.
_DECLARED: Mapping[str, Callable[[], tuple[Process, ...]]] = MappingProxyType(
    {
        "nearest": _near,
        "coverage": _cover,
        "supply": _supply,
        "whatif": _what_if,
        **dict.fromkeys(("change", "composition", "conflicts"), _land),
        "suitability": _suit,
        "exposure": _expose,
        **dict.fromkeys(("zoning", "allowed", "activities"), _zone),
        "siting": _site,
        **dict.fromkeys(("indicator", "kpis"), _indicate),
        "potential": _compare,
        **dict.fromkeys(("invest", "visit"), _invite),
        **dict.fromkeys(("measure", "buffer", "reach"), _draw),
    }
)


def _declared() -> Mapping[str, Callable[[], tuple[Process, ...]]]:
    return {**_DECLARED, **ABOVE}


class Registry(Mapping[str, Process]):
    """Published analyses by id; each is imported when it is first asked for.

    A question at the terminal then waits for its own analysis, not for all of them.
    """

    def __init__(self) -> None:
        self._made: dict[str, Process] = {}

    def __getitem__(self, process_id: str) -> Process:
        """Give an analysis."""
        if process_id not in self._made:
            self._made |= {process.id: process for process in _declared()[process_id]()}
        return self._made[process_id]

    def __contains__(self, process_id: object) -> bool:
        """Tell whether there is such an analysis, without importing it."""
        return process_id in _declared()

    def __iter__(self) -> Iterator[str]:
        """Give the ids in the order they are published in."""
        return iter(_declared())

    def __len__(self) -> int:
        """How many there are."""
        return len(_declared())


def registry() -> Registry:
    """Give every published analysis by its id.

    Examples
    --------
    >>> registry()["nearest"].command
    'near'
    """
    return Registry()
