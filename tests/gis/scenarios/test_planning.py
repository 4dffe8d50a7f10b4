"""New edits put to the test: what they bear on is kept with them."""

from gis.scenarios.edits import read_edits
from gis.scenarios.planning import planned


def test_what_an_edit_bears_on_is_kept_with_it(scenarios):
    region, held = scenarios.base, scenarios.shelf.get("one")
    parcel = "116.805,-1.26 116.815,-1.26 116.815,-1.25 116.805,-1.25"
    edits = read_edits(
        [
            {"kind": "zone", "code": "K-1", "feature": "Z1"},
            {"kind": "zone", "code": "R-2", "parcel": parcel},
            {"kind": "facility", "at": [116.9, -1.26], "type": "rs"},
            {"kind": "speed", "layer": "streets", "class": "local", "kmh": 12},
            {"kind": "speed", "layer": "streets", "feature": 1, "kmh": 12},
            {"kind": "standard", "standard": "EDU-SMA", "metres": 900},
        ]
    )
    kept = planned(region, held, edits)
    assert [sorted(one.get("before", {})) for one in kept] == [["1"], ["1", "2"], [], [], ["1"], []]
    # By id, whatever it was called; numbers are given when it is kept.
    assert kept[0]["feature"] == "1"
    assert not any("n" in one for one in kept)
    assert [edit.to_dict()["kind"] for edit in read_edits(kept)] == [one["kind"] for one in kept]
