"""`penyangga tiles`: all tiles of chosen layers in one file."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from server.cli.output import number, print_json, whole_file
from server.cli.session import Session, WrongUsageError, note

if TYPE_CHECKING:
    from layers import Catalogue
    from layers.pyramids import Built, Estimate
    from layers.tiling import TileLayer

# As in layers.pyramids, which would load too much for a command's help: tested.
SUFFIXES = (".pmtiles", ".mbtiles")
FOLDER = "pyramids"
MAX_ZOOM = 22


@click.group()
def tiles() -> None:
    """Write all tiles of layers to a file (PMTiles, MBTiles)."""


@tiles.command()
@click.argument("layer_ids", metavar="LAYERS...", nargs=-1, required=True)
@click.option(
    "-o",
    "--output",
    "out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write, .pmtiles or .mbtiles; else pyramids/LAYERS.pmtiles in the workspace, "
    "which `penyangga serve` offers.",
)
@click.option(
    "--min-zoom", default=0, show_default=True, type=click.IntRange(0, MAX_ZOOM), metavar="ZOOM"
)
@click.option(
    "--max-zoom", default=14, show_default=True, type=click.IntRange(0, MAX_ZOOM), metavar="ZOOM"
)
@click.option("--threads", type=click.IntRange(1, 64), help="Tiles cut at once [all processors].")
@click.option("--force", "--overwrite", "overwrite", is_flag=True, help="Replace a file.")
@click.option("--estimate", is_flag=True, help="Tell tiles, size and time, and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Give the result as JSON.")
@click.pass_obj
def build(
    session: Session,
    layer_ids: tuple[str, ...],
    *,
    out: Path | None,
    min_zoom: int,
    max_zoom: int,
    threads: int | None,
    overwrite: bool,
    estimate: bool,
    as_json: bool,
) -> None:
    """Cut every tile of LAYERS and write them to one file.

    LAYERS are ids, spaces or commas between. The file appears whole or not at all; any web
    server or object store that answers range requests can serve it. For example:
    penyangga tiles build roads facilities -o region.pmtiles --max-zoom 12
    """
    from layers.pyramids import build_pyramid, estimate_pyramid

    ids = list(dict.fromkeys(name for word in layer_ids for name in word.split(",") if name))
    zooms = (min_zoom, max_zoom)
    _require(out, zooms)
    catalogue = session.open()
    try:
        sources = [_opened(catalogue, name) for name in ids]
        expected = estimate_pyramid(sources, zooms, threads=threads)
        if estimate:
            _tell_estimate(session, expected, as_json=as_json)
            return
        place = out or _own_place(catalogue, ids)
        with session.progress() as progress, _whole(place, out, overwrite=overwrite) as part:
            title = session.words("memotong petak", "cutting tiles")
            progress.step(1, 1, f"{title} ({_in_words(session, expected)})")
            built = build_pyramid(
                sources,
                part,
                zooms,
                lang="en" if session.lang == "en" else "id",
                threads=threads,
                progress=progress.update,
            )
    finally:
        catalogue.close()
    _tell(session, place, ids, built, as_json=as_json)


def _require(out: Path | None, zooms: tuple[int, int]) -> None:
    if zooms[0] > zooms[1]:
        raise WrongUsageError(
            f"--min-zoom {zooms[0]} di atas --max-zoom {zooms[1]}",
            f"--min-zoom {zooms[0]} is above --max-zoom {zooms[1]}",
        )
    if out is not None and out.suffix not in SUFFIXES:
        raise WrongUsageError(
            f"{out.name}: akhiran tidak dikenal; pilih {' atau '.join(SUFFIXES)}",
            f"{out.name}: no pyramid is written by that suffix; choose {' or '.join(SUFFIXES)}",
        )


def _opened(catalogue: Catalogue, layer_id: str) -> TileLayer:
    from layers.tiling import open_tiles

    opened = open_tiles(catalogue, layer_id)
    if opened.layer.bbox is None:
        raise WrongUsageError(
            f"{layer_id}: tidak ada yang dapat digambar (tabel, atau kosong)",
            f"{layer_id}: nothing in it can be drawn (a table, or empty)",
        )
    return opened


def _own_place(catalogue: Catalogue, ids: list[str]) -> Path:
    folder = catalogue.path / FOLDER
    folder.mkdir(exist_ok=True)
    return folder / f"{'-'.join(ids)}.pmtiles"


def _whole(place: Path, out: Path | None, *, overwrite: bool) -> AbstractContextManager[Path]:
    return whole_file(place, overwrite=overwrite, in_workspace=out is None)


def _in_words(session: Session, expected: Estimate) -> str:
    petak = session.words("petak", "tiles")
    count = number(expected.n_tiles, ",", session.lang)
    size = number(expected.bytes / 1e6, ",.1f", session.lang)
    seconds = number(expected.seconds, ",.0f", session.lang)
    return f"≤ {count} {petak}, ≈ {size} MB, ≈ {seconds} s"


def _tell_estimate(session: Session, expected: Estimate, *, as_json: bool) -> None:
    if as_json:
        told = {"n_tiles_at_most": expected.n_tiles, "bytes": expected.bytes}
        print_json({**told, "seconds": round(expected.seconds, 1)})
    else:
        click.echo(_in_words(session, expected))


def _tell(session: Session, place: Path, ids: list[str], built: Built, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "file": str(place),
                "layers": ids,
                "n_tiles": built.n_tiles,
                "bytes": built.file_bytes,
                "seconds": round(built.seconds, 1),
            }
        )
        return
    count = number(built.n_tiles, ",", session.lang)
    size = number(built.file_bytes / 1e6, ",.1f", session.lang)
    note(f"{place}: {count} {session.words('petak', 'tiles')}, {size} MB, {built.seconds:.0f} s")
