"""Candidates: places where a new facility may go, from points, units, facilities or a grid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.access.sums import fullest
from gis.errors import InputError, NoAnswerError
from gis.processes.facilities import column, read_facilities
from gis.processes.travel import people_of
from layers.crs import METRIC_CRS, STORAGE_CRS, to_metric
from layers.schema import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue
    from layers.layer import Layer

Floats = NDArray[np.float64]

GRID = "grid"
MOST_CANDIDATES = 50_000
RULES: Mapping[str, Text] = {
    "points": Text("titik pada lapisan", "points of a layer"),
    "areas": Text(
        "pusat sel terpadat penduduk di dalam setiap bidang (tanpa penduduk: titik di dalamnya)",
        "the centre of the cell with most people in each area (without people: a point inside)",
    ),
    "grid": Text("kisi teratur di dalam wilayah", "a regular grid in the units"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Places where a new facility may go.

    Attributes
    ----------
    ids, names
        Feature id and name of each, text; the name may be missing.
    lonlat
        Where they are, EPSG:4326, float64, m × 2.
    unit
        Position of the unit each lies in, int64, m.
    cost
        Cost of each, float64, m; None: 1 each.
    rule
        How the places were found, a key of `RULES`.
    n_without_shape, n_outside
        Rows left out: without a geometry, and in none of the units.
    layer
        The layer they are from; None for a grid.
    """

    ids: list[str]
    names: list[Any]
    lonlat: Floats
    unit: NDArray[np.int64]
    cost: Floats | None
    rule: str
    n_without_shape: int
    n_outside: int
    layer: Layer | None

    def __len__(self) -> int:
        """How many there are."""
        return len(self.ids)


def candidates_in(
    catalogue: Catalogue, given: Mapping[str, Any], units: gpd.GeoDataFrame
) -> Candidates:
    """Give the candidates that lie in the units asked about.

    Parameters
    ----------
    catalogue
        Where the layers are.
    given
        Checked inputs: ``candidates``, ``candidate_types``, ``spacing``, ``cost``,
        ``population``.
    units
        The units.

    Raises
    ------
    InputError
        If there are too many, the layer has no such field of costs, or a cost is
        missing or negative.
    NoAnswerError
        `no-candidate`, if none lies in the units.
    """
    if given["candidates"] == GRID:
        return _grid(given, units)
    handle = catalogue[given["candidates"]]
    if handle.layer.kind != "vector":
        what = Text(
            f"lapisan {given['candidates']!r} adalah raster; yang diminta titik atau bidang",
            f"layer {given['candidates']!r} is a raster; wanted points or areas",
        )
        raise InputError.of([("candidates", what)])
    types = given["candidate_types"]
    frame = read_facilities(handle, types) if types else handle.read()
    there = np.array(~(frame.geometry.isna() | frame.geometry.is_empty), dtype=bool)
    sound = frame[there]
    spots, rule = _spots(catalogue, given, frame, sound)
    unit = _unit_of(spots, units)
    inside = unit >= 0
    _require_some(int(inside.sum()), given)
    kept = sound[inside]
    return Candidates(
        ids=[str(i) for i in kept.index],
        names=column(kept, "name"),
        lonlat=spots[inside],
        unit=unit[inside],
        cost=_costs(kept, given),
        rule=rule,
        n_without_shape=int((~there).sum()),
        n_outside=int((~inside).sum()),
        layer=handle.layer,
    )


def _spots(
    catalogue: Catalogue, given: Mapping[str, Any], frame: gpd.GeoDataFrame, sound: gpd.GeoDataFrame
) -> tuple[Floats, str]:
    """Give a point for each row: itself, or where most people live inside."""
    shapes = sound.geometry.to_numpy()
    if (shapely.get_dimensions(shapes) < 2).all():
        return shapely.get_coordinates(sound.geometry.representative_point()), "points"
    spots = shapely.get_coordinates(sound.geometry.representative_point())
    if len(sound) < len(frame) or given["candidate_types"]:
        return spots, "areas"
    people = people_of(catalogue, given["candidates"], given["population"])
    n = people.n_units
    of, wanted = np.zeros(len(people), dtype=np.int32), np.zeros(n, dtype=np.int32)
    cell = fullest(people.pairs, people.amount, of, wanted)
    known = np.flatnonzero(cell >= 0)
    spots[known, 0], spots[known, 1] = people.lon[cell[known]], people.lat[cell[known]]
    # The centre of a cell at a border may lie across it.
    points = shapely.points(spots[known])
    across = known[~shapely.intersects(shapes[known], points)]
    spots[across] = shapely.get_coordinates(sound.geometry.representative_point())[across]
    return spots, "areas"


def _unit_of(spots: Floats, units: gpd.GeoDataFrame) -> NDArray[np.int64]:
    """Give the unit each point lies in, the first of several, -1 for none."""
    tree = shapely.STRtree(units.geometry.to_numpy())
    point, unit = tree.query(shapely.points(spots), predicate="intersects")
    found = np.full(len(spots), len(units), dtype=np.int64)
    np.minimum.at(found, point, unit)
    found[found == len(units)] = -1
    return found


def _require_some(n: int, given: Mapping[str, Any]) -> None:
    if not n:
        raise NoAnswerError(
            Text(
                f"tidak ada calon lokasi dari {given['candidates']!r} di dalam wilayah yang "
                "diminta; pilih lapisan lain, atau candidates=grid",
                f"no candidate of {given['candidates']!r} lies in the units asked for; choose "
                "another layer, or candidates=grid",
            ),
            code="no-candidate",
        )
    if n > MOST_CANDIDATES:
        what = Text(
            f"{n:,} calon lokasi; paling banyak {MOST_CANDIDATES:,}: persempit wilayah, atau "
            "perbesar jarak kisi",
            f"{n:,} candidates; at most {MOST_CANDIDATES:,}: ask for a smaller region, or a wider "
            "grid",
        )
        raise InputError.of([("candidates", what)])


def _costs(frame: gpd.GeoDataFrame, given: Mapping[str, Any]) -> Floats | None:
    """Read the cost of each candidate; every one must have it."""
    field = given["cost"]
    if field is None:
        return None
    if field not in frame:
        have = ", ".join(name for name in frame.columns if name != frame.geometry.name)
        what = Text(
            f"lapisan {given['candidates']!r} tidak mempunyai kolom {field!r}; yang ada {have}",
            f"layer {given['candidates']!r} has no field {field!r}; it has {have}",
        )
        raise InputError.of([("cost", what)])
    numbers = pd.to_numeric(frame[field], errors="coerce")
    cost: Floats = numbers.to_numpy(dtype=np.float64, na_value=np.nan)
    bad = np.flatnonzero(~(np.isfinite(cost) & (cost >= 0)))
    if len(bad):
        what = Text(
            f"{len(bad)} calon tanpa biaya yang dapat dipakai di {field!r}, mis. "
            f"{frame.index[bad[0]]}; isi dengan angka 0 atau lebih",
            f"{len(bad)} candidates have no cost that can be used in {field!r}, e.g. "
            f"{frame.index[bad[0]]}; fill in numbers of 0 or more",
        )
        raise InputError.of([("cost", what)])
    return cost


def _grid(given: Mapping[str, Any], units: gpd.GeoDataFrame) -> Candidates:
    """Lay a grid of points over the units, in metres."""
    step = float(given["spacing"])
    west, south, east, north = to_metric(units[["geometry"]]).total_bounds
    n = (int((east - west) // step) + 1) * (int((north - south) // step) + 1)
    _require_some(n if n > 20 * MOST_CANDIDATES else 1, given)
    x = np.arange(np.floor(west / step) * step + step / 2, east, step)
    y = np.arange(np.floor(south / step) * step + step / 2, north, step)
    xy = np.column_stack([axis.ravel() for axis in np.meshgrid(x, y)])
    points = gpd.GeoSeries(shapely.points(xy), crs=METRIC_CRS).to_crs(STORAGE_CRS)
    spots = shapely.get_coordinates(points)
    unit = _unit_of(spots, units)
    inside = np.flatnonzero(unit >= 0)
    _require_some(len(inside), given)
    return Candidates(
        ids=[f"{GRID}-{k + 1}" for k in range(len(inside))],
        names=[None] * len(inside),
        lonlat=spots[inside],
        unit=unit[inside],
        cost=None,
        rule=GRID,
        n_without_shape=0,
        n_outside=len(spots) - len(inside),
        layer=None,
    )
