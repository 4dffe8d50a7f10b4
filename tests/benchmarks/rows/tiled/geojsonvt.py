"""Rows of vector tiles beside geojson-vt and vt-pbf, which encode what they have cut before."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import geopandas as gpd
import pyogrio
import stock
from plan import Plan
from verdict import Agreement, Missing, Row

from layers.tiling import TileLayer

GOAL = 15.0
SCRIPT = Path(__file__).with_suffix(".mjs")
PACKAGES = stock.ROOT / "server/webmap"
Place = tuple[int, int, int]
Compare = Callable[[str, list[bytes], list[bytes]], Agreement]


def missing() -> str | None:
    """Say what is missing for Node to encode tiles here; None when nothing is."""
    if node() is None:
        return "Node 20 or newer (make web)"
    lacking = [
        name for name in ("geojson-vt", "vt-pbf") if not (PACKAGES / "node_modules" / name).exists()
    ]
    return f"npm ci in server/webmap ({', '.join(lacking)})" if lacking else None


def node() -> str | None:
    """Give the Node of the project, else that of the machine."""
    own = stock.ROOT / ".venv/node/bin/node"
    return str(own) if own.exists() else shutil.which("node")


def rows(
    plan: Plan,
    tiles: TileLayer,
    frame: gpd.GeoDataFrame,
    asked: Sequence[list[Place]],
    compare: Compare,
) -> Iterator[Row | Missing]:
    """Run one row for each list of places; the cutting of the rival's tiles is not timed."""
    name = tiles.layer.id
    lacking = missing()
    if lacking:
        yield Missing(f"vector tiles, {name}, beside geojson-vt", lacking)
        return
    with tempfile.TemporaryDirectory(dir=stock.HERE) as scratch:
        source = Path(scratch) / f"{name}.geojson"
        _write(frame, source)
        for places in asked:
            yield _row(plan, tiles, source, places, compare)


def _write(frame: gpd.GeoDataFrame, path: Path) -> None:
    plain = frame.reset_index(names="number")
    for column in plain.select_dtypes("datetime"):
        plain[column] = plain[column].dt.strftime("%Y-%m-%d")
    pyogrio.write_dataframe(plain, path, driver="GeoJSON", ID_FIELD="number", ID_TYPE="Integer")


def _row(plan: Plan, tiles: TileLayer, source: Path, places: list[Place], compare: Compare) -> Row:
    name, zoom = tiles.layer.id, places[0][0]
    what = f"vector tiles, {name} at zoom {zoom}, beside JavaScript"
    before = plan.begin(what)
    passes = max(3, plan.passes)
    ours = []
    for _ in range(passes + 1):
        start = time.thread_time()
        mine = [tiles.tile(*place).data for place in places]
        ours.append(time.thread_time() - start)
    words = [str(node()), str(SCRIPT), str(PACKAGES), str(source), name, str(passes)]
    run = subprocess.run(
        [*words, *("/".join(map(str, place)) for place in places)], check=True, capture_output=True
    )
    told = json.loads(run.stdout)
    other = [base64.b64decode(tile) for tile in told["tiles"]]
    return Row(
        what,
        "s",
        tuple(ours[1:]),
        "times faster",
        GOAL,
        compare(name, mine, other),
        rival=tuple(told["seconds"]),
        rival_name="geojson-vt, vt-pbf (encode only)",
        load_before=before,
        detail={
            "tiles": len(places),
            "bytes": sum(map(len, mine)),
            "rival_bytes": sum(map(len, other)),
        },
    )
