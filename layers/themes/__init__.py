"""Themes: what the columns of an added layer mean, and how it is shown on the map.

Each theme is a module with one `Theme`; `registry.THEMES` lists them.
"""

from __future__ import annotations

from layers.themes.describing import describe, map_hints, succeed
from layers.themes.fitted import Fitted
from layers.themes.registry import THEMES, fit, theme_of
from layers.themes.theme import Theme

__all__ = ["THEMES", "Fitted", "Theme", "describe", "fit", "map_hints", "succeed", "theme_of"]
