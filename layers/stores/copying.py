"""Copying a workspace into another, whatever keeps them: the same ids, values and hashes."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from dataclasses import replace as replace_
from pathlib import Path
from typing import TYPE_CHECKING, Any

from layers.drafts import Draft, draft, raster_file, unlink
from layers.errors import LayerExistsError, StoreError
from layers.layer import Layer
from layers.schema import Text
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
    source: Catalogue,
    target: Catalogue,
    *,
    replace: bool = False,
    progress: Progress | None = None,
) -> list[Copied]:
    """Copy every layer of a workspace into another, with its files.

    The source is read as of one moment. Layers enter the target in one
    transaction, with their ids, descriptions and content hashes as they are;
    each gets one audit row that carries its history in the source. Afterwards
    everything is read back and compared. What fails before the end of the
    transaction leaves the target, its files too, as it was.

    Parameters
    ----------
    source, target
        Catalogues of two workspaces.
    replace
        Layers of the same ids in the target give way; without it they are refused.
        Other layers of the target stay.
    progress
        Called with (layer id, how many are done, how many there are) for each.

    Returns
    -------
    list of Copied
        One entry per layer, in the source's order.

    Raises
    ------
    LayerExistsError
        If the target holds one of the layers (without `replace`), or is the source.
    StoreError
        If a store fails, or what was read back differs from what was read.

    Examples
    --------
    >>> copy_workspace(layers.open("region"), layers.open(url, folder="f"))  # doctest: +SKIP
    [Copied(layer_id='districts', n_features=261, fingerprint='5f0c…'), …]
    """
    with source.store.moment() as moment, ExitStack() as drafts:
        _require_room(moment, source, target, replace=replace)
        entries = _with_revisions(moment, target)
        taking = _Taking(moment, {}, {}, progress)
        for was in moment.entries:
            if was.file is not None:
                file = drafts.enter_context(draft(target.raster_folder, was.layer.id))
                taking.files[was.layer.id] = file
                taking.prints[was.layer.id] = _copied_file(source.raster_folder / was.file, file)
        held = {entry.layer.id: entry for entry in _entries(target)} if replace else {}
        history = [
            _audit_row(entry, held.get(entry.layer.id), moment.audit, source.path.name)
            for entry in entries
        ]
        target.store.restore(taking.whole(entries), history, replace=replace)
    for entry in entries:
        old = held.get(entry.layer.id)
        unlink(target.raster_folder, old.file if old else None, but=entry.file)
    return [_compared(target, entry, taking.prints[entry.layer.id]) for entry in entries]


@dataclass(frozen=True)
class _Taking:
    """What is on its way: the moment read, files without a place yet, and fingerprints."""

    moment: Moment
    files: dict[str, Draft]
    prints: dict[str, str]
    progress: Progress | None

    def whole(self, entries: Sequence[Kept]) -> Iterator[Kept]:
        """Give the entries one by one, as the target takes them inside its transaction."""
        for done, entry in enumerate(entries):
            layer_id = entry.layer.id
            if self.progress is not None:
                self.progress(layer_id, done, len(entries))
            if entry.file is not None:
                self.files[layer_id].put(entry.file)
            whole = self.moment.whole(entry)
            if whole.rows is not None:
                self.prints[layer_id] = fingerprint(whole.layer, whole.rows)
            yield whole


def fingerprint(layer: Layer, rows: Rows) -> str:
    """Give the SHA-256 of a layer's rows in order of id: ids, geometries and values.

    Equal rows give equal fingerprints in every store.
    """
    digest = hashlib.sha256(repr(layer.schema.names).encode())
    digest.update(rows.ids.astype("<i8").tobytes())
    digest.update(from_rows(layer, rows).digest())
    return digest.hexdigest()


def _entries(catalogue: Catalogue) -> tuple[Kept, ...]:
    with catalogue.store.moment() as moment:
        return moment.entries


def _require_room(moment: Moment, source: Catalogue, target: Catalogue, *, replace: bool) -> None:
    if source.store.identity == target.store.identity:
        raise LayerExistsError(
            Text(
                "asal dan tujuan adalah ruang kerja yang sama; sebutkan yang lain",
                "source and target are one and the same workspace; name another",
            )
        )
    if replace:
        return
    taken = sorted({entry.layer.id for entry in moment.entries} & set(target.ids()))
    if taken:
        raise LayerExistsError(
            Text(
                f"tujuan sudah memuat {', '.join(taken)}; hapus dahulu atau salin ke ruang kerja "
                "kosong",
                f"the target holds {', '.join(taken)} already; delete them or copy into an empty "
                "one",
            )
        )


def _with_revisions(moment: Moment, target: Catalogue) -> list[Kept]:
    """Raise revisions that the target has used for a layer it no longer holds."""
    used: dict[str, int] = {}
    for row in target.audit():
        used[row["layer_id"]] = max(used.get(row["layer_id"], 0), row["revision"])
    return [
        _raised(entry, used.get(entry.layer.id, 0)) if entry.layer.id in used else entry
        for entry in moment.entries
    ]


def _raised(entry: Kept, last: int) -> Kept:
    layer = entry.layer.with_(revision=max(entry.layer.revision, last + 1))
    return replace_(entry, layer=layer, file=raster_file(layer) if entry.file else None)


def _audit_row(
    entry: Kept, held: Kept | None, changes: Sequence[Mapping[str, Any]], name: str
) -> Mapping[str, Any]:
    history = [
        {key: value for key, value in row.items() if key != "layer_id"}
        for row in changes
        if row["layer_id"] == entry.layer.id
    ]
    return audit.entry(
        entry.layer,
        action="copy",
        rows=(held.layer.n_features if held else 0, entry.layer.n_features),
        hashes=(held.content_hash if held else "", entry.content_hash),
        provenance={"copied_from": name, "history": history},
    )


def _copied_file(source: Path, target: Draft) -> str:
    """Copy a raster's file to where it waits for its place; give the SHA-256 of the original."""
    try:
        shutil.copyfile(source, target.part)
        with target.part.open("rb+") as taken:
            os.fsync(taken.fileno())
        return _file_print(source)
    except OSError as error:
        raise StoreError(
            Text(
                f"berkas raster {source.name} tidak dapat disalin ({error.strerror}); tidak ada "
                "yang berubah",
                f"raster file {source.name} could not be copied ({error.strerror}); "
                "nothing was changed",
            ),
            code="store-error",
        ) from error


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
            Text(
                f"layer {layer.id!r} terbaca berbeda dari tujuan; hapus di sana lalu jalankan "
                "'penyangga check' pada keduanya",
                f"layer {layer.id!r} reads back differently from the target; delete it there and "
                "run 'penyangga check' on both",
            ),
            code="copy-differs",
        )
    return Copied(layer.id, layer.n_features, found)
