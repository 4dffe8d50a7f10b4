"""JSON skeleton: cuts where a parser would, whatever the block size; depth and damage refused."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.errors import SourceError
from layers.sources.readers import jsonscan
from layers.sources.readers.jsonscan import documents, members, pieces, scan

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text('ab\\"{}[],:\n é', max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text('k\\"{', max_size=3), inner, max_size=4)
    ),
    max_leaves=20,
)


def scanned(text: str | bytes, depth: int = 64):
    data = text if isinstance(text, bytes) else text.encode()
    return data, scan(np.frombuffer(data, dtype=np.uint8), depth=depth)


def refused(text, depth=64) -> SourceError:
    with pytest.raises(SourceError) as caught:
        documents(*scanned(text, depth))
    return caught.value


@pytest.fixture(
    params=[(3, False), (7, False), (1 << 18, False), (3, True), (1 << 18, True)], autouse=True
)
def block(request, monkeypatch):
    size, compiled = request.param
    monkeypatch.setattr(jsonscan, "BLOCK", size)
    monkeypatch.setattr(jsonscan, "LONG_BLOCK", size)
    monkeypatch.setattr(jsonscan, "COMPILED_FROM", 0 if compiled else 1 << 60)


@given(st.dictionaries(st.text('k\\"{', max_size=3), VALUES, max_size=5), st.booleans())
def test_members_are_those_a_parser_finds(value, ascii_only):
    data, skeleton = scanned(json.dumps(value, ensure_ascii=ascii_only))
    (span,) = documents(data, skeleton)
    found = [json.loads(data[a:b]) for _, a, b in members(data, skeleton, span)]
    assert found == list(value.values())


@given(st.lists(VALUES, min_size=1, max_size=6))
def test_elements_of_a_list_in_an_object(values):
    data, skeleton = scanned(json.dumps({"features": values}))
    (span,) = documents(data, skeleton)
    ((_, begin, end),) = members(data, skeleton, span)
    inside = (data.index(b"[", begin) + 1, data.rindex(b"]", begin, end))
    assert [json.loads(data[a:b]) for a, b in pieces(skeleton.elements, inside)] == values


@given(st.lists(st.dictionaries(st.text(max_size=2), VALUES, max_size=3), max_size=5))
def test_documents_one_after_another(values):
    data, skeleton = scanned("\n\x1e".join(json.dumps(v) for v in values))
    assert [json.loads(data[a:b]) for a, b in documents(data, skeleton)] == values


@pytest.mark.parametrize("depth", [1, 64])
def test_depth_is_counted_exactly(depth):
    scanned("[" * depth + "]" * depth, depth)
    assert refused("[" * (depth + 1) + "]" * (depth + 1), depth).code == "too-deep"


def test_brackets_in_texts_do_not_count():
    scanned(json.dumps({"a": "[" * 500, 'b"[': "\\[\\\\"}), 1)


@pytest.mark.parametrize(
    "text",
    ["{", "[1", '{"a', '{"a"}}', "]", '{"a":1} x', "x {}", '"text"', '{"a":"\\"}'],
)
def test_damage(text):
    assert refused(text).code == "not-json"


def test_member_without_key():
    data, skeleton = scanned("{1, 2}")
    with pytest.raises(SourceError) as caught:
        list(members(data, skeleton, (0, len(data))))
    assert caught.value.code == "not-json"


def test_nothing():
    data, skeleton = scanned("  \n")
    assert documents(data, skeleton) == []


def test_progress_ends_at_the_end():
    heard = []
    scan(np.frombuffer(b"[1,2,3]  ", dtype=np.uint8), progress=lambda *p: heard.append(p))
    assert heard[-1] == (9, 9)
