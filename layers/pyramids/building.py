"""Building a pyramid: every tile of chosen layers cut, compressed and written in its order."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from layers.errors import QueryError
from layers.pyramids.contents import Contents, contents_of
from layers.pyramids.directory import packed
from layers.pyramids.mbtiles import MbtilesWriter
from layers.pyramids.plan import Ints, planned
from layers.pyramids.pmtiles import PmtilesWriter
from layers.text import Text
from layers.tiling import TileLayer, joined_tiles

# Tiles that one thread cuts at a time, how many such blocks a zoom has at least (where it has as
# many tiles), and how many wait to be written.
BLOCK, BLOCKS, WAITING = 128, 8, 4
SAMPLE = 40
SUFFIXES = (".pmtiles", ".mbtiles")

# Is told how many tiles have been looked at, of how many.
Progress = Callable[[int, int], None]
Place = tuple[int, int, int]
Cut = tuple[int, Place, bytes]


class Writer(Protocol):
    """What tiles are written to: counts them and their bytes, equal ones once."""

    n_tiles: int

    @property
    def n_bytes(self) -> int:
        """How many bytes the tiles take."""

    def add(self, number: int, place: Place, data: bytes) -> None:
        """Add a tile."""

    def finish(self, contents: Contents) -> None:
        """End the file."""


@dataclass(frozen=True, slots=True)
class Built:
    """What a pyramid came to: its tiles, their bytes (equal ones once), those of its file."""

    n_tiles: int
    tile_bytes: int
    file_bytes: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a pyramid would be, by a sample of its tiles: at most `n_tiles`."""

    n_tiles: int
    bytes: int
    seconds: float


def build_pyramid(
    sources: Sequence[TileLayer],
    out: Path,
    zooms: tuple[int, int],
    *,
    lang: str = "id",
    threads: int | None = None,
    progress: Progress | None = None,
) -> Built:
    """Write every tile of some layers to a file that is not there yet.

    Parameters
    ----------
    sources
        Layers in tiles of Web Mercator.
    out
        File to be made: ``.pmtiles`` or ``.mbtiles``. The caller gives it a passing name and
        puts it in place when it is whole.
    zooms
        Least and largest zoom.
    lang
        Language of titles.
    threads
        How many cut tiles at once; all processors unless told.
    progress
        Told how many tiles have been looked at, of how many.

    Raises
    ------
    QueryError
        If zooms or the file's suffix are not offered, or the tiles are too many.
    """
    started = time.monotonic()
    plan = planned(sources, zooms)
    total, done = sum(len(tiles) for _, tiles in plan), 0
    contents = contents_of(sources, zooms, lang)
    writer, close = _writer(out)
    try:
        for block in _cut_in_order(sources, plan, threads or os.cpu_count() or 1):
            for number, place, data in block:
                if data:
                    writer.add(number, place, data)
            done += len(block)
            if progress is not None:
                progress(done, total)
        writer.finish(contents)
    finally:
        close()
    seconds = time.monotonic() - started
    return Built(writer.n_tiles, writer.n_bytes, out.stat().st_size, seconds)


def _writer(out: Path) -> tuple[Writer, Callable[[], None]]:
    """Open what tiles are written to, and give what closes it."""
    if out.suffix == ".mbtiles":
        tables = MbtilesWriter(out)
        return tables, tables.close
    if out.suffix == ".pmtiles":
        file = out.open("wb")
        return PmtilesWriter(file), file.close
    raise QueryError(
        Text(
            f"{out.name}: akhiran tidak dikenal; pilih {' atau '.join(SUFFIXES)}",
            f"{out.name}: no pyramid is written by that suffix; choose {' or '.join(SUFFIXES)}",
        ),
        code="unknown-format",
    )


def _cut_in_order(
    sources: Sequence[TileLayer], plan: Sequence[tuple[int, Ints]], threads: int
) -> Iterator[list[Cut]]:
    """Cut all tiles of a plan, several blocks at once, and give them in their order."""
    waiting: deque[Future[list[Cut]]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        try:
            for zoom, tiles in plan:
                size = min(BLOCK, -(-len(tiles) // BLOCKS))
                for start in range(0, len(tiles), size or 1):
                    waiting.append(pool.submit(_cut, sources, zoom, tiles[start : start + size]))
                    if len(waiting) >= WAITING * threads:
                        yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for one in waiting:
                one.cancel()


def _cut(sources: Sequence[TileLayer], zoom: int, tiles: Ints) -> list[Cut]:
    made = joined_tiles(sources, zoom, tiles[:, 1:].tolist())
    return [
        (number, (zoom, column, row), packed(tile.data) if tile.data else b"")
        for (number, column, row), tile in zip(tiles.tolist(), made, strict=True)
    ]


def estimate_pyramid(
    sources: Sequence[TileLayer], zooms: tuple[int, int], *, threads: int | None = None
) -> Estimate:
    """Tell how large a pyramid would be and how long it would take, by some tiles of each zoom.

    Raises
    ------
    QueryError
        If zooms are not offered, or the tiles are too many.
    """
    at_once = threads or os.cpu_count() or 1
    n_tiles, size, seconds, rng = 0, 0.0, 0.0, np.random.default_rng(zooms[0])
    for zoom, tiles in planned(sources, zooms):
        some = np.sort(rng.permutation(len(tiles))[:SAMPLE])
        if not len(some):
            continue
        started = time.thread_time()
        cut = _cut(sources, zoom, tiles[some])
        each = len(tiles) / len(some)
        seconds += (time.thread_time() - started) * each
        size += sum(len(data) for _, _, data in cut) * each
        n_tiles += len(tiles)
    return Estimate(n_tiles, round(size), seconds / at_once)
