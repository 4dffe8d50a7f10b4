"""Criteria and constraints as people write them."""

from __future__ import annotations

import numpy as np
import pytest

from gis.errors import BadValueError, InputError
from gis.processes.suitability.written import (
    Subject,
    WrittenError,
    read_constraint,
    read_criterion,
    scores_of,
)
from gis.suitability.scores import Curve, Sigmoid


@pytest.mark.parametrize(
    ("text", "subject", "score", "weight"),
    [
        (
            "distance:roads:0-5km:less",
            Subject("roads"),
            Curve(((0.0, 1.0), (5000.0, 0.0))),
            None,
        ),
        (
            "jarak:facilities.type=rs|klinik:500m-2.5km:more*1.5",
            Subject("facilities", "type", ("rs", "klinik")),
            Curve(((500.0, 0.0), (2500.0, 1.0))),
            1.5,
        ),
        ("value:slope:2-15:less", Subject("slope"), Curve(((2.0, 1.0), (15.0, 0.0))), None),
        ("value:heat:-5 - -1:more", Subject("heat"), Curve(((-5.0, 0.0), (-1.0, 1.0))), None),
        (
            "time:facilities.type=rs@walk:~30min/5min:less*2",
            Subject("facilities", "type", ("rs",), "walk"),
            Sigmoid(1800.0, 300.0, True),
            2.0,
        ),
        (
            "density:facilities@3km:0=0|0.5=1|2=0.4",
            Subject("facilities", with_="3km"),
            Curve(((0.0, 0.0), (0.5, 1.0), (2.0, 0.4))),
            None,
        ),
    ],
)
def test_criteria_are_read(text, subject, score, weight):
    found = read_criterion(text)
    assert (found.subject, found.score, found.weight) == (subject, score, weight)
    assert found.text == text


def test_classes_are_read():
    found = read_criterion("kelas:zoning.kodzon:R=1|K=0.5|lain=0.1*3")
    assert found.subject == Subject("zoning", "kodzon")
    assert found.table == (("R", 1.0), ("K", 0.5), ("lain", 0.1))
    score = scores_of(found.table, {"K": 4, "R": 9})
    assert score(np.array([9.0, 4.0, 7.0])).tolist() == [1.0, 0.5, 0.1]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("roads", "is no criterion; wanted e.g. distance:roads"),
        ("near:roads:0-5km:less", "kinds: distance, value, class, density, time"),
        ("distance:roads:0-5km", "says no direction; add :less"),
        ("distance:roads:0-5km:up", "direction 'up'"),
        ("distance:roads:0=1|5km=0:less", "already say the direction; drop less"),
        ("distance:roads:far:less", "is no range"),
        ("distance:roads:0-5min:less", "'5min'"),
        ("value:slope:2-15km:less", "'15km'"),
        ("distance:Ro ads:0-5km:less", "is no layer"),
        ("distance:roads.class:0-5km:less", "is no layer"),
        ("distance:roads:0-5km:less*x", "'x'"),
        ("distance:roads:0=1|5km=high", "'high'"),
        ("class:zoning.kodzon:R", "is no list of classes"),
        ("distance:roads:0=1|5km=nan", "is no number"),
    ],
)
def test_unreadable_criteria_are_refused(text, words):
    with pytest.raises(BadValueError) as refused:
        read_criterion(text)
    assert words in str(refused.value)
    assert refused.value.text.id != refused.value.text.en


def test_curves_that_cannot_be_are_refused():
    with pytest.raises(InputError, match="ascending"):
        read_criterion("distance:roads:5km-1km:less")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("protected_areas", (Subject("protected_areas"), False, None, None)),
        ("waterways.class=river<1.5km", (Subject("waterways", "class", ("river",)), 0, "<", 1500)),
        ("slope>25", (Subject("slope"), False, ">", 25.0)),
        ("heat < -2", (Subject("heat"), False, "<", -2.0)),
        ("cover=2|10", (Subject("cover", None, ("2", "10")), False, None, None)),
        ("only:zoning.kodzon=R|K", (Subject("zoning", "kodzon", ("R", "K")), True, None, None)),
        ("hanya: zoning.kodzon=R", (Subject("zoning", "kodzon", ("R",)), True, None, None)),
    ],
)
def test_constraints_are_read(text, expected):
    found = read_constraint(text)
    assert (found.subject, found.only, found.sign, found.limit) == expected


@pytest.mark.parametrize("text", ["slope>", "only:roads<5km", "a<1<2", "slope>steep", "x.y", "A b"])
def test_unreadable_constraints_are_refused(text):
    with pytest.raises(WrittenError):
        read_constraint(text)


def test_classes_that_are_not_there_are_named():
    with pytest.raises(WrittenError, match=r"classes \['Z'\]; there are K, R"):
        scores_of((("Z", 1.0),), {"K": 1, "R": 2})
    with pytest.raises(WrittenError, match="classes none"):
        scores_of((("other", 1.0),), {"K": 1})
