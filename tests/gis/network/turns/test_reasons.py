"""Why restrictions are not applied, in both languages."""

from __future__ import annotations

import numpy as np

from gis.network.report import CompileReport, exclusions_of, with_turns
from gis.network.turns.reasons import TURN_REASONS, turn_exclusions


def test_reasons_are_told_in_both_languages():
    assert all(text.id and text.en and text.id != text.en for text in TURN_REASONS.values())


def test_exclusions_come_in_the_order_of_the_reasons():
    one, other = list(TURN_REASONS)[1], list(TURN_REASONS)[4]
    found = turn_exclusions(np.array([other, "", one, other]))
    assert [(e.code, e.rows.tolist()) for e in found] == [(one, [2]), (other, [0, 3])]
    assert found[0].title == TURN_REASONS[one]
    assert turn_exclusions(np.array([""])) == ()


def test_a_report_of_lines_is_given_its_turns():
    report = CompileReport("car", 3, 3, exclusions_of(np.array([""] * 3)), np.array([]), *range(8))
    assert report.to_dict()["n_turns"] == 0
    told = with_turns(report, np.array(["", "turn-apart"])).to_dict()
    assert (told["n_turns"], told["n_turns_applied"], told["n_lines"]) == (2, 1, 3)
    assert [(e["code"], e["count"], e["rows"]) for e in told["turn_exclusions"]] == [
        ("turn-apart", 1, [1])
    ]
