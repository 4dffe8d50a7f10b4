from __future__ import annotations

import pytest

from layers.errors import SchemaError
from layers.landcover import COMMON, LEGENDS, legend, source_text
from layers.landcover.legends import rows
from layers.landcover.walking import hiking_numbers, walking_speeds
from layers.layer import TRUST_ORDER


@pytest.mark.parametrize("legend_id", LEGENDS)
def test_every_class_of_every_legend_has_a_row(legend_id):
    assert tuple(walking_speeds(legend_id)) == legend(legend_id).codes


def test_speeds_are_those_of_the_class_they_are_taken_as():
    weiss = {row["weiss_class"]: float(row["speed_kmh"]) for row in rows("weiss_speeds")}
    for walking in walking_speeds(COMMON).values():
        if walking.speed_kmh is None:
            assert walking.taken_as in {"", "water bodies"}
        else:
            assert walking.speed_kmh == weiss[walking.taken_as]


def test_only_water_and_what_is_not_known_cannot_be_walked():
    barred = {c for c, w in walking_speeds(COMMON).items() if w.speed_kmh is None}
    assert barred == {"0", "10"}
    assert walking_speeds("worldcover")["80"].speed_kmh is None
    assert walking_speeds("klhk")["20051"].speed_kmh == 1.62


def test_every_number_has_a_source_and_trust():
    for table in ("walking_speeds", "weiss_speeds", "hiking"):
        for row in rows(table):
            assert source_text(row["source"]) != row["source"]
            assert row["trust"] in TRUST_ORDER
    assert all(w.reason for w in walking_speeds(COMMON).values())


def test_toblers_numbers():
    numbers = hiking_numbers()
    assert (numbers.top_kmh, numbers.rate, numbers.best, numbers.off_path) == (6, 3.5, 0.05, 0.6)
    assert "Tobler" in source_text(numbers.source)


def test_an_unknown_legend_is_refused():
    with pytest.raises(SchemaError, match="is not known"):
        walking_speeds("corine")
