"""Map tilesets of rasters: as OGC API Tiles and as TileJSON, and the legends of their pictures."""

from __future__ import annotations

from typing import Any

from layers.picturing import TITLES, change_legend, note_of, style_ids
from layers.text import Text
from layers.tiling import GRIDS, TileGrid
from layers.tiling.grid import MAX_ZOOM, MERCATOR_LATITUDE
from server.documents.collections import LEGEND_REL
from server.documents.legends import cell_title
from server.exchange.answer import JSON
from server.exchange.language import say
from server.exchange.links import Link, address, link
from server.exchange.visit import Visit
from server.tiles.raster import MEDIA, Drawing
from server.workspace import Workspace

TILING_REL = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
# Beyond this zoom maps enlarge tiles themselves: cells are wider than pixels.
DEEPEST_USEFUL = 16


def picture_title(drawing: Drawing) -> Text:
    """Give what a picture shows."""
    title = drawing.layer.title
    if drawing.since is not None:
        before = drawing.since.title
        return Text(
            f"{title.id}: perubahan sejak {before.id}", f"{title.en}: change since {before.en}"
        )
    if drawing.style == style_ids(drawing.layer)[0]:
        return title
    style = TITLES[drawing.style]
    return Text(f"{title.id}: {style.id.lower()}", f"{title.en}: {style.en.lower()}")


def picture_legend(workspace: Workspace, drawing: Drawing) -> list[dict[str, Any]]:
    """Give the legend of a picture: value, label in both languages, colour."""
    if drawing.since is not None:
        entries = change_legend(drawing.layer, drawing.classes)
    else:
        entries = workspace.picture(drawing.layer).legend(drawing.style)
        if drawing.classes:
            entries = tuple(entry for entry in entries if entry.value in drawing.classes)
    return [entry.to_dict() for entry in entries]


def legend_document(workspace: Workspace, drawing: Drawing, visit: Visit) -> dict[str, Any]:
    """Give the legend of a picture as a document."""
    note = note_of(drawing.style)
    here = f"{visit.base_url}/collections/{drawing.layer.id}/map/legend"
    return {
        "title": picture_title(drawing).to_dict(),
        "of": cell_title(drawing.layer) if drawing.since is None else None,
        "note": None if note is None else note.to_dict(),
        "legend": picture_legend(workspace, drawing),
        "links": [link(address(here, drawing.query), "self", JSON)],
    }


def map_tilesets_document(drawing: Drawing, visit: Visit) -> dict[str, Any]:
    """Give the list of map tilesets of a raster: one in each grid."""
    here = f"{visit.base_url}/collections/{drawing.layer.id}/map/tiles"
    return {
        "links": [link(address(here, drawing.query), "self", JSON)],
        "tilesets": [
            _tileset(drawing, grid, visit) | {"links": _links(drawing, grid, visit)}
            for grid in GRIDS.values()
        ],
    }


def _tileset(drawing: Drawing, grid: TileGrid, visit: Visit) -> dict[str, Any]:
    return {
        "title": say(picture_title(drawing), visit.language),
        "dataType": "map",
        "crs": grid.crs,
        "tileMatrixSetURI": grid.uri,
    }


def _links(drawing: Drawing, grid: TileGrid, visit: Visit) -> list[Link]:
    home = f"{visit.base_url}/collections/{drawing.layer.id}/map"
    here = f"{home}/tiles/{grid.id}"
    template = f"{here}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"
    listed: list[Any] = [
        link(address(here, drawing.query), "self", JSON),
        *(
            {**link(address(template, (*drawing.query, ("f", form))), "item", media)}
            | {"templated": True}
            for form, media in MEDIA.items()
        ),
        link(f"{visit.base_url}/tileMatrixSets/{grid.id}", TILING_REL, JSON),
        link(address(f"{home}/legend", drawing.query), LEGEND_REL, JSON),
    ]
    if not grid.deeper:
        tilejson = f"{visit.base_url}/tiles/{drawing.layer.id}/picture.json"
        listed.append(link(address(tilejson, drawing.query), "describedby", JSON))
    return listed


def map_tileset_document(drawing: Drawing, grid: TileGrid, visit: Visit) -> dict[str, Any]:
    """Give one map tileset of a raster: its grid, and where it has tiles."""
    layer = drawing.layer
    west, south, east, north = layer.bbox or (-180.0, -90.0, 180.0, 90.0)
    limits = []
    for zoom in range(MAX_ZOOM + 1):
        left, top = grid.tile_at(zoom, west, north)
        right, bottom = grid.tile_at(zoom, east, south)
        limits.append(
            {
                "tileMatrix": str(zoom),
                "minTileRow": top,
                "maxTileRow": bottom,
                "minTileCol": left,
                "maxTileCol": right,
            }
        )
    return {
        **_tileset(drawing, grid, visit),
        "links": _links(drawing, grid, visit),
        "tileMatrixSetLimits": limits,
        "boundingBox": {
            "lowerLeft": [west, south],
            "upperRight": [east, north],
            "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
        },
        "style": {"id": drawing.style, "title": say(TITLES[drawing.style], visit.language)},
        "revision": layer.revision,
        "attribution": layer.attribution,
    }


def picture_tilejson(drawing: Drawing, visit: Visit, size: int = 256) -> dict[str, Any]:
    """Give the tiles of a raster as TileJSON 3.0; the address names the revision."""
    layer = drawing.layer
    told = (*drawing.query, *((("size", str(size)),) if size != 256 else ()))
    template = f"{visit.base_url}/tiles/{layer.id}/{{z}}/{{x}}/{{y}}.png"
    west, south, east, north = layer.bbox or (-180.0, -90.0, 180.0, 90.0)
    return {
        "tilejson": "3.0.0",
        "name": say(picture_title(drawing), visit.language),
        "description": say(layer.description, visit.language),
        "attribution": layer.attribution,
        "version": f"{layer.revision}.0.0",
        "scheme": "xyz",
        "tiles": [address(template, (*told, ("revision", drawing.mark)))],
        "minzoom": 0,
        "maxzoom": DEEPEST_USEFUL,
        "bounds": [west, max(-MERCATOR_LATITUDE, south), east, min(MERCATOR_LATITUDE, north)],
        "x-tile-size": size,
    }
