"""Shares of a tile: what each of several layers gives to it, and the tile they make together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from layers.tiling.kernels.placing import Flags
from layers.tiling.tile import Tile, TileLayer


@dataclass(frozen=True, slots=True)
class Share:
    """What one layer gives to a tile.

    `properties` are the fields to give (None: all), `among` which features of its packed
    layer (None: all).
    """

    tiles: TileLayer
    properties: tuple[str, ...] | None = None
    among: Flags | None = None


def joined_tile(shares: Sequence[Share], zoom: int, column: int, row: int) -> Tile:
    """Give one tile of several layers, each under its own name.

    A layer of named areas is followed by the points at which they are named, unless one of the
    layers has the name of these.

    Raises
    ------
    QueryError
        If the grid has no such tile, or a layer no such field.
    """
    made = []
    for share in shares:
        made.append(
            share.tiles.tile(zoom, column, row, properties=share.properties, among=share.among)
        )
        labels = _labels(share.tiles, shares)
        if labels is not None:
            told = labels.tile(zoom, column, row, among=share.among)
            # Names are no features: which of them give way is not counted.
            made.append(Tile(told.data, 0, 0, 0))
    return _joined(made)


def joined_tiles(
    sources: Sequence[TileLayer], zoom: int, places: Sequence[tuple[int, int]]
) -> list[Tile]:
    """Give several tiles of a zoom, as `joined_tile` gives each of them with all there is.

    Raises
    ------
    QueryError
        If the grid has no such tile.
    """
    shares = [Share(source) for source in sources]
    columns: list[list[Tile]] = []
    for source in sources:
        columns.append(source.tiles(zoom, places))
        labels = _labels(source, shares)
        if labels is not None:
            told = labels.tiles(zoom, places)
            columns.append([Tile(one.data, 0, 0, 0) for one in told])
    return [_joined(made) for made in zip(*columns, strict=True)]


def _labels(tiles: TileLayer, shares: Sequence[Share]) -> TileLayer | None:
    """Give the points that name the areas of a layer, unless a layer has the name of these."""
    labels = tiles.labels
    names = {share.tiles.name for share in shares}
    return labels if labels is not None and labels.name not in names else None


def _joined(made: Sequence[Tile]) -> Tile:
    if len(made) == 1:
        return made[0]
    return Tile(
        b"".join(one.data for one in made),
        sum(one.drawn for one in made),
        sum(one.collapsed for one in made),
        sum(one.thinned for one in made),
        sum(one.parts for one in made),
    )
