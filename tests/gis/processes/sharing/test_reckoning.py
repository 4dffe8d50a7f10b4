"""Reckoning: where the number that is enough comes from, and who is asked about."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gis.errors import InputError, NoAnswerError
from gis.processes import registry
from gis.processes.sharing.reckoning import MOST_PAIRS, require_feasible, share_out

GIVEN = registry()["supply"].check({"facilities": "rs", "roads": "streets"})


def test_enough_is_given_or_a_place_for_each_or_the_mean(streets, question):
    mean = share_out(streets, GIVEN, question([0.05, 0.25], [10, 20]))
    assert (mean.people_per_unit, mean.origin) == (pytest.approx(100), "mean")
    places = share_out(streets, GIVEN, question([0.05, 0.25], [10, 20], unit="people"))
    assert (places.people_per_unit, places.origin) == (1.0, "people")
    asked = share_out(streets, GIVEN, question([0.05, 0.25], [10, 20], people_per_unit=7.0))
    assert (asked.people_per_unit, asked.origin) == (7.0, "given")
    nobody = share_out(streets, GIVEN, question([0.05], [10], limit_s=1.0))
    assert np.isnan(nobody.people_per_unit)
    assert nobody.short.totals["met"] == 0


def test_everyone_competes_and_the_units_asked_for_are_told_of(streets, question):
    whole = share_out(streets, GIVEN, question([0.05], [30]))
    part = share_out(streets, GIVEN, question([0.05], [30], chosen=[True, False, False]))
    assert len(part.people) == 100
    assert part.per_person == pytest.approx(np.full(100, 0.01))
    assert whole.per_person == pytest.approx(np.full(300, 0.01))
    assert part.in_reach == pytest.approx([1000])
    assert whole.in_reach == pytest.approx([3000])
    assert part.given_out.users == pytest.approx([3000])
    assert part.short.totals["supply"] == pytest.approx(10)
    assert part.people_off_network == 0


def test_the_nearest_within_the_limit_or_the_nearest_of_all(streets, question):
    found = share_out(streets, GIVEN, question([0.05, 0.15], [1, 1]))
    near = found.nearest_to(np.array([29, 0, 29]))
    assert [[k for k, _ in one] for one in near] == [[1, 0], [0, 1], [1, 0]]
    assert near[0] == near[2]
    assert all(one[0][1] < one[1][1] for one in near)
    far = share_out(streets, GIVEN, question([0.05, 0.15], [1, 1], limit_s=60.0))
    assert far.nearest_to(np.array([0, 29])) == [near[1][:1], near[0][:1]]


def test_nobody_in_the_units_is_no_answer(streets, question):
    handle = streets["population"]
    raster = handle.raster()
    empty = type(raster)(raster.values * 0, raster.transform, raster.crs, raster.nodata)
    layer = handle.layer.with_(id="nobody", revision=0)
    streets.write_raster(layer, empty, provenance={"source": "test"})
    with pytest.raises(NoAnswerError, match="'nobody' counts nobody") as caught:
        share_out(streets, GIVEN | {"population": "nobody"}, question([0.05], [1]))
    assert caught.value.code == "no-people"


def test_a_long_time_with_very_many_pairs_is_refused():
    require_feasible(MOST_PAIRS + 1, 7200.0)
    require_feasible(1000, 36_000.0)
    with pytest.raises(InputError, match="within: 240min is above 120min, the most for 20,000,001"):
        require_feasible(MOST_PAIRS + 1, 14_400.0)


def test_facilities_without_a_capacity_are_told_of_where_the_others_are_off_the_network(
    streets, question
):
    asked = question([60.0], [10.0])
    held = replace(asked.held, used=np.array([True, False, False]))
    with pytest.raises(NoAnswerError, match=r"none of the 1 facilities.*; 2 more have no"):
        share_out(streets, GIVEN, replace(asked, held=held))
