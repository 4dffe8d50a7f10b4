"""Capacity handed out over streamed times, against the whole table and the access package."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from access import fca
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.access.catchments import access, trips
from gis.access.supply import hand_out, people_in_reach, travel_table, zone_decay, zones
from gis.errors import EmptyInputError, InputError
from gis.network.tables import TimesBlock

LIMIT = 1800.0
METHODS = ("2sfca", "e2sfca", "3sfca", "bfca")


def blocks_of(place, facility, seconds, size=2):
    """Give pairs by runs of facilities, as a search gives them."""
    order = np.argsort(facility, kind="stable")
    place, facility, seconds = place[order], facility[order], seconds[order]
    n = int(facility.max(initial=-1)) + 1
    for first in range(0, n, size):
        mine = (facility >= first) & (facility < first + size)
        yield TimesBlock(
            first,
            min(first + size, n),
            facility[mine].astype(np.int32),
            place[mine].astype(np.int32),
            seconds[mine],
            0,
        )


def world(seed, n_places=25, n_facilities=6):
    draw = np.random.default_rng(seed)
    people = draw.integers(1, 5000, n_places).astype(float)
    beds = draw.integers(1, 200, n_facilities).astype(float)
    seconds = draw.integers(0, 3000, (n_places, n_facilities)).astype(float)
    place, facility = (a.ravel() for a in np.indices(seconds.shape))
    near = (seconds.ravel() <= LIMIT) & (draw.random(seconds.size) < 0.8)
    return people, beds, (place[near], facility[near], seconds.ravel()[near])


def handed(people, beds, pairs, method, **options):
    table = travel_table(lambda: blocks_of(*pairs), **options)
    return hand_out(people, beds, table, zone_decay(LIMIT, method), method=method)


class TestByHead:
    """30 and 70 people; A (10 beds) serves both, B (20 beds) the second only."""

    people, beds = np.array([30.0, 70.0]), np.array([10.0, 20.0])
    pairs = (np.array([0, 1, 1]), np.array([0, 0, 1]), np.array([300.0, 900.0, 300.0]))

    def test_two_steps(self):
        found = handed(self.people, self.beds, self.pairs, "2sfca")
        assert found.load.tolist() == [100, 70]
        assert found.in_reach.tolist() == [100, 70]
        assert found.per_person == pytest.approx([0.1, 0.1 + 20 / 70])
        # Of the 70, those who go to A and to B are as what they have from each.
        to_a = 70 * 0.1 / (0.1 + 20 / 70)
        assert found.users == pytest.approx([30 + to_a, 70 - to_a])
        assert (found.handed_out, found.idle) == (pytest.approx(30), 0)

    def test_balanced_hands_to_the_share_of_demand(self):
        found = handed(self.people, self.beds, self.pairs, "bfca")
        a, b = 10 / (30 + 70 * 0.68 / 1.68), 20 / (70 / 1.68)
        assert found.users.tolist() == found.load.tolist()
        assert found.per_person == pytest.approx([a, (0.68 * a + b) / 1.68])
        assert found.level == pytest.approx([a / 1.68, a * 0.68 / 1.68 + b])

    def test_nobody_in_reach(self):
        nothing = (np.zeros(0, int), np.zeros(0, int), np.zeros(0))
        found = handed(self.people, self.beds, nothing, "3sfca")
        assert found.per_person.tolist() == [0, 0]
        assert found.users.tolist() == [0, 0]
        assert (found.handed_out, found.idle) == (0, 30)

    def test_a_place_without_people_has_access_and_takes_nothing(self):
        pairs = (np.array([0, 1]), np.array([0, 0]), np.array([60.0, 60.0]))
        found = handed(np.array([0.0, 5.0]), np.array([1.0]), pairs, "2sfca")
        assert found.per_person.tolist() == [0.2, 0.2]
        assert found.users.tolist() == [5]

    def test_zones_are_thirds_of_the_limit(self):
        assert zones(1800, "bfca") == ((600, 1.0), (1200, 0.68), (1800, 0.22))
        assert zones(900, "2sfca") == ((900, 1.0),)
        decay = zone_decay(1800, "e2sfca")
        assert decay(np.array([600.0, 600.1, 1800.0, 1800.1])).tolist() == [1, 0.68, 0.22, 0]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("method", METHODS)
def test_the_same_as_from_the_whole_table(seed, method):
    people, beds, pairs = world(seed)
    found = handed(people, beds, pairs, method)
    whole = access(people, beds, trips(*pairs), zone_decay(LIMIT, method), method=method)
    assert found.level == pytest.approx(whole.per_person, rel=1e-12)
    assert found.load == pytest.approx(whole.load, rel=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_zones_of_the_access_package(seed):
    people, beds, (place, facility, seconds) = world(seed)
    decay = zone_decay(LIMIT, "e2sfca")
    theirs = fca.two_stage_fca(
        pd.DataFrame({"demand": people}, index=pd.Index(range(len(people)), name="geoid")),
        pd.DataFrame({"supply": beds}, index=pd.Index(range(len(beds)), name="geoid")),
        pd.DataFrame({"origin": place, "dest": facility, "cost": seconds}),
        max_cost=LIMIT,
        demand_index=True,
        supply_index=True,
        weight_fn=lambda s: float(decay(np.array([s]))[0]),
    )
    found = handed(people, beds, (place, facility, seconds), "e2sfca")
    assert found.per_person == pytest.approx(theirs.reindex(range(25)).fillna(0), rel=1e-9)


class TestProperties:
    @settings(deadline=None, max_examples=40)
    @given(st.integers(0, 2**32 - 1), st.sampled_from(METHODS))
    def test_every_bed_is_handed_out_and_everybody_counted_once(self, seed, method):
        people, beds, pairs = world(seed)
        found = handed(people, beds, pairs, method)
        assert found.per_person @ people == pytest.approx(beds[found.load > 0].sum(), rel=1e-9)
        assert found.handed_out + found.idle == pytest.approx(beds.sum(), rel=1e-9)
        assert found.users.sum() == pytest.approx(people[found.per_person > 0].sum(), rel=1e-9)

    @settings(deadline=None, max_examples=20)
    @given(st.integers(0, 2**32 - 1), st.sampled_from(METHODS), st.integers(0, 60))
    def test_what_is_kept_in_memory_changes_nothing(self, seed, method, keep):
        people, beds, pairs = world(seed)
        one, two = (
            handed(people, beds, pairs, method),
            handed(people, beds, pairs, method, keep_pairs=keep),
        )
        assert one.per_person.tolist() == two.per_person.tolist()
        assert one.users.tolist() == two.users.tolist()

    @settings(deadline=None, max_examples=30)
    @given(st.integers(0, 2**32 - 1), st.sampled_from(METHODS))
    def test_other_numbers_for_facilities_and_other_units_change_nothing(self, seed, method):
        people, beds, (place, facility, seconds) = world(seed)
        order = np.random.default_rng(seed).permutation(len(beds))
        one = handed(people, beds, (place, facility, seconds), method)
        new = np.argsort(order)[facility]
        two = handed(people, beds[order] * 12.0, (place, new, seconds), method)
        assert two.per_person == pytest.approx(one.per_person * 12.0, rel=1e-9)
        assert two.users == pytest.approx(one.users[order], rel=1e-9)

    @settings(deadline=None, max_examples=30)
    @given(st.integers(0, 2**32 - 1), st.sampled_from(METHODS), st.integers(0, 5))
    def test_more_beds_leave_nobody_with_less(self, seed, method, which):
        people, beds, pairs = world(seed)
        more = beds + np.where(np.arange(len(beds)) == which, 50.0, 0.0)
        one, two = (handed(people, b, pairs, method).per_person for b in (beds, more))
        assert (two >= one * (1 - 1e-12)).all()


def test_too_many_pairs_are_searched_for_again():
    calls = []

    def search():
        calls.append(1)
        yield from blocks_of(np.arange(4), np.arange(4), np.full(4, 60.0))

    few = travel_table(search, keep_pairs=4)
    assert (few.kept is not None, len(list(few.blocks())), len(calls)) == (True, 2, 1)
    many = travel_table(search, keep_pairs=3)
    assert (many.kept, len(list(many.blocks())), len(calls)) == (None, 2, 3)


def test_people_in_reach_are_counted_at_each_facility():
    table = travel_table(
        lambda: blocks_of(np.array([0, 1, 1]), np.array([0, 0, 1]), np.array([1.0, 2.0, 3.0]))
    )
    assert people_in_reach(table, np.array([3.0, 4.0]), 3).tolist() == [7, 4, 0]


def test_what_does_not_fit_is_refused():
    pairs = (np.array([2]), np.array([0]), np.array([60.0]))
    with pytest.raises(InputError, match="the travel times speak of place 2; there are 2"):
        handed(np.ones(2), np.ones(1), pairs, "2sfca")
    pairs = (np.array([0]), np.array([3]), np.array([60.0]))
    with pytest.raises(InputError, match="facility 3; there are 1"):
        handed(np.ones(2), np.ones(1), pairs, "2sfca")
    with pytest.raises(InputError, match="supply 0 is -1"):
        handed(np.ones(2), np.array([-1.0]), pairs, "2sfca")
    with pytest.raises(EmptyInputError, match="demand is empty"):
        handed(np.zeros(0), np.ones(1), pairs, "2sfca")
    with pytest.raises(InputError, match="limit_s"):
        zones(0, "2sfca")
