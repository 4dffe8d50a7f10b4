"""Formats of features: which one a request wants, by `f` or by its Accept header."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from layers.formats.format import FORMATS, NAMES
from server.exchange.ask import Ask
from server.exchange.forms import liked_best, unoffered

# "json" (GeoJSON), "html", or the name of another format.
FeatureFormat = str
JSON: FeatureFormat = "json"
# What `f` says, and what is meant.
SPOKEN: Mapping[str, FeatureFormat] = MappingProxyType(
    {"html": "html"}
    | {name: JSON if one.id == "geojson" else one.id for name, one in NAMES.items()}
)
# What stands in links and documents: one name for each.
OFFERED: Mapping[FeatureFormat, str] = MappingProxyType(
    {
        JSON: FORMATS["geojson"].media,
        "html": "text/html",
        **{name: one.media for name, one in FORMATS.items() if name != "geojson"},
    }
)
_BY_MEDIA = {media: name for name, media in OFFERED.items()} | {
    "application/json": JSON,
    "application/flatgeobuf": "fgb",
    "application/x-ndjson": "geojsonseq",
    "application/x-parquet": "parquet",
}
# GeoJSON first: it is given to who takes anything.
_LISTED = ("application/geo+json", *_BY_MEDIA)


def read_feature_format(given: Mapping[str, str]) -> FeatureFormat | None:
    """Give the `f` parameter, None when it is not there.

    Raises
    ------
    ParameterError
        If no format has that name.
    """
    value = given.get("f")
    if value is None:
        return None
    found = SPOKEN.get(value)
    if found is None:
        raise unoffered("f", value, OFFERED)
    return found


def feature_format(ask: Ask, wanted: FeatureFormat | None) -> FeatureFormat:
    """Give the format: the `f` parameter's, else what the Accept header likes best."""
    return wanted or _preferred(ask.accept)


def _preferred(accept: str) -> FeatureFormat:
    best = liked_best(accept, _LISTED) if accept else None
    return JSON if best is None else _BY_MEDIA[best]
