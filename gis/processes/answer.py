"""Answer: the numbers and features of one run, with method, inputs, trust and how to replay it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np

from layers.layer import Layer, Trust
from layers.schema import Text

if TYPE_CHECKING:
    from gis.processes.process import Process


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the function of a process gives back: results, method, and the layers it used."""

    numbers: dict[str, Any]
    features: dict[str, gpd.GeoDataFrame]
    method: Text
    layers: tuple[Layer, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer: nothing in it needs the program to be understood.

    `numbers` are ready for JSON; `features` are named outputs in EPSG:4326;
    `inputs` name each layer with revision, trust, date and source; `trust` is
    the weakest among them; `replay` gives the same answer by API, command line
    and Python.
    """

    process: Process
    numbers: dict[str, Any]
    features: dict[str, gpd.GeoDataFrame]
    method: Text
    inputs: tuple[dict[str, Any], ...]
    trust: Trust
    replay: dict[str, Any]

    def to_dict(self, *, features: bool = False) -> dict[str, Any]:
        """Give the answer as plain data for JSON, numbers at the top level.

        Parameters
        ----------
        features
            Also give every output as a GeoJSON FeatureCollection under ``features``.
        """
        out: dict[str, Any] = plain(self.numbers)
        out |= {
            "method": self.method.to_dict(),
            "inputs": [dict(i) for i in self.inputs],
            "trust": self.trust,
            "replay": self.replay,
            "process": {"id": self.process.id, "version": self.process.version},
        }
        if features:
            out["features"] = {name: feature_collection(f) for name, f in self.features.items()}
        return out


def input_record(layer: Layer) -> dict[str, Any]:
    """Say which revision of which layer went in, and what it is worth."""
    return {
        "layer": layer.id,
        "title": layer.title.to_dict(),
        "revision": layer.revision,
        "trust": layer.trust,
        "data_date": layer.data_date,
        "source": layer.source,
        "licence": layer.licence,
    }


def feature_collection(frame: gpd.GeoDataFrame) -> dict[str, Any]:
    """Give a frame as a GeoJSON FeatureCollection in EPSG:4326, index as feature id."""
    shapes = frame.geometry.apply(lambda g: None if g is None else g.__geo_interface__)
    columns = [c for c in frame.columns if c != frame.geometry.name]
    records = frame[columns].to_dict("records") if columns else [{} for _ in range(len(frame))]
    features = [
        {"type": "Feature", "id": plain(i), "properties": plain(r), "geometry": _jsonable(g)}
        for i, r, g in zip(frame.index, records, shapes, strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}


def _jsonable(geometry: Any) -> Any:
    """Tuples of coordinates become lists, as a JSON reader would give them."""
    return None if geometry is None else json.loads(json.dumps(geometry))


def plain(value: Any) -> Any:
    """Turn numpy and missing values into what JSON has: numbers, text, null."""
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, Text):
        return value.to_dict()
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return None if value != value else str(value)  # noqa: PLR0124 - NaT and NA
