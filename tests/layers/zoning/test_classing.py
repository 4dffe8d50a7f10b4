"""Classing: agreement of codes and names decides; what speaks against it is named."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from layers.zoning.classing import classify

GOOD = {
    "namobj": "Perumahan Kepadatan Sedang",
    "kodzon": "R",
    "namzon": "Zona Perumahan",
    "kodszn": "R-3",
    "namszn": "Perumahan Kepadatan Sedang",
}


def verdict(**changes):
    told = classify(pd.DataFrame([GOOD | changes]))
    return told.verdicts[0]


def test_all_agree():
    told = verdict()
    assert (told.code, told.score, told.rule) == ("R-3", 1.0, "code")
    assert told.unknown == told.spelled == told.against == ()


@pytest.mark.parametrize(
    ("changes", "code", "what"),
    [
        ({"kodszn": "r 3"}, "R-3", {"spelled": ("kodszn",)}),
        ({"kodszn": None}, "R-3", {}),
        ({"kodszn": "XX-9", "kodzon": "XX"}, "R-3", {"unknown": ("kodszn", "kodzon")}),
        ({"namzon": "Zona Perkantoran"}, "R-3", {"against": ("namzon",)}),
        ({"kodzon": "K"}, "R-3", {"against": ("kodzon",)}),
        ({"kodszn": "K-1"}, "R-3", {"against": ("kodszn",)}),
        ({"namobj": "Blok 17 A"}, "R-3", {}),
    ],
)
def test_one_thing_wrong(changes, code, what):
    told = verdict(**changes)
    assert told.code == code
    for name in ("unknown", "spelled", "against"):
        assert getattr(told, name) == what.get(name, ())
    assert told.score < 1.0 or what == {}


def test_the_finer_of_two_that_agree_is_taken():
    told = classify(pd.DataFrame({"kodszn": ["R"], "namszn": ["Perumahan Kepadatan Rendah"]}))
    assert told.codes.tolist() == ["R-4"]


def test_nothing_to_go_by():
    told = classify(pd.DataFrame({"kodszn": [None, np.nan, " "], "x": [1, 2, 3]}))
    assert told.codes.tolist() == [None] * 3
    assert told.scores.tolist() == [0, 0, 0]
    empty = classify(pd.DataFrame({"x": [1, 2]}))
    assert empty.codes.tolist() == [None, None]
    assert classify(pd.DataFrame({"kodszn": []})).codes.tolist() == []


def test_each_combination_is_judged_once():
    frame = pd.DataFrame({"kodszn": ["R-3", "K-1", "R-3"], "namszn": [None, None, None]})
    told = classify(frame)
    assert len(told.verdicts) == 2
    assert told.of_row.tolist() == [0, 1, 0]
    assert told.said(0) == {"kodszn": "R-3"}
    assert told.rules.tolist() == ["code"] * 3
