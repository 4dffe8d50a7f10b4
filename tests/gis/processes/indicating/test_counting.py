"""What indicators count on a tiny region, by hand."""

from __future__ import annotations

import pytest

from gis.errors import NoAnswerError
from gis.processes.indicating import counting
from layers import Catalogue

ASKED = {"by": "districts", "region": None}


def test_facilities_and_people_of_the_tiny_region(tiny: Catalogue) -> None:
    kinds = tiny["facilities"].read()["type"]
    wanted = kinds.iloc[0]
    found = counting.facilities_there(tiny, ASKED, {"facilities": wanted})
    assert found.table["part"].sum() == (kinds == wanted).sum()
    assert [layer.id for layer in found.layers] == ["facilities", "districts", "population"]
    people = counting.density(tiny, ASKED, {}).table
    assert people["part"].tolist() == pytest.approx(found.table["whole"].tolist())
    assert (people["whole"] > 0).all()


def test_a_plan_without_land_there_gives_no_value(tiny: Catalogue) -> None:
    plan = {"plan": "districts", "field": "code", "classes": "none"}
    found = counting.zoned_land(tiny, ASKED, plan).table
    assert found["part"].tolist() == [0.0] * len(found)
    with pytest.raises(NoAnswerError):
        counting.zoned_land(tiny, {"by": "districts", "region": "99"}, plan)
