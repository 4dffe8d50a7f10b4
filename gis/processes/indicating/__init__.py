"""Indicators: numbers of plans and standards that layers can give, declared once each."""

from __future__ import annotations

from gis.processes.indicating.asking import indicator_process, values
from gis.processes.indicating.indicator import Indicator
from gis.processes.indicating.library import indicators
from gis.processes.indicating.listing import kpis_process

__all__ = ["Indicator", "indicator_process", "indicators", "kpis_process", "values"]
