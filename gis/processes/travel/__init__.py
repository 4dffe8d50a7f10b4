"""Travel as a process finds it in a catalogue: networks by mode, people, and where they join.

Compiling roads, counting people by cell and putting cells on roads takes seconds; the
catalogue keeps the arrays by the revisions of the layers, so that it is done once.
"""

from __future__ import annotations

from gis.processes.travel.modes import (
    BOAT,
    COMING,
    STRAIGHT,
    mode_choices,
    mode_input,
    travel_choices,
    travel_inputs,
)
from gis.processes.travel.networks import (
    Travel,
    network_text,
    travel_by_road,
    travel_for,
    travel_of,
)
from gis.processes.travel.overland import overland, surface_inputs
from gis.processes.travel.people import (
    ACCESS_LIMIT_M,
    Residents,
    facilities_on,
    grid_in,
    lonlat_of,
    people_of,
    people_on,
    require_anybody,
    require_on,
    residents,
    sites_on,
    travel_of_people,
    walks_to,
)
from gis.processes.travel.tables import times_between

__all__ = [
    "ACCESS_LIMIT_M",
    "BOAT",
    "COMING",
    "STRAIGHT",
    "Residents",
    "Travel",
    "facilities_on",
    "grid_in",
    "lonlat_of",
    "mode_choices",
    "mode_input",
    "network_text",
    "overland",
    "people_of",
    "people_on",
    "require_anybody",
    "require_on",
    "residents",
    "sites_on",
    "surface_inputs",
    "times_between",
    "travel_by_road",
    "travel_choices",
    "travel_for",
    "travel_inputs",
    "travel_of",
    "travel_of_people",
    "walks_to",
]
