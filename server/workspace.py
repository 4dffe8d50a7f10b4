"""Workspace: one worker's view of the catalogue, opened late and always fresh."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from layers import Catalogue, PackedLayer
from layers.derived import Count
from layers.errors import LayerNotFoundError
from layers.layer import Layer
from layers.picturing import Picture, open_picture
from layers.pyramids import Shelf
from layers.text import Text
from layers.tiling import WEB_MERCATOR, TileGrid, TileLayer, open_tiles
from server.collection import Collection, is_drawn
from server.config import ServerSettings
from server.errors import NothingHereError
from server.exchange.kept import KeptAnswers

LOG = logging.getLogger("penyangga.server")
SLOW_S = 1.0
# Where a workspace keeps its pyramids of tiles.
PYRAMIDS = "pyramids"
# Of the tile cut beforehand: it holds few features.
WARM_ZOOM = 14


@contextmanager
def logged(title: Text) -> Iterator[Count]:
    """Tell the log of a piece of long work: how long it took, as a warning above a second."""
    started = time.monotonic()
    LOG.info("%s …", title.en)
    try:
        yield lambda done, total: LOG.debug("%s: %d of %d", title.en, done, total)
    finally:
        seconds = time.monotonic() - started
        LOG.log(
            logging.WARNING if seconds > SLOW_S else logging.INFO, "%s: %.1f s", title.en, seconds
        )


class Workspace:
    """The published workspace, as this process sees it.

    The catalogue is opened at the first question, so that each worker process has
    its own (a connection does not survive a fork), and asked for its version at
    every question, so that what another process wrote is seen by the next request.

    Parameters
    ----------
    settings
        Settings of the service.
    opener
        How to open the catalogue; `layers.open` unless a test says otherwise.
    """

    def __init__(self, settings: ServerSettings, opener: Callable[..., Catalogue]) -> None:
        self.settings = settings
        self._opener = opener
        self._lock = threading.RLock()
        self._packing = threading.Lock()
        self._pid = 0
        self._catalogue: Catalogue | None = None
        self._version: int | None = None
        self._layers: dict[str, Layer] = {}
        self._collections: dict[str, Collection] = {}
        self._packed: dict[str, tuple[int, str, PackedLayer]] = {}
        self._tiles: dict[tuple[str, str], TileLayer] = {}
        self._pictures: dict[str, Picture] = {}
        self.answers = KeptAnswers(settings.kept_bytes)
        self.pyramids = Shelf(lambda: f"{self.catalogue().path}{os.sep}{PYRAMIDS}")

    def catalogue(self) -> Catalogue:
        """Give the catalogue, opened by this very process."""
        with self._lock:
            if self._catalogue is None or self._pid != os.getpid():
                settings = self.settings
                self._catalogue = self._opener(
                    settings.workspace, folder=settings.folder, observer=logged
                )
                self._pid = os.getpid()
                self._version = None
                self._packed = {}
                self._tiles = {}
                self._pictures = {}
            return self._catalogue

    def layers(self) -> dict[str, Layer]:
        """Give every layer of the workspace by its id, as it is now."""
        with self._lock:
            catalogue = self.catalogue()
            version = catalogue.version()
            if self._version is None or version != self._version:
                self._layers = {layer.id: layer for layer in catalogue.layers()}
                self._collections = {
                    layer.id: Collection.of(layer)
                    for layer in self._layers.values()
                    if layer.kind == "vector"
                }
                self._version = version
            return self._layers

    def collections(self) -> dict[str, Collection]:
        """Give every layer that is served as features."""
        self.layers()
        return self._collections

    def at_hand(self, layer_id: str) -> tuple[Collection, PackedLayer] | None:
        """Give a layer and its packed features where both are held, and known to be of now.

        Nothing is asked, opened or waited for; None where one of these would be needed.
        """
        catalogue = self._catalogue
        if catalogue is None or self._pid != os.getpid():
            return None
        version = catalogue.store.known_version()
        if version is None or version != self._version:
            return None
        # Held before the version is: these are of that version or a later one.
        collection, held = self._collections.get(layer_id), self._packed.get(layer_id)
        if collection is None or held is None:
            return None
        layer = collection.layer
        return (collection, held[2]) if held[:2] == (layer.revision, layer.modified) else None

    def collection(self, layer_id: str) -> Collection:
        """Give one layer that is served as features.

        Raises
        ------
        LayerNotFoundError
            If there is no layer of that id.
        NothingHereError
            If it is a raster, which has no features.
        """
        found = self.collections().get(layer_id)
        if found is not None:
            return found
        if layer_id in self._layers:
            raise NothingHereError(
                Text(
                    f"lapisan {layer_id} adalah raster tanpa fitur; gambarnya di "
                    f"/tiles/{layer_id}/{{zoom}}/{{column}}/{{row}}.png, dan analisis memakainya "
                    "sebagai masukan",
                    f"layer {layer_id} is a raster and has no features; its pictures are at "
                    f"/tiles/{layer_id}/{{zoom}}/{{column}}/{{row}}.png, and analyses take it as "
                    "an input",
                )
            )
        known = ", ".join(sorted(self._collections)) or "-"
        raise LayerNotFoundError(
            Text(
                f"tidak ada lapisan {layer_id[:60]!r}; yang ada: {known}",
                f"no layer {layer_id[:60]!r}; there are {known}",
            )
        )

    def packed(self, layer: Layer) -> PackedLayer:
        """Give the packed features of a layer: of the revision held, or a later one.

        Parameters
        ----------
        layer
            The layer as `collection` gave it; the store is not asked again.
        """
        held = self._packed.get(layer.id)
        if held is not None and held[:2] == (layer.revision, layer.modified):
            return held[2]
        # Packing may take seconds: others go on answering meanwhile.
        with self._packing:
            packed = self.catalogue().packed(layer.id)
            now = packed.layer
            self._packed[layer.id] = (now.revision, now.modified, packed)
            return packed

    def warm(self) -> int:
        """Open every layer and its tiles, so that the first to ask need not wait; give how many."""
        known = self.collections().values()
        for collection in known:
            self.packed(collection.layer)
            if is_drawn(collection.layer):
                self._warm_tiles(collection.layer)
        return len(known)

    def _warm_tiles(self, layer: Layer) -> None:
        before = self._tiles.get((layer.id, WEB_MERCATOR.id))
        tiles = self.tiles(layer, WEB_MERCATOR)
        if tiles is not before and layer.bbox is not None:
            # A tile in the midst of it loads the compiled kernels too.
            west, south, east, north = layer.bbox
            middle = WEB_MERCATOR.tile_at(WARM_ZOOM, (west + east) / 2, (south + north) / 2)
            tiles.tile(WARM_ZOOM, *middle)

    def tiles(self, layer: Layer, grid: TileGrid) -> TileLayer:
        """Give a layer ready to be cut into tiles: of the revision held, or a later one.

        Parameters
        ----------
        layer
            The layer as `collection` gave it; the store is not asked again.
        grid
            How the world is cut.
        """
        held = self._tiles.get((layer.id, grid.id))
        now = (layer.revision, layer.modified)
        if held is not None and (held.layer.revision, held.layer.modified) == now:
            return held
        with self._packing:
            tiles = open_tiles(self.catalogue(), layer.id, grid)
            self._tiles[layer.id, grid.id] = tiles
            return tiles

    def raster(self, layer_id: str) -> Layer:
        """Give one raster.

        Raises
        ------
        LayerNotFoundError
            If there is no layer of that id.
        NothingHereError
            `no-picture` if it holds features.
        """
        known = self.layers()
        found = known.get(layer_id)
        if found is not None and found.kind == "raster":
            return found
        if found is not None:
            raise NothingHereError(
                Text(
                    f"lapisan {layer_id} berisi fitur, bukan raster; petaknya ada di "
                    f"/collections/{layer_id}/tiles",
                    f"layer {layer_id} holds features and is no raster; its tiles are at "
                    f"/collections/{layer_id}/tiles",
                ),
                code="no-picture",
            )
        rasters = ", ".join(sorted(k for k, one in known.items() if one.kind == "raster")) or "-"
        raise LayerNotFoundError(
            Text(
                f"tidak ada raster {layer_id[:60]!r}; yang ada: {rasters}",
                f"no raster {layer_id[:60]!r}; there are {rasters}",
            )
        )

    def picture(self, layer: Layer) -> Picture:
        """Give a raster ready to be drawn: of the revision held, or a later one."""
        held = self._pictures.get(layer.id)
        now = (layer.revision, layer.modified)
        if held is not None and (held.layer.revision, held.layer.modified) == now:
            return held
        picture = open_picture(self.catalogue(), layer.id)
        self._pictures[layer.id] = picture
        return picture
