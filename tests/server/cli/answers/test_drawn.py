"""Drawn shapes in a terminal: sizes, surroundings and people, in both languages."""

from __future__ import annotations

import pytest

from server.cli.answers.drawn import print_reach, print_shape
from server.cli.session import Session


def test_a_line_edge_by_edge(capsys: pytest.CaptureFixture[str]) -> None:
    edge = {"edge": 1, "length_m": 1234.56, "azimuth": 90.0, "so_far_m": 1234.56}
    print_shape(Session(lang="id"), {"shape": "line", "length_m": 1234.56, "rows": [edge]})
    told = capsys.readouterr().out.splitlines()
    assert told[0] == "Panjang 1.234,6 m"
    assert told[-1].split() == ["1", "1.234,6", "90,0", "1.234,6"]


def test_an_area_and_what_lies_around_it(capsys: pytest.CaptureFixture[str]) -> None:
    area = {"shape": "parcel", "area_ha": 2.5, "border_m": 700.0, "rows": []}
    print_shape(Session(lang="en"), area)
    assert capsys.readouterr().out.startswith("Area 2.50 ha, border 700.0 m")
    around = {"shape": "point", "distance_m": 2000.0, "area_ha": 1254.6, "shape_ha": 0.0}
    print_shape(Session(lang="en"), around)
    assert capsys.readouterr().out == "Within 2,000 m: 1,254.6 ha (the shape itself 0.0 ha)\n"


def test_people_within_times_and_distances(capsys: pytest.CaptureFixture[str]) -> None:
    timed = {"within_s": 600, "people": 1000.0, "people_low": 900.0, "people_high": 1100.0}
    print_reach(Session(lang="en"), {"reach": [117, 0], "rows": [timed | {"reached_km": 12.34}]})
    told = capsys.readouterr().out.splitlines()
    assert "road km" in told[0]
    assert told[-1].split() == ["10", "min", "1,000", "900–1,100", "12.3"]
    straight = {"within_m": 1000, "people": 42.0, "area_ha": 313.6}
    print_reach(Session(lang="id"), {"reach": [117, 0], "rows": [straight]})
    assert capsys.readouterr().out.splitlines()[-1].split() == ["1.000", "m", "42", "313,6"]
