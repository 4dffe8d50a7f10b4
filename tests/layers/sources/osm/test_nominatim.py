"""Nominatim answers as layers."""

from __future__ import annotations

import json

import pytest
import shapely

from layers import ingest
from layers.errors import SourceError
from layers.sources.limits import Limits
from layers.sources.osm.nominatim import read

PLACE = {
    "place_id": 24499082,
    "licence": "Data © OpenStreetMap contributors, ODbL 1.0. http://osm.org/copyright",
    "osm_type": "node",
    "osm_id": "77",
    "lat": "-0.5017804",
    "lon": "117.1393089",
    "class": "place",
    "type": "city",
    "importance": 0.51,
    "display_name": "Samarinda, Indonesia",
    "boundingbox": ["-0.71", "-0.31", "117.05", "117.29"],
}


@pytest.fixture
def answer(tmp_path):
    def write(told):
        path = tmp_path / "answer.json"
        path.write_text(json.dumps(told))
        return path

    return write


def test_a_place_without_shape_is_a_point_and_texts_become_numbers(answer):
    reading = read(answer([PLACE]), Limits())
    assert reading.geometry[0].equals(shapely.Point(117.1393089, -0.5017804))
    assert reading.attributes["osm_id"].tolist() == [77]
    assert reading.attributes["importance"].tolist() == [0.51]
    assert reading.about["attribution"] == "© OpenStreetMap contributors"
    assert reading.findings == ()


def test_a_place_with_a_shape_keeps_it(answer):
    shape = {"type": "Polygon", "coordinates": [[[117, -1], [118, -1], [118, 0], [117, -1]]]}
    reading = read(answer([PLACE | {"geojson": shape}]), Limits())
    assert reading.geometry[0].geom_type == "Polygon"
    assert [f.code for f in reading.findings] == ["osm-box-differs"]


def test_parts_of_an_address_are_columns(answer):
    address = {"city": "Samarinda", "state": "Kalimantan Timur"}
    reading = read(answer(PLACE | {"address": address}), Limits())
    assert reading.attributes["addr_state"].tolist() == ["Kalimantan Timur"]
    assert reading.n_read == 1


@pytest.mark.parametrize("box", [["a", "b", "c", "d"], ["1", "2", "3", "4"]])
def test_a_box_that_disagrees_is_told(answer, box):
    reading = read(answer([PLACE | {"boundingbox": box}]), Limits())
    assert [(f.row, f.code) for f in reading.findings] == [(1, "osm-box-differs")]
    assert reading.findings[0].message_id.startswith("boundingbox")


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ([], "osm-nothing"),
        ([{"a": 1}], "not-nominatim"),
        ([1], "not-nominatim"),
        ({"error": "Unable to geocode"}, "not-nominatim"),
    ],
)
def test_other_json_is_refused(answer, told, code):
    with pytest.raises(SourceError) as raised:
        read(answer(told), Limits())
    assert raised.value.code == code


def test_a_bad_shape_is_an_error_of_its_row(answer):
    bad = {"type": "Polygon", "coordinates": [[[117, -1], ["x", -1]]]}
    reading = read(answer([PLACE, PLACE | {"geojson": bad}]), Limits())
    assert reading.bad_rows() == [2]


def test_a_place_nowhere_has_no_geometry(answer):
    nowhere = {k: v for k, v in PLACE.items() if k not in ("lat", "lon")}
    assert read(answer([nowhere]), Limits()).geometry[0] is None


def test_the_licence_of_another_source_is_shown_as_it_says(answer):
    reading = read(answer([PLACE | {"licence": "Data © Someone"}]), Limits())
    assert reading.about == {"source": "Nominatim", "attribution": "Data © Someone"}


def test_the_shared_answer_for_samarinda(shared_data):
    reading = read(shared_data / "osm" / "nominatim_samarinda.json", Limits())
    assert reading.attributes["osm_id"].tolist() == [14921097]
    assert reading.geometry[0].geom_type == "Polygon"
    assert reading.findings == ()


def test_an_answer_is_told_from_geojson_and_added(workspace, answer):
    report = ingest.add(workspace, answer([PLACE]), layer_id="found")
    assert (report.driver, report.n_written) == ("Nominatim", 1)
    assert workspace["found"].layer.attribution == "© OpenStreetMap contributors"
