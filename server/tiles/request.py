"""TileRequest: the address and parameters of a tile, understood."""

from __future__ import annotations

import re
from collections.abc import Collection as Known
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from layers.filters import Predicate
from layers.layer import Layer
from layers.text import Text
from layers.tiling import GRIDS, TileGrid
from layers.tiling.grid import MAX_ZOOM
from server.collection import Collection, is_drawn
from server.errors import NothingHereError, ParameterError
from server.exchange.answer import fingerprint
from server.exchange.ask import Ask
from server.exchange.forms import unoffered
from server.exchange.language import Language
from server.exchange.parameters import read_parameters, refuse_unknown
from server.exchange.visit import Visit, read_visit
from server.features.filtering import read_filter_parameters
from server.features.request import read_selection
from server.workspace import Workspace

REVISION, STALE = "revision", "stale-revision"
FILTERING = ("filter", "filter-lang", "filter-crs")
_NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of one layer of a tile: which fields (None: all) of which features (all)."""

    collection: Collection
    properties: tuple[str, ...] | None
    filter: Predicate | None


@dataclass(frozen=True, slots=True)
class TileRequest:
    """What a request for a tile asks, after every check.

    `wording` is what the request says of fields and features; `pinned` says that the address
    names the revision, so that its answer never changes.
    """

    grid: TileGrid
    zoom: int
    column: int
    row: int
    asked: tuple[Asked, ...]
    wording: str
    pinned: bool


def read_collections(workspace: Workspace, text: str | None) -> list[Collection]:
    """Give the layers named, comma between; all that can be drawn where none is named.

    Raises
    ------
    LayerNotFoundError
        If there is no such layer.
    NothingHereError
        If it is a raster, or the features of the layer have no geometry.
    """
    if text is None:
        return [one for one in workspace.collections().values() if is_drawn(one.layer)]
    names = dict.fromkeys(part.strip() for part in text.split(",") if part.strip())
    found = [workspace.collection(name) for name in names or ("",)]
    for one in found:
        require_geometry(one.layer)
    return found


def read_choice(ask: Ask, default: Language) -> tuple[Visit, str | None]:
    """Read a request for a document of several layers, and which of them it chooses.

    Raises
    ------
    ParameterError
        If it has other parameters than `collections`, `f` and `lang`.
    """
    chosen = read_parameters(ask.query).get("collections")
    others = "&".join(p for p in ask.query.split("&") if not p.startswith("collections="))
    return read_visit(replace(ask, query=others), default), chosen


def require_geometry(layer: Layer) -> None:
    """Refuse a table, which has nothing to draw.

    Raises
    ------
    NothingHereError
        With code ``no-geometry``.
    """
    if not is_drawn(layer):
        raise NothingHereError(
            Text(
                f"lapisan {layer.id} adalah tabel tanpa letak; tidak ada petaknya",
                f"layer {layer.id} is a table without places; it has no tiles",
            ),
            code="no-geometry",
        )


def read_grid(name: str) -> TileGrid:
    """Give the tile matrix set of that name.

    Raises
    ------
    NothingHereError
        If it is none of those offered.
    """
    grid = GRIDS.get(name)
    if grid is None:
        offered = ", ".join(GRIDS)
        raise NothingHereError(
            Text(
                f"tidak ada susunan petak {name[:60]!r}; yang ada: {offered}",
                f"no tile matrix set {name[:60]!r}; there are {offered}",
            ),
            code="unknown-tile-matrix-set",
        )
    return grid


def read_place(grid: TileGrid, zoom: str, column: str, row: str) -> tuple[int, int, int]:
    """Give zoom, column and row as numbers.

    Raises
    ------
    ParameterError
        If one of them is not a whole number.
    NothingHereError
        If the grid has no such tile.
    """
    told = f"{zoom[:12]}/{column[:12]}/{row[:12]}"
    if not all(_NUMBER.fullmatch(text) for text in (zoom, column, row)):
        raise ParameterError(
            Text(
                f"petak {told}: zum, kolom, dan baris harus bilangan bulat tidak negatif",
                f"tile {told}: zoom, column and row must be whole numbers that are not negative",
            ),
            code="bad-tile",
        )
    place = int(zoom), int(column), int(row)
    if not grid.holds(*place):
        raise NothingHereError(
            Text(
                f"tidak ada petak {told} (zum/kolom/baris) dalam {grid.id}; ",
                f"there is no tile {told} (zoom/column/row) in {grid.id}; ",
            )
            + _wanted(grid, place[0]),
            code="no-such-tile",
        )
    return place


def _wanted(grid: TileGrid, zoom: int) -> Text:
    """Say which tiles there are: of the zoom asked for, if there is such a one."""
    if zoom > MAX_ZOOM:
        return Text(f"yang ada zum 0-{MAX_ZOOM}", f"there are zooms 0-{MAX_ZOOM}")
    columns, rows = (count - 1 for count in grid.shape(zoom))
    return Text(
        f"pada zum {zoom} ada kolom 0-{columns} dan baris 0-{rows}",
        f"at zoom {zoom} there are columns 0-{columns} and rows 0-{rows}",
    )


def read_tile_request(
    given: Mapping[str, str],
    grid: TileGrid,
    place: tuple[int, int, int],
    collections: Sequence[Collection],
) -> TileRequest:
    """Understand the parameters of a request for a tile of some layers.

    Raises
    ------
    ParameterError
        If a parameter is unknown or malformed, or no layer has a field asked for.
    QueryError
        If a layer cannot be asked the filter.
    NothingHereError
        If it names a revision that is not the layers' present one.
    """
    refuse_unknown(given, (REVISION, "properties", "f", *FILTERING))
    _require_mvt(given.get("f"))
    pinned = given.get(REVISION)
    held = [collection.layer for collection in collections]
    if pinned is not None and pinned != revision_mark(*held):
        names = ",".join(layer.id for layer in held)
        raise NothingHereError(
            Text(
                f"revisi {pinned[:24]!r} dari {names} tidak disimpan sebagai petak; kini "
                f"{revision_mark(*held)}",
                f"revision {pinned[:24]!r} of {names} is not kept as tiles; it is now at "
                f"{revision_mark(*held)}",
            ),
            code=STALE,
        )
    asked = tuple(
        Asked(one, chosen, read_filter_parameters(given, one.layer))
        for one, chosen in zip(
            collections, read_selections(given.get("properties"), held), strict=True
        )
    )
    wording = repr([given.get(name) for name in ("properties", *FILTERING)])
    return TileRequest(grid, *place, asked, wording, pinned is not None)


def read_selections(text: str | None, held: Sequence[Layer]) -> list[tuple[str, ...] | None]:
    """Give which of the fields named each layer has; every one must be in some layer.

    Raises
    ------
    ParameterError
        If no layer has one of them.
    """
    if text is None or len(held) == 1:
        return [read_selection(text, layer) for layer in held]
    known = {name for layer in held for name in layer.schema.names}
    names = [part.strip() for part in text.split(",") if part.strip()]
    for name in names:
        if name not in known:
            read_selection(name, held[0])
    return [tuple(n for n in layer.schema.names if n in names) for layer in held]


def revision_mark(*layers: Layer) -> str:
    """Give the word for what layers hold now; a layer made anew has another."""
    told = fingerprint(*(part for layer in layers for part in (layer.id, layer.modified)))
    newest = max((layer.revision for layer in layers), default=0)
    if len(layers) > 1:
        told = fingerprint(told, *(str(layer.revision) for layer in layers))
    return f"{newest}-{told[:8]}"


def _require_mvt(form: str | None, offered: Known[str] = ("mvt", "pbf")) -> None:
    if form is not None and form not in offered:
        raise unoffered("f", form, offered)
