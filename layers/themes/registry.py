"""The themes an import knows, and which one a layer has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd

from layers.errors import SchemaError
from layers.schema import Field, Text
from layers.themes.assets import ASSETS
from layers.themes.facilities import FACILITIES
from layers.themes.fitted import Fitted
from layers.themes.landcover import LANDCOVER
from layers.themes.observations import OBSERVATIONS
from layers.themes.plans import RULES, ZONING
from layers.themes.regions import REGIONS
from layers.themes.roads import BRIDGES, ROADS
from layers.themes.theme import Theme
from layers.themes.turns import TURNS
from layers.themes.utilities import TELECOM, UTILITIES
from layers.themes.waterways import WATERWAYS

GENERIC = Theme("generic", Text("Umum", "Generic"), stored="added", map_group="added")
THEMES: Mapping[str, Theme] = {
    t.id: t
    for t in (
        *(REGIONS, FACILITIES, ROADS, WATERWAYS, UTILITIES, TELECOM, ASSETS, OBSERVATIONS),
        *(BRIDGES, TURNS, ZONING, RULES, LANDCOVER, GENERIC),
    )
}


def theme_of(layer_id: str, asked: str | None) -> str:
    """Give the theme of a layer: the one asked for, or that of its id.

    Raises
    ------
    SchemaError
        `theme-unknown`.

    Examples
    --------
    >>> theme_of("districts", None), theme_of("facilities", None), theme_of("ports", None)
    ('regions', 'facilities', 'generic')
    """
    if asked is None:
        return next((t.id for t in THEMES.values() if layer_id in t.layer_ids), GENERIC.id)
    for theme in THEMES.values():
        if asked == theme.id or asked in theme.aliases:
            return theme.id
    raise SchemaError(
        Text(
            f"tema {asked!r} tidak dikenal; yang diminta salah satu dari {', '.join(THEMES)}",
            f"theme {asked!r} is not known; wanted one of {', '.join(THEMES)}",
        ),
        code="theme-unknown",
    )


def fit(
    frame: gpd.GeoDataFrame,
    described: Sequence[Mapping[str, str]],
    theme: str,
    layer_id: str,
    asked: Mapping[str, Any] | None = None,
) -> Fitted:
    """Bring a frame to the columns of a theme.

    Parameters
    ----------
    frame
        In EPSG:4326, its index the row number in the file.
    described
        For each column its `name`, `type` and `title` (the name in the file).
    theme
        From `theme_of`.
    layer_id
        Tells the level of regions.
    asked
        What the caller said that a theme may need: legend, data_date, file.

    Raises
    ------
    SchemaError
        `column-missing` when a column the theme cannot do without is not there.
    """
    columns = {d["name"]: _field(d) for d in described}
    mapping = {d["title"]: d["name"] for d in described}
    plain = Fitted(frame, tuple(columns.values()), theme, mapping, asked=asked or {})
    return THEMES[theme].fit(plain, layer_id)


def _field(described: Mapping[str, str]) -> Field:
    title = described["title"]
    return Field(described["name"], described["type"], Text(title, title))  # type: ignore[arg-type]
