"""Sampling: what a sample of places, judged by people, says of the areas on the map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.checks import to_lonlat
from gis.errors import InputError
from gis.landcover.accuracy import adjusted_areas
from gis.landcover.grids import Cells
from gis.processes.landuse.comparing import Compared
from gis.processes.process import Input
from layers.errors import SchemaError
from layers.layer import Layer
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue

Floats = NDArray[np.float64]
COLUMNS = ("reference_from", "reference_to")
STRATA: Mapping[str, Text] = {
    "lost": Text("berkurang", "lost"),
    "gained": Text("bertambah", "gained"),
    "kept": Text("tetap", "kept"),
    "other": Text("lainnya", "other"),
}
SAMPLE = Input(
    "sample",
    Text("Sampel acuan", "Reference sample"),
    "layer",
    Text(
        "Lapisan titik berstrata acak dengan reference_from dan reference_to (kode kelas yang "
        "sebenarnya): luas terkoreksi untuk kelas yang diikuti",
        "Layer of stratified random points with reference_from and reference_to (codes of the "
        "true classes): corrected areas of the classes followed",
    ),
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the sample says, as plain data (None without one), and the layer it is from."""

    numbers: dict[str, Any] | None
    layers: tuple[Layer, ...]


def judged(
    catalogue: Catalogue,
    given: Mapping[str, Any],
    pair: Compared,
    units: gpd.GeoDataFrame,
    followed: tuple[Floats, tuple[str, ...]],
) -> Judgement:
    """Correct the areas of loss, gain and stay of the classes followed by a sample.

    Parameters
    ----------
    catalogue, given
        The layer `sample`, if any.
    pair
        The two epochs.
    units
        The zones; points outside of them are left out and counted.
    followed
        The matrix of all zones, and the codes of the classes followed.

    Raises
    ------
    InputError
        If the layer has not the columns, or too few points in a stratum.
    """
    if given["sample"] is None:
        return Judgement(None, ())
    handle = catalogue[given["sample"]]
    frame = handle.read()
    _require_columns(frame, given["sample"])
    matrix, focus = followed
    inside = np.isin(np.asarray(pair.shared.classes.codes).astype(str), focus)
    points = to_lonlat(frame, "sample").representative_point()
    land = shapely.STRtree(units.geometry.to_numpy())
    in_zone = np.unique(land.query(points.to_numpy(), predicate="intersects")[0])
    mapped = [_classes_at(cells, pair, points.iloc[in_zone]) for cells in (pair.before, pair.after)]
    truth = [_numbers(frame.iloc[in_zone][c], pair) for c in COLUMNS]
    usable = np.logical_and.reduce([n > 0 for n in (*mapped, *truth)])
    on_map = _strata(*(inside[n[usable] - 1] for n in mapped))
    in_truth = _strata(*(inside[n[usable] - 1] for n in truth))
    counts = np.zeros((len(STRATA), len(STRATA)))
    np.add.at(counts, (on_map, in_truth), 1)
    areas = _stratum_areas(matrix, inside)
    found = adjusted_areas(counts, areas)
    rows = found.table.to_dict("records")
    return Judgement(
        {
            "strata": [
                {"id": key, "name": STRATA[key], **row}
                for key, row in zip(STRATA, rows, strict=True)
            ],
            "counts": counts.astype(int).tolist(),
            "overall": found.overall,
            "overall_error": found.overall_error,
            "confidence": 0.95,
            "n_points": int(usable.sum()),
            "n_left_out": int(len(frame) - usable.sum()),
        },
        (handle.layer,),
    )


def _require_columns(frame: gpd.GeoDataFrame, layer_id: str) -> None:
    lacking = [c for c in COLUMNS if c not in frame]
    if lacking:
        what = Text(
            f"lapisan {layer_id!r} tanpa kolom {', '.join(lacking)}; yang diminta kode kelas "
            "sebenarnya pada kedua tanggal",
            f"layer {layer_id!r} lacks {', '.join(lacking)}; wanted the codes of the true classes "
            "at both dates",
        )
        raise InputError.of([("sample", what)])


def _classes_at(cells: Cells, pair: Compared, points: gpd.GeoSeries) -> NDArray[np.int64]:
    """Give the number of the class of the map at each point; 0 where it has none."""
    placed = points.to_crs(cells.crs)
    t = cells.transform
    row = np.floor((placed.y.to_numpy() - t.f) / t.e).astype(np.int64)
    column = np.floor((placed.x.to_numpy() - t.c) / t.a).astype(np.int64)
    n_rows, n_columns = cells.shape
    out = np.zeros(len(points), dtype=np.int64)
    within = (row >= 0) & (row < n_rows) & (column >= 0) & (column < n_columns)
    for k in np.flatnonzero(within):
        r, c = int(row[k]), int(column[k])
        value = cells.read(slice(r, r + 1), slice(c, c + 1))
        out[k] = pair.shared.classes.numbered(value, cells.nodata)[0, 0]
    out[out == pair.shared.classes.unknown] = 0
    return out


def _numbers(codes: Any, pair: Compared) -> NDArray[np.int64]:
    """Give the number of the class that people saw; 0 where none is said.

    Raises
    ------
    SchemaError
        `class-unknown`, for a code that is none of the legend.
    """
    texts = ["" if pd.isna(c) else str(c).removesuffix(".0") for c in codes]
    strange = pair.shared.legend.unknown(t for t in texts if t)
    if strange:
        raise SchemaError(
            Text(
                f"sampel: kode {', '.join(strange)} bukan kelas legenda {pair.shared.legend.id}",
                f"sample: codes {', '.join(strange)} are no classes of the legend "
                f"{pair.shared.legend.id}",
            ),
            code="class-unknown",
        )
    place = {str(code): k for k, code in enumerate(pair.shared.classes.codes, start=1)}
    return np.array([place.get(t, 0) for t in texts], dtype=np.int64)


def _strata(before: NDArray[np.bool_], after: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Give the stratum of each point: lost, gained, kept or other."""
    chosen = [before & ~after, ~before & after, before & after]
    return np.select(chosen, [0, 1, 2], default=3).astype(np.int64)


def _stratum_areas(matrix: Floats, inside: NDArray[np.bool_]) -> Floats:
    out = ~inside
    cuts = ((inside, out), (out, inside), (inside, inside), (out, out))
    return np.array([matrix[np.ix_(before, after)].sum() for before, after in cuts])
