"""Overpass answers, rewritten as extracts and read like any other."""

from __future__ import annotations

import json

import pytest
import shapely

from layers import ingest
from layers.errors import SourceError
from layers.sources.limits import Limits
from layers.sources.osm.overpass import as_extract

SCHOOL = {"type": "node", "id": 1, "lat": -1.2, "lon": 116.8, "tags": {"amenity": "school"}}
ROAD = {
    "type": "way",
    "id": 5,
    "nodes": [11, 12],
    "geometry": [{"lat": -1.0, "lon": 117.0}, {"lat": -1.0, "lon": 117.1}],
    "tags": {"highway": "primary", "name": "Jalan A"},
}


@pytest.fixture
def answer(tmp_path):
    def write(*elements, **more):
        path = tmp_path / "answer.json"
        about = {"version": 0.6, "generator": "Overpass API", **more}
        path.write_text(json.dumps({**about, "elements": list(elements)}))
        return path

    return write


def extract_of(path, tmp_path):
    return as_extract(path, tmp_path, Limits())


def test_a_way_with_geometry_becomes_a_road(answer, tmp_path, read):
    moment = {"timestamp_osm_base": "2026-11-01T10:00:00Z"}
    reading = read(extract_of(answer(ROAD, SCHOOL, osm3s=moment), tmp_path), "roads")
    assert reading.attributes["osm_id"].tolist() == [5]
    assert reading.attributes["name"].tolist() == ["Jalan A"]
    assert reading.geometry[0].equals(shapely.LineString([(117, -1), (117.1, -1)]))
    assert reading.about["data_date"] == "2026-11-01"
    assert reading.about["licence"] == "ODbL-1.0"


def test_nodes_beside_ways_give_the_same(answer, tmp_path, read):
    nodes = [
        {"type": "node", "id": 11, "lat": -1.0, "lon": 117.0},
        {"type": "node", "id": 12, "lat": -1.0, "lon": 117.1},
    ]
    bare = {k: v for k, v in ROAD.items() if k != "geometry"}
    reading = read(extract_of(answer(bare, *nodes), tmp_path), "roads")
    assert reading.geometry[0].equals(shapely.LineString([(117, -1), (117.1, -1)]))


def test_geometry_without_ids_of_nodes_is_enough(answer, tmp_path, read):
    bare = {k: v for k, v in ROAD.items() if k != "nodes"}
    reading = read(extract_of(answer(bare), tmp_path), "roads")
    assert reading.geometry[0].length == pytest.approx(0.1)


def test_a_relation_with_the_geometry_of_its_members_becomes_an_area(answer, tmp_path, read):
    def part(ref, *points):
        places = [{"lon": x, "lat": y} for x, y in points]
        return {"type": "way", "ref": ref, "role": "outer", "geometry": places}

    relation = {
        "type": "relation",
        "id": 9,
        "members": [
            part(21, (117, -1), (118, -1), (118, 0)),
            part(22, (118, 0), (117, 0), (117, -1)),
            {"type": "node", "ref": 3, "role": "admin_centre", "lat": -0.5, "lon": 117.5},
        ],
        "tags": {"type": "boundary", "boundary": "administrative", "admin_level": "6"},
    }
    reading = read(extract_of(answer(relation), tmp_path), "boundaries")
    assert reading.attributes["osm_type"].tolist() == ["relation"]
    assert reading.geometry[0].equals(shapely.box(117, -1, 118, 0))


def test_a_part_beyond_the_box_of_the_query_is_told(answer, tmp_path, read):
    cut = ROAD | {"id": 6, "nodes": [11, 13], "geometry": [ROAD["geometry"][0], None]}
    reading = read(extract_of(answer(ROAD, cut), tmp_path), "roads")
    assert reading.attributes["osm_id"].tolist() == [5]
    assert next((f.code, f.row) for f in reading.findings) == ("osm-incomplete", 2)


def test_an_element_told_twice_is_one_row_with_its_tags(answer, tmp_path, read):
    skeleton = {k: v for k, v in ROAD.items() if k != "tags"}
    reading = read(extract_of(answer(ROAD, skeleton), tmp_path), "roads")
    assert reading.attributes["highway"].tolist() == ["primary"]


@pytest.mark.parametrize(
    ("element", "code"),
    [
        ("x", "bad-row"),
        ({"type": "node", "id": "x", "lat": 1, "lon": 1}, "bad-row"),
        ({"type": "node", "id": 1}, "bad-row"),
        ({"type": "node", "id": 1, "lat": "abc", "lon": 1}, "bad-row"),
        ({"type": "way", "id": 1, "nodes": ["a"]}, "bad-row"),
        ({"type": "way", "id": 1, "nodes": {}, "geometry": "g"}, "bad-row"),
        ({"type": "relation", "id": 1, "members": [7]}, "bad-row"),
        ({"type": "way", "id": 1, "center": {"lat": 1, "lon": 1}}, "osm-no-geometry"),
        ({"type": "way", "id": 1, "tags": {"highway": "path"}}, "osm-no-geometry"),
        (ROAD | {"tags": {"name": "x" * 5000}}, "source-unreadable"),
    ],
)
def test_answers_that_cannot_be_taken_say_why(answer, tmp_path, read, element, code):
    path = answer(element)
    with pytest.raises(SourceError) as raised:
        read(extract_of(path, tmp_path), "roads")
    assert raised.value.code == code


def test_an_answer_that_was_cut_off_by_the_server_is_refused(answer, tmp_path):
    remark = 'runtime error: Query timed out in "query" at line 3 after 181 seconds.'
    with pytest.raises(SourceError, match="timed out") as raised:
        extract_of(answer(ROAD, remark=remark), tmp_path)
    assert raised.value.code == "osm-answer-cut"


def test_json_without_elements_is_no_answer(tmp_path):
    path = tmp_path / "a.json"
    path.write_text('{"version": 0.6, "generator": "x"}')
    with pytest.raises(SourceError) as raised:
        extract_of(path, tmp_path)
    assert raised.value.code == "not-overpass"


def test_a_strange_moment_is_left_out(answer, tmp_path, read):
    path = extract_of(answer(ROAD, osm3s={"timestamp_osm_base": "soon"}), tmp_path)
    assert "data_date" not in read(path, "roads").about


def test_counts_are_no_objects(answer, tmp_path, read):
    count = {"type": "count", "id": 0, "tags": {"nodes": "1"}}
    assert len(read(extract_of(answer(count, ROAD), tmp_path), "roads").rows) == 1


def test_an_answer_is_told_from_geojson_and_added(workspace, answer):
    report = ingest.add(workspace, answer(ROAD, SCHOOL), layer_id="roads")
    assert (report.driver, report.n_written) == ("OpenStreetMap", 1)
    assert workspace["roads"].layer.licence == "ODbL-1.0"


def test_the_via_of_a_restriction_has_its_position_with_it(answer, tmp_path, read):
    members = [
        {"type": "way", "ref": 5, "role": "from"},
        {"type": "node", "ref": 12, "role": "via", "lat": -1.0, "lon": 117.1},
        {"type": "way", "ref": 6, "role": "to"},
    ]
    tags = {"type": "restriction", "restriction": "no_left_turn"}
    sign = {"type": "relation", "id": 8, "members": members, "tags": tags}
    reading = read(extract_of(answer(sign), tmp_path), "turns")
    assert reading.geometry[0].equals(shapely.Point(117.1, -1))
    assert reading.attributes["to_line"].tolist() == ["6"]
