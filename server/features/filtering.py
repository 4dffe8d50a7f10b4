"""The filter of a request for items: its language, its reference system, its CQL2."""

from __future__ import annotations

from collections.abc import Mapping

from layers.filters import Predicate, read_filter
from layers.filters.parsing import Language
from layers.layer import Layer
from layers.reference import CRS84
from server.exchange.forms import unoffered
from server.features.systems import read_system

# GDAL sends filters only to services that offer the old name of CQL2 text too.
LANGUAGES: dict[str, Language] = {
    "cql2-text": "cql2-text",
    "cql2-json": "cql2-json",
    "cql-text": "cql2-text",
}


def read_filter_parameters(given: Mapping[str, str], layer: Layer) -> Predicate | None:
    """Read `filter`, `filter-lang` and `filter-crs`; None where there is no filter.

    Raises
    ------
    ParameterError
        If the language or the reference system is not offered.
    QueryError
        If the filter cannot be taken.
    """
    language = given.get("filter-lang", "cql2-text")
    if language not in LANGUAGES:
        raise unoffered("filter-lang", language, LANGUAGES)
    system = read_system(given, "filter-crs")
    if "filter" not in given:
        return None
    shapes = None if system is CRS84 else system
    return read_filter(given["filter"], layer.schema, LANGUAGES[language], system=shapes)
