"""Network: lines compiled to a graph, places put on its edges, and what it tells of itself."""

from __future__ import annotations

from gis.network.audit import (
    Audit,
    Components,
    Gaps,
    audit_network,
    components,
    dead_ends,
    suspected_bridges,
    unconnected,
)
from gis.network.compile import Compiled, compile_network
from gis.network.graph import Network
from gis.network.places import Snapped, placed
from gis.network.report import CompileReport, Exclusion
from gis.network.snapping import SegmentIndex, segment_index, snap
from gis.network.turns.copies import restricted
from gis.network.turns.reasons import TurnExclusion

__all__ = [
    "Audit",
    "CompileReport",
    "Compiled",
    "Components",
    "Exclusion",
    "Gaps",
    "Network",
    "SegmentIndex",
    "Snapped",
    "TurnExclusion",
    "audit_network",
    "compile_network",
    "components",
    "dead_ends",
    "placed",
    "restricted",
    "segment_index",
    "snap",
    "suspected_bridges",
    "unconnected",
]
