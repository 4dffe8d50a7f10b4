"""Telling: both languages, the row as a plain number."""

from __future__ import annotations

import numpy as np

from layers.defects.finding import ACTIONS
from layers.schema import Text
from layers.zoning.telling import lines, told


def test_told():
    finding = told(np.int64(3), "zone-gap", Text("celah", "gap"))
    assert (finding.row, type(finding.row)) == (3, int)
    assert (finding.said("id"), finding.said("en")) == ("celah", "gap")
    assert finding.done("id") == ACTIONS["kept"]
    assert told(None, "zone-gap", Text("a", "b")).row is None


def test_lines_leave_out_what_is_empty():
    assert lines(("a", ""), ("b", "c")) == Text("a", "b; c")
