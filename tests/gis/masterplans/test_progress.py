"""What a target is expected to be, and where it stands."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.masterplans.progress import STATUS_TITLES, WORST, expected_at, status_of, worst
from layers.masterplan import Target


def target(start: float, end: float, *, years: tuple[int, int] = (2024, 2030)) -> Target:
    return Target.model_validate(
        {
            "id": "t",
            "goal": "g",
            "indicator": "i",
            "baseline": {"value": start, "year": years[0]},
            "target": {"value": end, "year": years[1]},
            "direction": "up" if end >= start else "down",
        }
    )


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2020, 1, 1), 50.0),
        (date(2024, 12, 31), 50.0),
        (date(2027, 12, 31), 60.0),
        (date(2030, 12, 31), 70.0),
        (date(2040, 1, 1), 70.0),
    ],
)
def test_the_straight_line_of_the_plan(on: date, expected: float) -> None:
    assert expected_at(target(50.0, 70.0), on) == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize(
    ("current", "status"),
    [(70.0, "reached"), (75.0, "reached"), (60.1, "on-track"), (59.0, "behind"), (10.0, "behind")],
)
def test_status_upwards_and_downwards(current: float, status: str) -> None:
    on = date(2027, 12, 31)
    assert status_of(target(50.0, 70.0), current, on) == status
    assert status_of(target(-50.0, -70.0), -current, on) == status


@given(
    st.floats(-1e3, 1e3),
    st.floats(-1e3, 1e3),
    st.dates(date(2020, 1, 1), date(2035, 1, 1)),
)
def test_what_is_expected_lies_between_baseline_and_target(
    start: float, end: float, on: date
) -> None:
    found = expected_at(target(start, end), on)
    assert min(start, end) - 1e-9 <= found <= max(start, end) + 1e-9


def test_the_worst_comes_first() -> None:
    assert set(WORST) == set(STATUS_TITLES)
    assert worst(["reached", "behind", "no-data"]) == "behind"
    assert worst(["reached", "no-data"]) == "no-data"
    assert worst([]) == "no-data"
