"""Layers written in the formats other programs read: the same values in each."""

from __future__ import annotations

from layers.formats.format import FORMATS, NAMES, Format
from layers.formats.table import Selection
from layers.formats.writing import STREAMS, write_file

__all__ = ["FORMATS", "NAMES", "STREAMS", "Format", "Selection", "write_file"]
