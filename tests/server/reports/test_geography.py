"""Geography: the region's districts, near their true area, and what lies around them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
import pytest
import shapely

import layers
from server.reports.geography import geography


def test_districts_keep_their_area(
    documents: Mapping[str, dict[str, Any]], starter_workspace: Any
) -> None:
    found = documents["kukar"]["geography"]
    catalogue = layers.open(starter_workspace)
    true = catalogue["districts"].read().set_index("code").geometry
    catalogue.close()
    codes = [unit["code"] for unit in found["units"]]
    assert codes == sorted(code for code in true.index if code.startswith("64.02"))
    drawn = [shapely.from_geojson(orjson.dumps(unit["geometry"])) for unit in found["units"]]
    assert [s.area for s in drawn] == pytest.approx([true[c].area for c in codes], rel=0.02)
    frame = shapely.box(*found["bbox"])
    assert all(frame.covers(shape) for shape in drawn)
    assert set(found["lines"]) == {"waterways", "roads"}
    assert found["around"]


def test_no_region_no_map(workspace: layers.Catalogue) -> None:
    assert geography(workspace, "64.02") is None
