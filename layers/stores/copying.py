"""Copying a workspace into another, whatever keeps them: the same ids, values and hashes."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from layers.errors import LayerExistsError, StoreError
from layers.layer import Layer
from layers.stores import audit
from layers.stores.base import Kept, Moment
from layers.stores.features import from_rows
from layers.stores.reading import Rows

if TYPE_CHECKING:
    from layers.catalog import Catalogue

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Copied:
    """One layer that was copied, and the fingerprint that both sides share."""

    layer_id: str
    n_features: int
    fingerprint: str


def copy_workspace(
    source: Catalogue, target: Catalogue, *, progress: Progress | None = None
) -> list[Copied]:
    """Copy every layer of a workspace into another, with its files.

    The source is read as of one moment. Layers enter the target in one
    transaction, with their ids, descriptions and content hashes as they are;
    each gets one audit row that carries its history in the source. Afterwards
    everything is read back and compared.

    Parameters
    ----------
    source, target
        Catalogues; the target must hold none of the source's layers.
    progress
        Called with (layer id, how many are done, how many there are) for each.

    Returns
    -------
    list of Copied
        One entry per layer, in the source's order.

    Raises
    ------
    LayerExistsError
        If the target holds one of the layers; nothing is changed then.
    StoreError
        If a store fails, or what was read back differs from what was read.

    Examples
    --------
    >>> copy_workspace(layers.open("region"), layers.open(url, folder="f"))  # doctest: +SKIP
    [Copied(layer_id='districts', n_features=261, fingerprint='5f0c…'), …]
    """
    with source.store.moment() as moment:
        _require_room(moment, target)
        entries = _with_revisions(moment, target)
        prints: dict[str, str] = {}
        for entry in entries:
            if entry.file is not None:
                folders = source.raster_folder, target.raster_folder
                prints[entry.layer.id] = _copy_file(entry.file, *folders)
        history = [_audit_row(entry, moment.audit, source.path.name) for entry in entries]
        target.store.restore(_whole(moment, entries, prints, progress), history)
    return [_compared(target, entry, prints[entry.layer.id]) for entry in entries]


def fingerprint(layer: Layer, rows: Rows) -> str:
    """Give the SHA-256 of a layer's rows in order of id: ids, geometries and values.

    Equal rows give equal fingerprints in every store.
    """
    digest = hashlib.sha256(repr(layer.schema.names).encode())
    digest.update(rows.ids.astype("<i8").tobytes())
    digest.update(from_rows(layer, rows).digest())
    return digest.hexdigest()


def _require_room(moment: Moment, target: Catalogue) -> None:
    taken = sorted({entry.layer.id for entry in moment.entries} & set(target.ids()))
    if taken:
        raise LayerExistsError(
            f"the target holds {', '.join(taken)} already; delete them or copy into an empty one"
        )


def _with_revisions(moment: Moment, target: Catalogue) -> list[Kept]:
    """Raise revisions that the target has used for a layer it no longer holds."""
    used: dict[str, int] = {}
    for row in target.audit():
        used[row["layer_id"]] = max(used.get(row["layer_id"], 0), row["revision"])
    return [
        replace(entry, layer=entry.layer.with_(revision=max(entry.layer.revision, last + 1)))
        for entry in moment.entries
        for last in [used.get(entry.layer.id, 0)]
    ]


def _whole(
    moment: Moment, entries: Sequence[Kept], prints: dict[str, str], progress: Progress | None
) -> Iterator[Kept]:
    """Read the entries one by one, as the target takes them, and note their fingerprints."""
    for done, entry in enumerate(entries):
        if progress is not None:
            progress(entry.layer.id, done, len(entries))
        whole = moment.whole(entry)
        if whole.rows is not None:
            prints[entry.layer.id] = fingerprint(whole.layer, whole.rows)
        yield whole


def _audit_row(entry: Kept, changes: Sequence[Mapping[str, Any]], name: str) -> Mapping[str, Any]:
    history = [
        {key: value for key, value in row.items() if key != "layer_id"}
        for row in changes
        if row["layer_id"] == entry.layer.id
    ]
    return audit.entry(
        entry.layer,
        action="copy",
        rows=(0, entry.layer.n_features),
        hashes=("", entry.content_hash),
        provenance={"copied_from": name, "history": history},
    )


def _copy_file(file: str, source: Path, target: Path) -> str:
    """Copy a raster's file, whole or not at all, and give the SHA-256 of the original.

    A file without its entry in the store is not used.
    """
    part = target / f"{file}.part"
    try:
        shutil.copyfile(source / file, part)
        with part.open("rb+") as taken:
            os.fsync(taken.fileno())
        part.replace(target / file)
        return _file_print(source / file)
    except OSError as error:
        raise StoreError(
            f"raster file {file} could not be copied ({error.strerror}); nothing was changed",
            code="store-error",
        ) from error
    finally:
        part.unlink(missing_ok=True)


def _file_print(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _compared(target: Catalogue, entry: Kept, wanted: str) -> Copied:
    """Read a layer back and refuse to call it copied if it differs."""
    layer = entry.layer
    if entry.file is None:
        found = fingerprint(*target.store.rows(layer.id))
    else:
        found = _file_print(target.raster_folder / entry.file)
    if found != wanted:
        raise StoreError(
            f"layer {layer.id!r} reads back differently from the target; delete it there and "
            "run 'penyangga check' on both",
            code="copy-differs",
        )
    return Copied(layer.id, layer.n_features, found)
