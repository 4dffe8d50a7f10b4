"""Relations put together, and those that cannot be."""

from __future__ import annotations

import pytest
import shapely
from osmium.osm import mutable

from layers.sources.osm.assembly import Members, Wanted, _why, fits, some
from layers.sources.osm.theme import themes

SQUARE = {1: (117.0, -1.0), 2: (118.0, -1.0), 3: (118.0, 0.0), 4: (117.0, 0.0)}
HOLE = {5: (117.4, -0.6), 6: (117.6, -0.6), 7: (117.6, -0.4), 8: (117.4, -0.4)}
FOREST = {"type": "multipolygon", "landuse": "forest", "name": "Hutan"}


def way(osm_id, *nodes, **tags):
    return mutable.Way(id=osm_id, version=1, nodes=list(nodes), tags=tags)


def relation(osm_id, members, **tags):
    return mutable.Relation(id=osm_id, version=1, members=members, tags=tags)


def outer(*ways):
    return [("w", w, "outer") for w in ways]


def test_halves_of_a_ring_and_a_hole_become_one_area(osm_file, read):
    path = osm_file(
        SQUARE | HOLE,
        way(1, 1, 2, 3),
        way(2, 3, 4, 1),
        way(3, 5, 6, 7, 8, 5),
        relation(9, [*outer(1, 2), ("w", 3, "inner")], **FOREST),
    )
    reading = read(path, "landuse")
    hole = shapely.box(117.4, -0.6, 117.6, -0.4)
    assert reading.geometry[0].normalize().equals(shapely.box(117, -1, 118, 0) - hole)
    assert reading.attributes[["osm_id", "osm_type", "name"]].values.tolist() == [
        [9, "relation", "Hutan"]
    ]
    assert reading.attributes["class"].tolist() == ["Natural forest"]


def test_two_outer_rings_become_two_parts(osm_file, read):
    path = osm_file(
        SQUARE | HOLE | {15: (120.0, -1.0), 16: (121.0, -1.0), 17: (121.0, 0.0)},
        way(1, 1, 2, 3, 4, 1),
        way(2, 15, 16, 17, 15),
        relation(9, outer(1, 2), **FOREST),
    )
    area = read(path, "landuse").geometry[0]
    assert len(area.geoms) == 2
    assert area.area == pytest.approx(1.5)


def test_missing_members_are_counted_and_listed(osm_file, read):
    path = osm_file(
        SQUARE,
        way(1, 1, 2, 3),
        way(4, 1, 2, 3, 4, 1, landuse="grass"),
        relation(9, outer(1, 2, 3), **FOREST),
    )
    reading = read(path, "landuse")
    assert reading.attributes["osm_id"].tolist() == [4]
    (finding,) = [f for f in reading.findings if f.code == "osm-incomplete"]
    wanted = "relation 9 (Hutan): 2 of 3 member ways are not in the file (2, 3)"
    assert (finding.row, finding.message, finding.action) == (2, wanted, "left out")
    assert "2 dari 3 way anggota tidak ada" in finding.message_id
    assert reading.n_read == 2


def test_members_that_lack_nodes_are_told(osm_file, read):
    path = osm_file(
        SQUARE,
        way(1, 1, 2, 3),
        way(2, 3, 99, 1),
        way(4, 1, 2, 3, 4, 1, landuse="grass"),
        relation(9, outer(1, 2), **FOREST),
    )
    (finding,) = [f for f in read(path, "landuse").findings if f.code == "osm-incomplete"]
    assert finding.message == "relation 9 (Hutan): 1 of 2 member ways lack nodes (2)"


@pytest.mark.parametrize("members", [(1,), (1, 5)])
def test_a_ring_that_does_not_close_is_broken(osm_file, read, members):
    path = osm_file(
        SQUARE | HOLE,
        way(1, 1, 2, 3),
        way(4, 1, 2, 3, 4, 1, landuse="grass"),
        way(5, 5, 6, 7),
        relation(9, outer(*members), **FOREST),
    )
    reading = read(path, "landuse")
    (finding,) = [f for f in reading.findings if f.code == "osm-relation-broken"]
    assert finding.message.startswith("relation 9 (Hutan): its member ways do not close")


def test_a_relation_without_ways_is_told(osm_file, read):
    path = osm_file(
        SQUARE,
        way(4, 1, 2, 3, 4, 1, landuse="grass"),
        relation(9, [("n", 1, "label")], **FOREST),
    )
    (finding,) = [f for f in read(path, "landuse").findings if f.code == "osm-incomplete"]
    assert finding.message == "relation 9 (Hutan): it has no member ways"


def test_a_ferry_route_of_bare_ways_is_a_line_of_its_parts(osm_file, read):
    path = osm_file(
        SQUARE,
        way(1, 1, 2),
        way(2, 2, 3),
        way(3, 3, 4, route="ferry", duration="00:20"),
        relation(9, [("w", 1, ""), ("w", 2, "")], type="route", route="ferry", name="A - B"),
        relation(8, [("w", 1, ""), ("w", 77, "")], type="route", route="ferry"),
    )
    reading = read(path, "ferries")
    assert reading.attributes["osm_type"].tolist() == ["way", "relation"]
    assert reading.attributes["duration"].tolist() == ["00:20", None]
    assert shapely.line_merge(reading.geometry[1]).length == pytest.approx(2)
    (finding,) = [f for f in reading.findings if f.code == "osm-incomplete"]
    assert finding.message.startswith("relation 8: 1 of 2")


def test_relations_of_another_type_are_counted(osm_file, read):
    path = osm_file(
        SQUARE,
        way(4, 1, 2, 3, 4, 1, landuse="grass"),
        relation(9, outer(4), type="site", landuse="forest"),
    )
    (finding,) = [f for f in read(path, "landuse").findings if f.code == "osm-wrong-type"]
    assert finding.message == "relation of type site, landuse=forest (1)"


@pytest.mark.parametrize(
    ("name", "kind", "fitting"),
    [
        ("landuse", "multipolygon", True),
        ("boundaries", "boundary", True),
        ("landuse", "route", False),
        ("ferries", "route", True),
        ("ferries", None, False),
        ("facilities", "multipolygon", True),
    ],
)
def test_the_type_of_a_relation_must_fit_the_shape(name, kind, fitting):
    assert fits(themes()[name], kind) is fitting


def test_many_ids_are_cut_short():
    assert some(range(12)) == "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, …"


def test_the_reason_names_the_first_thing_wrong():
    members = Members({1: "x"}, {2})
    code, label, why = _why(5, Wanted({}, (1, 2, 3), 0), members)
    assert (code, label) == ("osm-incomplete", "relation 5")
    assert why.en == "1 of 3 member ways are not in the file (3)"
