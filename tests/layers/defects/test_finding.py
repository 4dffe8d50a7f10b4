"""Findings: both languages, plain data there and back, rows named in a sentence."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import layers
from layers.defects.finding import ACTIONS, Finding, rows_said, rows_text

TEXTS = st.text(max_size=10)


@pytest.mark.parametrize(("rows", "text"), [([], "rows "), ([7], "row 7"), ([1, 2], "rows 1, 2")])
def test_rows_are_named(rows, text):
    assert rows_text(rows) == text


def test_many_rows_are_counted_after_the_twentieth():
    assert rows_text(range(1, 31)).endswith("20 and 10 more")
    assert rows_said(range(1, 31)).id.endswith("20 dan 10 lagi")


@given(
    st.builds(
        Finding,
        row=st.none() | st.integers(1, 9),
        code=TEXTS,
        message=TEXTS,
        message_id=TEXTS,
        rows=st.tuples(st.integers(1, 9)),
        before=st.tuples(TEXTS),
    )
)
def test_there_and_back_through_json(finding):
    assert Finding.from_dict(json.loads(json.dumps(finding.to_dict()))) == finding


def test_languages_fall_back_to_the_one_there_is():
    assert Finding(1, "a", "x").said("id") == "x"
    both = Finding(1, "a", "row", action="kept", message_id="baris")
    assert (both.said("id"), both.said("en")) == ("baris", "row")
    assert (both.done("id"), both.done("en")) == ("dipertahankan", "kept")
    assert both.with_label("X").said("id") == "baris (X)"


def actions_in(source: str) -> set[str]:
    """Give the constant third argument of say.note and say.warning, the fifth of Finding."""
    out = set()
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        place = {"note": 2, "warning": 2, "Finding": 4}.get(name)
        given_ = node.args[place : place + 1] if place else []
        given_ += [k.value for k in node.keywords if place and k.arg == "action"]
        out |= {a.value for a in given_ if isinstance(a, ast.Constant)}
    return out


def test_every_action_written_in_the_code_is_translated():
    used = set()
    for path in Path(layers.__file__).parent.rglob("*.py"):
        used |= actions_in(path.read_text("utf-8"))
    assert len(used) > 8
    assert used <= set(ACTIONS), used - set(ACTIONS)
