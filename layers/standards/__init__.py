"""Standards: facility types, provision standards, service thresholds and setbacks, all cited."""

from __future__ import annotations

from layers.standards.facility_types import (
    FacilityType,
    facility_type,
    facility_types,
    facility_types_of,
)
from layers.standards.kpis import FRAMEWORKS, Kpi, kpis
from layers.standards.lookup import Standard, standard_for, types_with_standards
from layers.standards.measures import Measure, measures
from layers.standards.provision import Provision, provisions
from layers.standards.reach import Criterion, reach_criteria, types_with_reach
from layers.standards.roadsides import Roadside, roadsides, roadsides_of
from layers.standards.setbacks import Setback, setbacks, setbacks_for
from layers.standards.suitability import Preset, preset_types, presets_for
from layers.standards.thresholds import Threshold, thresholds
from layers.standards.value import Value

__all__ = [
    "FRAMEWORKS",
    "Criterion",
    "FacilityType",
    "Kpi",
    "Measure",
    "Preset",
    "Provision",
    "Roadside",
    "Setback",
    "Standard",
    "Threshold",
    "Value",
    "facility_type",
    "facility_types",
    "facility_types_of",
    "kpis",
    "measures",
    "preset_types",
    "presets_for",
    "provisions",
    "reach_criteria",
    "roadsides",
    "roadsides_of",
    "setbacks",
    "setbacks_for",
    "standard_for",
    "thresholds",
    "types_with_reach",
    "types_with_standards",
]
