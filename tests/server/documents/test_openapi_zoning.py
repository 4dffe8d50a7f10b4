"""The paths of zoning: every input of the analyses is a parameter, in the language asked for."""

from __future__ import annotations

import pytest

from gis.processes import registry
from server.documents.openapi_zoning import ZONING, zoning_paths


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_input_is_a_parameter(language):
    paths = zoning_paths(language)
    assert set(paths) == set(ZONING)
    for path, name in ZONING.items():
        process = registry()[name]
        held = {p["name"]: p for p in paths[path]["get"]["parameters"] if "name" in p}
        assert set(held) == {spec.id for spec in process.inputs}
        assert [n for n, p in held.items() if p["required"]] == [
            spec.id for spec in process.inputs if spec.required
        ]
        assert paths[path]["get"]["summary"] == process.title.said(language)
