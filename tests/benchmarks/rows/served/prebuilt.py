"""Rows of prebuilt tiles over HTTP: from a pyramid, beside nginx sending files by sendfile."""

from __future__ import annotations

import string
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import boxes
import services
import stock
import wrk
from plan import Plan
from services import Service
from verdict import Agreement, Missing, Row

import layers
from layers.pyramids import build_pyramid, open_pyramid
from layers.tiling import WEB_MERCATOR, open_tiles

CONFIG = Path(__file__).with_name("nginx.conf")
# Zoom of the tiles, how many of them, and the goal.
SIZES = (("small", 14, 40, 0.4), ("large", 10, 6, 0.8))
BOX_ITEMS = 1_000
SECONDS = 3


def rows(plan: Plan) -> Iterator[Row | Missing]:
    """Run a row each of small and of large tiles; making the pyramids is not timed."""
    lacking = [name for name in ("wrk", "nginx") if not services.has(name)]
    if lacking:
        yield Missing("prebuilt tiles beside nginx", f"rivals.sh ({', '.join(lacking)})")
        return
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        workspace, asked = _prepared(home)
        with services.ours(workspace) as mine, nginx(home) as rival:
            for size, zoom, _, goal in SIZES:
                yield _row(plan, (mine, rival), f"{size} prebuilt tiles", asked[zoom], goal)


def _prepared(home: Path) -> tuple[Path, dict[int, list[str]]]:
    """Write pyramids of roads and the same tiles as files; give the workspace and addresses."""
    workspace, asked = home / "workspace", {}
    layers.open(workspace, create=True).close()
    (workspace / "pyramids").mkdir(exist_ok=True)
    catalogue = layers.open(stock.items_workspace())
    tiles = open_tiles(catalogue, "roads")
    drawn = boxes.round_towns(catalogue["roads"].read(), BOX_ITEMS, n=40, seed=6)
    catalogue.close()
    for _, zoom, n, _ in SIZES:
        path = workspace / "pyramids" / f"roads{zoom}.pmtiles"
        build_pyramid([tiles], path, (zoom, zoom))
        pyramid = open_pyramid(path)
        places = {
            WEB_MERCATOR.tile_at(zoom, (box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
            for box in drawn
        }
        asked[zoom] = []
        for column, row in sorted(places)[:n]:
            address = f"pyramids/roads{zoom}/{zoom}/{column}/{row}.pbf"
            file = home / "files" / address
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(pyramid.tile(zoom, column, row) or b"")
            asked[zoom].append(f"/{address}")
    return workspace, asked


@contextmanager
def nginx(home: Path, *, workers: int = services.WORKERS) -> Iterator[Service]:
    """Run nginx as whoever runs this, on the folder `files`, with all it writes beside that."""
    port = services.free_port()
    config = home / "nginx.conf"
    told = string.Template(CONFIG.read_text(encoding="utf-8"))
    config.write_text(told.substitute(workers=workers, port=port, folder=home), encoding="utf-8")
    # Where it is begun by root its workers are another's: they may read what is served.
    home.chmod(0o755)
    first = "/" + str(next((home / "files").rglob("*.pbf")).relative_to(home / "files"))
    command = ["nginx", "-p", str(home), "-c", str(config), "-e", str(home / "error.log")]
    with services.running("nginx", command, port, first) as service:
        yield service


def _row(
    plan: Plan, both: tuple[Service, Service], what: str, paths: list[str], goal: float
) -> Row:
    before = plan.begin(what)
    mine, rival = both
    sizes = [len(rival.get(path)) for path in paths]
    equal = all(_gzipped(mine, path) == _gzipped(rival, path) for path in paths)
    ours, theirs = [], []
    for _ in range(plan.passes):
        ours.append(wrk.load(mine, paths, seconds=SECONDS, accept_encoding="gzip"))
        theirs.append(wrk.load(rival, paths, seconds=SECONDS, accept_encoding="gzip"))
    failed = sum(load.refused + load.broken for load in (*ours, *theirs))
    return Row(
        what,
        "requests/s",
        tuple(load.per_second for load in ours),
        "times faster",
        goal,
        Agreement(
            equal and not failed,
            f"{len(paths)} tiles of {sum(sizes) / len(sizes) / 1e3:.0f} kB byte by byte",
        ),
        rival=tuple(load.per_second for load in theirs),
        rival_name="nginx, sendfile",
        load_before=before,
        detail={
            "cpu_ms": [load.cpu_ms for load in ours],
            "rival_cpu_ms": [load.cpu_ms for load in theirs],
        },
    )


def _gzipped(service: Service, path: str) -> bytes:
    return service.get(path, {"Accept-Encoding": "gzip"})
