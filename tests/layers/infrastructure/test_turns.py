"""Restrictions of turning: read from columns, and whom they bind."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from layers.infrastructure.travel import mode
from layers.infrastructure.turns import Turn, line_id, turn_of
from layers.infrastructure.vocabulary import code_list

ROW = {"from_line": "7", "to_line": "8", "kind": "no_left_turn"}


@pytest.mark.parametrize("kind", list(code_list("turn_kind").codes))
def test_every_kind_is_read_by_its_code_and_its_titles(kind):
    label = code_list("turn_kind").codes[kind]
    for word in (kind, label.id, label.en):
        turn = turn_of({**ROW, "kind": word})
        assert turn is not None
        assert (turn.kind, turn.is_order) == (kind, kind.startswith("only"))


@pytest.mark.parametrize("kind", ["no_parking", "", None, np.nan, "no_left_turn @ (Mo-Fr)"])
def test_other_kinds_are_none(kind):
    assert turn_of({**ROW, "kind": kind}) is None
    assert turn_of({"from_line": "7"}) is None


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        (7, ("7",)),
        (7.0, ("7",)),
        ("7;8; 7", ("7", "8")),
        (None, ()),
        (np.nan, ()),
        (pd.NA, ()),
        (np.int64(7), ("7",)),
        ("", ()),
        (" ; ", ()),
    ],
)
def test_ids_of_lines(value, lines):
    turn = turn_of({**ROW, "from_line": value})
    assert turn is not None
    assert turn.from_lines == lines


@pytest.mark.parametrize(
    ("vehicles", "bound"),
    [
        ((), {"motorcycle", "car", "ambulance"}),
        (("motorcar",), {"car"}),
        (("motor_vehicle",), {"motorcycle", "car", "ambulance"}),
        (("hgv", "motorcycle"), {"motorcycle"}),
        (("hgv",), set()),
        (("foot",), set()),
    ],
)
def test_whom_a_restriction_binds(vehicles, bound):
    turn = Turn(("1",), ("2",), "no_left_turn", vehicles=vehicles)
    modes = ("walk", "motorcycle", "car", "ambulance")
    assert {name for name in modes if turn.binds(mode(name))} == bound


def test_exceptions():
    turn = turn_of({**ROW, "except": "PSV;emergency", "modes": "motorcar"})
    assert turn is not None
    assert (turn.exempt, turn.vehicles) == (("psv", "emergency"), ("motorcar",))
    assert turn.exempts(mode("ambulance"))
    assert not turn.exempts(mode("car"))


def test_ids_as_text():
    assert [line_id(v) for v in (5, 5.0, "x5", None, float("nan"), pd.NA)] == [
        "5", "5", "x5", "", "", "",
    ]  # fmt: skip
