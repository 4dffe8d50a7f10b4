"""The report of a compilation, as data."""

from __future__ import annotations

import json

import numpy as np

from gis.network.modes import REASONS
from gis.network.report import CompileReport, exclusions_of


def test_exclusions_come_in_the_order_of_the_reasons():
    codes = list(REASONS)
    found = exclusions_of(np.array([codes[2], "", codes[0], codes[2]]))
    assert [(e.code, e.rows.tolist()) for e in found] == [(codes[0], [2]), (codes[2], [0, 3])]
    assert found[0].title == REASONS[codes[0]]


def test_nothing_left_out():
    assert exclusions_of(np.array([""])) == ()


def test_report_as_plain_data():
    report = CompileReport(
        "car", 3, 2, exclusions_of(np.array(["", "no-line", ""])), np.array([2]), *range(8)
    )
    told = json.loads(json.dumps(report.to_dict()))
    assert told["mode"] == "car"
    assert told["n_lines"] == 3
    assert told["n_apart_access"] == 7
    assert told["planned_rows"] == [2]
    assert told["exclusions"] == [
        {
            "code": "no-line",
            "title": {"id": "tanpa garis", "en": "no line"},
            "count": 1,
            "rows": [1],
        }
    ]
