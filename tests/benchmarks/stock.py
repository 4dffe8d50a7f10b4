"""What the benchmark keeps between runs, in .bench/: workspaces, the rival's copy, logs."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import geopandas as gpd
import region

import layers
from layers import Layer
from layers.starter import make_region, write_region

ROOT = Path(__file__).parents[2]
HERE = ROOT / ".bench"
N_PARCELS = 100_000
N_ROADS = 200_000
N_POINTS = 1_000_000
N_FEW = 1_000

Made = tuple[Layer, gpd.GeoDataFrame]


def items_workspace() -> Path:
    """Give the workspace of parcels and roads, made at the first call."""
    return _workspace("items", lambda: [region.parcels(N_PARCELS), region.roads(N_ROADS)])


def points_workspace() -> Path:
    """Give the workspace of a million points."""
    return _workspace("points", lambda: [region.points(N_POINTS)])


def few_workspace() -> Path:
    """Give a workspace of a thousand points: what a service weighs without data."""
    return _workspace("few", lambda: [region.points(N_FEW)])


def starter_workspace() -> Path:
    """Give the starter region, made at the first call."""
    folder = HERE / "starter"
    stamp = folder / "stamp"
    if not stamp.exists() or stamp.read_text(encoding="ascii") != _key():
        shutil.rmtree(folder, ignore_errors=True)
        catalogue = layers.open(folder, create=True)
        write_region(catalogue, make_region())
        catalogue.close()
        stamp.write_text(_key(), encoding="ascii")
    return folder


def rival_geopackage() -> Path:
    """Give a copy of the items workspace's own GeoPackage for the rival to serve.

    A copy, because its SQLite provider adds tables to the file it opens.
    """
    source = items_workspace()
    target = HERE / "rival" / "items.gpkg"
    stamp = target.with_suffix(".stamp")
    key = (source / "stamp").read_text(encoding="ascii")
    if not stamp.exists() or stamp.read_text(encoding="ascii") != key:
        target.parent.mkdir(parents=True, exist_ok=True)
        for old in target.parent.glob("items.gpkg*"):
            old.unlink()
        layers.open(source).snapshot(target)
        stamp.write_text(key, encoding="ascii")
    return target


def frame(workspace: Path, layer_id: str) -> gpd.GeoDataFrame:
    """Give the shapes of a layer, without its attributes."""
    catalogue = layers.open(workspace)
    try:
        return catalogue[layer_id].read(properties=())
    finally:
        catalogue.close()


def log_file(name: str) -> Path:
    """Give the file that a service's own words go to."""
    folder = HERE / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.log"


def _workspace(name: str, make: Callable[[], Iterable[Made]]) -> Path:
    """Give a workspace with packed layers; made anew when data or store have changed."""
    folder = HERE / name
    stamp = folder / "stamp"
    key = _key()
    if not stamp.exists() or stamp.read_text(encoding="ascii") != key:
        shutil.rmtree(folder, ignore_errors=True)
        catalogue = layers.open(folder, create=True)
        for layer, frame in make():
            catalogue.write(layer, frame, provenance={"source": "tests/benchmarks"})
        catalogue.close()
        stamp.write_text(key, encoding="ascii")
    catalogue = layers.open(folder)
    for layer_id in catalogue.ids():
        catalogue.packed(layer_id)
    catalogue.close()
    return folder


def _key() -> str:
    """Give a key of the code that decides what a workspace holds and in which tables."""
    here = Path(__file__).parent
    files = [here / "region.py", here / "stock.py", ROOT / "layers/stores/tables.py"]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
