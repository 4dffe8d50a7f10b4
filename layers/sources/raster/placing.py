"""Placing: where a raster lies, which way up, and which of its cells are on the earth."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyproj
import shapely
from affine import Affine

from layers.crs import STORAGE_CRS, parse_crs
from layers.defects.references import COUNTRY
from layers.errors import CRSError, SourceError
from layers.schema import Text
from layers.sources import findings as say
from layers.sources import placement
from layers.sources.findings import Finding
from layers.sources.raster.head import Head
from layers.sources.reading import Reading

# Parts of a cell by which a corner may be off before it counts as turned, or beyond the edge.
TOLERANCE = 1e-3
OWN_WORDS = frozenset({"crs-transformed", "far-from-region", "origin-point"})


@dataclass(frozen=True)
class Placed:
    """Where the cells lie once they are north-up.

    `flip_rows` and `flip_columns` say which way the file ran; `rows` and `columns`
    are the cells kept of the north-up grid, first and one past the last.
    """

    crs: pyproj.CRS
    transform: Affine
    flip_rows: bool
    flip_columns: bool
    rows: tuple[int, int]
    columns: tuple[int, int]
    findings: tuple[Finding, ...]

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns kept."""
        return (self.rows[1] - self.rows[0], self.columns[1] - self.columns[0])


def is_turned(head: Head) -> bool:
    """Whether rows and columns do not run along the axes of the reference system."""
    t = head.transform
    side = min(math.hypot(t.a, t.d), math.hypot(t.b, t.e))
    return max(abs(t.b) * head.height, abs(t.d) * head.width) > TOLERANCE * side


def settle(head: Head, named: str | None) -> Placed:
    """Give the place of a raster north-up, or refuse it.

    Parameters
    ----------
    head
        Not turned; see `is_turned`.
    named
        The reference system the caller names; it overrides the file's own.

    Raises
    ------
    CRSError
        `crs-missing`, `crs-unknown`, `crs-mismatch`, `crs-wrong-zone`, `axes-swapped`.
    SourceError
        `off-earth` if no cell is on the earth.
    """
    t = head.transform
    flip_rows, flip_columns = t.e > 0, t.a < 0
    west = t.c + (t.a * head.width if flip_columns else 0)
    north = t.f + (t.e * head.height if flip_rows else 0)
    up = Affine(abs(t.a), 0, west, 0, -abs(t.e), north)
    crs, found = _crs(head, up, named)
    if flip_rows:
        found.append(
            say.note(
                "raster-south-up",
                Text("baris berurut dari selatan ke utara", "rows ran from south to north"),
                "turned over",
            )
        )
    if flip_columns:
        found.append(
            say.note(
                "raster-east-first",
                Text("kolom berurut dari timur ke barat", "columns ran from east to west"),
                "turned over",
            )
        )
    rows, columns = (0, head.height), (0, head.width)
    if crs.is_geographic:
        rows, columns, cut = _on_earth(head, up)
        found += cut
    if abs(up.a + up.e) > TOLERANCE * up.a:
        why = Text(
            f"sel selebar {up.a:g} dan setinggi {-up.e:g}, dalam satuan sistem acuan",
            f"cells are {up.a:g} wide and {-up.e:g} high, in units of the reference system",
        )
        found.append(say.note("pixels-not-square", why, "kept"))
    place = up @ Affine.translation(columns[0], rows[0])
    return Placed(crs, place, flip_rows, flip_columns, rows, columns, tuple(found))


def _crs(head: Head, up: Affine, named: str | None) -> tuple[pyproj.CRS, list[Finding]]:
    """Settle the reference system by the rules that vectors follow, asking at the middle."""
    x, y = up @ (head.width / 2, head.height / 2)
    middle = np.array([shapely.Point(x, y)], dtype=object)
    asked = Reading(
        pd.DataFrame(index=[0]), middle, np.ones(1, dtype=np.int64), head.driver, head.crs
    )
    crs = parse_crs(named if named is not None else (head.crs or STORAGE_CRS))
    if named is not None or head.crs is not None:
        _guard_degrees(head, up, crs)
    placed = placement.place(asked, named)
    found = [f for f in placed.findings if f.code not in OWN_WORDS]
    bad = next((f for f in found if f.severity == "error"), None)
    if bad is not None:
        middle_of = Text("bagian tengah raster: ", "the middle of the raster: ")
        raise SourceError(middle_of + bad.text, code=bad.code)
    if crs.is_compound or len(crs.axis_info) > 2:
        crs = crs.to_2d()
    return crs, found + _far(head, up, crs)


def _guard_degrees(head: Head, up: Affine, crs: pyproj.CRS) -> None:
    """Refuse degrees that cannot be degrees: metres under a geographic reference system."""
    west, north = up @ (0, 0)
    east, south = up @ (head.width, head.height)
    if crs.is_geographic and (max(abs(west), abs(east)) > 540 or max(abs(north), abs(south)) > 180):
        raise CRSError(
            Text(
                f"raster ini mencapai x {west:g} sampai {east:g}, y {south:g} sampai {north:g}, "
                f"yang bukan derajat, padahal sistem acuannya {crs.name}; sebutkan yang benar, "
                "misalnya EPSG:32750",
                f"the raster reaches x {west:g} to {east:g}, y {south:g} to {north:g}, which are "
                f"no degrees, but its reference system is {crs.name}; name the right one, for "
                "example EPSG:32750",
            ),
            code="crs-mismatch",
        )


def _far(head: Head, up: Affine, crs: pyproj.CRS) -> list[Finding]:
    box = lonlat_bounds(up, (head.height, head.width), crs)
    west, south, east, north = COUNTRY
    if box[0] > east or box[2] < west or box[1] > north or box[3] < south:
        where = ", ".join(f"{v:.4f}" for v in box)
        return [
            say.warning(
                "far-from-region",
                Text(
                    f"sel pada {where}, di luar Indonesia", f"cells at {where}, outside Indonesia"
                ),
                "kept",
            )
        ]
    return []


def lonlat_bounds(
    transform: Affine, shape: tuple[int, int], crs: pyproj.CRS
) -> tuple[float, float, float, float]:
    """Give (west, south, east, north) in EPSG:4326 of a north-up grid."""
    west, north = transform @ (0, 0)
    east, south = transform @ (shape[1], shape[0])
    if crs.equals(pyproj.CRS(4326), ignore_axis_order=True):
        return (west, south, east, north)
    change = pyproj.Transformer.from_crs(crs, STORAGE_CRS, always_xy=True)
    return tuple(float(v) for v in change.transform_bounds(west, south, east, north))  # type: ignore[return-value]


def _on_earth(head: Head, up: Affine) -> tuple[tuple[int, int], tuple[int, int], list[Finding]]:
    """Keep the cells that lie wholly within ±180 and ±90 degrees."""
    first = max(0, math.ceil((-180 - up.c) / up.a - TOLERANCE))
    last = min(head.width, math.floor((180 - up.c) / up.a + TOLERANCE))
    top = max(0, math.ceil((up.f - 90) / -up.e - TOLERANCE))
    bottom = min(head.height, math.floor((up.f + 90) / -up.e + TOLERANCE))
    if last <= first or bottom <= top:
        raise SourceError(
            Text(
                f"tidak ada sel yang terletak di bumi: barat {up.c:g}, utara {up.f:g}, sel "
                f"{up.a:g} derajat",
                f"no cell lies on the earth: west {up.c:g}, north {up.f:g}, cells of {up.a:g} "
                "degrees",
            ),
            code="off-earth",
        )
    cut = (top, head.height - bottom, first, head.width - last)
    if not any(cut):
        return (0, head.height), (0, head.width), []
    east, south = up @ (head.width, head.height)
    why = Text(
        f"raster ini mencapai {up.c:g} sampai {east:g} bujur, {south:g} sampai {up.f:g} "
        f"lintang; {cut[0]} baris di atas dan {cut[1]} di bawah, {cut[2]} kolom di kiri "
        f"dan {cut[3]} di kanan melewati ±180 atau ±90 derajat",
        f"the raster reaches {up.c:g} to {east:g} east, {south:g} to {up.f:g} north; "
        f"rows {cut[0]} at the top and {cut[1]} at the bottom, columns {cut[2]} on the left and "
        f"{cut[3]} on the right lie beyond ±180 or ±90 degrees",
    )
    return (top, bottom), (first, last), [say.warning("raster-beyond-earth", why, "cut off")]
