"""Catalogue: the layers of one workspace, looked up by id."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyproj
from affine import Affine

from layers.derived import Arrays, DerivedArrays, Memory, Observer, Recipe, unobserved
from layers.drafts import draft, unlink
from layers.errors import LayerNotFoundError, QueryError, StoreError
from layers.layer import Layer
from layers.packed import PackedLayer, open_packed, packed_folder
from layers.query import BBox, Query
from layers.raster import Raster, RasterFile, content_hash, read_grid, read_raster, write_cog
from layers.schema import Text
from layers.stores import Store, open_store
from layers.stores.address import is_url
from layers.stores.features import Count, Held, WriteMode, require_mode
from layers.stores.opening import claim

STORE_FILE = "region.gpkg"
RASTER_FOLDER = "rasters"
PACKED_FOLDER = "packed"
DERIVED_FOLDER = "derived"


def open_workspace(
    workspace: str | Path,
    *,
    create: bool = False,
    folder: str | Path | None = None,
    observer: Observer = unobserved,
) -> Catalogue:
    """Open a workspace, or make an empty one.

    Parameters
    ----------
    workspace
        The folder that holds `region.gpkg`, `rasters/` and `packed/`; or
        ``postgresql://user@host:port/database?schema=name`` (schema `penyangga`
        unless given).
    create
        Make an empty store where there is none.
    folder
        Where a PostGIS workspace keeps its rasters and packed layers.
    observer
        Is told of long work, such as compiling a network, while it lasts.

    Raises
    ------
    StoreError
        If there is no workspace, or (with `create`) is one already; if a PostGIS
        server cannot be reached, or the folder belongs to another workspace.
    """
    if is_url(str(workspace)):
        store, path = _open_shared(str(workspace), folder, create=create)
        return Catalogue(path, store, observer)
    path = Path(workspace)
    file = path / STORE_FILE
    if create:
        path.mkdir(parents=True, exist_ok=True)
        (path / RASTER_FOLDER).mkdir(exist_ok=True)
    elif not file.is_file():
        raise StoreError(
            Text(
                f"{path}: tidak ada ruang kerja di sini (tanpa {STORE_FILE}); jalankan 'penyangga "
                f"init {path}' dahulu",
                f"{path}: no workspace here (no {STORE_FILE}); run 'penyangga init {path}' first",
            ),
            code="not-a-workspace",
        )
    return Catalogue(path, open_store(file, create=create), observer)


def _open_shared(url: str, folder: str | Path | None, *, create: bool) -> tuple[Store, Path]:
    if folder is None:
        raise StoreError(
            Text(
                "ruang kerja PostGIS menyimpan raster dan layer terkemasnya dalam folder; "
                "sebutkan: layers.open(url, folder=...)",
                "a PostGIS workspace keeps its rasters and packed layers in a folder; "
                "name one: layers.open(url, folder=...)",
            ),
            code="no-folder",
        )
    path = Path(folder)
    if create and path.is_dir() and any(path.iterdir()):
        raise StoreError(
            Text(
                f"{path}: ruang kerja baru memerlukan folder kosong, dan yang ini tidak kosong",
                f"{path}: a new workspace wants an empty folder, and this one is not",
            ),
            code="wrong-folder",
        )
    store = open_store(url, create=create)
    claim(path, store.identity)
    (path / RASTER_FOLDER).mkdir(exist_ok=True)
    return store, path


class Catalogue:
    """The layers of a workspace: what there is, and the one door to change it.

    `observer` is told of long work while it lasts: ``with catalogue.observer(title) as count``.
    """

    def __init__(self, path: Path, store: Store, observer: Observer = unobserved) -> None:
        self.path = path
        self._store = store
        self._packed: dict[tuple[str, int], PackedLayer] = {}
        self.observer = observer
        self.memory = Memory()
        self._derived = DerivedArrays(path / DERIVED_FOLDER, self._revisions, observer)

    @property
    def store(self) -> Store:
        """What keeps the vector layers and the descriptions."""
        return self._store

    @property
    def raster_folder(self) -> Path:
        """Where the raster files lie."""
        return self.path / RASTER_FOLDER

    def ids(self) -> list[str]:
        """Give the layer ids, in order of their making."""
        return [layer.id for layer in self._store.layers()]

    def layers(self) -> list[Layer]:
        """Give the descriptions of all layers."""
        return self._store.layers()

    def version(self) -> int:
        """Give a number that grows with every change; cheap enough for every request."""
        return self._store.version()

    def __contains__(self, layer_id: str) -> bool:
        """Say whether there is a layer of that id."""
        try:
            self._store.layer(layer_id)
        except LayerNotFoundError:
            return False
        return True

    def __getitem__(self, layer_id: str) -> LayerHandle:
        """Give the layer of that id; LayerNotFoundError names what there is."""
        self._store.layer(layer_id)
        return LayerHandle(self, self._store, layer_id)

    def packed(self, layer_id: str, revision: int | None = None) -> PackedLayer:
        """Open the packed form of a vector layer's current (or a past) revision.

        Raises
        ------
        LayerNotFoundError
            If the layer is a raster.
        QueryError
            If the revision asked for is no longer kept.
        """
        layer = self._store.layer(layer_id)
        if layer.kind != "vector":
            raise _other_kind(layer_id, "tidak memiliki fitur", "it has no items", raster=True)
        wanted = layer.revision if revision is None else revision
        held = self._packed.get((layer_id, wanted))
        if held is None:
            held = self._open_packed(layer, wanted)
            for key in [k for k in self._packed if k[0] == layer_id and k[1] < wanted - 1]:
                self._packed.pop(key, None)
            self._packed[(layer_id, held.layer.revision)] = held
        return held

    def _open_packed(self, layer: Layer, revision: int) -> PackedLayer:
        root = self.path / PACKED_FOLDER
        if revision != layer.revision:
            folder = packed_folder(root, layer.id, revision)
            if folder is None:
                raise QueryError(
                    Text(
                        f"revisi {revision} dari {layer.id!r} tidak lagi disimpan (kini "
                        f"{layer.revision}); mulai lagi dari halaman pertama",
                        f"revision {revision} of {layer.id!r} is no longer kept (now "
                        f"{layer.revision}); start again from the first page",
                    ),
                    code="stale-revision",
                )
            return PackedLayer(folder)
        return open_packed(root, layer, lambda: self._store.rows(layer.id))

    def derived(
        self,
        name: str,
        layer_ids: Iterable[str],
        make: Callable[[], Arrays],
        *,
        version: int = 1,
        parameters: Mapping[str, Any] | None = None,
        title: Text | None = None,
    ) -> Arrays:
        """Open arrays computed from layers as they stand now, making them where they are missing.

        Parameters
        ----------
        name
            What they are, e.g. ``network``.
        layer_ids
            The layers they are made from; a new revision of one makes them anew.
        make
            Makes them: name → array.
        version
            Of the program that makes them.
        parameters
            What else they depend on, as plain data.
        title
            What is done while they are made, for the observer; else `name`.

        Returns
        -------
        Mapping
            Name → array, read-only, memory-mapped and shared by all processes.
        """
        recipe = Recipe(name, version, self._revisions(layer_ids), parameters or {})
        return self._derived.open(recipe, make, title or Text(name, name))

    def _revisions(self, layer_ids: Iterable[str]) -> dict[str, int]:
        return {layer_id: self._store.layer(layer_id).revision for layer_id in layer_ids}

    def write(
        self,
        layer: Layer,
        frame: gpd.GeoDataFrame,
        *,
        mode: WriteMode = "create",
        provenance: Mapping[str, Any] | None = None,
        progress: Count | None = None,
    ) -> Layer:
        """Write a vector layer in one transaction; see `Store.write`."""
        return self._store.write(layer, frame, mode=mode, provenance=provenance, progress=progress)

    def write_raster(
        self,
        layer: Layer,
        raster: Raster,
        *,
        mode: WriteMode = "create",
        provenance: Mapping[str, Any] | None = None,
    ) -> Layer:
        """Write a raster layer: the COG under a passing name, then all else in one transaction.

        A kill leaves at most an unused file, never a half layer; of two writers the
        second waits, and its revision is one higher.

        Raises
        ------
        LayerExistsError
            If there is one of that id and `mode` is not `replace`.
        SchemaError
            If the layer of that id holds features.
        """
        asked = layer.with_(kind="raster", bbox=raster.lonlat_bounds, n_features=0)
        # What would be refused anyway shall not cost the writing of its file.
        self._refuse_early(asked, mode)
        with draft(self.raster_folder, layer.id) as file:
            write_cog(raster, file.part)
            stored, old = self._store.record_raster(
                asked, file.place, content_hash(raster), mode=mode, provenance=provenance
            )
        unlink(self.raster_folder, old, but=file.name)
        return stored

    def _refuse_early(self, layer: Layer, mode: WriteMode) -> None:
        if layer.id in self:
            held = Held.of(self._store.layer(layer.id), "")
            require_mode(layer.id, held, mode, kind=layer.kind)

    def delete(self, layer_id: str, *, provenance: Mapping[str, Any] | None = None) -> None:
        """Remove a layer; the audit keeps that it was there."""
        unlink(self.raster_folder, self._store.delete(layer_id, provenance=provenance))

    def audit(self) -> list[dict[str, Any]]:
        """Give every change ever made, oldest first."""
        return self._store.audit_rows()

    def snapshot(self, target: str | Path) -> None:
        """Write a consistent copy of the vector store for GDAL, download or backup."""
        self._store.snapshot(Path(target))

    def check(self) -> list[str]:
        """List every unsoundness of the store and its raster files (empty: sound)."""
        problems = self._store.check()
        try:
            listed = self._store.layers()
        except StoreError as error:
            return problems or [str(error)]
        for layer in listed:
            file = self._store.file_of(layer.id)
            if file and not (self.raster_folder / file).is_file():
                problems.append(f"{layer.id}: raster file {file} is missing")
        return problems

    def close(self) -> None:
        """Close this thread's connection to the store."""
        self._store.close()


class LayerHandle:
    """One layer of a catalogue: its description and the ways to read it."""

    def __init__(self, catalogue: Catalogue, store: Store, layer_id: str) -> None:
        self._catalogue = catalogue
        self._store = store
        self.id = layer_id

    @property
    def layer(self) -> Layer:
        """The description as it stands now."""
        return self._store.layer(self.id)

    def read(self, query: Query | None = None, **asked: Any) -> gpd.GeoDataFrame:
        """Read features as a GeoDataFrame in EPSG:4326 whose index is the feature id.

        Give a Query, or its fields by name: ``read(bbox=(116, -2, 117, -1), limit=10)``.

        Raises
        ------
        LayerNotFoundError
            If the layer is a raster.
        """
        if self.layer.kind != "vector":
            raise _other_kind(
                self.id, "baca dengan .raster()", "read it with .raster()", raster=True
            )
        return self._store.read(self.id, query or (Query(**asked) if asked else None))

    def raster(self, bbox: BBox | None = None) -> Raster:
        """Read the raster, or the cells that a box in EPSG:4326 touches.

        Raises
        ------
        LayerNotFoundError
            If the layer is a vector layer.
        """
        file = self._file()
        while True:
            try:
                return read_raster(self._catalogue.raster_folder / file, bbox)
            except StoreError:
                # Other processes may have put a new file in its place between the two.
                newer = self._file()
                if newer == file:
                    raise
                file = newer

    def raster_file(self) -> RasterFile:
        """Open the raster to be read window by window; for what is larger than memory."""
        return RasterFile.of(self._catalogue.raster_folder / self._file())

    def _file(self) -> str:
        file = self._store.file_of(self.id)
        if file is None:
            raise _other_kind(self.id, "baca dengan .read()", "read it with .read()", raster=False)
        return file

    def grid(self) -> tuple[Affine, pyproj.CRS]:
        """Give transform and reference system of a raster without reading its cells.

        Raises
        ------
        LayerNotFoundError
            If the layer is a vector layer.
        """
        file = self._store.file_of(self.id)
        if file is None:
            raise _other_kind(self.id, "tidak memiliki grid", "it has no grid", raster=False)
        return read_grid(self._catalogue.raster_folder / file)

    def packed(self, revision: int | None = None) -> PackedLayer:
        """Open the packed form of the current revision, building it where it is missing.

        With `revision`, open that past one if it is still kept; see `Catalogue.packed`.
        """
        return self._catalogue.packed(self.id, revision)


def _other_kind(layer_id: str, instead: str, english: str, *, raster: bool) -> LayerNotFoundError:
    is_id, is_en = ("adalah", "is") if raster else ("bukan", "is not")
    return LayerNotFoundError(
        Text(
            f"layer {layer_id!r} {is_id} raster; {instead}",
            f"layer {layer_id!r} {is_en} a raster; {english}",
        )
    )
