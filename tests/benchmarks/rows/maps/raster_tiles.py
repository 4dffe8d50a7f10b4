"""Rows of raster tiles: a COG of classes drawn by windows and a palette, against rio-tiler."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyproj
import stock
from affine import Affine
from PIL import Image
from plan import Plan
from rio_tiler.io import Reader
from scipy import ndimage
from verdict import Agreement, Row

from layers import Layer, Schema, Text
from layers.picturing import Picture
from layers.raster import Raster, write_cog
from layers.tiling import WEB_MERCATOR

SIDE, N_CLASSES = 4096, 10
WEST, NORTH, WIDTH, HEIGHT = 114.3, 2.6, 4.7, 6.8
ZOOMS = (8, 10, 12)
TILES_EACH = 12
GOAL = 20.0
# Where a level of the file is a whole step coarser, classes may differ at their edges.
EQUAL_FINE, EQUAL_COARSE = 0.999, 0.85

Place = tuple[int, int, int]
Rgba = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]


def rows(plan: Plan) -> Iterator[Row]:
    """Run every row; both sides keep the file open."""
    path = _cover()
    picture, colours = Picture(_layer(), path), _colours()
    rng = np.random.default_rng(4)
    spots = rng.uniform((115.2, -3.0), (118.2, 1.8), (TILES_EACH, 2)).tolist()
    with Reader(str(path)) as reader:
        for zoom in ZOOMS:
            places = [(zoom, *WEB_MERCATOR.tile_at(zoom, *spot)) for spot in spots]
            yield _row(plan, picture, (reader, colours), places)


def _row(
    plan: Plan,
    picture: Picture,
    rival: tuple[Reader, dict[int, tuple[int, ...]]],
    places: list[Place],
) -> Row:
    zoom, (reader, colours) = places[0][0], rival
    what = f"raster tiles of {N_CLASSES} classes at zoom {zoom}"
    before = plan.begin(what)

    def theirs() -> list[bytes]:
        return [
            reader.tile(x, y, z, resampling_method="nearest").render(
                img_format="PNG", colormap=colours
            )
            for z, x, y in places
        ]

    mine, other = plan.in_turns(
        lambda: [picture.tile(WEB_MERCATOR, place) for place in places], theirs
    )
    detail = {
        "tiles": len(places),
        "bytes": sum(map(len, mine.answer)),
        "rival_bytes": sum(map(len, other.answer)),
        "ms_a_tile": 1000 * min(mine.cpu_seconds) / len(places),
    }
    return Row(
        what,
        "s",
        mine.cpu_seconds,
        "times faster",
        GOAL,
        _agreement(mine.answer, other.answer),
        rival=other.cpu_seconds,
        rival_name="rio-tiler",
        load_before=before,
        detail=detail,
    )


def _agreement(mine: list[bytes], other: list[bytes]) -> Agreement:
    """Compare the pictures pixel by pixel, and count colours that are no class's."""
    same, strange = [], 0
    known = {(0, 0, 0, 0)} | {(*c[:3], 255) for c in _colours().values() if c[3]}
    for ours, theirs in zip(mine, other, strict=True):
        here, there = _pixels(ours), _pixels(theirs)
        clear = (here[..., 3] == 0) & (there[..., 3] == 0)
        same.append(float(((here == there).all(axis=2) | clear).mean()))
        strange += len({tuple(c) for c in here.reshape(-1, 4).tolist()} - known)
    wanted = EQUAL_FINE if min(same) > EQUAL_FINE else EQUAL_COARSE
    share = float(np.mean(same))
    how = f"{share:.2%} of the pixels equal, {strange} colours of no class"
    return Agreement(share >= wanted and not strange, how)


def _pixels(data: bytes) -> Rgba:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGBA"))


def _cover() -> Path:
    """Give the COG, made at the first call: patches of every size."""
    path = stock.HERE / "classes.tif"
    if path.exists():
        return path
    rng = np.random.default_rng(1)
    field = np.zeros((SIDE, SIDE), np.float32)
    for n in (16, 64, 256, 1024):
        noise = ndimage.gaussian_filter(rng.normal(size=(n, n)), 1)
        field += ndimage.zoom(noise, SIDE // n, order=1).astype(np.float32) * n**-0.6
    edges = np.quantile(field[::16, ::16], np.linspace(0, 1, N_CLASSES + 1)[1:-1])
    classes = (np.digitize(field, edges) + 1).astype(np.uint8)
    place = Affine(WIDTH / SIDE, 0, WEST, 0, -HEIGHT / SIDE, NORTH)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_cog(Raster(classes, place, pyproj.CRS(4326), 0), path)
    return path


def _colours() -> dict[int, tuple[int, ...]]:
    drawn = np.random.default_rng(2).integers(0, 255, (N_CLASSES, 3)).tolist()
    return {0: (0, 0, 0, 0)} | {k + 1: (*c, 255) for k, c in enumerate(drawn)}


def _layer() -> Layer:
    classes = [
        {"value": k, "label": str(k), "colour": "#" + "".join(f"{v:02x}" for v in c[:3])}
        for k, c in _colours().items()
        if k
    ]
    styling = {"class_field": "value", "classes": classes}
    title = Text("Kelas", "Classes")
    return Layer("classes", title, "land", Schema(), kind="raster", styling=styling)
