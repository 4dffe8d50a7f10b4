"""Places, lines, parcels and speeds as people write them, and back."""

from __future__ import annotations

import json

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis.errors import BadValueError
from gis.processes.sketches import (
    MAX_VERTICES,
    WRITERS,
    line_of,
    parcel_of,
    places_of,
    speeds_of,
)

PLACES = st.tuples(st.floats(95, 141), st.floats(-11, 6))


@pytest.mark.parametrize(
    "value",
    ["116.8,-1.2;116.9,-1.1", " 116.8 , -1.2 ; 116.9,-1.1; ", [[116.8, -1.2], [116.9, -1.1]]],
)
def test_places_as_text_or_pairs(value):
    assert places_of(value) == ((116.8, -1.2), (116.9, -1.1))


def test_one_pair_is_one_place():
    assert places_of([116.8, -1.2]) == places_of(["116.8,-1.2"]) == ((116.8, -1.2),)


@pytest.mark.parametrize("value", ["116.8,-1.2 116.9,-1.1", [(116.8, -1.2), "116.9,-1.1"]])
def test_a_line_as_text_or_pairs(value):
    assert line_of(value) == ((116.8, -1.2), (116.9, -1.1))


@pytest.mark.parametrize(
    "value", ["arterial=30, local = 20.5", ["arterial=30", "local=20.5"], {"arterial": 30}]
)
def test_speeds_as_text_list_or_object(value):
    found = speeds_of(value)
    assert found[0] == ("arterial", 30.0)
    assert found[1:] in ((("local", 20.5),), ())


@given(st.lists(PLACES, min_size=1, max_size=20))
def test_places_come_back_as_they_were_written(places):
    assert places_of(WRITERS["places"](tuple(places))) == tuple(places)


@given(st.lists(PLACES, min_size=2, max_size=20, unique=True))
def test_lines_come_back_as_they_were_written(line):
    assert line_of(WRITERS["line"](tuple(line))) == tuple(line)


@given(st.dictionaries(st.sampled_from("abcdef"), st.floats(0.001, 300), min_size=1))
def test_speeds_come_back_as_they_were_written(speeds):
    assert speeds_of(WRITERS["speeds"](tuple(speeds.items()))) == tuple(speeds.items())


@pytest.mark.parametrize(
    ("read", "value", "why"),
    [
        (places_of, ";", "no place given; wanted LON,LAT"),
        (places_of, "116.8", "'116.8' is no place; wanted LON,LAT"),
        (places_of, "-1.2,116.8", "looks swapped"),
        (places_of, "116,-1;" * 21, "21 places given; at most 20"),
        (places_of, 3, "3 is neither a text nor a list"),
        (places_of, [[116.8, None]], "is no place"),
        (line_of, "116.8,-1.2", "a line of 1 places; wanted 2 to 500"),
        (line_of, "116.8,-1.2 116.8,-1.2", "one place over and over"),
        (line_of, [[116, -1]] * (MAX_VERTICES + 1), "a line of 501 places"),
        (speeds_of, "", "no speed given; wanted CLASS=KMH"),
        (speeds_of, "arterial", "'arterial' is no CLASS=KMH"),
        (speeds_of, "arterial=0", "arterial=0: wanted a speed above 0, up to 300"),
        (speeds_of, "arterial=-3", "arterial=-3: wanted a speed above 0"),
        (speeds_of, "arterial=nan", "'nan' is not a number"),
        (speeds_of, "local=3,local=4", "class local is given more than once"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_sentence(read, value, why):
    with pytest.raises(ValueError, match=r".") as caught:
        read(value)
    assert why in str(caught.value)
    assert "\n" not in str(caught.value)


CORNERS = [[116.8, -1.2], [116.9, -1.2], [116.9, -1.1]]


@pytest.mark.parametrize(
    "value",
    [
        "116.8,-1.2 116.9,-1.2 116.9,-1.1",
        "116.8,-1.2 116.9,-1.2 116.9,-1.1 116.8,-1.2",
        CORNERS,
        "POLYGON ((116.8 -1.2, 116.9 -1.2, 116.9 -1.1, 116.8 -1.2))",
        "POLYGON Z ((116.8 -1.2 5, 116.9 -1.2 5, 116.9 -1.1 5, 116.8 -1.2 5))",
        {"type": "Polygon", "coordinates": [[*CORNERS, CORNERS[0]]]},
        json.dumps({"type": "Polygon", "coordinates": [[*CORNERS, CORNERS[0]]]}),
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": {},
                    "geometry": {"type": "Polygon", "coordinates": [[*CORNERS, CORNERS[0]]]},
                }
            ],
        },
    ],
)
def test_a_parcel_however_it_is_drawn(value):
    parcel = parcel_of(value)
    assert parcel.equals(shapely.Polygon(CORNERS))
    assert parcel_of(WRITERS["parcel"](parcel)).equals_exact(parcel)


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("116.8,-1.2 116.9,-1.2", "cannot be read"),
        ("POLYGON ((1 1", "cannot be read"),
        ("{broken", "cannot be read"),
        ({"type": "Polygon"}, "cannot be read"),
        ({"type": "Feature", "geometry": None}, "cannot be read"),
        ("CURVEPOLYGON ((0 0, 1 1, 1 0, 0 0))", "cannot be read"),
        ("POLYGON ((1e400 0, 1 1, 1 0, 1e400 0))", "not finite"),
        ("POLYGON EMPTY", "an empty Polygon; wanted a polygon"),
        ([], "is no place"),
        ({"type": "FeatureCollection", "features": []}, "cannot be read"),
        (7, "neither a text nor a list"),
        ("116.8,-1.2 116.9,x 116.9,-1.1", "is no place"),
        ("POINT (116.8 -1.2)", "wanted a polygon"),
        ("POLYGON ((-1.2 116.8, -1.2 116.9, -1.1 116.9, -1.2 116.8))", "looks swapped"),
        (
            "POLYGON ((515742 9946769, 515800 9946769, 515800 9946800, 515742 9946769))",
            "look like metres",
        ),
        ("POLYGON ((116 -1, 117 0, 117 -1, 116 0, 116 -1))", "crosses itself"),
        ("POLYGON ((" + ", ".join("116 -1" for _ in range(20_001)) + "))", "20001 corners"),
        ("116.8,-1.2 " * 100_000, "cannot be read"),
    ],
)
def test_what_is_no_parcel_is_told_in_one_sentence(value, why):
    with pytest.raises(BadValueError, match=why) as caught:
        parcel_of(value)
    assert caught.value.text.id
