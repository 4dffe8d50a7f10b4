"""Comparing: what two scenarios differ in, feature by feature and indicator by indicator."""

from __future__ import annotations

from gis.scenarios.comparing.comparison import Comparison, compare
from gis.scenarios.comparing.differences import LayerDifference, differences
from gis.scenarios.comparing.words import read_indicators, usual_indicators

__all__ = [
    "Comparison",
    "LayerDifference",
    "compare",
    "differences",
    "read_indicators",
    "usual_indicators",
]
