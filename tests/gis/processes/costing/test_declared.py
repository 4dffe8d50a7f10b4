"""Declared costs: every analysis has one, of inputs that it takes, and it was measured."""

from __future__ import annotations

import pytest

from gis.processes import registry
from gis.processes.costing.declared import cost_of


@pytest.mark.parametrize("name", sorted(registry()))
def test_every_analysis_was_measured_with_inputs_it_takes(name):
    process = registry()[name]
    cost = process.cost
    assert cost is not None, "declare it in gis/processes/costing/declared.py"
    assert cost.measured is not None, f"run tests/benchmarks/costs.py WORKSPACE {name}"
    process.check(cost.asked)
    assert set(cost.grows_with) <= {spec.id for spec in process.inputs}
    assert cost.measured.first_s > 0


def test_of_others_nothing_is_said():
    assert cost_of("adding") is None
