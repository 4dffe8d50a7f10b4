"""Esri JSON: a feature set as ArcGIS saves it, with the reference system it names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from layers.errors import SourceError
from layers.schema import Text
from layers.sources.limits import Limits
from layers.sources.readers.dialects import esri_json
from layers.sources.readers.jsonshapes import said_of
from layers.sources.readers.markup.collected import Collected
from layers.sources.reading import Reading

# Numbers of Esri's own that EPSG has under another.
ALIASES = {102100: 3857, 102113: 3857}


def decode(document: Mapping[str, Any], limits: Limits, wanted: str | None) -> Reading:
    """Read a feature set of Esri JSON.

    Parameters
    ----------
    document
        The whole file, parsed.
    limits
        Rows and columns accepted.
    wanted
        Not used: a file holds one layer.

    Raises
    ------
    SourceError
        `not-geojson` where `features` is no list.
    """
    del wanted
    features = document.get("features")
    if not isinstance(features, list):
        raise SourceError(
            Text(
                "fitur (features) Esri JSON harus berupa daftar",
                "features of Esri JSON must be a list",
            ),
            code="not-geojson",
        )
    rows = Collected(limits)
    for row in features:
        properties: dict[str, Any] = {}
        geometry = None
        try:
            made = esri_json.feature(row, None)
            properties, geometry = made["properties"], made["geometry"]
        except (ValueError, TypeError, KeyError, AttributeError) as fault:
            told = Text("bukan fitur Esri: ", "no Esri feature: ") + said_of(fault)
            rows.fault("bad-geometry", told)
        rows.add(properties, geometry)
    return rows.reading("ESRIJSON", system(document.get("spatialReference")), "", untyped=())


def system(reference: Any) -> str | None:
    """Give the reference system of a file; None where it names none by number.

    Examples
    --------
    >>> system({"wkid": 102100, "latestWkid": 3857}), system({"wkid": 4326}), system(None)
    ('EPSG:3857', 'EPSG:4326', None)
    """
    if not isinstance(reference, Mapping):
        return None
    for key in ("latestWkid", "wkid"):
        number = reference.get(key)
        if isinstance(number, int) and number > 0:
            return f"EPSG:{ALIASES.get(number, number)}"
    return None
