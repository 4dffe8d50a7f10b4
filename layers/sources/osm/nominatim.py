"""Nominatim: places found by a search, their numbers written as texts, as rows of a layer."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from layers.errors import SourceError
from layers.schema import Text
from layers.sources import findings as say
from layers.sources.columns.attributes import clean
from layers.sources.findings import Finding
from layers.sources.limits import Limits
from layers.sources.osm.answer import number, parsed, whole
from layers.sources.readers.jsonshapes import shapes
from layers.sources.reading import Geometries, Reading, geometry_array

DRIVER = "Nominatim"
TEXTS = ("osm_type", "class", "category", "type", "addresstype", "name", "display_name")
SLACK = 1e-3  # degrees by which a box may differ from its shape (rounding, simplification)


def read(path: Path, limits: Limits) -> Reading:
    """Read the answer of a Nominatim search, lookup or reverse query.

    Every place is a row: its shape where the answer holds one (`geojson`), else
    the point of its `lat` and `lon`.

    Raises
    ------
    SourceError
        `not-nominatim` for something else, `osm-nothing` for an empty answer.
    """
    told = parsed(path, limits)
    places = told if isinstance(told, list) else [told]
    if not places:
        raise SourceError(
            Text("server tidak menemukan satu tempat pun", "the server found no place"),
            code="osm-nothing",
        )
    if not all(isinstance(p, dict) and "place_id" in p for p in places):
        raise SourceError(
            Text("JSON ini bukan daftar tempat", "the JSON is no list of places"),
            code="not-nominatim",
        )
    if len(places) > limits.rows:
        raise SourceError(
            Text(
                f"lebih dari {limits.rows:,} tempat; paling banyak sekian yang diterima",
                f"more than {limits.rows:,} places",
            ),
            code="too-big",
        )
    made, found = _shapes(places, limits)
    reading = Reading(
        attributes=pd.DataFrame(_columns(places)),
        geometry=made,
        rows=np.arange(1, len(places) + 1, dtype=np.int64),
        driver=DRIVER,
        crs="EPSG:4326",
        layer="places",
        n_read=len(places),
        findings=tuple(found),
        about=_about(places),
    )
    return clean(reading)


def _columns(places: list[Mapping[str, Any]]) -> dict[str, pd.Series[Any]]:
    """Give the columns; the parts of an address get one each."""
    columns: dict[str, list[Any]] = {
        "osm_id": [whole(p.get("osm_id")) for p in places],
        **{key: [_text(p.get(key)) for p in places] for key in TEXTS},
        "place_rank": [whole(p.get("place_rank")) for p in places],
        "importance": [number(p.get("importance")) for p in places],
    }
    for group, prefix in (("address", "addr:"), ("extratags", ""), ("namedetails", "")):
        held = [_dict(p.get(group)) for p in places]
        for key in dict.fromkeys(str(k) for one in held for k in one):
            name = f"{prefix}{key}" if f"{prefix}{key}" not in columns else f"{group}:{key}"
            columns[name] = [_text(one.get(key)) for one in held]
    given = {name: values for name, values in columns.items() if set(values) != {None}}
    return {name: pd.Series(values, dtype=object) for name, values in given.items()}


def _dict(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str | None:
    return str(value) if isinstance(value, str | int | float) and value != "" else None


def _shapes(places: list[Mapping[str, Any]], limits: Limits) -> tuple[Geometries, list[Finding]]:
    held = [p.get("geojson") or _point(p) for p in places]
    made, faults = shapes(held, depth=limits.collection_depth)
    found = [say.error(i + 1, code, why) for i, code, why in faults]
    made = geometry_array(made)
    for row, (place, shape) in enumerate(zip(places, made, strict=True), 1):
        found += _box_findings(row, place, shape)
    return made, found


def _point(place: Mapping[str, Any]) -> dict[str, Any] | None:
    lon, lat = number(place.get("lon")), number(place.get("lat"))
    return None if lon is None or lat is None else {"type": "Point", "coordinates": [lon, lat]}


def _box_findings(row: int, place: Mapping[str, Any], shape: Any) -> list[Finding]:
    """Compare the box the server names (south, north, west, east) with the shape."""
    given = place.get("boundingbox")
    if not isinstance(given, list) or len(given) != 4 or shape is None or shape.is_empty:
        return []
    south, north, west, east = (number(v) for v in given)
    if south is None or north is None or west is None or east is None:
        return [_doubt(row, "is not four numbers", "bukan empat bilangan")]
    window = shapely.box(west - SLACK, south - SLACK, east + SLACK, north + SLACK)
    if window.covers(shape.representative_point()):
        return []
    return [_doubt(row, "does not hold the shape", "tidak memuat bentuknya")]


def _doubt(row: int, en: str, indonesian: str) -> Finding:
    told = Text(f"boundingbox {indonesian}", f"the boundingbox {en}")
    return Finding(row, "osm-box-differs", told.en, "warning", "kept", message_id=told.id)


def _about(places: list[Mapping[str, Any]]) -> dict[str, str]:
    said = str(places[0].get("licence") or "")
    if said and "OpenStreetMap" not in said:
        return {"source": "Nominatim", "attribution": said[:300]}
    return {
        "source": "OpenStreetMap (Nominatim)",
        "licence": "ODbL-1.0",
        "attribution": "© OpenStreetMap contributors",
        "trust": "open_data",
    }
