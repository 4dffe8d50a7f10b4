"""What an analysis costs, in one sentence."""

from __future__ import annotations

from gis.processes.costing.cost import Cost, Estimate, Measured
from gis.processes.costing.telling import cost_record, cost_text
from layers.text import Text

TITLES = {"roads": Text("Jalan", "Roads"), "by": Text("Wilayah", "Units")}
COST = Cost({"by": "districts"}, ("roads", "by"), Measured(0.26, 9.4, {"roads": 1000}))


def test_it_says_from_what_it_is_known_and_what_it_grows_with():
    told = cost_text(COST, COST.expected({}), TITLES)
    assert told.en == (
        "about 0.3 s (measured on the starter region); about 9.4 s the first time, or after its "
        "layers have changed; grows with: Roads, Units"
    )
    assert told.id.startswith("sekitar 0,3 detik (diukur pada wilayah awal); sekitar 9,4 detik")
    scaled = cost_text(COST, COST.expected({"roads": 500_000}), TITLES)
    assert scaled.en.startswith("about 2 min (in proportion to the layers here; measured on")
    assert "first time" not in scaled.en


def test_earlier_runs_say_nothing_of_the_first_time():
    told = cost_text(COST, Estimate(12.3, "runs", 7), TITLES)
    assert told.en.startswith("about 12 s as a job (median of the last 7 runs here); grows with")


def test_the_record_has_the_figures_and_where_they_are_from():
    record = cost_record(COST, COST.expected({}), TITLES)
    assert (record["seconds"], record["basis"]) == (0.26, "measured")
    assert record["measured"]["firstSeconds"] == 9.4
    assert record["measured"]["inputs"] == {"by": "districts"}
    assert record["measured"]["date"]
    assert record["measured"]["machine"]
    bare = cost_record(Cost({}, ("roads",)), None, TITLES)
    assert bare == {"growsWith": ["roads"]}
