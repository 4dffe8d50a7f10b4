"""Sentences on suitability."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.processes.suitability.telling import judgement_text, revision_text
from gis.suitability.ahp import SCALE, Revision


@given(st.sampled_from(SCALE))
def test_judgements_are_written_as_they_are_read(value):
    above, _, below = judgement_text(value).partition("/")
    assert float(above) / float(below or 1) == pytest.approx(value)


def test_revision():
    text = revision_text(Revision(0, 2, 6.0, 0.5, 0.0822), ["near", "flat", "cheap"])
    assert text.en == (
        "think over near against cheap: 6; with 1/2 the consistency ratio would be 0.082"
    )
    assert text.id.endswith("menjadi 0,082")
