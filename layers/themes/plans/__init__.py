"""Themes of spatial plans: zoning with its allocations, and the rules that hold in zones."""

from __future__ import annotations

from layers.themes.plans.rules import RULES
from layers.themes.plans.zoning import ZONING

__all__ = ["RULES", "ZONING"]
