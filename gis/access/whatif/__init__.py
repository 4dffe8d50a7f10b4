"""What-if: coverage brought up to date with facilities and roads put on the map or taken off."""

from __future__ import annotations

from gis.access.whatif.effects import Effect, what_if
from gis.access.whatif.serving import Served, served

__all__ = ["Effect", "Served", "served", "what_if"]
