"""Reasons: both languages, and numbers that say what would do."""

from __future__ import annotations

import numpy as np

from gis.errors import NoAnswerError
from gis.siting.reasons import out_of_reach, too_few, too_full, too_little


def test_every_reason_speaks_both_languages_and_is_no_answer():
    reasons = (
        out_of_reach(np.arange(7), 12.0, 9.0),
        out_of_reach(np.arange(1), 12.0, np.inf),
        too_few(1, 2, True),
        too_few(1, 2, False),
        too_little(1.0, 2.5),
        too_full(9.0, 3.0, None),
        too_full(9.0, 3.0, 4),
    )
    for reason in reasons:
        assert isinstance(reason, NoAnswerError)
        assert reason.code == "infeasible"
        assert reason.text.id != reason.text.en
    assert "0, 1, 2, 3, 4, …" in str(reasons[0])
    assert reasons[3].facts == {"n": 2}
    assert str(reasons[3]).endswith("(not proved least)")
