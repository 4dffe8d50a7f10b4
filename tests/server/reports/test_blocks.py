"""Blocks: cells with and without a tone, numbers to the right."""

from __future__ import annotations

from server.reports.blocks import table


def test_a_table() -> None:
    found = table("c", ["a", "b"], [["x", {"text": "y", "tone": "behind"}]], right=[1])
    assert found["rows"] == [[{"text": "x", "tone": ""}, {"text": "y", "tone": "behind"}]]
    assert (found["align"], found["widths"]) == (["left", "right"], [1.0, 1.0])
