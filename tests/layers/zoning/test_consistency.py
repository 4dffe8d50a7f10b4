"""Consistency of attributes: each kind of defect by hand, and none where there is none."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from layers.zoning.classing import classify
from layers.zoning.consistency import attribute_findings, place_findings, repeated_ids

N = 6
GOOD = {
    "objectid": list(range(1, N + 1)),
    "kodzon": ["R"] * N,
    "namzon": ["Zona Perumahan"] * N,
    "kodszn": ["R-3"] * N,
    "namszn": ["Perumahan Kepadatan Sedang"] * N,
    "wadmkd": ["Sidodadi"] * N,
    "kdepum": ["64.72.03.1005"] * N,
    "kdb": [60.0] * N,
    "klb": [1.2] * N,
    "kdh": [20.0] * N,
}


def found(**changes):
    frame = pd.DataFrame(GOOD, index=range(1, N + 1))
    for name, value in changes.items():
        frame[name] = frame[name].astype(object)
        frame.loc[3, name] = value
    return [(f.row, f.code) for f in attribute_findings(frame, classify(frame))]


def test_a_sound_table_has_no_findings():
    assert found() == []
    assert attribute_findings(pd.DataFrame(), classify(pd.DataFrame())) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kodszn": "XX-9"}, "zone-code-unknown"),
        ({"kodszn": "r_3"}, "zone-code-spelling"),
        ({"kodszn": None}, "zone-attribute-missing"),
        ({"namzon": ""}, "zone-attribute-missing"),
        ({"namzon": "Zona Perkantoran"}, "zone-name-conflict"),
        ({"kodzon": "K"}, "zone-parent-conflict"),
        ({"wadmkd": "SIDODADI"}, "place-case"),
        ({"wadmkd": "sidodadi"}, "place-case"),
        ({"wadmkd": "SidoDadi"}, "place-case"),
        ({"wadmkd": "Mugirejo"}, "place-conflict"),
        ({"kdb": 160.0}, "intensity-impossible"),
        ({"kdh": 50.0}, "intensity-impossible"),
        ({"klb": 0.2}, "intensity-impossible"),
    ],
)
def test_one_defect_is_found_in_its_row(changes, code):
    assert (3, code) in found(**changes)
    assert {row for row, _ in found(**changes)} <= {3, None}


def test_a_column_that_is_all_empty_is_said_once():
    frame = pd.DataFrame(GOOD | {"namszn": [None] * N}, index=range(1, N + 1))
    (finding,) = attribute_findings(frame, classify(frame))
    assert (finding.row, finding.code) == (None, "zone-attribute-missing")
    assert "NAMSZN is empty in all 6 rows" in finding.message


def test_a_column_all_in_capitals_is_a_habit_and_no_defect():
    frame = pd.DataFrame(GOOD | {"wadmkd": ["SIDODADI"] * N}, index=range(1, N + 1))
    assert attribute_findings(frame, classify(frame)) == []


def test_the_unmatched_are_listed_with_their_rows():
    frame = pd.DataFrame({"namobj": ["Perumahan", "Buffer Zone", "Laut"]}, index=[1, 2, 3])
    (left,) = attribute_findings(frame, classify(frame))
    assert left.code == "zone-unmatched"
    assert left.message == "2 of 3 features: 'Buffer Zone', 'Laut' (rows 2, 3)"


def test_names_read_with_a_liberty_are_told():
    frame = pd.DataFrame({"namszn": ["Hutan Bakau"]}, index=[1])
    (note,) = attribute_findings(frame, classify(frame))
    assert (note.code, note.severity) == ("zone-name-read", "note")
    assert note.message == "'Hutan Bakau' → EM (0.95, synonym)"


def test_repeated_ids_name_the_first():
    frame = pd.DataFrame({"objectid": [1, 2, 1, None, None]}, index=[1, 2, 3, 4, 5])
    (finding,) = repeated_ids(frame)
    assert (finding.row, finding.code) == (3, "duplicate-id")
    assert "is that of row 1" in finding.message
    assert list(repeated_ids(pd.DataFrame({"x": [1]}))) == []


def test_a_feature_in_the_midst_of_another_place():
    # A row of nine: four of Sidodadi, one astray, four of Mugirejo at the far end.
    names = ["Sidodadi", "Mugirejo", "Sidodadi", "Sidodadi", "Sidodadi"] + ["Mugirejo"] * 4
    frame = pd.DataFrame({"wadmkd": names}, index=range(1, 10))
    contacts = np.array([[0, 1, 1, 1, 2, 5, 6, 7, 4], [1, 2, 3, 4, 3, 6, 7, 8, 5]])
    (finding,) = place_findings(frame, contacts)
    assert (finding.row, finding.code) == (2, "place-conflict")
    assert finding.message == "WADMKD 'Mugirejo', 4 of 4 neighbours 'sidodadi'"
    assert list(place_findings(frame.assign(wadmkd="Sidodadi"), contacts)) == []
    assert list(place_findings(frame, contacts[:, :0])) == []
    assert list(place_findings(frame.drop(columns="wadmkd"), contacts)) == []
