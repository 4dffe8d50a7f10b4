"""Blueprint reports: a masterplan with its evaluation, maps, roadmap and sources, to be printed."""

from __future__ import annotations

from server.reports.document import gather
from server.reports.report import FORMATS, printed

__all__ = ["FORMATS", "gather", "printed"]
