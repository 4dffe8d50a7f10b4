"""Import: a source checked, read apart, fitted to a layer and written in one transaction.

>>> from layers import ingest
>>> report = ingest.add(catalogue, "ports.geojson", layer_id="ports")  # doctest: +SKIP
>>> print(report.summary("en"))  # doctest: +SKIP
"""

from __future__ import annotations

from layers.ingest.adding import add
from layers.ingest.options import Handle, ImportOptions, Workspace

__all__ = ["Handle", "ImportOptions", "Workspace", "add"]
