"""Raster tiles: any raster layer drawn in the colours of its legend, straight from its file."""

from __future__ import annotations

from pathlib import Path

from layers.catalog import Catalogue
from layers.errors import StoreError
from layers.picturing.changing import (
    change_legend,
    forest_classes,
    require_classes,
    require_comparable,
)
from layers.picturing.encoding import FORMS, Form
from layers.picturing.picture import Picture
from layers.picturing.probing import Cell, became, cell_at
from layers.picturing.styles import (
    TITLES,
    Entry,
    StyleId,
    holds_classes,
    note_of,
    shows_lowest,
    style_ids,
)

__all__ = [
    "FORMS",
    "TITLES",
    "Cell",
    "Entry",
    "Form",
    "Picture",
    "StyleId",
    "became",
    "cell_at",
    "change_legend",
    "forest_classes",
    "holds_classes",
    "note_of",
    "open_picture",
    "require_classes",
    "require_comparable",
    "shows_lowest",
    "style_ids",
]


def open_picture(catalogue: Catalogue, layer_id: str) -> Picture:
    r"""Open a raster layer to be drawn as it stands now.

    Parameters
    ----------
    catalogue
        The workspace.
    layer_id
        A raster layer of it.

    Raises
    ------
    LayerNotFoundError
        If there is no such layer, or it holds features.
    StoreError
        If its file is missing or damaged.

    Examples
    --------
    >>> from layers.tiling import WEB_MERCATOR
    >>> picture = open_picture(catalogue, "land_cover_2024")  # doctest: +SKIP
    >>> picture.tile(WEB_MERCATOR, (9, 422, 257))[:4]  # doctest: +SKIP
    b'\x89PNG'
    """
    layer = catalogue[layer_id].layer
    try:
        return Picture(layer, _path(catalogue, layer_id))
    except StoreError:
        # Another process may have put a new file in its place between the two.
        newer = catalogue[layer_id].layer
        if newer.modified == layer.modified:
            raise
        return Picture(newer, _path(catalogue, layer_id))


def _path(catalogue: Catalogue, layer_id: str) -> Path:
    file = catalogue.store.file_of(layer_id)
    if file is None:
        # Says which layer holds features instead.
        return catalogue[layer_id].raster_file().path
    return catalogue.raster_folder / file
