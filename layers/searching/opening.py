"""Opening the search of a workspace: an index for each layer, kept until the layer changes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import geopandas as gpd

from layers.boundaries.levels import LEVEL_LAYERS
from layers.catalog import DERIVED_FOLDER, Catalogue
from layers.derived import Arrays
from layers.errors import LayerNotFoundError
from layers.layer import Layer
from layers.searching.entries import Entry
from layers.searching.index import NameIndex, index_arrays
from layers.searching.reading import Columns, entries_of
from layers.searching.searcher import Searcher
from layers.searching.units import DISTRICT, Units, own_units
from layers.text import Text
from layers.zoning.activities import activities

# Of the program that makes the indexes: another one makes them anew.
VERSION = 2
NAMES = "names"
ABOVE = tuple(LEVEL_LAYERS[level] for level in range(1, DISTRICT + 1))


def open_search(catalogue: Catalogue) -> Searcher:
    """Open the search of a workspace as its layers stand now.

    Indexes that are not there yet are made; those of unchanged layers are kept.

    Examples
    --------
    >>> open_search(catalogue).search("puskesmas sepaku")[0].title.id  # doctest: +SKIP
    'Puskesmas Sepaku I'
    """
    known = {layer.id: layer for layer in catalogue.layers()}
    above = [layer_id for layer_id in ABOVE if _has_codes(known.get(layer_id))]
    indexes = []
    for layer in known.values():
        if layer.kind != "vector" or not layer.n_features:
            continue
        try:
            indexes.append(NameIndex(layer.id, _opened(catalogue, layer, above)))
        except LayerNotFoundError:
            # Another process has just removed it, or one that it lies in.
            continue
    fixed = [NameIndex("", _activities()), NameIndex("", _layers(tuple(known.values())))]
    return Searcher(known, (*indexes, *fixed), units_of(indexes))


def renew_search(catalogue: Catalogue) -> bool:
    """Make the indexes that a change left behind, where the workspace was searched before.

    One that never was is left as it is.

    Returns
    -------
    bool
        Whether it was.
    """
    if not (catalogue.path / DERIVED_FOLDER / NAMES).is_dir():
        return False
    open_search(catalogue)
    return True


def warm_search() -> None:
    """Load what the first search would load, without any workspace."""
    Searcher({}, (NameIndex("", _activities()),), own_units([])).search("rumah sakit")


def _has_codes(layer: Layer | None) -> bool:
    return layer is not None and {"code", "name"} <= set(layer.schema.names)


def _opened(catalogue: Catalogue, layer: Layer, above: Sequence[str]) -> Arrays:
    def make() -> Arrays:
        return _made(catalogue, layer, above)

    return catalogue.derived(
        NAMES,
        [layer.id, *(one for one in above if one != layer.id)],
        make,
        version=VERSION,
        parameters={"layer": layer.id},
        title=Text(f"menyusun indeks nama {layer.id}", f"indexing names of {layer.id}"),
    )


def _made(catalogue: Catalogue, layer: Layer, above: Sequence[str]) -> Arrays:
    columns = Columns.of(layer)
    frame = catalogue[layer.id].read(properties=columns.wanted(layer))
    frames = {one: catalogue[one].read(properties=("code", "name")) for one in above}
    units = own_units(
        (str(code), str(name))
        for one in frames.values()
        for code, name in zip(one["code"], one["name"], strict=True)
    )
    districts: gpd.GeoDataFrame | None = frames.get(LEVEL_LAYERS[DISTRICT])
    entries = entries_of(layer, frame, districts)
    words = {region: units.words(region) for region in {entry.region for entry in entries}}
    return index_arrays(entries, [words[entry.region] for entry in entries])


def units_of(indexes: Sequence[NameIndex]) -> Units:
    """Give the names of the units that a workspace's own layers tell."""
    return own_units(
        (index.text("region", n), index.text("title", n))
        for index in indexes
        if index.layer_id in ABOVE
        for n in range(len(index))
    )


@lru_cache(maxsize=1)
def _activities() -> Arrays:
    """Give the activities that rules of zoning name."""
    entries = [
        Entry(
            "activity",
            one.name,
            codes=[("activity", one.id)],
            value=("activity", one.id),
            names=tuple(one.also),
        )
        for one in activities()
    ]
    return index_arrays(entries, [""] * len(entries))


def _layers(known: Sequence[Layer]) -> Arrays:
    """Give the layers themselves by their titles."""
    entries = [
        Entry("layer", one.title, bbox=one.bbox, names=(one.id,), value=("layer", one.id))
        for one in known
    ]
    return index_arrays(entries, [""] * len(entries))
