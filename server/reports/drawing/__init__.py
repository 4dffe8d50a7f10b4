"""Drawing: charts and maps of reports as SVG, the same for paper and for browsers."""

from __future__ import annotations
