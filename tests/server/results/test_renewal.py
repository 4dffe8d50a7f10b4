"""Which results are made anew, and in which order."""

from __future__ import annotations

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from server.results.record import Record
from server.results.renewal import affected


def results(uses):
    told = dict.fromkeys(("job", "output", "process", "version", "trust"), "")
    return {
        layer: Record(
            layer, inputs={}, used=dict.fromkeys(used, 1), made=0, seconds=0, replay={}, **told
        )
        for layer, used in uses.items()
    }


def test_only_what_is_affected_and_in_order():
    uses = {"a": ["roads"], "b": ["c", "zones"], "c": ["a"], "d": ["zones"], "e": ["b", "a"]}
    plan = affected(results(uses), ["a"])
    assert plan == {"a": (), "c": ("a",), "b": ("c",), "e": ("a", "b")}
    assert [*plan] == ["a", "c", "b", "e"]
    assert affected(results(uses), []) == {}
    assert affected({}, []) == {}


def test_a_ring_is_cut_open():
    plan = affected(results({"a": ["b", "a"], "b": ["a"]}), ["a"])
    assert set(plan) == {"a", "b"}
    assert sum(len(before) for before in plan.values()) == 1


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdefxy"), max_size=4))
)
def test_each_comes_after_those_it_was_made_of(uses):
    moved = [name for name, used in uses.items() if "x" in used]
    plan = affected(results(uses), moved)
    graph = nx.DiGraph([(used, name) for name, all_ in uses.items() for used in all_])
    graph.add_nodes_from(uses)
    below = {one for name in moved for one in nx.descendants(graph, name)} & set(uses)
    assert set(plan) == {*moved, *below}
    seen = set()
    for name, before in plan.items():
        assert seen.issuperset(before)
        seen.add(name)
