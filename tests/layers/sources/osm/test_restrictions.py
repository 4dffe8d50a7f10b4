"""Turn restrictions read from relations, and those that cannot be used."""

from __future__ import annotations

import pytest
from osmium.osm import mutable

from layers.errors import SourceError

NODES = {1: (117.0, -1.0), 2: (117.1, -1.0), 3: (117.1, -0.9)}
WAYS = [
    mutable.Way(id=10, version=1, nodes=[1, 2], tags={"highway": "primary"}),
    mutable.Way(id=11, version=1, nodes=[2, 3], tags={"highway": "primary"}),
]
FROM, VIA, TO = ("w", 10, "from"), ("n", 2, "via"), ("w", 11, "to")


def sign(osm_id, *members, **tags):
    held = {key.replace("__", ":"): value for key, value in tags.items()}
    held = {"type": "restriction", **held}
    return mutable.Relation(id=osm_id, version=1, members=list(members), tags=held)


def test_a_restriction_is_a_point_with_the_ids_of_its_roads(osm_file, read):
    path = osm_file(NODES, *WAYS, sign(7, FROM, VIA, TO, restriction="no_left_turn"))
    reading = read(path, "turns")
    row = reading.attributes.iloc[0]
    assert (row["osm_id"], row["osm_type"], row["kind"]) == (7, "relation", "no_left_turn")
    assert (row["from_line"], row["to_line"]) == ("10", "11")
    assert "except" not in reading.attributes
    assert list(reading.geometry[0].coords) == [NODES[2]]
    assert reading.layer == "turns"


def test_exceptions_vehicles_and_several_roads(osm_file, read):
    path = osm_file(
        NODES,
        *WAYS,
        sign(1, FROM, VIA, TO, restriction="no_u_turn", **{"except": "psv;bicycle"}),
        sign(2, FROM, VIA, TO, restriction__motorcar="no_entry", restriction__hgv="no_entry"),
        sign(3, FROM, ("w", 11, "from"), VIA, TO, restriction="no_entry"),
        sign(4, FROM, VIA, TO, restriction="no_exit", restriction__hgv="no_u_turn"),
    )
    rows = read(path, "turns").attributes.set_index("osm_id")
    assert rows["except"].tolist() == ["psv;bicycle", None, None, None]
    assert rows["modes"].tolist() == [None, "hgv;motorcar", None, None]
    assert rows["from_line"].tolist() == ["10", "10", "10;11", "10"]
    assert rows["kind"].tolist() == ["no_u_turn", "no_entry", "no_entry", "no_exit"]


@pytest.mark.parametrize(
    ("members", "tags", "code", "said"),
    [
        ((FROM, ("w", 11, "via"), TO), {}, "osm-turn-via-way", "it leads over way 11"),
        ((FROM, TO), {}, "osm-turn-unclear", "0 via members, not one"),
        ((FROM, VIA, ("n", 1, "via"), TO), {}, "osm-turn-unclear", "2 via members, not one"),
        ((FROM, VIA), {}, "osm-turn-unclear", "it has no to way"),
        ((VIA, TO), {}, "osm-turn-unclear", "it has no from way"),
        ((("n", 1, "from"), VIA, TO), {}, "osm-turn-unclear", "it has no from way"),
        ((FROM, ("n", 99, "via"), TO), {}, "osm-incomplete", "via node 99 is not in the file"),
        (
            (FROM, VIA, TO),
            {"restriction__hgv": "no_exit", "restriction__bus": "no_entry"},
            "osm-turn-unclear",
            "it differs by vehicle",
        ),
        (
            (FROM, VIA, TO),
            {"restriction__conditional": "no_left_turn @ (07:00-09:00)"},
            "osm-turn-at-times",
            "no_left_turn @ (07:00-09:00)",
        ),
        (
            (FROM, VIA, TO),
            {"restriction": "no_exit", "hour_on": "07:00"},
            "osm-turn-at-times",
            "hour_on=07:00",
        ),
    ],
)
def test_what_cannot_be_used_is_told_and_counted(osm_file, read, members, tags, code, said):
    whole = sign(1, FROM, VIA, TO, restriction="no_left_turn")
    bad = sign(5, *members, **(tags or {"restriction": "no_left_turn"}))
    reading = read(osm_file(NODES, *WAYS, whole, bad), "turns")
    assert reading.attributes["osm_id"].tolist() == [1]
    (finding,) = [f for f in reading.findings if f.row is not None]
    assert (finding.code, finding.action) == (code, "left out")
    assert finding.message.startswith(f"relation 5: {said}")
    assert reading.n_read == 2


def test_kinds_beyond_the_table_are_counted(osm_file, read):
    path = osm_file(
        NODES,
        *WAYS,
        sign(1, FROM, VIA, TO, restriction="no_left_turn"),
        sign(2, FROM, VIA, TO, restriction="no_parking"),
    )
    (finding,) = [f for f in read(path, "turns").findings if f.code == "osm-left-out"]
    assert finding.message == "restriction=no_parking (1)"


def test_a_box_keeps_the_restrictions_inside(osm_file, read):
    path = osm_file(NODES, *WAYS, sign(1, FROM, VIA, TO, restriction="no_left_turn"))
    assert len(read(path, "turns", box=(117.05, -1.05, 117.15, -0.95)).rows) == 1
    with pytest.raises(SourceError, match="no turn restrictions that can be used"):
        read(path, "turns", box=(116, -2, 116.5, -1.5))


def test_no_restriction_at_all(osm_file, read):
    with pytest.raises(SourceError, match="no turn restrictions") as raised:
        read(osm_file(NODES, *WAYS), "turns")
    assert raised.value.code == "osm-nothing"


def test_a_real_extract(shared_data, read):
    reading = read(shared_data / "osm" / "duitama.osm.pbf", "turns")
    told = [f.code for f in reading.findings if f.row is not None]
    assert (len(reading.rows), told) == (18, ["osm-turn-via-way"] * 5)
    assert reading.attributes["kind"].value_counts().to_dict() == {
        "no_left_turn": 11,
        "no_right_turn": 6,
        "no_u_turn": 1,
    }
