"""Raster files of a workspace: written beside their place, put there while the store holds still.

The store knows a layer's revision only inside its own transaction, where writers
take turns; so that is where a file gets its name. What breaks off leaves a file
that no layer names, and that the next writer of that name replaces. Small files of the
workspace (`write_whole`) are put in place as safely.
"""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from layers.errors import StoreError
from layers.layer import Layer
from layers.text import Text

DRAFT = ".{layer_id}.{token}.part"
FORGOTTEN_S = 24 * 3600.0

Place = Callable[[Layer], str]


def raster_file(layer: Layer) -> str:
    """Give the name of the file that holds a revision of a raster layer.

    Examples
    --------
    >>> from layers.schema import Schema, Text
    >>> one = Layer("slope", Text.of("Slope"), "terrain", Schema((), "Polygon"), revision=2)
    >>> raster_file(one), raster_file(one.with_(revision=1))
    ('slope.r2.tif', 'slope.tif')
    """
    return f"{layer.id}.tif" if layer.revision <= 1 else f"{layer.id}.r{layer.revision}.tif"


@dataclass(slots=True)
class Draft:
    """A raster file that has no place yet; `inode` tells it from another of the same name."""

    part: Path
    name: str | None = None
    inode: int = 0

    def put(self, name: str) -> str:
        """Give the file its name, in the place of what may be left there; call it in the store."""
        self.inode = self.part.stat().st_ino
        self.part.replace(self.part.with_name(name))
        self.name = name
        return name

    def place(self, layer: Layer) -> str:
        """Give the file the name of its layer's revision."""
        return self.put(raster_file(layer))

    def take_back(self) -> None:
        """Remove the file, unless another has been put in its place meanwhile."""
        self.part.unlink(missing_ok=True)
        if self.name is None:
            return
        path = self.part.with_name(self.name)
        if path.exists() and path.stat().st_ino == self.inode:
            path.unlink(missing_ok=True)


@contextmanager
def draft(folder: Path, layer_id: str) -> Iterator[Draft]:
    """Give a name to write a raster file under; nothing stays of it when what follows fails."""
    sweep(folder)
    made = Draft(folder / DRAFT.format(layer_id=layer_id, token=uuid.uuid4().hex[:12]))
    try:
        yield made
    except BaseException:
        made.take_back()
        raise
    finally:
        made.part.unlink(missing_ok=True)


def sweep(folder: Path, *, older_than_s: float = FORGOTTEN_S) -> list[str]:
    """Remove drafts that a killed process left behind, known by their age; give their names."""
    latest = time.time() - older_than_s
    gone = []
    for path in folder.glob(".*.part*"):
        # Another writer may have put its draft in place since the folder was read.
        with suppress(FileNotFoundError):
            if path.lstat().st_mtime < latest:
                path.unlink()
                gone.append(path.name)
    return gone


def unlink(folder: Path, name: str | None, *, but: str | None = None) -> None:
    """Remove a file that no layer names any more."""
    if name is not None and name != but:
        (folder / Path(name).name).unlink(missing_ok=True)


def write_whole(file: Path, data: bytes) -> None:
    """Write a small file beside its place and move it there, safe from a kill and a power cut.

    Raises
    ------
    StoreError
        If it cannot be written; the file is as it was.
    """
    part = file.with_name(f"{file.name}.part")
    try:
        with part.open("wb") as handle:
            handle.write(data)
            handle.flush()
            os.fsync(handle.fileno())
        part.replace(file)
        sync_folder(file.parent)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise StoreError(
            Text(
                f"{file.name}: tidak dapat ditulis ({error.strerror}); tidak ada yang berubah",
                f"{file.name}: cannot be written ({error.strerror}); nothing was changed",
            ),
            code="store-error",
        ) from error


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
