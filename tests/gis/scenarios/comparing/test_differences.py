"""Layers compared feature by feature."""

from gis.scenarios.comparing import differences

RS = {"kind": "facility", "at": [116.9, -1.26], "type": "rs", "name": "Baru"}


def test_features_that_differ_are_named(scenarios):
    scenarios.edit("one", [RS])
    scenarios.create(
        "two",
        parent="one",
        edits=[
            {"kind": "close", "feature": 2},
            {"kind": "move", "feature": 3, "at": [116.9, -1.25]},
            {
                "kind": "change",
                "layer": "facilities",
                "feature": 4,
                "properties": {"type": "puskesmas"},
            },
        ],
    )
    base, one, two = scenarios.base, scenarios.open("one"), scenarios.open("two")
    (found,) = differences(base, one)
    assert (found.layer, found.added, found.removed, found.changed) == (
        "facilities",
        (1_000_000_001,),
        (),
        (),
    )
    # An edit that changes nothing is no difference.
    (found,) = differences(one, two)
    assert (found.added, found.removed, found.changed) == ((), (2,), (3,))
    assert found.to_dict()["features"][0] == {"id": 2, "name": "RS Dua", "what": "removed"}
    (found,) = differences(two, base)
    assert (found.added, found.removed, found.changed) == ((2,), (1_000_000_001,), (3,))
    assert differences(base, base) == differences(two, two) == ()
