"""Make `facts/coast.geojson`: Natural Earth 1:10m land around the two provinces.

Run once by hand, not by the builder::

    npm pack world-atlas && tar xzf world-atlas-*.tgz
    python -m layers.starter.ground.coast_clip package/land-10m.json coast.geojson

`land-10m.json` is TopoJSON: arcs of delta-coded integers with one scale and offset.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import Polygon, box

WINDOW = (113.0, -5.2, 119.6, 3.4)
SULAWESI_WEST = 118.7
SOURCE = "Natural Earth 1:10m land (public domain), from the npm package world-atlas 2.0.2"


def read_land(topology: dict[str, Any]) -> list[Polygon]:
    """Decode the land polygons of a world-atlas topology that touch the window."""
    scale, shift = np.array(topology["transform"]["scale"]), topology["transform"]["translate"]
    arcs = [np.cumsum(np.array(arc), axis=0) * scale + shift for arc in topology["arcs"]]
    rings = [
        part
        for land in topology["objects"]["land"]["geometries"]
        for part in (land["arcs"] if land["type"] == "MultiPolygon" else [land["arcs"]])
    ]
    polygons = [
        Polygon(_ring(arcs, part[0]), [_ring(arcs, hole) for hole in part[1:]]) for part in rings
    ]
    return [p for p in polygons if p.bounds[2] - p.bounds[0] < 30 and p.intersects(box(*WINDOW))]


def _ring(arcs: list[npt.NDArray[Any]], ids: list[int]) -> npt.NDArray[Any]:
    parts = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in ids]
    return np.vstack([part[k > 0 :] for k, part in enumerate(parts)])


def main(source: str, target: str) -> None:
    """Clip the land of `source` and write it as GeoJSON to `target`."""
    topology = json.loads(Path(source).read_text(encoding="utf-8"))
    land = shapely.union_all([shapely.make_valid(p) for p in read_land(topology)])
    clipped = shapely.get_parts(land.intersection(box(*WINDOW)))
    borneo = clipped[(shapely.bounds(clipped)[:, 0] < SULAWESI_WEST)]
    land = shapely.set_precision(shapely.union_all(borneo), 1e-5)
    feature = {
        "type": "Feature",
        "properties": {"source": SOURCE, "trust": "open_data"},
        "geometry": json.loads(shapely.to_geojson(land)),
    }
    text = json.dumps({"type": "FeatureCollection", "features": [feature]}, separators=(",", ":"))
    Path(target).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:3])
