from __future__ import annotations

import pytest
import shapely

from layers.boundaries import (
    check_hierarchy,
    code_findings,
    dissolve_up,
    known_regions,
    level_sums,
    outside_parents,
)
from layers.errors import CRSError

PARENTS = {"64.01": (0, 0, 10, 10), "64.02": (10, 0, 20, 10)}
CHILDREN = {
    "64.01.01": (0, 0, 5, 10),
    "64.01.02": (5, 0, 10, 10),
    "64.02.01": (10, 0, 20, 10),
}


def test_levels_that_nest_have_nothing_to_tell(units):
    assert check_hierarchy(units(CHILDREN), units(PARENTS)) == []
    assert check_hierarchy(units(CHILDREN)) == []


def test_the_crs_of_the_two_levels_may_differ(units):
    assert check_hierarchy(units(CHILDREN).to_crs(4326), units(PARENTS).to_crs(32750)) == []


def test_codes_malformed_repeated_and_without_a_parent(units):
    children = units({"64.01.01": (0, 0, 1, 1), "6402": (1, 0, 2, 1), "64.03.01": (2, 0, 3, 1)})
    children = children.iloc[[0, 0, 1, 2]]
    found = code_findings(children, units(PARENTS))
    assert [(f.kind, f.codes) for f in found] == [
        ("duplicate-code", ("64.01.01",)),
        ("code-format", ("6402",)),
        ("parent-missing", ("64.03.01",)),
    ]
    assert found[0].message.en == "code 64.01.01 occurs 2 times"
    assert found[2].message.id == "64.03.01: kabupaten/kota 64.03 tidak ada"
    assert [f.kind for f in code_findings(children)] == ["duplicate-code", "code-format"]


def test_a_part_outside_the_parent_in_the_head(units):
    children = units(CHILDREN | {"64.01.02": (5, 0, 12, 10)})
    found = outside_parents(children, units(PARENTS))
    assert [(f.kind, f.codes) for f in found] == [("outside-parent", ("64.01.02", "64.01"))]
    assert found[0].area_ha == pytest.approx(20)
    assert found[0].share == pytest.approx(2 / 7)
    assert found[0].message.en == "64.01.02 lies 28.6% (20.0 ha) outside 64.01"
    assert outside_parents(children, units(PARENTS), least_share=0.3) == []
    assert outside_parents(children, units(PARENTS), least_area_ha=21) == []


def test_a_unit_wholly_elsewhere(units):
    children = units({"64.02.09": (0, 0, 2, 2)})
    assert [f.share for f in outside_parents(children, units(PARENTS))] == pytest.approx([1])


def test_a_sum_that_differs_in_the_head(units):
    children = units({"64.01.01": (0, 0, 5, 10), "64.02.01": (10, 0, 20, 10)})
    found = level_sums(children, units(PARENTS))
    assert [(f.kind, f.codes) for f in found] == [("sum-differs", ("64.01",))]
    assert (found[0].area_ha, found[0].share) == pytest.approx((-50, -0.5))
    assert "-50.00% (-50.0 ha)" in found[0].message.id
    assert level_sums(children, units(PARENTS), tolerance=0.6) == []


def test_a_parent_without_any_unit_is_not_compared(units):
    assert level_sums(units({"64.01.01": (0, 0, 10, 10)}), units(PARENTS)) == []


def test_everything_at_once(units):
    children = units(
        {
            "64.01.01": (0, 0, 6, 10),
            "64.01.02": (5, 0, 12, 10),
            "64.09.01": None,
            "64.02.01": shapely.Polygon([(1000, 0), (2000, 1000), (2000, 0), (1000, 1000)]),
        }
    )
    kinds = {f.kind for f in check_hierarchy(children, units(PARENTS))}
    assert kinds == {
        "no-geometry",
        "invalid-geometry",
        "parent-missing",
        "overlap",
        "outside-parent",
        "sum-differs",
    }


def test_no_rows(units):
    none = units(CHILDREN).iloc[:0]
    assert check_hierarchy(none, units(PARENTS)) == []
    assert [f.kind for f in check_hierarchy(units({"64.01.01": (0, 0, 1, 1)}), none)] == [
        "parent-missing"
    ]


def test_no_crs_is_refused(units):
    with pytest.raises(CRSError, match="no CRS"):
        check_hierarchy(units(CHILDREN, crs=None), units(PARENTS))


def test_real_levels_do_not_nest_but_dissolved_ones_do(real_units):
    villages = real_units("adm4", "64.71.")
    published = check_hierarchy(villages, real_units("adm3", "64.71."))
    assert {f.kind for f in published} <= {"outside-parent", "sum-differs", "invalid-geometry"}
    assert sum(f.kind == "outside-parent" for f in published) > 20
    dissolved = dissolve_up(villages, 3, names=known_regions().names)
    assert check_hierarchy(villages, dissolved) == []
    assert level_sums(villages, dissolved, tolerance=5e-4) == []
