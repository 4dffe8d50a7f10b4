"""A catalogue that has parts of layers beside the layers: the features a filter means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from gis.processes.narrowing.reference import Reference, reference_of
from layers.errors import QueryError
from layers.filters import bound_filter
from layers.filters.tree import Every
from layers.query import Query
from layers.text import Text

if TYPE_CHECKING:
    import geopandas as gpd

    from layers.catalog import Catalogue, LayerHandle
    from layers.derived import Arrays
    from layers.layer import Layer


class NarrowedCatalogue:
    """A catalogue that has parts of layers beside the layers, under ids of their own.

    What is computed from a part is kept apart from what is computed from the whole.

    Parameters
    ----------
    base
        The catalogue.
    parts
        The parts, by their ids.
    """

    def __init__(self, base: Catalogue, parts: Mapping[str, Reference]) -> None:
        self._base = base
        self.parts = parts

    def __getattr__(self, name: str) -> Any:
        """Give what is not narrowed: the base's own."""
        return getattr(self._base, name)

    def __contains__(self, layer_id: str) -> bool:
        """Say whether there is a layer, or a part of one, of that id."""
        return self._whole(layer_id) in self._base

    def __getitem__(self, layer_id: str) -> LayerHandle:
        """Give a layer, or a part of one."""
        part = self.parts.get(layer_id)
        whole = self._base[self._whole(layer_id)]
        return whole if part is None else cast("LayerHandle", NarrowedLayer(whole, part))

    def _whole(self, layer_id: str) -> str:
        part = self.parts.get(layer_id)
        return layer_id if part is None else part.collection

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
        """Open arrays computed from layers, narrowed or not."""
        used = list(layer_ids)
        parts = sorted(self.parts[one].text for one in used if one in self.parts)
        told = dict(parameters or {}) | ({"narrowed": parts} if parts else {})
        ids = list(dict.fromkeys(map(self._whole, used)))
        return self._base.derived(name, ids, make, version=version, parameters=told, title=title)


class NarrowedLayer:
    """The features of a layer for which a filter is true.

    Parameters
    ----------
    handle
        The layer.
    reference
        Its filter.
    """

    def __init__(self, handle: LayerHandle, reference: Reference) -> None:
        self._handle = handle
        self._reference = reference
        self.id = reference.alias

    def __getattr__(self, name: str) -> Any:
        """Give what is not narrowed: the layer's own."""
        return getattr(self._handle, name)

    @property
    def layer(self) -> Layer:
        """The description, under the id of the part."""
        return self._handle.layer.with_(id=self.id)

    def read(self, query: Query | None = None, **asked: Any) -> gpd.GeoDataFrame:
        """Read the features that are meant; see `LayerHandle.read`."""
        wanted = query or Query(**asked)
        schema = self._handle.layer.schema
        own = self._reference.predicate(schema)
        other = bound_filter(wanted.filter, schema)
        both = own if other is None else Every((other, own))
        return self._handle.read(replace(wanted, filter=both))


def narrowed(
    catalogue: Catalogue, asked: Mapping[str, str | None]
) -> tuple[Catalogue, dict[str, Reference]]:
    """Give a catalogue that has the parts of layers which inputs refer to, and these by input.

    Parameters
    ----------
    catalogue
        The whole layers.
    asked
        Input → id of a layer, or text of a reference.
    """
    found = {
        name: reference
        for name, layer_id in asked.items()
        if layer_id and (reference := reference_of(layer_id)) is not None
    }
    if not found:
        return catalogue, {}
    parts = {reference.alias: reference for reference in found.values()}
    return cast("Catalogue", NarrowedCatalogue(catalogue, parts)), found


def unmet(view: Catalogue, reference: Reference) -> Text | None:
    """Say why a part of a layer cannot be used: a raster, a filter that is none, or no match."""
    handle = view[reference.alias]
    if handle.layer.kind != "vector":
        return Text(
            f"{reference.collection} adalah raster tanpa fitur untuk disaring",
            f"{reference.collection} is a raster without features to filter",
        )
    try:
        found = handle.read(limit=1, properties=())
    except QueryError as error:
        return error.text
    if len(found):
        return None
    n = handle.layer.n_features
    return Text(
        f"tidak satu pun dari {n} fitur {reference.collection} memenuhi filter ini",
        f"none of the {n} features of {reference.collection} matches the filter",
    )
