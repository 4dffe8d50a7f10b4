from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from access import fca
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.access.catchments import SOURCES, access, gaussian_decay, step_decay, trips
from gis.errors import EmptyInputError, InputError

HALF_HOUR = step_decay((1800,), (1.0,))
ZONES = step_decay((600, 1200, 1800), (1.0, 0.68, 0.22))


def world(seed, n_places=25, n_facilities=6):
    """People, beds, and times that are not those of the way back: place i is no facility i."""
    draw = np.random.default_rng(seed)
    people = draw.integers(1, 5000, n_places).astype(float)
    beds = draw.integers(1, 200, n_facilities).astype(float)
    seconds = draw.integers(0, 4000, (n_places, n_facilities)).astype(float)
    place, facility = (a.ravel() for a in np.indices(seconds.shape))
    kept = draw.random(seconds.size) < 0.7
    return people, beds, trips(place[kept], facility[kept], seconds.ravel()[kept])


def frames(people, beds, pairs):
    demand = pd.DataFrame({"demand": people}, index=pd.Index(range(len(people)), name="geoid"))
    supply = pd.DataFrame({"supply": beds}, index=pd.Index(range(len(beds)), name="geoid"))
    cost = pd.DataFrame({"origin": pairs.place, "dest": pairs.facility, "cost": pairs.seconds})
    return demand, supply, cost


class TestByHead:
    """30 and 70 people; A (10 beds) serves both, B (20 beds) the second only."""

    people, beds = np.array([30.0, 70.0]), np.array([10.0, 20.0])
    pairs = trips(np.array([0, 1, 1]), np.array([0, 0, 1]), np.array([300.0, 900.0, 300.0]))

    def test_two_steps(self):
        found = access(self.people, self.beds, self.pairs, HALF_HOUR)
        assert found.load.tolist() == [100, 70]
        assert found.per_person == pytest.approx([0.1, 0.1 + 20 / 70])
        assert found.handed_out == pytest.approx(30)

    def test_zones(self):
        found = access(self.people, self.beds, self.pairs, ZONES, method="e2sfca")
        ratio = 10 / (30 + 0.68 * 70)
        assert found.per_person == pytest.approx([ratio, 0.68 * ratio + 20 / 70])

    def test_three_steps(self):
        found = access(self.people, self.beds, self.pairs, ZONES, method="3sfca")
        near, far = 1 / 1.68, 0.68 / 1.68
        a, b = 10 / (30 + far * 0.68 * 70), 20 / (near * 70)
        assert found.per_person == pytest.approx([a, a * far * 0.68 + b * near])

    def test_balanced(self):
        """Demand is shared 1 and (0.68, 1)/1.68; level of service 1/1.68 and 0.68/1.68, and 1."""
        found = access(self.people, self.beds, self.pairs, ZONES, method="bfca")
        a, b = 10 / (30 + 70 * 0.68 / 1.68), 20 / (70 / 1.68)
        assert found.ratio == pytest.approx([a, b])
        assert found.per_person == pytest.approx([a / 1.68, a * 0.68 / 1.68 + b])

    def test_who_reaches_nothing_and_what_is_reached_by_nobody(self):
        far = trips(np.array([0]), np.array([0]), np.array([9000.0]))
        found = access(self.people, self.beds, far, HALF_HOUR)
        assert found.per_person.tolist() == [0, 0]
        assert np.isnan(found.ratio).all()
        assert (found.n_unreached, found.unreached, found.idle) == (2, 100, 30)

    def test_a_place_without_people_still_has_access(self):
        pairs = trips(np.array([0, 1]), np.array([0, 0]), np.array([1.0, 1.0]))
        found = access(np.array([0.0, 5.0]), np.array([1.0]), pairs, HALF_HOUR)
        assert found.per_person.tolist() == [0.2, 0.2]

    def test_gaussian(self):
        weights = gaussian_decay(100)(np.array([0.0, 50.0, 100.0, 101.0]))
        edge = np.exp(-0.5)
        assert weights == pytest.approx([1, (np.exp(-0.125) - edge) / (1 - edge), 0, 0])


@pytest.mark.parametrize("seed", range(5))
class TestAgainstAccess:
    def compare(self, mine, theirs):
        other = theirs.reindex(range(len(mine.per_person))).fillna(0)
        assert (mine.per_person > 0).sum() > 10
        assert mine.per_person == pytest.approx(other.to_numpy(), rel=1e-9)

    def test_two_steps(self, seed):
        people, beds, pairs = world(seed)
        theirs = fca.two_stage_fca(
            *frames(people, beds, pairs), max_cost=1800, demand_index=True, supply_index=True
        )
        self.compare(access(people, beds, pairs, HALF_HOUR), theirs)

    def test_zones(self, seed):
        people, beds, pairs = world(seed)
        theirs = fca.two_stage_fca(
            *frames(people, beds, pairs),
            max_cost=1800,
            demand_index=True,
            supply_index=True,
            weight_fn=lambda s: float(ZONES(np.array([s]))[0]),
        )
        self.compare(access(people, beds, pairs, ZONES, method="e2sfca"), theirs)

    @pytest.mark.filterwarnings("ignore:The inplace keyword")
    def test_three_steps(self, seed):
        people, beds, pairs = world(seed)
        theirs = fca.three_stage_fca(
            *frames(people, beds, pairs),
            max_cost=1800,
            demand_index=True,
            supply_index=True,
            weight_fn=lambda s: float(ZONES(np.array([s]))[0]),
        )
        self.compare(access(people, beds, pairs, ZONES, method="3sfca"), theirs)


seeds = st.integers(0, 2**32 - 1)


class TestProperties:
    @settings(deadline=None, max_examples=40)
    @given(seeds, st.sampled_from(["e2sfca", "3sfca"]))
    def test_supply_is_handed_out_to_the_last_bed(self, seed, method):
        people, beds, pairs = world(seed)
        found = access(people, beds, pairs, ZONES, method=method)
        assert found.handed_out == pytest.approx(beds.sum() - found.idle, rel=1e-9)

    @settings(deadline=None, max_examples=40)
    @given(seeds)
    def test_the_balanced_form_keeps_demand_and_level_of_service(self, seed):
        people, beds, pairs = world(seed)
        found = access(people, beds, pairs, ZONES, method="bfca")
        assert found.load.sum() == pytest.approx(people.sum() - found.unreached, rel=1e-9)
        assert found.per_person.sum() == pytest.approx(np.nansum(found.ratio), rel=1e-9)

    @settings(deadline=None, max_examples=30)
    @given(seeds, st.sampled_from(list(SOURCES)))
    def test_more_beds_never_harm(self, seed, method):
        people, beds, pairs = world(seed)
        decay = HALF_HOUR if method == "2sfca" else ZONES
        more = beds.copy()
        more[2] += 50
        before = access(people, beds, pairs, decay, method=method).per_person
        after = access(people, more, pairs, decay, method=method).per_person
        assert (after >= before - 1e-12).all()

    @settings(deadline=None, max_examples=30)
    @given(seeds, st.sampled_from(list(SOURCES)))
    def test_order_of_places_does_not_matter(self, seed, method):
        people, beds, pairs = world(seed)
        decay = HALF_HOUR if method == "2sfca" else ZONES
        order = np.random.default_rng(seed).permutation(len(people))
        back = np.argsort(order)
        moved = trips(back[pairs.place], pairs.facility, pairs.seconds)
        one = access(people, beds, pairs, decay, method=method).per_person
        other = access(people[order], beds, moved, decay, method=method).per_person
        assert other == pytest.approx(one[order], rel=1e-9)


class TestRefusals:
    def test_tables(self):
        with pytest.raises(InputError, match="2 places, 1 facilities"):
            trips(np.array([0, 1]), np.array([0]), np.array([1.0]))
        with pytest.raises(InputError, match="leave out the pairs"):
            trips(np.array([0]), np.array([0]), np.array([np.inf]))
        with pytest.raises(InputError, match="occurs twice"):
            trips(np.array([0, 0]), np.array([1, 1]), np.array([1.0, 2.0]))
        with pytest.raises(InputError, match="is negative"):
            trips(np.array([-1]), np.array([1]), np.array([1.0]))

    def test_decay(self):
        with pytest.raises(InputError, match="2 limits and 1 weights"):
            step_decay((1, 2), (1.0,))
        with pytest.raises(InputError, match="wanted rising numbers above 0"):
            step_decay((2, 1), (1.0, 0.5))
        with pytest.raises(InputError, match="wanted numbers from 0 to 1"):
            step_decay((1,), (2.0,))
        with pytest.raises(InputError, match="limit_s is 0"):
            gaussian_decay(0)

    def test_access(self):
        people, beds, pairs = world(0)
        with pytest.raises(InputError, match="demand 3 is -1"):
            access(np.where(np.arange(25) == 3, -1, people), beds, pairs, HALF_HOUR)
        with pytest.raises(EmptyInputError, match="supply is empty"):
            access(people, np.empty(0), pairs, HALF_HOUR)
        with pytest.raises(InputError, match="pairs speak of facility 5, of which there are 2"):
            access(people, beds[:2], pairs, HALF_HOUR)
        with pytest.raises(InputError, match="2sfca knows weights of 0 and 1 only"):
            access(people, beds, pairs, ZONES)
        with pytest.raises(InputError, match="wanted one of 2sfca"):
            access(people, beds, pairs, ZONES, method="4sfca")
        with pytest.raises(InputError, match="weights outside 0 to 1"):
            access(people, beds, pairs, lambda s: s, method="e2sfca")
