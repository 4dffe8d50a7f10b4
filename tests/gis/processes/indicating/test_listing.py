"""The list of indicators of frameworks as an answer."""

from __future__ import annotations

from gis.processes import registry
from layers import Catalogue


def test_the_list_counts_what_layers_give(tiny: Catalogue) -> None:
    whole = registry()["kpis"].run(tiny, {}).numbers
    assert sum(whole["n_kpis"].values()) == len(whole["rows"])
    answer = registry()["kpis"].run(tiny, {"framework": "iso37123"})
    assert {row["framework"] for row in answer.numbers["rows"]} == {"iso37123"}
    shelters = next(r for r in answer.numbers["rows"] if r["indicator"] == "shelters_per_100k")
    assert shelters["computed_by"]["unit"]["en"] == "per 100,000 people"
    assert answer.features["kpis"]["computability"].tolist() == [
        row["computability"] for row in answer.numbers["rows"]
    ]
