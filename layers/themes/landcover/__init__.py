"""Land cover and land use by area: codes or class names brought to the common class."""

from __future__ import annotations

from layers.themes.landcover.fitting import LANDCOVER, fit_landcover

__all__ = ["LANDCOVER", "fit_landcover"]
