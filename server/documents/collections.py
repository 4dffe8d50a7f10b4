"""Collections: the list of layers, one layer, and what it can be filtered by."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Mapping
from typing import Any

from layers.formats.format import FORMATS
from layers.formats.table import free_name
from layers.layer import Layer
from layers.reference import CRS84
from layers.schema import Field
from layers.starter.facts import source_words
from server.collection import Collection, is_drawn
from server.documents.fields.units import unit_keywords
from server.documents.legends import cell_title, raster_legend
from server.documents.phrases import PHRASES
from server.documents.plan import plan_of
from server.exchange.answer import GEOJSON, JSON, SCHEMA
from server.exchange.language import Language, say
from server.exchange.links import Link, link, representations
from server.exchange.visit import Visit
from server.features.negotiation import OFFERED
from server.features.systems import systems_of

TILESETS_REL = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
MAP_TILESETS_REL = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-map"
LEGEND_REL = "http://www.opengis.net/def/rel/ogc/1.0/legend"
QUERYABLES_REL = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
SCHEMA_REL = "http://www.opengis.net/def/rel/ogc/1.0/schema"
SORTABLES_REL = "http://www.opengis.net/def/rel/ogc/1.0/sortables"
GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
LICENCE_PAGES = {
    "cc0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "cc-by-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "cc-by-3.0-igo": "https://creativecommons.org/licenses/by/3.0/igo/",
    "cc-by-sa-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "odbl-1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
    "odc-by-1.0": "https://opendatacommons.org/licenses/by/1-0/",
    "apache-2.0": "https://www.apache.org/licenses/LICENSE-2.0",
    "public domain": "https://creativecommons.org/publicdomain/mark/1.0/",
}
JSON_TYPES: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
}
_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")


def collections_document(
    collections: Iterable[Collection], visit: Visit, rasters: Iterable[Layer] = ()
) -> dict[str, Any]:
    """Give the list of collections, and beside it the rasters, which have no features."""
    here = f"{visit.base_url}/collections"
    return {
        "links": representations(here, visit.pairs, JSON, shown=visit.shown),
        "collections": [collection_document(c.layer, visit.bare()) for c in collections],
        "rasters": [raster_document(layer, visit.bare()) for layer in rasters],
    }


def raster_document(layer: Layer, visit: Visit) -> dict[str, Any]:
    """Give one raster: what a collection tells, without features, with its legend."""
    home = f"{visit.base_url}/collections/{layer.id}"
    document = collection_document(layer, visit)
    for name in ("itemType", "numberOfFeatures", "geometry"):
        del document[name]
    return document | {
        "kind": "raster",
        "crs": [CRS84.uri],
        "legendTitle": cell_title(layer),
        "legend": raster_legend(layer),
        "links": [
            *representations(home, visit.pairs, JSON, shown=visit.shown),
            link(f"{visit.base_url}/collections", "collection", JSON),
            link(f"{home}/map/tiles", MAP_TILESETS_REL, JSON),
            link(f"{home}/map/legend", LEGEND_REL, JSON),
            *_licence_link(layer),
        ],
    }


def collection_document(layer: Layer, visit: Visit) -> dict[str, Any]:
    """Give one collection: what it is, where, of when, from whom and how sure."""
    return {
        "id": layer.id,
        "title": say(layer.title, visit.language),
        "titles": layer.title.to_dict(),
        "description": say(layer.description, visit.language),
        "descriptions": layer.description.to_dict(),
        "itemType": "feature",
        "extent": extent(layer),
        "crs": [system.uri for system in systems_of(layer)],
        "storageCrs": CRS84.uri,
        "geometry": layer.schema.geometry,
        "theme": layer.theme,
        "numberOfFeatures": layer.n_features,
        "licence": layer.licence,
        "attribution": layer.attribution,
        "source": layer.source,
        "source_words": source_words(layer.source).to_dict(),
        "data_date": layer.data_date,
        "method": layer.method,
        "trust": layer.trust,
        "revision": layer.revision,
        "modified": layer.modified,
        **({"plan": plan} if (plan := plan_of(layer)) else {}),
        "links": _collection_links(layer, visit),
    }


def _collection_links(layer: Layer, visit: Visit) -> list[Link]:
    home = f"{visit.base_url}/collections/{layer.id}"
    title, language = say(layer.title, visit.language), visit.language
    links = [
        *representations(home, visit.pairs, JSON, shown=visit.shown),
        link(f"{home}/items", "items", GEOJSON, title),
        *(
            link(f"{home}/items?f={name}", "items", media, title)
            for name, media in OFFERED.items()
            if media != GEOJSON
        ),
        link(f"{home}/queryables", QUERYABLES_REL, SCHEMA, say(PHRASES["queryables"], language)),
        link(f"{home}/aggregate", "related", JSON, say(PHRASES["aggregate"], language)),
        link(f"{home}/schema", SCHEMA_REL, SCHEMA, say(PHRASES["schema"], language)),
        link(f"{home}/sortables", SORTABLES_REL, SCHEMA, say(PHRASES["sortables"], language)),
        link(f"{visit.base_url}/geojson/{layer.id}", "enclosure", GEOJSON, title),
        *(
            link(f"{home}/download?f={one.id}", "enclosure", one.media, say(one.title, language))
            for one in FORMATS.values()
        ),
        link(f"{visit.base_url}/collections", "collection", JSON),
    ]
    if is_drawn(layer):
        links.append(link(f"{home}/tiles", TILESETS_REL, JSON, say(PHRASES["tiles"], language)))
    return [*links, *_licence_link(layer)]


def _licence_link(layer: Layer) -> list[Link]:
    page = licence_page(layer.licence)
    return [link(page, "license", "text/html", layer.licence)] if page else []


def licence_page(licence: str) -> str | None:
    """Give the address of a licence's text, None when only its name is known."""
    if licence.startswith(("https://", "http://")):
        return licence
    return LICENCE_PAGES.get(licence.strip().lower())


def extent(layer: Layer) -> dict[str, Any]:
    """Give where the layer's features are and, where it is known, of when."""
    out: dict[str, Any] = {"temporal": {"interval": [_period(layer)], "trs": GREGORIAN}}
    if layer.bbox is not None:
        out["spatial"] = {"bbox": [list(layer.bbox)], "crs": CRS84.uri}
    return out


def _period(layer: Layer) -> list[str | None]:
    """Give first and last moment of the data date; open ends when features carry own times."""
    match = _DAY.fullmatch(layer.data_date)
    if match is None or layer.schema.time_field is not None:
        return [None, None]
    year, month, day = (int(part) if part else 0 for part in match.groups())
    last_month = month or 12
    if not 1 <= last_month <= 12 or year < 1:
        return [None, None]
    last_day = day or calendar.monthrange(year, last_month)[1]
    return [
        f"{year:04}-{month or 1:02}-{day or 1:02}T00:00:00Z",
        f"{year:04}-{last_month:02}-{last_day:02}T23:59:59Z",
    ]


def field_schema(field: Field, language: Language) -> dict[str, Any]:
    """Give a field as JSON Schema: type, title, unit and codes."""
    out = {"title": say(field.title, language), **JSON_TYPES[field.type]}
    if field.unit:
        out |= unit_keywords(field.unit)
        out["x-unit"] = field.unit
    if field.codes and field.type == "text":
        out["enum"] = list(field.codes)
        out["x-titles"] = {code: text.to_dict() for code, text in field.codes.items()}
    return out


def queryables_document(collection: Collection, visit: Visit) -> dict[str, Any]:
    """Give the fields that items can be filtered by, as JSON Schema."""
    fields = collection.filters.values()
    return _schema(collection.layer, visit, "queryables", {**_geometry(collection.layer)}, fields)


def sortables_document(collection: Collection, visit: Visit) -> dict[str, Any]:
    """Give the fields that items can be sorted by, as JSON Schema."""
    layer = collection.layer
    return _schema(layer, visit, "sortables", {}, layer.schema.fields)


def schema_document(collection: Collection, visit: Visit) -> dict[str, Any]:
    """Give what items consist of, as JSON Schema: id, geometry, fields in order."""
    layer = collection.layer
    own = {free_name("id", layer.schema.names): _ID, **_geometry(layer)}
    document = _schema(layer, visit, "schema", own, layer.schema.fields)
    if layer.schema.time_field is not None:
        document["properties"][layer.schema.time_field.name]["x-ogc-role"] = "primary-instant"
    for place, part in enumerate(document["properties"].values(), start=1):
        part["x-ogc-propertySeq"] = place
    required = [field.name for field in layer.schema.fields if field.required]
    return document | ({"required": required} if required else {})


_ID: Mapping[str, Any] = {"type": "integer", "x-ogc-role": "id", "readOnly": True}


def _geometry(layer: Layer) -> dict[str, Any]:
    geometry = layer.schema.geometry.lower()
    kind = "any" if geometry == "geometry" else geometry
    return {"geometry": {"format": f"geometry-{kind}", "x-ogc-role": "primary-geometry"}}


def _schema(
    layer: Layer, visit: Visit, name: str, before: Mapping[str, Any], fields: Iterable[Field]
) -> dict[str, Any]:
    listed = {field.name: field_schema(field, visit.language) for field in fields}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{visit.base_url}/collections/{layer.id}/{name}",
        "type": "object",
        "title": say(layer.title, visit.language),
        "properties": {**{key: dict(value) for key, value in before.items()}, **listed},
        "additionalProperties": False,
    }
