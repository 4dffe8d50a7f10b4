from __future__ import annotations

import json

import pytest
import shapely

from layers.boundaries import BoundaryFinding
from layers.boundaries.finding import ground
from layers.errors import CRSError, SchemaError
from layers.schema import Text


def test_areas_are_equal_area_hectares(units):
    on = ground(units({"64": (0, 0, 3, 2)}))
    assert on.codes == ("64",)
    assert on.area_ha.tolist() == pytest.approx([6.0])
    assert on.findings == ()


def test_missing_and_empty_geometries_are_told_and_count_nothing(units):
    on = ground(units({"64.01": None, "64.02": shapely.Polygon(), "64.03": (0, 0, 1, 1)}))
    assert [f.kind for f in on.findings] == ["no-geometry", "no-geometry"]
    assert on.area_ha.tolist() == pytest.approx([0, 0, 1])


def test_an_invalid_polygon_is_told_and_measured_after_repair(units):
    bow = shapely.Polygon([(0, 0), (100, 100), (100, 0), (0, 100)])
    on = ground(units({"64": bow}))
    assert [f.kind for f in on.findings] == ["invalid-geometry"]
    assert "Self-intersection" in on.findings[0].message.en
    assert "diukur setelah diperbaiki" in on.findings[0].message.id
    assert on.area_ha.tolist() == pytest.approx([0.5])


def test_no_rows(units):
    on = ground(units({"64": (0, 0, 1, 1)}).iloc[:0])
    assert on.codes == ()
    assert len(on.area_ha) == 0


def test_refusals(units):
    with pytest.raises(SchemaError, match="no column 'code' of Kemendagri codes; the columns are"):
        ground(units({"64": (0, 0, 1, 1)}).rename(columns={"code": "kode"}))
    with pytest.raises(CRSError, match="no CRS"):
        ground(units({"64": (0, 0, 1, 1)}, crs=None))


def test_a_finding_is_plain_data():
    finding = BoundaryFinding("gap", ("64.01", "64.02"), Text("celah", "gap"), 2.0)
    assert json.loads(json.dumps(finding.to_dict())) == {
        "kind": "gap",
        "codes": ["64.01", "64.02"],
        "message": {"id": "celah", "en": "gap"},
        "area_ha": 2.0,
        "share": None,
    }
