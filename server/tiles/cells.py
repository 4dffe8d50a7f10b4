"""Cells: what a raster says at a place, as a document; its cell is the document's outline."""

from __future__ import annotations

from typing import Any

from gis.errors import BadValueError
from layers.layer import Layer, weakest_trust
from layers.picturing import Cell, StyleId, became, cell_at, holds_classes
from layers.schema import Text
from layers.starter.facts import source_words
from server.documents.legends import cell_title, unit_of
from server.errors import ParameterError
from server.exchange.answer import JSON
from server.exchange.links import address, link
from server.exchange.visit import Visit
from server.tiles.picturesets import picture_title
from server.tiles.raster import Drawing
from server.workspace import Workspace

DECIMALS = 7


def read_at(text: str | None) -> tuple[float, float]:
    """Read the place that is asked about.

    Raises
    ------
    ParameterError
        If there is none, or it is no longitude and latitude.
    """
    # Imported late: the service itself needs none of what analyses load.
    from gis.processes.values import point_of

    if text is None:
        raise ParameterError(
            Text(
                "at tidak diberikan; yang diminta BUJUR,LINTANG dalam derajat, misalnya "
                "at=116.83,-1.26",
                "at is not given; wanted LON,LAT in degrees, such as at=116.83,-1.26",
            )
        )
    try:
        return point_of(text)
    except BadValueError as error:
        raise ParameterError("at: " + error.text) from error


def cell_document(
    workspace: Workspace, drawing: Drawing, at: tuple[float, float], visit: Visit
) -> dict[str, Any]:
    """Give the cell in which a place lies as a GeoJSON feature; without geometry beyond the raster.

    Parameters
    ----------
    workspace
        Where the raster is from.
    drawing
        Which raster, in the colours of which style; with `since`, the cell of the earlier
        raster is told as `before`, and what became of the place as `change`.
    at
        Longitude and latitude.
    visit
        Who asks.
    """
    layer, cell = _cell(workspace, drawing.layer, at, drawing.style)
    title = layer.title if drawing.since is None else picture_title(drawing)
    told = {"at": list(at), "title": title.to_dict(), **_told(layer, cell)}
    if drawing.since is not None:
        earlier, before = _cell(workspace, drawing.since, at, drawing.style)
        change = None
        if cell is not None and before is not None:
            change = became(cell, before, layer, drawing.classes)
        told["before"] = _told(earlier, before)
        told["change"] = None if change is None else change.to_dict()
        told["trust"] = weakest_trust(layer, earlier)
    here = f"{visit.base_url}/collections/{layer.id}/map/cell"
    asked = (("at", f"{at[0]:.10g},{at[1]:.10g}"), *drawing.query)
    return {
        "type": "Feature",
        "geometry": None if cell is None else _outline(cell),
        "properties": told,
        "links": [link(address(here, asked), "self", JSON)],
    }


def _cell(
    workspace: Workspace, layer: Layer, at: tuple[float, float], style: StyleId
) -> tuple[Layer, Cell | None]:
    """Give the raster as it was read, which may be later than the one asked for, and its cell."""
    picture = workspace.picture(layer)
    return picture.layer, cell_at(picture, *at, style)


def _told(layer: Layer, cell: Cell | None) -> dict[str, Any]:
    entry = None if cell is None else cell.entry
    unit = unit_of(layer)
    return {
        "layer": layer.id,
        "kind": "class" if holds_classes(layer) else "quantity",
        "covered": cell is not None,
        "value": None if cell is None else cell.value,
        "legend": None if entry is None else entry.to_dict(),
        "of": cell_title(layer),
        "unit": None if unit is None else unit.to_dict(),
        "cell_m": None if cell is None else [round(side, 1) for side in cell.size_m],
        "source": layer.source,
        "source_words": source_words(layer.source).to_dict(),
        "data_date": layer.data_date,
        "trust": layer.trust,
        "revision": layer.revision,
    }


def _outline(cell: Cell) -> dict[str, Any]:
    # Counter-clockwise, as GeoJSON wants the outer ring.
    northwest, northeast, southeast, southwest = (
        [round(x, DECIMALS), round(y, DECIMALS)] for x, y in cell.corners
    )
    ring = [northwest, southwest, southeast, northeast, northwest]
    return {"type": "Polygon", "coordinates": [ring]}
