"""Proposals: each ratio with what it is and what is wanted."""

from __future__ import annotations

import pytest

from gis.errors import InputError
from gis.zoning.limits import Limit
from gis.zoning.plots import plot_of
from gis.zoning.proposals import Proposal, checks_of

LIMITS = {
    name: Limit(name, value, None)
    for name, value in (("kdb_max_pct", 60.0), ("klb_max", 1.2), ("kdh_min_pct", 20.0))
}
PLOT = plot_of([(500.0, LIMITS)])


def told(**given):
    return {c.name: (c.got, c.wanted, c.kept) for c in checks_of(Proposal(**given), PLOT)}


def test_ratios_kept_and_not_kept():
    assert told(footprint_m2=300.0, floors=2, green_m2=90.0) == {
        "kdb_max_pct": (60.0, 60.0, True),
        "klb_max": (1.2, 1.2, True),
        "kdh_min_pct": (18.0, 20.0, False),
    }
    (check,) = checks_of(Proposal(footprint_m2=350.0), PLOT)
    assert check.text.en == "Building coverage 70 %, at most 60 %: not kept"
    assert check.text.id == "KDB 70 %, paling banyak 60 %: tidak terpenuhi"
    assert check.to_dict()["name"] == "KDB"


def test_a_floor_area_said_goes_before_footprint_by_storeys():
    assert told(footprint_m2=200.0, floors=3, floor_area_m2=500.0)["klb_max"][0] == 1.0


def test_storeys_are_checked_where_a_limit_is_stated():
    plot = plot_of([(500.0, LIMITS | {"storeys_max": Limit("storeys_max", 2.0, None)})])
    checks = {c.name: c.kept for c in checks_of(Proposal(floors=3), plot)}
    assert checks == {"storeys_max": False}
    assert told(floors=3) == {}


def test_an_unknown_limit_is_neither_kept_nor_not():
    (check,) = checks_of(Proposal(footprint_m2=10.0), plot_of([(100.0, {})]))
    assert (check.wanted, check.kept) == (None, None)
    assert "the limit is unknown" in check.text.en


def test_no_proposal_says_so():
    assert not Proposal()
    assert Proposal(green_m2=0.0)
    assert checks_of(Proposal(), PLOT) == ()


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"footprint_m2": 501.0}, "does not fit on a plot of 500"),
        ({"footprint_m2": 300.0, "green_m2": 250.0}, "550 m2 does not fit"),
        ({"footprint_m2": 100.0, "floors": 2, "floor_area_m2": 201.0}, "more than footprint"),
    ],
)
def test_what_cannot_be_is_refused(given, why):
    with pytest.raises(InputError, match=why):
        checks_of(Proposal(**given), PLOT)
