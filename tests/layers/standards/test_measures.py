"""The list of indicators that layers can give."""

from __future__ import annotations

from layers.standards import measures


def test_every_measure_is_whole() -> None:
    assert len({one.id for one in measures()}) == len(measures())
    for one in measures():
        assert one.source
        assert one.factor > 0
        assert bool(one.title.id) == bool(one.title.en)
        assert one.direction in ("up", "down")
        assert one.computability in ("direct", "proxy")


def test_a_parameter_without_a_usual_value_is_none() -> None:
    (one,) = (one for one in measures() if one.id == "forest_left")
    assert dict(one.parameters) == {"classes": "1,2", "cover": None, "since": None}
