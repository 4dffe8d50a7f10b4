"""Which format a request gets: `f` before the Accept header, JSON before all others."""

from __future__ import annotations

import pytest

from server.errors import ParameterError
from server.exchange.ask import Ask
from server.features.negotiation import OFFERED, SPOKEN, feature_format, read_feature_format


def ask(accept):
    return Ask("http://x", "/", "", accept, "", "", "")


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", "json"),
        ("*/*", "json"),
        ("application/json", "json"),
        ("application/geo+json, */*;q=0.1", "json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "html"),
        ("text/csv", "csv"),
        ("text/csv;q=0.5, application/vnd.flatgeobuf", "fgb"),
        ("application/flatgeobuf", "fgb"),
        ("application/geo+json-seq", "geojsonseq"),
        ("application/geopackage+sqlite3", "gpkg"),
        ("application/vnd.apache.parquet", "parquet"),
        ("image/png", "json"),
        (";;;,,,=" * 300, "json"),
    ],
)
def test_what_the_header_likes_best(accept, expected):
    assert feature_format(ask(accept), None) == expected
    assert feature_format(ask(accept), "csv") == "csv"


def test_names_of_formats():
    assert read_feature_format({}) is None
    assert [read_feature_format({"f": name}) for name in ("json", "geojson", "flatgeobuf")] == [
        "json", "json", "fgb",
    ]  # fmt: skip
    assert set(SPOKEN.values()) == set(OFFERED)
    with pytest.raises(ParameterError, match="choose json, html, geojsonseq, csv, fgb, parquet"):
        read_feature_format({"f": "shp"})
