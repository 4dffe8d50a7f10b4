"""Landing page and conformance declaration."""

from __future__ import annotations

from typing import Any

from server.config import ServerSettings
from server.documents.collections import TILESETS_REL
from server.documents.jobs.status import JOBS_REL, WORDS
from server.documents.masterplans.told import TITLE as MASTERPLANS
from server.documents.phrases import PHRASES
from server.documents.scenarios.told import TITLE as SCENARIOS
from server.exchange.answer import JSON, OPENAPI
from server.exchange.language import say
from server.exchange.links import Link, language_links, link, representations
from server.exchange.visit import Visit

CONFORMANCE = (
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter",
    "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/schemas",
    "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/advanced-property-roles",
    "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/returnables-and-receivables",
    "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/sortables",
    "http://www.opengis.net/spec/cql2/1.0/conf/cql2-text",
    "http://www.opengis.net/spec/cql2/1.0/conf/cql2-json",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-cql2",
    "http://www.opengis.net/spec/cql2/1.0/conf/advanced-comparison-operators",
    "http://www.opengis.net/spec/cql2/1.0/conf/case-insensitive-comparison",
    "http://www.opengis.net/spec/cql2/1.0/conf/accent-insensitive-comparison",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions-plus",
    "http://www.opengis.net/spec/cql2/1.0/conf/spatial-functions",
    "http://www.opengis.net/spec/cql2/1.0/conf/temporal-functions",
    "http://www.opengis.net/spec/cql2/1.0/conf/property-property",
    "http://www.opengis.net/spec/cql2/1.0/conf/arithmetic",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tileset",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tilesets-list",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/dataset-tilesets",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/geodata-tilesets",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/collections-selection",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/mvt",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/png",
    "http://www.opengis.net/spec/ogcapi-styles-1/0.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-styles-1/0.0/conf/mapbox-styles",
    "http://www.opengis.net/spec/ogcapi-styles-1/0.0/conf/sld-10",
    "http://www.opengis.net/spec/ogcapi-styles-1/0.0/conf/html",
    "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/ogc-process-description",
    "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/json",
    "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/html",
    "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/job-list",
    "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/dismiss",
    "http://www.opengis.net/spec/tms/2.0/conf/tilematrixset",
    "http://www.opengis.net/spec/tms/2.0/conf/json-tilematrixset",
)
STYLES_REL = "http://www.opengis.net/def/rel/ogc/1.0/styles"
TILE_GRIDS_REL = "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes"
PROCESSES_REL = "http://www.opengis.net/def/rel/ogc/1.0/processes"


def landing_document(settings: ServerSettings, visit: Visit) -> dict[str, Any]:
    """Give the landing page: what this is, and links to everything else."""
    home = f"{visit.base_url}/"

    def named(href: str, rel: str, media: str, phrase: str) -> Link:
        return link(f"{visit.base_url}{href}", rel, media, say(PHRASES[phrase], visit.language))

    return {
        "title": say(settings.title, visit.language),
        "description": say(PHRASES["about"], visit.language),
        "links": [
            *representations(home, visit.pairs, JSON, shown=visit.shown),
            *language_links(home, visit.pairs, JSON),
            named("/api", "service-desc", OPENAPI, "api"),
            named("/api?f=html", "service-doc", "text/html", "api"),
            named("/conformance", "conformance", JSON, "conformance"),
            named("/collections", "data", JSON, "collections"),
            named("/processes", PROCESSES_REL, JSON, "processes"),
            link(f"{visit.base_url}/jobs", JOBS_REL, JSON, say(WORDS["jobs"], visit.language)),
            link(f"{visit.base_url}/scenarios", "related", JSON, say(SCENARIOS, visit.language)),
            link(
                f"{visit.base_url}/masterplans", "related", JSON, say(MASTERPLANS, visit.language)
            ),
            named("/tiles", TILESETS_REL, JSON, "tiles"),
            named("/styles", STYLES_REL, JSON, "styles"),
            named("/tileMatrixSets", TILE_GRIDS_REL, JSON, "tile_grids"),
            named("/layers", "related", JSON, "layer_tree"),
            named("/search", "search", JSON, "search"),
            named("/overlay", "related", JSON, "overlay"),
            named("/session", "related", JSON, "session"),
            named("/map", "related", "text/html", "map"),
        ],
    }


def conformance_document(visit: Visit) -> dict[str, Any]:
    """Give the conformance classes that hold here."""
    here = f"{visit.base_url}/conformance"
    return {
        "conformsTo": list(CONFORMANCE),
        "links": representations(here, visit.pairs, JSON, shown=visit.shown),
    }
