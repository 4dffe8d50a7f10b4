"""What indicators count on a tiny region, by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from gis.errors import NoAnswerError
from gis.processes.indicating import counting
from layers import Catalogue
from layers.testing import add_tiny_wards

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


def test_capacity_is_added_up_and_silent_ones_are_told(tiny: Catalogue) -> None:
    wards = add_tiny_wards(tiny)
    given = {"facilities": "rs", "layer": "wards"}
    found = counting.capacity_there(wards, ASKED, given)
    assert found.table["part"].sum() == 35.0
    with pytest.raises(NoAnswerError, match="fill the column capacity"):
        counting.capacity_there(tiny, ASKED, {"facilities": tiny["facilities"].read()["type"][1]})


def test_devices_that_work(tiny: Catalogue) -> None:
    found = counting.working(tiny, ASKED, {"layer": "facilities"}).table
    assert found["whole"].sum() == len(tiny["facilities"].read())
    assert found["part"].sum() == 0


def test_a_range_follows_from_the_doubt_about_people() -> None:
    table = pd.DataFrame({"part": [10.0], "whole": [4.0]})
    off = counting.people_error()
    assert off == 0.1
    up, down = (counting.doubted(table, name) for name in ("part", "whole"))
    assert up[["low", "high"]].to_numpy()[0] == pytest.approx([9.0, 11.0])
    assert down[["low", "high"]].to_numpy()[0] == pytest.approx([10 / 1.1, 10 / 0.9])
