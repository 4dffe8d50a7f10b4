"""The site of an overlay report: a polygon read from what people and programs send."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
import shapely

from gis.areas import area_m2
from gis.errors import BadValueError, GisError
from gis.exposure.pieces import line_metres
from gis.processes.sketches import parcel_of
from layers.layer import Layer
from layers.text import Text, figure
from server.errors import UnfitInputError
from server.exchange.body import parse_json

MOST_HA = 5_000_000.0
NAMED_84 = ("CRS84", "EPSG::4326", "EPSG:4326")


@dataclass(frozen=True, slots=True)
class Site:
    """A site: its polygon in EPSG:4326, and how large it is."""

    shape: shapely.Geometry
    area_ha: float
    border_km: float


def read_site(value: Any) -> Site:
    """Read a site: GeoJSON (a polygon, or a feature with one), WKT, or corners LON,LAT.

    Parameters
    ----------
    value
        A text, or what a JSON document held.

    Raises
    ------
    UnfitInputError
        If it is no polygon in lon/lat, is empty, crosses itself, has too many corners, or
        is too large; with a code that begins with ``site-``.
    BodyError
        If it looks like JSON and is none.
    """
    if value is None or value in ("", [], {}):
        raise UnfitInputError(
            Text(
                "tidak ada bidang; yang diminta poligon: GeoJSON, WKT, atau sudut BUJUR,LINTANG",
                "there is no site; wanted a polygon: GeoJSON, WKT, or corners LON,LAT",
            ),
            code="site-unreadable",
        )
    if isinstance(value, str) and value.lstrip().startswith("{"):
        value = parse_json(value.encode())
    if isinstance(value, dict):
        _require_crs84(value)
    try:
        shape = parcel_of(value)
    except BadValueError as error:
        cause = error.__cause__
        code = cause.code if isinstance(cause, GisError) else ""
        known = code.startswith("parcel-")
        code = code.replace("parcel", "site") if known else "site-unreadable"
        raise UnfitInputError(error.text, code=code) from error
    area = float(area_m2(np.array([shape]))[0]) / 1e4
    if area > MOST_HA:
        raise UnfitInputError(
            Text("bidang seluas ", "a site of ")
            + figure(area)
            + Text(" ha; paling luas ", " ha; at most ")
            + figure(MOST_HA)
            + Text(
                " ha: untuk wilayah lebih luas, pakai /collections/{id}/aggregate?by-layer=…",
                " ha: for larger ones use /collections/{id}/aggregate?by-layer=…",
            ),
            code="site-too-large",
        )
    border = line_metres(shapely.get_rings(shapely.get_parts(shape))).sum()
    return Site(shape, area, float(border) / 1e3)


def _require_crs84(document: dict[str, Any]) -> None:
    """Refuse GeoJSON of old that says it is in another reference system."""
    told = document.get("crs")
    if told is not None and not any(name in str(told) for name in NAMED_84):
        raise UnfitInputError(
            Text(
                f"GeoJSON menyebut crs {str(told)[:80]}; yang diminta bujur/lintang (CRS84)",
                f"the GeoJSON names crs {str(told)[:80]}; wanted lon/lat (CRS84)",
            ),
            code="site-crs",
        )


def require_near(site: Site, layers: Iterable[Layer]) -> None:
    """Refuse a site that no layer reaches.

    Raises
    ------
    UnfitInputError
        With code ``site-elsewhere``; says so where its longitudes and latitudes seem swapped.
    """
    boxes = [layer.bbox for layer in layers if layer.bbox is not None]
    if any(_meets(site.shape.bounds, box) for box in boxes):
        return
    if not boxes:
        raise UnfitInputError(
            Text("ruang kerja ini belum memuat lapisan", "this workspace has no layer yet"),
            code="site-elsewhere",
        )
    low, high = np.min(boxes, axis=0), np.max(boxes, axis=0)
    around = f"{low[0]:.2f},{low[1]:.2f},{high[2]:.2f},{high[3]:.2f}"
    west, south, east, north = site.shape.bounds
    hint = Text("", "")
    if any(_meets((south, west, north, east), box) for box in boxes):
        hint = Text(
            "; bujur dan lintangnya tampak tertukar", "; longitude and latitude seem swapped"
        )
    raise UnfitInputError(
        Text(
            f"bidang di {west:.4f},{south:.4f},{east:.4f},{north:.4f}, sedangkan lapisan-lapisan "
            f"terletak di {around}",
            f"the site is at {west:.4f},{south:.4f},{east:.4f},{north:.4f}, but the layers lie "
            f"within {around}",
        )
        + hint,
        code="site-elsewhere",
    )


def _meets(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]


def geojson_of(shape: shapely.Geometry) -> orjson.Fragment:
    """Give a shape as GeoJSON."""
    return orjson.Fragment(shapely.to_geojson(shape).encode())
