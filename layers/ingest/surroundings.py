"""Surroundings: what attributes say against the real regions of the workspace they lie in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

import geopandas as gpd
import numpy as np

from layers.boundaries.codes import CODE
from layers.boundaries.levels import LEVEL_OF
from layers.defects.defect import Detector, Table
from layers.defects.detectors.places import Regions, against
from layers.defects.finding import Finding
from layers.defects.registry import OF_ROWS, examine
from layers.errors import LayersError
from layers.ingest.options import Workspace
from layers.schema import Field

# Boundaries that were made up prove nothing about where a feature belongs.
MADE_UP = frozenset({"modelled", "illustrative"})
MOST_FEATURES = 20_000


def table_of_frame(frame: gpd.GeoDataFrame, fields: Iterable[Field]) -> Table:
    """Give features as detectors look at them; rows are the index of the frame."""
    known = {f.name: f for f in fields if f.name in frame.columns}
    plain = frame[list(known)].reset_index(drop=True)
    return Table(
        attributes=plain,
        geometry=frame.geometry.to_numpy(dtype=object),
        rows=frame.index.to_numpy(dtype=np.int64),
        kinds={name: f.type for name, f in known.items()},
        # A title in two languages is ours and no name of a column; messages name columns.
        titles={n: f.title.en if f.title.id == f.title.en else n for n, f in known.items()},
        today=dt.datetime.now(dt.UTC).date(),
    )


def contradictions(
    catalogue: Workspace, table: Table, *, layer_id: str, n_most: int = MOST_FEATURES
) -> list[Finding]:
    """Compare region names and codes with the regions features lie in.

    Parameters
    ----------
    catalogue
        The workspace; its layers of regions serve, unless they are modelled.
    table
        The features.
    layer_id
        The layer they are of, which is not compared with itself.
    n_most
        Above this number of features nothing is compared.
    """
    if len(table) > n_most:
        return []
    detectors = list(_against_regions(catalogue, layer_id))
    if not detectors:
        return []
    found = examine(table, detectors=detectors, dear=True)[1]
    # Where a village contradicts, its district and regency do: the lowest level tells it.
    lowest = {(one.code, one.column): one for one in found}
    return [one for one in found if lowest[one.code, one.column] is one]


def all_defects(catalogue: Workspace, table: Table, *, layer_id: str) -> list[Finding]:
    """Look for every defect of rows, the dear ones too, and for contradictions."""
    found = examine(table, detectors=OF_ROWS, dear=True)[1]
    return found + contradictions(catalogue, table, layer_id=layer_id, n_most=10**9)


def _against_regions(catalogue: Workspace, layer_id: str) -> Iterator[Detector]:
    for region_id, level in LEVEL_OF.items():
        if region_id == layer_id or region_id not in catalogue:
            continue
        handle = catalogue[region_id]
        layer = handle.layer
        if layer.trust in MADE_UP or not {"code", "name"} <= set(layer.schema.names):
            continue
        frame = _read(catalogue, region_id)
        if frame is not None and len(frame):
            yield against(
                Regions(
                    level,
                    frame["code"].astype(str).tolist(),
                    frame["name"].astype(str).tolist(),
                    frame.geometry.to_numpy(dtype=object),
                )
            )


def _read(catalogue: Workspace, region_id: str) -> gpd.GeoDataFrame | None:
    """Give the regions that have codes and shapes; None where the layer cannot be read now."""
    try:
        frame = catalogue[region_id].read()
    except LayersError:
        return None
    proper = frame["code"].map(lambda code: CODE.fullmatch(str(code)) is not None)
    whole = proper & frame["name"].notna() & frame.geometry.notna()
    return frame[whole]
