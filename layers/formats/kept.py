"""Files of whole layers, kept for a revision: made once, whole or not at all, read in parts."""

from __future__ import annotations

import shutil
from pathlib import Path

from layers.derived import alone
from layers.formats.format import Format
from layers.formats.table import Selection
from layers.formats.writing import write_file
from layers.packed import PackedLayer


def kept_file(folder: Path, packed: PackedLayer, kind: Format) -> Path:
    """Give the file of a whole layer in a format, making it where it is missing.

    Parameters
    ----------
    folder
        Of all files of a workspace that are kept so.
    packed
        The layer at one revision; files of revisions before the last are forgotten.
    kind
        The format.
    """
    layer = packed.layer
    home = folder / layer.id
    target = home / str(layer.revision) / f"{layer.id}{kind.suffix}"
    if target.is_file():
        return target
    with alone(home):
        # Another process may have made it while this one waited.
        if not target.is_file():
            target.parent.mkdir(exist_ok=True)
            _make(target, packed, kind)
            _forget_old(home, layer.revision)
    return target


def _make(target: Path, packed: PackedLayer, kind: Format) -> None:
    part = target.with_name(f"part-{target.name}")
    try:
        for rest in target.parent.glob(f"{part.name}*"):
            rest.unlink()
        write_file(Selection(packed), part, kind)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _forget_old(home: Path, revision: int) -> None:
    """Keep the newest revision before this one, for readers that still have it open."""
    older = sorted(
        int(p.name) for p in home.iterdir() if p.name.isdigit() and int(p.name) < revision
    )
    for one in older[:-1]:
        shutil.rmtree(home / str(one), ignore_errors=True)
