"""Packed layers: each revision of a layer packed once, so that reading never parses it again."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import orjson

from layers.derived import alone
from layers.layer import Layer
from layers.packed.build import FORMAT, build_packed
from layers.packed.page import PackedLayer, Page
from layers.stores.reading import Rows

__all__ = ["PackedLayer", "Page", "open_packed", "packed_folder"]


def packed_folder(root: Path, layer_id: str, revision: int) -> Path | None:
    """Give the folder of a packed revision if it stands there whole, in today's format."""
    folder = root / layer_id / str(revision)
    try:
        meta = orjson.loads((folder / "meta.json").read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return None
    return folder if meta.get("format") == FORMAT else None


def open_packed(root: Path, layer: Layer, read: Callable[[], tuple[Layer, Rows]]) -> PackedLayer:
    """Open a layer's packed form, building it first where it is missing.

    Parameters
    ----------
    root
        Folder of all packed layers of a workspace.
    layer
        The layer as it stands now.
    read
        Gives description and rows of one revision, should it have to be built.
    """
    folder = packed_folder(root, layer.id, layer.revision)
    if folder is None:
        with alone(root / layer.id):
            # Another process may have built it while this one waited.
            folder = packed_folder(root, layer.id, layer.revision)
            if folder is None:
                folder = build_packed(root, *read())
                _forget_old(folder)
    return PackedLayer(folder)


def _forget_old(folder: Path) -> None:
    """Keep the newest revision before this one, for readers that are still paging through it."""
    revisions = sorted(
        int(p.name) for p in folder.parent.iterdir() if p.is_dir() and p.name.isdigit()
    )
    older = [r for r in revisions if r < int(folder.name)]
    for revision in older[:-1]:
        shutil.rmtree(folder.parent / str(revision), ignore_errors=True)
