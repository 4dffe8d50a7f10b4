"""Which JSON that is not GeoJSON is read, told by its members."""

from __future__ import annotations

import pytest

from layers.sources.readers import dialects


@pytest.mark.parametrize(
    ("kind", "members", "is_known"),
    [
        (None, {"features", "geometryType"}, True),
        (None, {"features"}, False),
        ("Topology", (), True),
        ("FeatureCollection", {"features", "spatialReference"}, False),
        ("gdal_streamed_alg", (), False),
    ],
)
def test_dialects(kind, members, is_known):
    assert (dialects.decoder_of(kind, members) is not None) == is_known
