"""What added rasters mean: people, heights, slopes, land cover, or any number."""

from __future__ import annotations

from collections.abc import Mapping

from layers.errors import SchemaError
from layers.schema import Text
from layers.themes.rasters.cover import COVER
from layers.themes.rasters.quantities import ELEVATION, GENERIC, POPULATION, SLOPE
from layers.themes.rasters.theme import FittedRaster, RasterAsked, RasterTheme

RASTER_THEMES: Mapping[str, RasterTheme] = {
    t.id: t for t in (POPULATION, COVER, ELEVATION, SLOPE, GENERIC)
}

__all__ = ["RASTER_THEMES", "FittedRaster", "RasterAsked", "RasterTheme", "raster_theme_of"]


def raster_theme_of(layer_id: str, asked: str | None) -> RasterTheme:
    """Give the theme of a raster: the one asked for, or that of its id.

    Raises
    ------
    SchemaError
        `theme-unknown`.

    Examples
    --------
    >>> raster_theme_of("land_cover_2024", None).id, raster_theme_of("hazard", None).id
    ('landcover', 'generic')
    """
    for theme in RASTER_THEMES.values():
        named = asked is not None and (asked == theme.id or asked in theme.aliases)
        if named or (asked is None and theme.layer_ids.fullmatch(layer_id)):
            return theme
    raise SchemaError(
        Text(
            f"tema {asked!r} bukan tema raster; yang diminta salah satu dari "
            f"{', '.join(RASTER_THEMES)}",
            f"theme {asked!r} is not one of rasters; wanted one of {', '.join(RASTER_THEMES)}",
        ),
        code="theme-unknown",
    )
