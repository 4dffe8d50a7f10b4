"""People by time, against coverage and a mean worked out from it."""

from __future__ import annotations

import pytest

from gis.processes import registry
from gis.processes.indicating import timing
from layers import Catalogue
from layers.testing import write_street

ASKED = {"by": "districts", "region": None, "roads": "streets"}


def covered(catalogue: Catalogue, types: str, within: str) -> dict[str, float]:
    asked = {"facilities": types, "within": within, "mode": "car", "roads": "streets"}
    rows = registry()["coverage"].run(catalogue, asked).numbers["rows"]
    return {row["code"]: row["covered"] for row in rows}


def test_within_reach_of_every_group_is_within_the_slowest(tiny: Catalogue) -> None:
    write_street(tiny)
    given = {"within": "15min", "mode": "car"}
    one = timing.people_within_all(tiny, ASKED, {**given, "facilities": "klinik"}).table
    assert dict(zip(one["code"], one["part"], strict=True)) == pytest.approx(
        covered(tiny, "klinik", "15min")
    )
    both = timing.people_within_all(tiny, ASKED, {**given, "facilities": "klinik,rs"}).table
    either = timing.people_within_all(tiny, ASKED, {**given, "facilities": "klinik/rs"}).table
    alone = timing.people_within_all(tiny, ASKED, {**given, "facilities": "rs"}).table
    # Of two sets: those in both and those in either are those of one and of the other.
    assert (both["part"] + either["part"]).tolist() == pytest.approx(
        (one["part"] + alone["part"]).tolist()
    )
    assert both["whole"].tolist() == one["whole"].tolist()


def test_mean_minutes_are_those_under_the_curve_of_coverage(tiny: Catalogue) -> None:
    """The mean of a time is the sum, minute by minute, of the people not yet there."""
    write_street(tiny)
    found = timing.travel_minutes(tiny, ASKED, {"facilities": "klinik", "mode": "car"}).together()
    served = registry()["coverage"].run(
        tiny,
        {
            "facilities": "klinik",
            "within": ",".join(f"{m}min" for m in range(6, 126, 6)),
            "mode": "car",
            "roads": "streets",
        },
    )
    rows = served.numbers["totals"]
    assert rows[-1]["covered"] == pytest.approx(found["whole"])
    mean = sum(6.0 * (1.0 - row["covered"] / found["whole"]) for row in rows) + 3.0
    assert found["part"] / found["whole"] == pytest.approx(mean, abs=3.0)


def test_an_index_is_the_mean_of_shares(monkeypatch: pytest.MonkeyPatch, tiny: Catalogue) -> None:
    write_street(tiny)
    parts = {"hospital_60min": 0.0, "fire_15min": 0.0}
    real = timing.people_within

    def within(catalogue: Catalogue, asked: object, given: dict[str, str]) -> timing.Counted:
        types = {"rs": "rs", "damkar": "klinik"}[given["facilities"]]
        found = real(catalogue, ASKED, {**given, "facilities": types})
        parts["hospital_60min" if types == "rs" else "fire_15min"] = found.together()["part"]
        return found

    monkeypatch.setattr(timing, "people_within", within)
    found = timing.mean_within(tiny, ASKED, {"of": ",".join(parts)})
    assert found.together()["part"] == pytest.approx(sum(parts.values()) / 2)
    assert found.trusts == ("illustrative", "compiled")
