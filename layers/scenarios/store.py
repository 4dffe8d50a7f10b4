"""The store of a scenario: the baseline's, with the rows of edited layers overlaid; read only."""

from __future__ import annotations

import threading
from collections.abc import Collection
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, NoReturn, Protocol

import geopandas as gpd

from layers.derived import alone
from layers.layer import Layer
from layers.query import BBox, Query
from layers.raster import Raster, write_cog
from layers.scenarios.errors import ScenarioError
from layers.scenarios.record import Scenario
from layers.scenarios.rows import Delta, OverlaidRows, plainly
from layers.stores import Store
from layers.stores.base import Moment
from layers.stores.features import extent
from layers.stores.reading import Rows, to_frame
from layers.text import Text

# A layer's revision in a scenario: the baseline's, then the version its edits changed in.
STEP = 1_000_000
RASTERS = "rasters"


class Changes(Protocol):
    """What the edits of a scenario make of the layers of its baseline."""

    def layers(self) -> Collection[str]:
        """Give the ids of the layers that are not as the baseline has them."""
        ...

    def leans_on(self, layer_id: str) -> Collection[str]:
        """Give the ids of other layers that the edits of a layer read."""
        ...

    def delta(self, layer_id: str) -> Delta:
        """Give what becomes of a vector layer."""
        ...

    def raster(self, layer_id: str) -> Raster:
        """Give what becomes of a raster."""
        ...

    def unmoved(self, name: str, layer_id: str) -> bool:
        """Say whether derived arrays of a name are the same as if a layer was not edited."""
        ...


class OverlaidStore:
    """The baseline's layers, those that are edited with their edits; nothing can be written.

    Parameters
    ----------
    base
        The baseline.
    base_rasters
        Folder of the baseline's rasters.
    scenario
        The scenario.
    changes
        What its edits make of the layers.
    folder
        Where rasters of the scenario are kept.
    """

    def __init__(
        self,
        base: Store,
        base_rasters: Path,
        scenario: Scenario,
        changes: Changes,
        folder: Path,
    ) -> None:
        self._base = base
        self._base_rasters = base_rasters
        self._scenario = scenario
        self._changes = changes
        self._folder = folder
        self._lock = threading.RLock()
        self._overlaid: dict[tuple[str, int], OverlaidRows] = {}

    @property
    def identity(self) -> str:
        """What tells this workspace and scenario from every other."""
        return f"{self._base.identity}#{self._scenario.id}"

    @property
    def shown(self) -> str:
        """Where the baseline is."""
        return self._base.shown

    def version(self) -> int:
        """Give a number that grows with every change of baseline or scenario."""
        return self._base.version() * STEP + self._scenario.version

    def known_version(self) -> int | None:
        """Give the version where it is known without asking the baseline; None where it is not."""
        known = self._base.known_version()
        return None if known is None else known * STEP + self._scenario.version

    def layers(self) -> list[Layer]:
        """Give all layers; of those whose baseline has moved, as that is now."""
        return [
            layer if self._moved(layer) else self._described(layer) for layer in self._base.layers()
        ]

    def layer(self, layer_id: str) -> Layer:
        """Give one layer's description.

        Raises
        ------
        LayerNotFoundError
            If there is none of that id.
        ScenarioError
            ``baseline-moved``, if it is not any more as the edits were made on.
        """
        return self._described(self.require_unmoved(layer_id))

    def require_unmoved(self, layer_id: str) -> Layer:
        """Give one layer's description in the baseline, which must be the one edits were made on.

        Raises
        ------
        LayerNotFoundError
            If there is none of that id.
        ScenarioError
            ``baseline-moved``.
        """
        layer = self._base.layer(layer_id)
        for one in (layer, *(self._base.layer(other) for other in self._leans_on(layer_id))):
            if self._moved(one):
                raise self._baseline_moved(one)
        return layer

    def _leans_on(self, layer_id: str) -> Collection[str]:
        return self._changes.leans_on(layer_id) if layer_id in self._changes.layers() else ()

    def _moved(self, layer: Layer) -> bool:
        return self._scenario.pins.get(layer.id, layer.revision) != layer.revision

    def _baseline_moved(self, layer: Layer) -> ScenarioError:
        pin, name = self._scenario.pins[layer.id], self._scenario.id
        return ScenarioError(
            Text(
                f"skenario {name!r} dibuat atas revisi {pin} dari lapisan {layer.id!r}, kini "
                f"revisi {layer.revision}; pindahkan ke yang baru dengan 'penyangga scenario "
                f"rebase {name}'",
                f"scenario {name!r} was made on revision {pin} of layer {layer.id!r}, which is "
                f"now at {layer.revision}; take the new one with 'penyangga scenario rebase "
                f"{name}'",
            ),
            code="baseline-moved",
        )

    def _described(self, layer: Layer) -> Layer:
        if layer.id not in self._changes.layers():
            return layer
        scenario = self._scenario
        named = layer.title + " · " + scenario.title
        told = layer.with_(
            title=named,
            trust="illustrative",
            revision=layer.revision * STEP + scenario.touched.get(layer.id, scenario.version),
            modified=max(layer.modified, scenario.modified),
        )
        if layer.kind != "vector":
            return told
        delta = self._changes.delta(layer.id)
        shapes = delta.frame.geometry.to_numpy()
        bbox: BBox | None = extent(shapes, layer.bbox)
        n = layer.n_features + len(delta.added) - len(delta.gone)
        return told.with_(n_features=n, bbox=bbox)

    def file_of(self, layer_id: str) -> str | None:
        """Give where the file of a raster is, whole: it may be in one folder or another."""
        if layer_id not in self._changes.layers():
            file = self._base.file_of(layer_id)
            return None if file is None else str((self._base_rasters / file).resolve())
        layer = self.layer(layer_id)
        return str(self._raster(layer).resolve()) if layer.kind == "raster" else None

    def _raster(self, layer: Layer) -> Path:
        """Write the raster a scenario makes of a layer, once for each revision."""
        folder = self._folder / RASTERS
        file = folder / f"{layer.id}.r{layer.revision}.tif"
        if not file.is_file():
            with alone(folder):
                if not file.is_file():
                    write_cog(self._changes.raster(layer.id), file)
                    for old in folder.glob(f"{layer.id}.r*.tif"):
                        if old != file:
                            old.unlink(missing_ok=True)
        return file

    def rows(self, layer_id: str, query: Query | None = None) -> tuple[Layer, Rows]:
        """Read a layer's description and rows."""
        layer = self.layer(layer_id)
        if layer_id not in self._changes.layers():
            return layer, self._base.rows(layer_id, query)[1]
        asked = query or Query()
        below = self._base.rows(layer_id, plainly(asked))[1]
        return layer, self._over(layer).over(below, layer, asked)

    def _over(self, layer: Layer) -> OverlaidRows:
        with self._lock:
            key = (layer.id, layer.revision)
            if key not in self._overlaid:
                self._overlaid[key] = OverlaidRows(layer, self._changes.delta(layer.id))
            return self._overlaid[key]

    def read(self, layer_id: str, query: Query | None = None) -> gpd.GeoDataFrame:
        """Read features as a GeoDataFrame in EPSG:4326, index = feature id."""
        layer, rows = self.rows(layer_id, query)
        return to_frame(rows, layer)

    def audit_rows(self) -> list[dict[str, Any]]:
        """Give every change ever made of the baseline."""
        return self._base.audit_rows()

    def check(self) -> list[str]:
        """List every unsoundness of the baseline's store."""
        return self._base.check()

    def close(self) -> None:
        """Close this thread's connection to the baseline."""
        self._base.close()

    def moment(self) -> AbstractContextManager[Moment]:
        """Refuse: a scenario is no store to copy."""
        raise _read_only()

    def write(self, *given: Any, **named: Any) -> NoReturn:
        """Refuse: a scenario is changed by edits."""
        raise _read_only(given, named)

    def record_raster(self, *given: Any, **named: Any) -> NoReturn:
        """Refuse: a scenario is changed by edits."""
        raise _read_only(given, named)

    def delete(self, *given: Any, **named: Any) -> NoReturn:
        """Refuse: a scenario is changed by edits."""
        raise _read_only(given, named)

    def restore(self, *given: Any, **named: Any) -> NoReturn:
        """Refuse: a scenario is changed by edits."""
        raise _read_only(given, named)

    def snapshot(self, *given: Any, **named: Any) -> NoReturn:
        """Refuse: a scenario is no store to copy."""
        raise _read_only(given, named)


def _read_only(*_: Any) -> ScenarioError:
    return ScenarioError(
        Text(
            "skenario hanya dibaca; ubah dengan 'penyangga scenario edit'",
            "a scenario is only read; change it with 'penyangga scenario edit'",
        ),
        code="read-only",
    )
