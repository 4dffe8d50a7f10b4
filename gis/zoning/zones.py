"""Zones of a plan, prepared for many questions: which hold a place, which lines are near."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.checks import has_shape, require_lonlat, to_lonlat
from gis.errors import GeometryError
from gis.geodesic import Ints
from gis.parts import THREADS
from gis.zoning.accuracy import Accuracy
from gis.zoning.ground import metres_per_degree, metres_per_degrees
from gis.zoning.outlines import (
    INSIDE,
    UNSURE,
    Outlines,
    around,
    beside_lines,
    by_cell,
    holders,
    in_order,
    packed,
)
from layers.text import Text
from layers.zoning import codes
from layers.zoning.attributes import find_attributes
from layers.zoning.classing import classify

WORTH_SHARING = 20_000
# Columns that say in which regency or city a zone lies, the surest first.
REGIONS = ("regency_code", "kdpkab", "district_code", "kdcpum", "kdepum")
REGENCY_LETTERS = 5

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Near:
    """A zone at a place: its row, whether it holds the place, how far its line is away.

    `away_m` is infinite where the line is farther than was looked for.
    """

    row: int
    holds: bool
    away_m: float


@dataclass(frozen=True)
class Zones:
    """The zones of one plan.

    Attributes
    ----------
    frame
        Zones in EPSG:4326, attributes named in small letters (`kodszn`, `namszn`, …).
    codes
        Listed code of each zone (`R-3`, `HL`), None where none can be told.
    regions
        Kemendagri code of the regency or city of each zone; "" where unknown.
    accuracy
        Of the lines between them.
    """

    frame: gpd.GeoDataFrame
    codes: NDArray[np.object_]
    regions: NDArray[np.object_]
    accuracy: Accuracy

    @classmethod
    def of(cls, frame: gpd.GeoDataFrame, accuracy: Accuracy, *, region: str = "") -> Zones:
        """Prepare the zones of a frame.

        Parameters
        ----------
        frame
            Polygons in any CRS, with attributes of plan data in any spelling.
        accuracy
            Of the lines.
        region
            Regency or city of zones that do not say theirs.

        Raises
        ------
        CRSError
            If the frame has no CRS.
        GeometryError
            If a geometry is no polygon.
        """
        lonlat = to_lonlat(frame, "zones")
        _require_polygonal(lonlat)
        names = {column: name for name, column in find_attributes(_columns(frame)).items()}
        table = pd.DataFrame(frame.drop(columns=frame.geometry.name)).rename(columns=names)
        kept = gpd.GeoDataFrame(table, geometry=lonlat.to_numpy(), crs=lonlat.crs)
        return cls(kept, _codes(table), _regions(table, region), accuracy)

    def __len__(self) -> int:
        """Count the zones."""
        return len(self.frame)

    @cached_property
    def shapes(self) -> NDArray[np.object_]:
        """The polygons; missing ones are empty."""
        held = self.frame.geometry.to_numpy()
        shapes: NDArray[np.object_] = np.where(has_shape(self.frame), held, shapely.Polygon())
        return shapes

    @cached_property
    def kinds(self) -> tuple[list[tuple[str | None, str]], Ints]:
        """The different pairs of code and region, and which of them each zone has."""
        place: dict[tuple[str | None, str], int] = {}
        pairs = zip(self.codes.tolist(), self.regions.tolist(), strict=True)
        of_zone = np.array([place.setdefault(p, len(place)) for p in pairs], dtype=np.intp)
        return list(place), of_zone

    @cached_property
    def columns(self) -> Mapping[str, NDArray[np.object_]]:
        """The attributes as plain arrays, for looking up single zones."""
        table = self.frame.drop(columns=self.frame.geometry.name)
        return {str(name): values.to_numpy(dtype=object) for name, values in table.items()}

    def attributes(self, row: int) -> dict[str, Any]:
        """Give the attributes of one zone."""
        return {name: values[row] for name, values in self.columns.items()}

    @cached_property
    def outlines(self) -> Outlines:
        """The polygons packed for questions about places."""
        return packed(self.shapes)

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Tree of the polygons."""
        return shapely.STRtree(self.shapes)

    def at(self, lonlat: Floats) -> tuple[Ints, Ints]:
        """Find the zones that hold points, lines and corners included.

        Parameters
        ----------
        lonlat
            n × 2 lon/lat.

        Returns
        -------
        tuple
            Positions of points, ascending, and of the zones; a point in no zone is not
            there, one on a line, or where zones overlap, several times.

        Examples
        --------
        See `gis.zoning.verdicts.verdicts_at`.
        """
        xy = np.ascontiguousarray(require_lonlat(lonlat, "lonlat"))
        outlines = self.outlines
        order = by_cell(outlines, xy)
        shares = THREADS if len(xy) >= WORTH_SHARING else 1
        with ThreadPoolExecutor(THREADS) as pool:
            turns = pool.map(
                lambda part: holders(outlines, xy, part), np.array_split(order, shares)
            )
            point, part, side = np.concatenate([np.stack(found) for found in turns], axis=1)
        zone = outlines.owner[part]
        unsure = np.flatnonzero(side == UNSURE)
        if len(unsure):
            spots = shapely.points(xy[point[unsure]])
            keep = np.ones(len(point), dtype=bool)
            keep[unsure] = shapely.intersects(self.shapes[zone[unsure]], spots)
            point, zone = point[keep], zone[keep]
        return _each_once(point, zone, len(xy), len(self))

    def near(self, lon: float, lat: float, reach_m: float | None = None) -> tuple[Near, ...]:
        """Find the zones that hold a place, and those whose line is near it.

        Parameters
        ----------
        lon, lat
            The place.
        reach_m
            How near; the accuracy of the lines unless said.

        Returns
        -------
        tuple
            Those that hold the place first, then the nearest.
        """
        here = np.array([lon, lat, *metres_per_degree(lat)])
        reach = self.accuracy.metres if reach_m is None else reach_m
        found: dict[int, Near] = {}
        for part, side, away in zip(*around(self.outlines, here, reach), strict=True):
            row = int(self.outlines.owner[part])
            holds = side == INSIDE or (side == UNSURE and self._holds(row, lon, lat))
            known = found.get(row, Near(row, False, np.inf))
            found[row] = Near(row, known.holds or holds, min(known.away_m, float(away)))
        return tuple(sorted(found.values(), key=lambda n: (not n.holds, n.away_m, n.row)))

    def beside_lines(self, lonlat: Floats, reach_m: float | None = None) -> NDArray[np.bool_]:
        """Tell for each of many points whether the line of a zone is near it.

        Parameters
        ----------
        lonlat
            n × 2 lon/lat.
        reach_m
            How near; the accuracy of the lines unless said.
        """
        xy = require_lonlat(lonlat, "lonlat")
        here = np.column_stack([xy, metres_per_degrees(xy[:, 1])])
        reach = self.accuracy.metres if reach_m is None else reach_m
        found: NDArray[np.bool_] = beside_lines(self.outlines, here, reach)
        return found

    def _holds(self, row: int, lon: float, lat: float) -> bool:
        return bool(shapely.intersects(self.shapes[row], shapely.Point(lon, lat)))


def _each_once(point: Ints, zone: Ints, n_points: int, n: int) -> tuple[Ints, Ints]:
    """Order pairs by point and zone; of a zone of several polygons keep one."""
    order = in_order(zone, n)
    order = order[in_order(point[order], n_points)]
    point, zone = point[order], zone[order]
    first = np.ones(len(point), dtype=bool)
    first[1:] = (point[1:] != point[:-1]) | (zone[1:] != zone[:-1])
    return (point, zone) if first.all() else (point[first], zone[first])


def _columns(frame: gpd.GeoDataFrame) -> Sequence[str]:
    return [str(c) for c in frame.columns if c != frame.geometry.name]


def _require_polygonal(shapes: gpd.GeoSeries) -> None:
    kinds = shapely.get_type_id(shapes.to_numpy())
    strange = np.flatnonzero(has_shape(shapes) & ~np.isin(kinds, (3, 6)))
    if len(strange):
        kind = shapes.iloc[strange[0]].geom_type
        raise GeometryError(
            Text(
                f"zona baris {shapes.index[strange[0]]} berupa {kind}; yang diminta poligon "
                f"({len(strange)} baris bukan)",
                f"zone of row {shapes.index[strange[0]]} is a {kind}; wanted polygons "
                f"({len(strange)} rows are not)",
            )
        )


def _codes(table: pd.DataFrame) -> NDArray[np.object_]:
    """Give the code of each zone: as listed where it is, else told from codes and names."""
    told = classify(table).codes
    for name in ("kodrpr", "kodszn"):
        if name in table:
            listed = [v if isinstance(v, str) and v in codes.known() else None for v in table[name]]
            told = np.array([own or by for own, by in zip(listed, told, strict=True)], dtype=object)
    return told


def _regions(table: pd.DataFrame, region: str) -> NDArray[np.object_]:
    found = np.full(len(table), region, dtype=object)
    for name in reversed(REGIONS):
        if name in table:
            own = [v[:REGENCY_LETTERS] if isinstance(v, str) else "" for v in table[name]]
            found = np.array([a or b for a, b in zip(own, found, strict=True)], dtype=object)
    return found
