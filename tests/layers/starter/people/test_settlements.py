"""Settlements: in their village, people shared out, capitals marked."""

from __future__ import annotations

import shapely


def test_settlements_lie_in_their_village(frames):
    places = frames["settlements"]
    shape = frames["villages"].set_index("code").geometry
    own = shape.loc[places["village_code"]].to_numpy()
    assert shapely.covers(own, places.geometry.to_numpy()).all()


def test_people_are_shared_out(frames):
    people = frames["settlements"].groupby("village_code")["population"].sum()
    assert people.to_dict() == frames["villages"].set_index("code")["population"].to_dict()


def test_every_village_has_its_seat(frames):
    places = frames["settlements"]
    seats = places[places["class"] != "neighbourhood"]
    assert sorted(seats["village_code"]) == sorted(frames["villages"]["code"])
    assert (seats["code"] == seats["village_code"]).all()


def test_capitals(frames):
    classes = frames["settlements"]["class"].value_counts()
    assert (classes["city"], classes["town"]) == (5, 18)
    places = frames["settlements"]
    assert set(places["name"][places["class"] == "city"]) == {
        "Balikpapan",
        "Banjarbaru",
        "Banjarmasin",
        "Bontang",
        "Samarinda",
    }
    assert {"Tenggarong", "Sendawar", "Tana Paser"} <= set(
        places["name"][places["class"] == "town"]
    )


def test_real_points_and_modelled_ones_are_told_apart(frames):
    places = frames["settlements"]
    inner = places["class"] == "neighbourhood"
    assert set(places["trust"][inner]) == {"modelled"}
    assert set(places["trust"][~inner]) == {"compiled"}
