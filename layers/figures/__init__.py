"""Figures: maps for print, with the colours, names and sources that layers carry.

Needs matplotlib, which ``pip install penyangga[notebooks]`` brings.
"""

from __future__ import annotations

from layers.figures.mapfigure import MapFigure

__all__ = ["MapFigure"]
